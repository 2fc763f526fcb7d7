// Adding to the list: the first letters of a delegation, and Enter.

import { read } from "./api.js";
import { element, texts } from "./texts.js";

const MAX_SHOWN = 8;
const search = document.getElementById("search");
const found = document.getElementById("found");
const kind = document.getElementById("kind");
const level = document.getElementById("level");
const group = document.getElementById("group");
const person = document.getElementById("name");
let act;
let delegations = [];
let shown = [];
let marked = 0;

// As the program folds names: without case and accents.
function fold(text) {
  return text.normalize("NFKC").toLowerCase().normalize("NFD").replace(/[\p{Mn}\p{Cf}]/gu, "")
    .replaceAll("ة", "ه").replaceAll("ى", "ي").replaceAll("ی", "ي").replaceAll("ک", "ك");
}

export async function start(perform) {
  act = perform;
  const options = (select, names) => {
    select.replaceChildren(
      ...Object.entries(names).map(([value, label]) => element("option", { value }, label)),
    );
  };
  options(kind, {
    statement: texts.statement, reply: texts.reply, point: texts.point,
    panellist: texts.panellist, answer: texts.answer,
  });
  options(level, { other: texts.other, minister: texts.minister, head: texts.head });
  await refresh();
}

export async function refresh() {
  delegations = await read("delegations");
  const groups = delegations.filter((one) => one.category === "group");
  const before = group.value;
  group.replaceChildren(
    element("option", { value: "" }, texts.no_group),
    ...groups.map((one) => element("option", { value: one.id }, one.name)),
  );
  group.value = groups.some((one) => String(one.id) === before) ? before : "";
  group.closest("label").hidden = !groups.length;
}

function matching(typed) {
  const words = fold(typed).split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const best = (one) => {
    let rank = 9;
    for (const name of one.found) {
      const parts = name.split(/[\s()’'-]+/);
      if (words.every((word) => parts.some((part) => part.startsWith(word)))) {
        rank = Math.min(rank, name.startsWith(words.join(" ")) ? 0 : 1);
      } else if (words.length === 1) {
        const initials = parts.map((part) => part[0] ?? "").join("");
        if (initials.startsWith(words[0])) rank = Math.min(rank, 2);
      }
    }
    return rank;
  };
  return delegations
    .map((one) => [best(one), one])
    .filter(([rank]) => rank < 9)
    .sort(([a], [b]) => a - b)
    .slice(0, MAX_SHOWN)
    .map(([, one]) => one);
}

function show() {
  const typed = search.value.trim();
  shown = matching(typed);
  if (typed && kind.value !== "reply" && kind.value !== "point") {
    const label = texts.without.replace("{name}", () => typed);
    shown.push({ id: 0, name: label, alone: true });
  }
  marked = 0;
  draw();
}

function draw() {
  found.replaceChildren(
    ...shown.map((one, index) => {
      const option = element(
        "li",
        { id: `found-${index}`, role: "option", ariaSelected: String(index === marked) },
        element("bdi", {}, one.name),
      );
      if (one.alone) option.className = "alone";
      // Before the input loses the focus.
      option.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        choose(one);
      });
      return option;
    }),
  );
  if (!shown.length && search.value.trim()) found.append(element("li", {}, texts.none));
  found.hidden = !search.value.trim();
  search.setAttribute("aria-expanded", String(!found.hidden));
  if (shown.length) search.setAttribute("aria-activedescendant", `found-${marked}`);
  else search.removeAttribute("aria-activedescendant");
}

function choose(one) {
  const name = one.alone ? search.value.trim() : person.value;
  act({
    act: "add", kind: kind.value, level: level.value, delegation: one.id, name,
    group: one.alone ? 0 : Number(group.value) || 0,
  });
  clear();
}

export function clear() {
  search.value = person.value = group.value = "";
  kind.value = "statement";
  level.value = "other";
  shown = [];
  draw();
}

export function focus(of = "statement") {
  kind.value = of;
  search.focus();
  search.select();
}

search.addEventListener("input", show);
kind.addEventListener("change", show);
search.addEventListener("blur", () => {
  found.hidden = true;
});
search.addEventListener("focus", () => {
  if (search.value.trim()) show();
});
document.getElementById("add").addEventListener("submit", (event) => event.preventDefault());
document.getElementById("add").addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "Escape") {
    clear();
    document.activeElement.blur();
  } else if (event.key === "Enter" && event.target.tagName === "INPUT") {
    event.preventDefault();
    if (!shown.length && search.value.trim()) show();
    if (shown.length) {
      choose(shown[marked]);
      search.focus();
    }
  } else if (event.target === search && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    const by = event.key === "ArrowDown" ? 1 : -1;
    marked = Math.max(0, Math.min(marked + by, shown.length - 1));
    draw();
  }
});
