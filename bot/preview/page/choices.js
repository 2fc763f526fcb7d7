/** The list above the message field: commands, inline results. */

import { h, replace } from "./dom.js";

let made = 0;

/** A listbox. `field` keeps the focus and names the active option, unless the list has the focus. */
export class Choices {
  #field;
  #options = [];
  #active = -1;

  constructor(field, { onMore } = {}) {
    made += 1;
    this.#field = field;
    this.list = h("div", { class: "options", role: "listbox", id: `choices-${made}` });
    this.above = h("div", { class: "options-above" });
    this.status = h("p", { class: "options-status", role: "status" });
    this.element = h("div", { class: "choices-panel", hidden: true }, this.above, this.list, this.status);
    field.setAttribute("aria-controls", this.list.id);
    this.element.addEventListener(
      "scroll",
      () => {
        const { scrollTop, scrollHeight, clientHeight } = this.element;
        if (scrollHeight - scrollTop - clientHeight < 120) onMore?.();
      },
      { passive: true },
    );
    this.list.addEventListener("keydown", (event) => this.#keys(event));
  }

  get isOpen() {
    return !this.element.hidden;
  }

  get active() {
    return this.#options[this.#active];
  }

  /** `options`: { content, testid, pick, label }. `active`: the index that Enter picks, or -1. */
  show(label, options, { active = -1, status = "", above = null } = {}) {
    this.#options = [];
    this.list.replaceChildren();
    this.list.setAttribute("aria-label", label);
    this.list.hidden = options.length === 0;
    replace(this.above, above);
    this.element.hidden = false;
    this.element.scrollTop = 0;
    this.add(options);
    this.status.textContent = status;
    this.#activate(options.length > 0 ? active : -1);
  }

  add(options) {
    for (const option of options) {
      const place = this.#options.length;
      const node = h(
        "button",
        {
          type: "button",
          role: "option",
          class: "option",
          id: `${this.list.id}-${place}`,
          tabindex: "-1",
          "aria-selected": "false",
          data: { testid: option.testid },
          on: { click: () => option.pick() },
        },
        option.content,
      );
      this.#options.push({ ...option, node });
      this.list.append(node);
    }
  }

  close() {
    if (!this.isOpen) return;
    const hadFocus = this.element.contains(document.activeElement);
    this.element.hidden = true;
    this.#options = [];
    this.list.replaceChildren();
    replace(this.above);
    this.#activate(-1);
    if (hadFocus) this.#field.focus();
  }

  move(step) {
    const count = this.#options.length;
    if (count === 0) return;
    const from = this.#active < 0 && step < 0 ? 0 : this.#active;
    this.#activate((from + step + count) % count);
  }

  focusFirst() {
    this.#activate(0);
    this.active?.node.focus();
  }

  #activate(place) {
    this.active?.node.setAttribute("aria-selected", "false");
    this.#active = place;
    const node = this.active?.node;
    node?.setAttribute("aria-selected", "true");
    node?.scrollIntoView({ block: "nearest" });
    if (node) this.#field.setAttribute("aria-activedescendant", node.id);
    else this.#field.removeAttribute("aria-activedescendant");
  }

  #keys(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      this.move(step);
      this.active.node.focus();
    }
  }
}
