/** Inline keyboards: the buttons under a message, and what a press does. */

import * as api from "./api.js";
import { h, unseen } from "./dom.js";
import { icon } from "./icons.js";
import { ask, attempt, copy, toast } from "./overlay.js";

const SIGNS = {
  url: "open",
  web_app: "open",
  copy_text: "copy",
  switch_inline_query: "share",
  switch_inline_query_chosen_chat: "share",
  switch_inline_query_current_chat: "search",
};
// `style` is shown by an icon, too, so that it does not depend on colour alone.
const STYLES = {
  danger: { sign: "warning", words: "Take care" },
  success: { sign: "check", words: null },
  primary: { sign: null, words: null },
};

const kindOf = (button) => Object.keys(SIGNS).find((kind) => kind in button) ?? "callback_data";

/** `pane` shows the message; it opens links and inline queries. */
export function keyboard(message, pane) {
  const rows = message.reply_markup?.inline_keyboard ?? [];
  if (rows.length === 0) return null;
  return h(
    "div",
    { class: "keys", role: "group", "aria-label": pane.t("Buttons") },
    rows.map((row, line) =>
      h(
        "div",
        { class: "key-row" },
        row.map((button, column) => key(message, button, line, column, pane)),
      ),
    ),
  );
}

function key(message, button, row, column, pane) {
  const kind = kindOf(button);
  const style = STYLES[button.style] ?? {};
  const element = h(
    "button",
    {
      type: "button",
      class: `key ${STYLES[button.style] ? button.style : ""}`,
      data: { testid: "key", row, column, kind },
      title: button.url ?? null,
      on: { click: () => touch(element, message, button, pane) },
    },
    style.words ? unseen(`${pane.t(style.words)}: `) : null,
    style.sign ? icon(style.sign) : null,
    h("span", { class: "key-words", dir: "auto" }, button.text),
    SIGNS[kind] ? h("span", { class: "key-sign" }, icon(SIGNS[kind])) : null,
  );
  return element;
}

function touch(element, message, button, pane) {
  switch (kindOf(button)) {
    case "url":
      return pane.openLink(button.url) || window.open(button.url, "_blank", "noopener,noreferrer");
    case "web_app": // without what Telegram tells the page of who opens it
      return window.open(button.web_app.url, "_blank", "noopener,noreferrer");
    case "copy_text":
      return copy(button.copy_text.text);
    case "switch_inline_query":
      return pane.shareInline(button.switch_inline_query);
    case "switch_inline_query_chosen_chat":
      return pane.shareInline(
        button.switch_inline_query_chosen_chat.query ?? "",
        button.switch_inline_query_chosen_chat,
      );
    case "switch_inline_query_current_chat":
      return pane.fillInline(button.switch_inline_query_current_chat);
    default:
      return pressed(element, message, pane);
  }
}

async function pressed(element, message, pane) {
  if (element.getAttribute("aria-busy") === "true") return;
  element.setAttribute("aria-busy", "true");
  const { row, column } = element.dataset;
  const answer = await attempt(
    api.press(message.chat.id, {
      person: pane.person,
      message_id: message.message_id,
      row: Number(row),
      column: Number(column),
    }),
  );
  element.removeAttribute("aria-busy");
  if (answer === undefined) return;
  // A notice comes as an event, so that it is shown wherever the button was pressed.
  if (!answer.answered) toast(pane.t("The bot did not answer"));
  else if (answer.url) pane.openLink(answer.url) || window.open(answer.url, "_blank", "noopener,noreferrer");
  else if (answer.show_alert && answer.text)
    await ask(pane.botName(), answer.text, [{ label: pane.t("OK"), value: true, kind: "primary" }]);
}
