// Bubbles: one message as a person sees it.

import {element, formatted} from "./entities.js";

const KINDS = {
  sticker: "Sticker", voice: "Voice message", photo: "Photo", video: "Video", contact: "Contact",
  location: "Location", dice: "Dice", video_note: "Video message", poll: "Poll", animation: "GIF",
};

export function bubble(message, person, acts) {
  const mine = message.from?.id === person;
  const item = element("article", `message ${mine ? "mine" : "theirs"}`);
  item.dataset.testid = "message";
  item.dataset.messageId = message.message_id;
  item.setAttribute("aria-label", `${name(message)}, ${clock(message.date)}`);
  const body = element("div", "bubble");
  body.dir = "auto";
  if (!mine && message.chat.type !== "private") body.append(element("p", "from", name(message)));
  if (message.via_bot) body.append(element("p", "via", `via @${message.via_bot.username}`));
  if (message.reply_to_message) body.append(quoted(message.reply_to_message));
  const content = element("div", "content");
  content.dir = "auto";
  content.append(...contents(message, acts));
  body.append(content, foot(message, mine, acts));
  item.append(body);
  const rows = message.reply_markup?.inline_keyboard ?? [];
  if (rows.length) item.append(keyboard(message, rows, acts));
  return item;
}

export function asText(message) {
  return `${name(message)}, ${clock(message.date)}\n${message.text ?? message.caption ?? describe(message)}\n`;
}

export const name = (message) => message.from?.first_name ?? message.sender_chat?.title ?? "";

export const clock = (unix) =>
  new Intl.DateTimeFormat(undefined, {hour: "2-digit", minute: "2-digit"}).format(new Date(unix * 1000));

function quoted(message) {
  const box = element("div", "reply");
  box.dir = "auto";
  box.append(element("strong", "", name(message)), element("span", "", message.text ?? describe(message)));
  return box;
}

function contents(message, acts) {
  const parts = [];
  if (message.document) {
    const file = element("button", "file", `📄 ${message.document.file_name ?? "file"}`);
    file.type = "button";
    file.onclick = () => acts.download(message.document);
    parts.push(file);
  } else if (message.text === undefined) {
    parts.push(element("p", "kind", describe(message)));
  }
  const text = message.text ?? message.caption;
  if (text !== undefined) parts.push(formatted(text, message.entities ?? message.caption_entities, acts));
  return parts;
}

function describe(message) {
  const kind = Object.keys(KINDS).find((each) => message[each]);
  if (kind) return KINDS[kind];
  if (message.document) return message.document.file_name ?? "File";
  return "Something else";
}

function foot(message, mine, acts) {
  const line = element("p", "foot");
  if (mine && message.text !== undefined) {
    for (const [label, act] of [["Edit", acts.edit], ["Reply", acts.reply]]) {
      const button = element("button", "", label);
      button.type = "button";
      button.onclick = () => act(message);
      line.append(button);
    }
  }
  line.append(element("span", "", `${message.edit_date ? "edited " : ""}${clock(message.date)}`));
  return line;
}

function keyboard(message, rows, acts) {
  const box = element("div", "keyboard");
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", "Buttons");
  rows.forEach((buttons, row) => {
    const line = element("div", "keys");
    buttons.forEach((key, column) => {
      const node = element("button", `key ${key.style ?? ""}`);
      node.type = "button";
      node.dataset.testid = "key";
      node.dir = "auto";
      node.append(element("span", "", key.text));
      if (key.url) node.append(mark("link", "opens a link"));
      if (key.copy_text) node.append(mark("copy", "copies"));
      if (key.switch_inline_query !== undefined || key.switch_inline_query_current_chat !== undefined) node.append(mark("share", "shares in a chat"));
      if (key.style === "danger") node.append(mark("danger", "cannot be undone"));
      node.onclick = () => acts.press(message, row, column, node);
      line.append(node);
    });
    box.append(line);
  });
  return box;
}

function mark(sign, meaning) {
  const node = element("i", `mark ${sign}`);
  node.title = meaning;
  node.setAttribute("aria-hidden", "true");
  return node;
}
