// Text with Telegram's entities as nodes. Offsets are UTF-16 units, as in JavaScript strings.

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};

export function element(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

export function formatted(text, entities, acts) {
  const sorted = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const whole = document.createDocumentFragment();
  fill(whole, text, 0, text.length, sorted, acts);
  return whole;
}

function fill(parent, text, start, end, entities, acts) {
  let place = start;
  for (let index = 0; index < entities.length; index++) {
    const entity = entities[index];
    const stop = Math.min(entity.offset + entity.length, end);
    if (entity.offset < place || entity.offset >= end) continue;
    parent.append(plain(text.slice(place, entity.offset)));
    const inner = entities.slice(index + 1).filter((other) => other.offset < stop);
    parent.append(wrapped(entity, text.slice(entity.offset, stop), acts, (node) =>
      fill(node, text, entity.offset, stop, inner, acts)));
    place = stop;
    // A quotation is a block: the line break behind it is its own.
    if (entity.type.endsWith("blockquote") && text[place] === "\n") place += 1;
  }
  parent.append(plain(text.slice(place, end)));
}

const plain = (text) => document.createTextNode(text);

function wrapped(entity, shown, acts, inside) {
  switch (entity.type) {
    case "text_link": case "url": case "email": return link(entity, shown, acts, inside);
    case "bot_command": return pressable("command-link", shown, () => acts.say(shown));
    case "mention": return element("span", "mention", shown);
    case "spoiler": return spoiler(inside);
    case "date_time": return localTime(entity, shown);
    case "code": return pressable("code", shown, () => acts.copy(shown), "Tap to copy");
    case "expandable_blockquote": return folding(inside);
    default: {
      const node = element(TAGS[entity.type] ?? "span");
      inside(node);
      return node;
    }
  }
}

function pressable(className, text, act, title) {
  const node = element("button", className, text);
  node.type = "button";
  if (title) node.title = title;
  node.onclick = act;
  return node;
}

function link(entity, shown, acts, inside) {
  const node = element("a");
  const target = entity.url ?? (entity.type === "email" ? `mailto:${shown}` : shown);
  const address = /^[a-z]+:/i.test(target) ? target : `https://${target}`;
  if (!/^(https?|mailto|tg):/i.test(address)) return element("span", "", shown);
  node.href = address;
  node.rel = "noopener noreferrer";
  node.target = "_blank";
  node.onclick = (event) => { if (acts.open(address)) event.preventDefault(); };
  inside(node);
  return node;
}

function spoiler(inside) {
  const node = element("span", "spoiler");
  node.tabIndex = 0;
  node.setAttribute("role", "button");
  node.onclick = node.onkeydown = () => node.classList.add("seen");
  inside(node);
  return node;
}

function folding(inside) {
  const box = element("div", "folding");
  const quote = element("blockquote");
  inside(quote);
  const toggle = element("button", "expand", "Show all");
  toggle.type = "button";
  toggle.dataset.testid = "expand";
  toggle.setAttribute("aria-expanded", "false");
  toggle.onclick = () => {
    const open = box.classList.toggle("open");
    toggle.textContent = open ? "Show less" : "Show all";
    toggle.setAttribute("aria-expanded", String(open));
  };
  box.append(quote, toggle);
  return box;
}

// https://core.telegram.org/bots/api#date-time-entity-formatting: r, or w, d or D, t or T.
function localTime(entity, shown) {
  const format = entity.date_time_format ?? "";
  const node = element("time", "local-time");
  const moment = new Date(entity.unix_time * 1000);
  node.dateTime = moment.toISOString();
  node.title = shown;
  const wanted = {};
  if (format.includes("w")) wanted.weekday = "long";
  if (format.includes("D")) Object.assign(wanted, {day: "numeric", month: "long", year: "numeric"});
  if (format.includes("d")) Object.assign(wanted, {day: "2-digit", month: "2-digit", year: "numeric"});
  if (/[tT]/.test(format)) Object.assign(wanted, {hour: "2-digit", minute: "2-digit"});
  if (format.includes("T")) wanted.second = "2-digit";
  node.textContent = Object.keys(wanted).length
    ? new Intl.DateTimeFormat(document.documentElement.dataset.readers ?? undefined, wanted).format(moment)
    : shown;
  return node;
}
