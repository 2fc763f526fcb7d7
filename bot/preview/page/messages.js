/** The messages of a pane, by day, and its scrolling. */

import { bubble } from "./bubble.js";
import { h, reorder } from "./dom.js";
import { icon } from "./icons.js";
import { inThread, state } from "./state.js";
import { day } from "./times.js";

const NEAR_END = 48; // pixels
const NEAR_START = 1200; // pixels
const PAGE_SIZE = 40; // messages drawn at first, and more of them on scrolling up
const GROUPED = 600; // seconds between messages of one group

export class MessageLog {
  #pane;
  #nodes = new Map(); // message id → { message, first, node }
  #days = new Map();
  #missed = 0;
  #oldest = 0; // messages before it are not drawn yet
  #following = "end"; // what stays in view: "end", the beginning of the newest "message", or ""
  #last = null;
  #pressed = false; // nothing moves from under a finger
  #toReveal = null;

  constructor(pane) {
    this.#pane = pane;
    this.inner = h("div", { class: "log-inner" });
    this.list = h(
      "div",
      { class: "log", role: "log", "aria-live": "polite", tabindex: "0" },
      this.inner,
    );
    this.toEnd = h(
      "button",
      { type: "button", class: "to-end", hidden: true, on: { click: () => this.#goToEnd() } },
      icon("down"),
      h("span", {}),
    );
    // Beside the list, not over it, so that it covers no message.
    this.element = h("div", { class: "log-frame" }, this.list, this.toEnd);
    this.list.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.list.addEventListener(
      "click",
      (event) => {
        if (event.target.closest(".expand, .fold")) this.#following = "";
      },
      { capture: true },
    );
    this.list.addEventListener("pointerdown", () => {
      this.#pressed = true;
    });
    // The click comes after pointerup, and in the place where the finger is.
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(() => this.#release()));
    const observer = new ResizeObserver(() => {
      if (this.#following === "message") this.#reveal(this.#last);
      else this.#stayAtEnd();
    });
    observer.observe(this.list);
    observer.observe(this.inner);
  }

  /** Draws all messages of the pane again. */
  redraw() {
    this.#nodes.clear();
    this.#days.clear();
    this.#missed = 0;
    this.#following = "end";
    this.list.setAttribute("aria-label", this.#pane.t("Messages"));
    this.#oldest = this.messages().at(-PAGE_SIZE)?.message_id ?? 0;
    this.#withoutReadingOut(() => this.sync());
    // Short messages may leave the list too short to scroll.
    while (this.list.scrollHeight < 2 * this.list.clientHeight && this.#drawOlder());
    this.#goToEnd();
  }

  /** Changes the list while screen readers do not read out what is added. */
  #withoutReadingOut(change) {
    this.list.setAttribute("aria-live", "off");
    change();
    requestAnimationFrame(() => this.list.setAttribute("aria-live", "polite"));
  }

  /** Draws older messages down to `id`, or a page of them. What is in view stays where it is.
   * Returns whether there were any. */
  #drawOlder(id) {
    const all = this.messages();
    const drawn = all.findIndex((message) => message.message_id >= this.#oldest);
    if (drawn <= 0) return false;
    const wanted = id === undefined ? drawn : all.findIndex((message) => message.message_id >= id);
    this.#oldest = all[Math.max(0, Math.min(drawn, wanted) - PAGE_SIZE)].message_id;
    const top = () => this.#nodes.get(all[drawn].message_id).node.getBoundingClientRect().top;
    const before = top();
    this.list.style.overflowAnchor = "none"; // the browser must not scroll as well
    this.#withoutReadingOut(() => this.sync());
    this.list.scrollTop += top() - before;
    requestAnimationFrame(() => this.list.style.removeProperty("overflow-anchor"));
    return true;
  }

  sync({ message: changed, isNew } = {}) {
    const focused = this.#focusedKey();
    const wasAtEnd = this.#following || this.#isAtEnd();
    const nodes = [];
    let before = null;
    for (const message of this.messages().filter(({ message_id: id }) => id >= this.#oldest)) {
      const name = day(message.date * 1000, this.#pane.locale);
      const opensDay = !before || day(before.date * 1000, this.#pane.locale) !== name;
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
    if (id < this.#oldest) this.#drawOlder(id);
    const node = this.#nodes.get(id)?.node;
    if (!node?.isConnected) return;
    this.#following = "";
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
    if (this.#pressed) {
      this.#toReveal = node;
      return;
    }
    const top = node.offsetTop - 12;
    const end = this.list.scrollHeight - this.list.clientHeight;
    this.#following = "message";
    this.list.scrollTop = Math.min(top, end);
  }

  #stayAtEnd() {
    if (this.#following === "end" && !this.#pressed) this.list.scrollTop = this.list.scrollHeight;
  }

  #release() {
    if (!this.#pressed) return;
    this.#pressed = false;
    if (this.#toReveal) this.#reveal(this.#toReveal);
    else this.#stayAtEnd();
    this.#toReveal = null;
    this.#offerEnd();
  }

  #goToEnd() {
    this.#missed = 0;
    this.#following = "end";
    this.list.scrollTop = this.list.scrollHeight;
    this.#offerEnd();
  }

  #scrolled() {
    if (this.#isAtEnd()) {
      this.#missed = 0;
      this.#following = "end";
    } else if (
      this.#last &&
      this.list.scrollTop <
        Math.min(this.#last.offsetTop - 12, this.list.scrollHeight - this.list.clientHeight) - 2
    ) {
      this.#following = "";
    }
    if (this.list.scrollTop < NEAR_START && !this.#isAtEnd()) this.#drawOlder();
    this.#offerEnd();
  }

  #offerEnd() {
    if (this.#pressed) return; // the button takes its place from the list
    this.toEnd.hidden = this.#isAtEnd() || !this.#last;
    this.toEnd.lastChild.textContent =
      this.#missed > 0
        ? this.#pane.t("To the end, new: {count}", { count: this.#missed })
        : this.#pane.t("To the end");
  }
}

const together = (one, other) =>
  one.from?.id === other.from?.id &&
  other.date - one.date < GROUPED &&
  !one.new_chat_members &&
  !one.left_chat_member;
