/** One message as a person sees it. */

import * as api from "./api.js";
import { hue, personAvatar, botAvatar } from "./avatars.js";
import { h, unseen } from "./dom.js";
import { formatted } from "./entities.js";
import { icon } from "./icons.js";
import { keyboard } from "./keyboard.js";
import { copy, openMenu } from "./overlay.js";
import { authorName, gist, isPrivate, state } from "./state.js";
import { hour, stamp } from "./times.js";

const LONG_PRESS = 500; // milliseconds

/** `first`: whether the message is the first of several by one author. */
export function bubble(message, pane, first) {
  const service = serviceWords(message);
  const data = { testid: "message", messageId: message.message_id };
  if (service) return h("p", { class: "service", dir: "auto", data }, service);
  const mine = message.from?.id === pane.person;
  const named = !mine && !isPrivate(state.chats.get(message.chat.id));
  const author = authorName(message.from);
  const more = h(
    "button",
    {
      type: "button",
      class: "more",
      "aria-label": "Message menu",
      on: { click: () => menu(message, pane, more) },
    },
    icon("more"),
  );
  const body = h(
    "div",
    { class: "bubble" },
    named && first
      ? h("p", { class: `author ${message.from.is_bot ? "" : hue(message.from.id)}`, dir: "auto" }, author)
      : unseen(`${author}: `),
    via(message, pane),
    quoted(message, pane),
    h(
      "div",
      { class: "words" },
      h("div", { class: "content", dir: "auto" }, contents(message, pane)),
      foot(message),
    ),
    more,
  );
  const article = h(
    "article",
    { class: `message ${mine ? "mine" : "theirs"} ${first ? "first" : ""}`, data },
    named ? h("div", { class: "beside" }, first ? avatarOf(message.from) : null) : null,
    h("div", { class: "column" }, body, keyboard(message, pane)),
  );
  offerMenu(body, message, pane);
  return article;
}

const avatarOf = (user) => (user.id === state.bot.id ? botAvatar() : personAvatar(user));

function foot(message) {
  const edited = message.edit_date !== undefined;
  // Telegram does not mark edits by bots.
  const isBot = message.from?.is_bot || message.via_bot;
  return h(
    "span",
    {
      class: "foot",
      title: stamp(message.date * 1000) + (edited ? `, edited ${hour(message.edit_date * 1000)}` : ""),
    },
    edited && !isBot ? "edited " : null,
    h("time", { datetime: new Date(message.date * 1000).toISOString() }, hour(message.date * 1000)),
  );
}

function via(message, pane) {
  if (!message.via_bot) return null;
  return h(
    "p",
    { class: "via" },
    "via ",
    h(
      "button",
      {
        type: "button",
        class: "inline",
        on: { click: () => pane.fillInline("") },
      },
      `@${message.via_bot.username}`,
    ),
  );
}

function quoted(message, pane) {
  const original = message.reply_to_message;
  if (!original || original.forum_topic_created) return null;
  return h(
    "button",
    { type: "button", class: "quoted", on: { click: () => pane.log.showMessage(original.message_id) } },
    unseen("In reply to "),
    h("strong", { dir: "auto" }, authorName(original.from)),
    h("span", { dir: "auto" }, gist(original)),
  );
}

/** Opens a menu on a right click or a long press. */
function offerMenu(body, message, pane) {
  let held = 0;
  const release = () => clearTimeout(held);
  body.addEventListener("contextmenu", (event) => {
    if (event.target.closest("a") || !getSelection().isCollapsed) return;
    event.preventDefault();
    release();
    menu(message, pane, { x: event.clientX, y: event.clientY });
  });
  body.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "touch" || event.target.closest("a, button, [role=button]")) return;
    const at = { x: event.clientX, y: event.clientY };
    held = setTimeout(() => menu(message, pane, at), LONG_PRESS);
  });
  for (const end of ["pointerup", "pointercancel", "pointermove"]) body.addEventListener(end, release);
}

function menu(message, pane, at) {
  const mine = message.from?.id === pane.person;
  const items = [{ label: "Reply", icon: "reply", act: () => pane.composer.reply(message) }];
  if (mine && message.text && !message.via_bot) {
    items.push({ label: "Edit", icon: "edit", act: () => pane.composer.edit(message) });
  }
  const words = message.text ?? message.caption;
  if (words) items.push({ label: "Copy text", icon: "copy", act: () => copy(words) });
  openMenu("Message", items, at);
}

/** Returns the text of a service message, or null for other messages. */
export function serviceWords(message) {
  const who = authorName(message.from);
  const names = (users) => users.map(authorName).join(", ");
  if (message.new_chat_members) return `${who} added ${names(message.new_chat_members)}`;
  if (message.left_chat_member) {
    return message.left_chat_member.id === message.from?.id
      ? `${who} left the group`
      : `${who} removed ${authorName(message.left_chat_member)}`;
  }
  if (message.pinned_message) return `${who} pinned “${gist(message.pinned_message).slice(0, 40)}”`;
  if (message.new_chat_title) return `${who} named the group “${message.new_chat_title}”`;
  if (message.forum_topic_created) return `${who} made the topic “${message.forum_topic_created.name}”`;
  return null;
}

function contents(message, pane) {
  const media = medium(message);
  if (message.text !== undefined) return formatted(message.text, message.entities, pane);
  const caption =
    message.caption === undefined
      ? []
      : h("div", { class: "caption" }, formatted(message.caption, message.caption_entities, pane));
  return [media ?? h("em", {}, gist(message)), caption];
}

function medium(message) {
  if (message.photo) return photo(message.photo);
  if (message.document) return file(message.document);
  if (message.sticker)
    return h(
      "span",
      { class: "sticker", role: "img", "aria-label": `Sticker ${message.sticker.emoji ?? ""}` },
      message.sticker.emoji ?? "Sticker",
    );
  if (message.dice)
    return h("span", { class: "sticker" }, message.dice.emoji, h("small", {}, String(message.dice.value)));
  if (message.voice) return card("voice", "Voice message", `${message.voice.duration} s`);
  if (message.video_note) return card("voice", "Video message", `${message.video_note.duration} s`);
  if (message.contact) return card("contact", message.contact.first_name, message.contact.phone_number);
  if (message.location)
    return card(
      "location",
      message.venue?.title ?? "Location",
      `${message.location.latitude}, ${message.location.longitude}`,
    );
  if (message.poll)
    return h(
      "div",
      { class: "poll" },
      h("strong", { dir: "auto" }, message.poll.question),
      h(
        "ul",
        {},
        message.poll.options.map((option) => h("li", { dir: "auto" }, option.text)),
      ),
    );
  return null;
}

const card = (sign, title, detail) =>
  h(
    "div",
    { class: "card" },
    h("span", { class: "card-sign" }, icon(sign)),
    h("span", { class: "choice-words" }, h("strong", { dir: "auto" }, title), h("small", {}, detail)),
  );

function photo(sizes) {
  const largest = sizes.at(-1);
  return h("img", {
    class: "photo",
    src: api.fileAddress(largest.file_id),
    alt: "Photo",
    width: largest.width,
    height: largest.height,
  });
}

function file({ file_id, file_name = "file", file_size }) {
  return h(
    "a",
    { class: "card", href: api.fileAddress(file_id), download: file_name },
    h("span", { class: "card-sign" }, icon("file")),
    h(
      "span",
      { class: "choice-words" },
      h("strong", { dir: "auto" }, file_name),
      h("small", {}, `${size(file_size)} · save`),
    ),
  );
}

function size(bytes = 0) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 ** 2) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}

/** Returns a message as plain text, for copying a chat. */
export function asText(message) {
  const head = `[${stamp(message.date * 1000)}] ${authorName(message.from)}${message.via_bot ? ` via @${message.via_bot.username}` : ""}`;
  const words = message.text ?? message.caption ?? serviceWords(message) ?? `(${gist(message)})`;
  const rows = message.reply_markup?.inline_keyboard ?? [];
  const keys = rows.map((row) => row.map((button) => `[${button.text}]`).join(" "));
  return [`${head}:`, words, ...keys].join("\n");
}
