/** Formatted text: Bot API entities to elements. Offsets are UTF-16 units, as in JavaScript.
 * https://core.telegram.org/bots/api#messageentity */

import { h } from "./dom.js";
import { openMenu } from "./overlay.js";
import { localTime, zoneName } from "./times.js";

const BLOCKS = new Set(["blockquote", "expandable_blockquote", "pre"]);
// Of entities over the same text, the first in this list is the outermost.
const OUTERMOST_FIRST = [
  "expandable_blockquote",
  "blockquote",
  "pre",
  "text_link",
  "text_mention",
  "spoiler",
  "bold",
  "italic",
  "underline",
  "strikethrough",
  "date_time",
];

/** `acts`: the functions for taps on parts of the text (command, copy, link, mention), its texts and the locale. */
export function formatted(text, entities, acts) {
  const rank = ({ type }) => OUTERMOST_FIRST.indexOf(type) + 1 || OUTERMOST_FIRST.length + 1;
  const ordered = (entities ?? [])
    .filter(({ offset, length }) => offset >= 0 && length > 0 && offset < text.length)
    .map((entity) => ({ ...entity, end: Math.min(entity.offset + entity.length, text.length) }))
    .sort((one, other) => one.offset - other.offset || other.end - one.end || rank(one) - rank(other));
  return between(text, 0, text.length, ordered, acts);
}

function between(text, from, to, entities, acts) {
  const nodes = [];
  const waiting = [...entities];
  let place = from;
  while (waiting.length > 0) {
    const entity = waiting.shift();
    if (entity.offset > place) nodes.push(document.createTextNode(text.slice(place, entity.offset)));
    const [inside, behind] = [[], []];
    while (waiting.length > 0 && waiting[0].offset < entity.end) {
      const inner = waiting.shift();
      inside.push({ ...inner, end: Math.min(inner.end, entity.end) });
      // The part of an entity beyond this one continues after it.
      if (inner.end > entity.end) behind.push({ ...inner, offset: entity.end });
    }
    waiting.unshift(...behind);
    const children = between(text, entity.offset, entity.end, inside, acts);
    nodes.push(...element(entity, text.slice(entity.offset, entity.end), children, acts));
    place = entity.end;
    // A block already begins a new line.
    if (BLOCKS.has(entity.type) && text[place] === "\n" && place < to) place += 1;
  }
  if (place < to) nodes.push(document.createTextNode(text.slice(place, to)));
  return nodes;
}

function element(entity, words, children, acts) {
  switch (entity.type) {
    case "bold":
      return [h("strong", {}, children)];
    case "italic":
      return [h("em", {}, children)];
    case "underline":
      return [h("u", {}, children)];
    case "strikethrough":
      return [h("s", {}, children)];
    case "spoiler":
      return [spoiler(children, acts)];
    case "code":
      return [copyable("code", words, children, acts)];
    case "pre":
      return [copyable("pre", words, children, acts, entity.language)];
    case "blockquote":
      return [h("blockquote", { dir: "auto" }, children)];
    case "expandable_blockquote":
      return [expandable(children, acts)];
    case "text_link":
      return [link(entity.url, words, children, acts)];
    case "url":
      return [leftToRight(link(withScheme(words), words, children, acts))];
    case "email":
      return [leftToRight(link(`mailto:${words}`, words, children, acts))];
    case "phone_number":
      return [leftToRight(link(`tel:${words.replace(/[^+\d]/g, "")}`, words, children, acts))];
    case "bot_command":
      return [leftToRight(touchable("command-link", () => acts.command(words), children))];
    case "mention":
      return [leftToRight(touchable("mention", () => acts.mention(words), children))];
    case "text_mention":
    case "hashtag":
    case "cashtag":
      return [h("span", { class: "mention" }, children)];
    case "date_time":
      return [time(entity, words, children, acts)];
    default:
      return children;
  }
}

const withScheme = (words) => (/^[a-z][a-z0-9+.-]*:/i.test(words) ? words : `https://${words}`);

/** Addresses, commands and names run from left to right, also between Arabic words. */
function leftToRight(element) {
  element.dir = "ltr";
  return element;
}

function touchable(name, act, children) {
  return h("button", { type: "button", class: `inline ${name}`, on: { click: act } }, children);
}

/** Returns an element that acts as a button but wraps like text. */
function pressable(tag, properties, act, children) {
  return h(
    tag,
    {
      role: "button",
      tabindex: "0",
      ...properties,
      on: {
        click: act,
        keydown: (event) => {
          if (event.key !== "Enter" && event.key !== " ") return;
          event.preventDefault();
          act(event);
        },
      },
    },
    children,
  );
}

function spoiler(children, acts) {
  const hidden = h("span", { class: "spoiler-words", "aria-hidden": "true" }, children);
  const show = (event) => {
    event.stopPropagation();
    hidden.removeAttribute("aria-hidden");
    whole.replaceWith(h("span", { class: "spoiler shown" }, [...hidden.childNodes]));
  };
  const whole = pressable("span", { class: "spoiler", "aria-label": acts.t("Hidden text. Show it") }, show, hidden);
  return whole;
}

function copyable(tag, words, children, acts, language) {
  const label = language ? h("span", { class: "pre-language" }, language) : null;
  return pressable(tag, { title: acts.t("Copy") }, () => acts.copy(words), [label, children]);
}

const OPENED = /^(https?|mailto|tel):/i;

function link(address, words, children, acts) {
  if (!OPENED.test(address)) return h("span", { class: "mention" }, children);
  const properties = {
    href: address,
    target: "_blank",
    rel: "noopener noreferrer",
    title: address === words ? null : address,
    on: {
      click: (event) => {
        if (acts.link(address)) event.preventDefault();
      },
    },
  };
  return h("a", properties, children);
}

function time(entity, words, children, acts) {
  const { unix_time: unix, date_time_format: format = "" } = entity;
  const instant = new Date(unix * 1000);
  if (Number.isNaN(instant.getTime())) return h("span", {}, children);
  const show = () =>
    openMenu(
      acts.t("Date and time"),
      [
        {
          label: localTime(unix, "wDt", acts.locale),
          detail: `${zoneName()} · ${acts.t("Copy")}`,
          icon: "clock",
          act: () => acts.copy(localTime(unix, "wDt", acts.locale)),
        },
      ],
      shown,
    );
  // Without a format the words stay as they were written. https://core.telegram.org/bots/api#messageentity
  const shown = pressable(
    "time",
    {
      class: "local-time",
      datetime: instant.toISOString(),
      title: format ? words : localTime(unix, "wDt", acts.locale),
      data: { testid: "time", unix, format, locale: acts.locale },
    },
    show,
    format ? localTime(unix, format, acts.locale) : children,
  );
  return shown;
}

/** A quotation folded after four lines; it has a button only if something is folded. */
function expandable(children, acts) {
  const words = h("div", { class: "fold", dir: "auto" }, children);
  const toggle = h(
    "button",
    { type: "button", class: "inline expand", data: { testid: "expand" }, "aria-expanded": "false" },
    acts.t("Show all"),
  );
  const quote = h("blockquote", { class: "expandable folded" }, words, toggle);
  const set = (open) => {
    quote.classList.toggle("folded", !open);
    toggle.setAttribute("aria-expanded", String(open));
    toggle.textContent = acts.t(open ? "Show less" : "Show all");
    if (!open) quote.scrollIntoView({ block: "nearest" });
  };
  toggle.addEventListener("click", (event) => {
    event.stopPropagation();
    set(quote.classList.contains("folded"));
  });
  words.addEventListener("click", () => {
    if (quote.classList.contains("folded") && !toggle.hidden && getSelection().isCollapsed) set(true);
  });
  words.addEventListener("focusin", () => set(true));
  new ResizeObserver(() => {
    if (quote.classList.contains("folded")) toggle.hidden = words.scrollHeight <= words.clientHeight + 2;
  }).observe(words);
  return quote;
}
