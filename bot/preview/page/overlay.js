/** Toasts, dialogs and menus over the page. */

import { arrowKeys, h, replace } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./texts.js";

const TOAST_SECONDS = 4;
const SAME_PRESS = 400; // milliseconds between pressing a button down and its click

/** Shows a short text that disappears by itself; screen readers read it out politely. */
export function toast(words) {
  const shown = h("div", { class: "toast", dir: "auto", data: { testid: "toast" } }, words);
  replace(document.getElementById("toasts"), shown);
  const reading = Math.max(TOAST_SECONDS, words.length / 14);
  setTimeout(() => shown.remove(), reading * 1000);
}

/** Shows a dialog with text and buttons. Resolves to the `value` of the one pressed, or null. */
export function ask(title, content, buttons) {
  return new Promise((resolve) => {
    let answer = null;
    const dialog = h(
      "dialog",
      { class: "dialog", "aria-labelledby": "dialog-title" },
      h("h2", { id: "dialog-title", dir: "auto" }, title),
      content ? h("div", { class: "dialog-body", dir: "auto" }, content) : null,
      h(
        "div",
        { class: "dialog-buttons" },
        buttons.map(({ label, value, kind }) =>
          h(
            "button",
            {
              type: "button",
              class: `button ${kind ?? ""}`,
              on: {
                click: () => {
                  answer = value;
                  dialog.close();
                },
              },
            },
            label,
          ),
        ),
      ),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(answer);
    });
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** Lets one of `choices` ({ label, detail, before, value }) be chosen in a dialog. Resolves to it, or null. */
export function choose(title, choices) {
  return new Promise((resolve) => {
    let answer = null;
    const items = choices.map(({ label, detail, before, value }) =>
      h(
        "button",
        {
          type: "button",
          class: "choice",
          on: {
            click: () => {
              answer = value;
              dialog.close();
            },
          },
        },
        before,
        h(
          "span",
          { class: "choice-words" },
          h("span", { dir: "auto" }, label),
          detail ? h("small", {}, detail) : null,
        ),
      ),
    );
    const close = h(
      "button",
      { type: "button", class: "plain", "aria-label": t("Close"), on: { click: () => dialog.close() } },
      icon("close"),
    );
    const dialog = h(
      "dialog",
      { class: "dialog", "aria-labelledby": "dialog-title" },
      h("div", { class: "dialog-head" }, h("h2", { id: "dialog-title" }, title), close),
      h("div", { class: "choices", on: { keydown: (event) => arrowKeys(event, items) } }, items),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(answer);
    });
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
    document.body.append(dialog);
    dialog.showModal();
    items[0]?.focus();
  });
}

/** Shows a menu at a button or a point. `items`: { label, detail, icon, before, checked, act }. */
export function openMenu(label, items, at) {
  document.querySelector(".popup-menu")?.hidePopover();
  if (at instanceof Element && performance.now() - Number(at.dataset.closed ?? -SAME_PRESS) < SAME_PRESS)
    return;
  const origin = document.activeElement;
  const isChoice = items.some((item) => item.checked !== undefined);
  const buttons = items.map((item) =>
    h(
      "button",
      {
        type: "button",
        role: isChoice ? "menuitemradio" : "menuitem",
        "aria-checked": isChoice ? String(Boolean(item.checked)) : null,
        class: "menu-item",
        tabindex: "-1",
        on: {
          click: () => {
            menu.hidePopover();
            item.act();
          },
        },
      },
      item.before ?? (item.icon ? icon(item.icon) : null),
      h(
        "span",
        { class: "choice-words" },
        h("span", { dir: "auto" }, item.label),
        item.detail ? h("small", {}, item.detail) : null,
      ),
      item.checked ? icon("check") : null,
    ),
  );
  const menu = h(
    "div",
    {
      class: "popup-menu",
      role: "menu",
      "aria-label": label,
      // An "auto" popover would close when the finger that opened it is lifted.
      popover: "manual",
      on: {
        keydown: (event) => {
          if (event.key === "Tab") {
            event.preventDefault();
            menu.hidePopover();
          }
          arrowKeys(event, buttons);
        },
        toggle: (event) => {
          if (event.newState !== "closed") return;
          const hadFocus = menu.contains(document.activeElement) || document.activeElement === document.body;
          document.removeEventListener("pointerdown", outside, { capture: true });
          document.removeEventListener("keydown", escape, { capture: true });
          menu.remove();
          if (hadFocus && origin?.isConnected) origin.focus();
        },
      },
    },
    buttons,
  );
  const outside = (event) => {
    if (menu.contains(event.target)) return;
    // The button that opened the menu closes it, without opening it again at once.
    if (at instanceof Element && at.contains(event.target)) at.dataset.closed = String(event.timeStamp);
    menu.hidePopover();
  };
  const escape = (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    menu.hidePopover();
  };
  // In the chat, so that screen readers find it there and it is written in the chat's direction.
  (document.querySelector(".pane.active") ?? document.querySelector(".pane")).append(menu);
  document.addEventListener("pointerdown", outside, { capture: true });
  document.addEventListener("keydown", escape, { capture: true });
  menu.showPopover();
  place(menu, at);
  (buttons.find((button) => button.getAttribute("aria-checked") === "true") ?? buttons[0])?.focus();
}

/** Places a menu at an element's edge or a point `{ x, y }`, inside the window. */
function place(menu, at) {
  const edge = 8;
  const box = menu.getBoundingClientRect();
  const anchor =
    at instanceof Element ? at.getBoundingClientRect() : { left: at.x, right: at.x, top: at.y, bottom: at.y };
  const below = anchor.bottom + 4;
  const fitsBelow = below + box.height + edge <= innerHeight;
  const top = fitsBelow ? below : Math.max(edge, anchor.top - box.height - 4);
  const isRight = anchor.left + box.width + edge > innerWidth;
  const left = isRight ? anchor.right - box.width : anchor.left;
  menu.style.top = `${top}px`;
  menu.style.left = `${Math.max(edge, Math.min(left, innerWidth - box.width - edge))}px`;
}

export async function copy(words) {
  try {
    await navigator.clipboard.writeText(words);
  } catch {
    copyBySelection(words);
  }
  toast(t("Copied"));
}

/** Copies without the clipboard API, which some browsers refuse without a secure address. */
function copyBySelection(words) {
  const origin = document.activeElement;
  const field = h("textarea", { class: "unseen", readonly: true, "aria-hidden": "true" });
  field.value = words;
  (document.querySelector("dialog[open]") ?? document.body).append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
  origin?.focus();
}

/** Runs a request and shows the preview's error, if any; then returns undefined. */
export async function attempt(promise) {
  try {
    return await promise;
  } catch (problem) {
    toast(problem.message);
    return undefined;
  }
}
