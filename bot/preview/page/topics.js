/** The topics of a forum, as tabs above its messages. */

import { arrowKeys, h, replace, unseen } from "./dom.js";

export class Topics {
  #unread = new Set(); // topics with unread messages: chat/topic
  #pane;
  #onChoose;

  /** `onChoose` is called with the id of the topic. */
  constructor(pane, onChoose) {
    this.#pane = pane;
    this.#onChoose = onChoose;
    this.element = h("div", {
      class: "topics",
      role: "tablist",
      hidden: true,
      on: { keydown: (event) => arrowKeys(event, [...this.element.children], { across: true }) },
    });
  }

  markUnread(chat, thread) {
    this.#unread.add(`${chat}/${thread}`);
  }

  markRead(chat, thread) {
    this.#unread.delete(`${chat}/${thread}`);
  }

  /** `thread`: the topic that is shown. */
  draw(chat, thread) {
    const focused = this.element.contains(document.activeElement)
      ? document.activeElement.dataset.thread
      : null;
    this.element.hidden = !chat.is_forum;
    this.element.setAttribute("aria-label", this.#pane.t("Topics"));
    replace(
      this.element,
      chat.topics.map((topic) => {
        const isNew = this.#unread.has(`${chat.id}/${topic.id}`);
        return h(
          "button",
          {
            type: "button",
            role: "tab",
            class: isNew ? "topic news" : "topic",
            "aria-selected": String(topic.id === thread),
            tabindex: topic.id === thread ? "0" : "-1",
            data: { thread: String(topic.id) },
            on: { click: () => this.#onChoose(topic.id) },
          },
          topic.id === null ? this.#pane.t("General") : topic.name,
          isNew ? unseen(` · ${this.#pane.t("New")}`) : null,
        );
      }),
    );
    if (focused) this.element.querySelector(`[data-thread="${focused}"]`)?.focus();
  }
}
