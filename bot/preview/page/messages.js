/** The messages of a pane, by day, and its scrolling. */

import { bubble } from "./bubble.js";
import { h, reorder } from "./dom.js";
import { icon } from "./icons.js";
import { inThread, state } from "./state.js";
import { day } from "./times.js";

const NEAR_END = 48; // pixels
const GROUPED = 600; // seconds between messages of one group

export class MessageLog {
  #pane;
  #nodes = new Map(); // message id → { message, first, node }
  #days = new Map();
  #missed = 0;
  #following = true; // whether the newest message stays in view
  #last = null;

  constructor(pane) {
    this.#pane = pane;
    this.inner = h("div", { class: "log-inner" });
    this.list = h(
      "div",
      { class: "log", role: "log", "aria-live": "polite", "aria-label": "Messages", tabindex: "0" },
      this.inner,
    );
    this.toEnd = h(
      "button",
      { type: "button", class: "to-end", hidden: true, on: { click: () => this.#goToEnd() } },
      icon("down"),
      h("span", {}),
    );
    this.element = h("div", { class: "log-frame" }, this.list, this.toEnd);
    this.list.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.list.addEventListener(
      "click",
      (event) => {
        if (event.target.closest(".expand, .fold")) this.#following = false;
      },
      { capture: true },
    );
    const observer = new ResizeObserver(() => {
      if (this.#following) this.#reveal(this.#last);
    });
    observer.observe(this.list);
    observer.observe(this.inner);
  }

  /** Draws all messages of the pane again. */
  redraw() {
    this.#nodes.clear();
    this.#days.clear();
    this.#missed = 0;
    this.#following = true;
    // A screen reader does not read messages that were there before.
    this.list.setAttribute("aria-live", "off");
    this.sync();
    this.#goToEnd();
    requestAnimationFrame(() => this.list.setAttribute("aria-live", "polite"));
  }

  sync({ message: changed, isNew } = {}) {
    const focused = this.#focusedKey();
    const wasAtEnd = this.#following || this.#isAtEnd();
    const nodes = [];
    let before = null;
    for (const message of this.messages()) {
      const name = day(message.date * 1000);
      const opensDay = !before || day(before.date * 1000) !== name;
      if (opensDay) nodes.push(this.#day(name, message.message_id));
      nodes.push(this.#node(message, opensDay || !together(before, message), isNew && message === changed));
      before = message;
    }
    reorder(this.inner, nodes);
    this.#last = before ? this.#nodes.get(before.message_id).node : null;
    this.#refocus(focused);
    if (!changed || !inThread(changed, this.#pane.thread)) return;
    const mine = changed.from?.id === this.#pane.person;
    const isLast = before?.message_id === changed.message_id;
    if (isLast && (wasAtEnd || (isNew && mine))) this.#reveal(this.#last);
    else if (isNew) this.#missed += 1;
    this.#offerEnd();
  }

  /** Returns the messages that the pane shows, oldest first; of a forum, those of one topic. */
  messages() {
    const all = [...(state.messages.get(this.#pane.chat)?.values() ?? [])];
    const chat = state.chats.get(this.#pane.chat);
    return chat?.is_forum ? all.filter((message) => inThread(message, this.#pane.thread)) : all;
  }

  showMessage(id) {
    const node = this.#nodes.get(id)?.node;
    if (!node?.isConnected) return;
    this.#following = false;
    node.scrollIntoView({ block: "center" });
    node.classList.remove("flash");
    requestAnimationFrame(() => node.classList.add("flash"));
  }

  #node(message, first, arrives) {
    const known = this.#nodes.get(message.message_id);
    if (known && known.message === message && known.first === first) return known.node;
    const node = bubble(message, this.#pane, first);
    if (arrives) node.classList.add("fresh");
    this.#nodes.set(message.message_id, { message, first, node });
    return node;
  }

  #day(name, id) {
    const key = `${name}/${id}`;
    if (!this.#days.has(key)) this.#days.set(key, h("p", { class: "day" }, name));
    return this.#days.get(key);
  }

  /** Returns the focused button of an inline keyboard with its message, or null. */
  #focusedKey() {
    const key = document.activeElement;
    const node = this.inner.contains(key) ? key.closest(".message") : null;
    return node
      ? { id: Number(node.dataset.messageId), node, row: key.dataset.row, column: key.dataset.column }
      : null;
  }

  #refocus(focused) {
    if (!focused || focused.node.isConnected) return;
    const node = this.#nodes.get(focused.id)?.node;
    const same = `.key[data-row="${focused.row}"][data-column="${focused.column}"]`;
    const target = (focused.row && node?.querySelector(same)) || node?.querySelector(".key") || this.list;
    target.focus({ preventScroll: true });
  }

  #isAtEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.list;
    return scrollHeight - scrollTop - clientHeight < NEAR_END;
  }

  /** Scrolls to a whole message, or to its beginning if it is taller than the window. */
  #reveal(node) {
    if (!node?.isConnected) return;
    const top = node.offsetTop - 12;
    const end = this.list.scrollHeight - this.list.clientHeight;
    this.#following = true;
    this.list.scrollTop = Math.min(top, end);
  }

  #goToEnd() {
    this.#missed = 0;
    this.#following = true;
    this.list.scrollTop = this.list.scrollHeight;
    this.#offerEnd();
  }

  #scrolled() {
    if (this.#isAtEnd()) {
      this.#missed = 0;
      this.#following = true;
    } else if (
      this.#last &&
      this.list.scrollTop <
        Math.min(this.#last.offsetTop - 12, this.list.scrollHeight - this.list.clientHeight) - 2
    ) {
      this.#following = false;
    }
    this.#offerEnd();
  }

  #offerEnd() {
    this.toEnd.hidden = this.#isAtEnd() || !this.#last;
    this.toEnd.lastChild.textContent = this.#missed > 0 ? `${this.#missed} new` : "";
    this.toEnd.setAttribute(
      "aria-label",
      this.#missed > 0 ? `To the end, ${this.#missed} new` : "To the end",
    );
  }
}

const together = (one, other) =>
  one.from?.id === other.from?.id &&
  other.date - one.date < GROUPED &&
  !one.new_chat_members &&
  !one.left_chat_member;
