/** One message as a person sees it. */

import * as api from "./api.js";
import { hue, personAvatar, botAvatar } from "./avatars.js";
import { h, unseen } from "./dom.js";
import { formatted } from "./entities.js";
import { icon } from "./icons.js";
import { keyboard } from "./keyboard.js";
import { copy, openMenu } from "./overlay.js";
import { authorName, gist, isPrivate, state } from "./state.js";
import { t } from "./texts.js";
import { hour, stamp } from "./times.js";

const LONG_PRESS = 500; // milliseconds

/** `first`: whether the message is the first of several by one author. */
export function bubble(message, pane, first) {
  const words = (english, values) => pane.t(english, values);
  const service = serviceWords(message, words);
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
      "aria-label": pane.t("Message menu"),
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
      foot(message, pane),
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

function foot(message, pane) {
  const edited = message.edit_date !== undefined;
  // Telegram does not mark edits by bots.
  const isBot = message.from?.is_bot || message.via_bot;
  return h(
    "span",
    {
      class: "foot",
      title: stamp(message.date * 1000) + (edited ? ` · ${pane.t("edited")} ${hour(message.edit_date * 1000)}` : ""),
    },
    edited && !isBot ? `${pane.t("edited")} ` : null,
    h("time", { datetime: new Date(message.date * 1000).toISOString() }, hour(message.date * 1000)),
  );
}

function via(message, pane) {
  if (!message.via_bot) return null;
  return h(
    "p",
    { class: "via" },
    `${pane.t("via")} `,
    h(
      "button",
      {
        type: "button",
        class: "inline",
        dir: "ltr",
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
    unseen(`${pane.t("In reply to")} `),
    h("strong", { dir: "auto" }, authorName(original.from)),
    h("span", { dir: "auto" }, gist(original, (english) => pane.t(english))),
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
  const items = [{ label: pane.t("Reply"), icon: "reply", act: () => pane.composer.reply(message) }];
  if (mine && message.text && !message.via_bot) {
    items.push({ label: pane.t("Edit"), icon: "edit", act: () => pane.composer.edit(message) });
  }
  const words = message.text ?? message.caption;
  if (words) items.push({ label: pane.t("Copy text"), icon: "copy", act: () => copy(words) });
  openMenu(pane.t("Message"), items, at);
}

/** Returns the text of a service message, or null for other messages. `t` gives its texts. */
export function serviceWords(message, t) {
  const who = authorName(message.from);
  const names = (users) => users.map(authorName).join(", ");
  if (message.new_chat_members) return t("{who} added {names}", { who, names: names(message.new_chat_members) });
  if (message.left_chat_member) {
    return message.left_chat_member.id === message.from?.id
      ? t("{who} left the group", { who })
      : t("{who} removed {name}", { who, name: authorName(message.left_chat_member) });
  }
  if (message.pinned_message)
    return t("{who} pinned “{words}”", { who, words: gist(message.pinned_message, t).slice(0, 40) });
  if (message.new_chat_title)
    return t("{who} named the group “{name}”", { who, name: message.new_chat_title });
  if (message.forum_topic_created)
    return t("{who} made the topic “{name}”", { who, name: message.forum_topic_created.name });
  return null;
}

function contents(message, pane) {
  const media = medium(message, pane);
  if (message.text !== undefined) return formatted(message.text, message.entities, pane);
  const caption =
    message.caption === undefined
      ? []
      : h("div", { class: "caption" }, formatted(message.caption, message.caption_entities, pane));
  return [media ?? h("em", {}, gist(message, (english) => pane.t(english))), caption];
}

function medium(message, pane) {
  if (message.photo) return photo(message.photo, pane);
  const sent = message.video ?? message.audio ?? message.document;
  if (sent) return file(sent, pane);
  if (message.sticker)
    return h(
      "span",
      { class: "sticker", role: "img", "aria-label": `${pane.t("Sticker")} ${message.sticker.emoji ?? ""}` },
      message.sticker.emoji ?? pane.t("Sticker"),
    );
  if (message.dice)
    return h("span", { class: "sticker" }, message.dice.emoji, h("small", {}, String(message.dice.value)));
  if (message.voice) return card("voice", pane.t("Voice message"), `${message.voice.duration} s`);
  if (message.video_note) return card("voice", pane.t("Video message"), `${message.video_note.duration} s`);
  if (message.contact) return card("contact", message.contact.first_name, message.contact.phone_number);
  if (message.location)
    return card(
      "location",
      message.venue?.title ?? pane.t("Location"),
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

function photo(sizes, pane) {
  const largest = sizes.at(-1);
  return h("img", {
    class: "photo",
    src: api.fileAddress(largest.file_id),
    alt: pane.t("Photo"),
    width: largest.width,
    height: largest.height,
  });
}

function file({ file_id, file_name = "file", file_size }, pane) {
  return h(
    "a",
    { class: "card", href: api.fileAddress(file_id), download: file_name },
    h("span", { class: "card-sign" }, icon("file")),
    h(
      "span",
      { class: "choice-words" },
      h("strong", { dir: "auto" }, file_name),
      h("small", {}, `${size(file_size)} · ${pane.t("save")}`),
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
  const words = message.text ?? message.caption ?? serviceWords(message, t) ?? `(${gist(message, t)})`;
  const rows = message.reply_markup?.inline_keyboard ?? [];
  const keys = rows.map((row) => row.map((button) => `[${button.text}]`).join(" "));
  return [`${head}:`, words, ...keys].join("\n");
}
