/** The list of chats: each person's private chat with the bot, and the groups. */

import { chatAvatar } from "./avatars.js";
import { serviceWords } from "./bubble.js";
import { arrowKeys, h, replace, unseen } from "./dom.js";
import { authorName, gist, isPrivate, state } from "./state.js";
import { t } from "./texts.js";
import { hour } from "./times.js";

export function drawChats(list, open) {
  const focused = list.contains(document.activeElement) ? document.activeElement.dataset.testid : null;
  const chats = [...state.chats.values()];
  replace(
    list,
    part(t("Private chats"), chats.filter(isPrivate), open),
    part(
      t("Groups"),
      chats.filter((chat) => !isPrivate(chat)),
      open,
    ),
  );
  if (focused) list.querySelector(`[data-testid="${focused}"]`)?.focus();
}

export function chatKeys(event, list) {
  arrowKeys(event, [...list.querySelectorAll(".chat")]);
}

function part(name, chats, open) {
  if (chats.length === 0) return null;
  return [
    h("h2", { class: "part" }, name),
    h(
      "ul",
      {},
      chats.map((chat) => h("li", {}, item(chat, open))),
    ),
  ];
}

function item(chat, open) {
  const last = [...(state.messages.get(chat.id)?.values() ?? [])].at(-1);
  const unread = state.unread.get(chat.id) ?? 0;
  const here = state.panes.findIndex((pane) => pane.shown && pane.chat === chat.id);
  return h(
    "button",
    {
      type: "button",
      class: `chat ${here >= 0 ? "open" : ""}`,
      data: { testid: `chat-${chat.id}` },
      "aria-current": here === state.active ? "true" : null,
      on: { click: () => open(chat) },
    },
    chatAvatar(chat),
    h(
      "span",
      { class: "chat-words" },
      h(
        "span",
        { class: "chat-line" },
        h("strong", { dir: "auto" }, chat.title),
        last ? h("time", {}, hour(last.date * 1000)) : null,
      ),
      h(
        "span",
        { class: "chat-line" },
        h("small", { dir: "auto" }, news(chat, last)),
        unread > 0 ? h("span", { class: "badge" }, String(unread), unseen(` ${t("New")}`)) : null,
      ),
    ),
  );
}

function news(chat, last) {
  if (chat.blocked) return t("Blocked the bot");
  if (!last)
    return isPrivate(chat)
      ? t("with {name}", { name: state.bot.first_name })
      : chat.is_forum
        ? t("Group with topics")
        : t("Group");
  const service = serviceWords(last, t);
  if (service) return service;
  const author =
    last.from?.id === state.bot.id || (isPrivate(chat) && last.outgoing) ? "" : `${authorName(last.from)}: `;
  return author + gist(last, t);
}
