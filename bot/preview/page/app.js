/** Builds the page and passes events to its parts. */

import { chatKeys, drawChats } from "./chats.js";
import { h, replace } from "./dom.js";
import { icon, mark } from "./icons.js";
import { remember, remembered } from "./memory.js";
import { toast } from "./overlay.js";
import { Pane } from "./pane.js";
import { isPrivate, now, on, state } from "./state.js";
import { follow } from "./sync.js";
import { directionOf, isSameLanguage, pageLanguage, t } from "./texts.js";
import { hour, refreshTimes, shortDay, zoneName } from "./times.js";
import { Tools } from "./tools.js";

const by = (id) => document.getElementById(id);
const query = new URLSearchParams(location.search);
const phone = matchMedia("(max-width: 719px)");
const wide = matchMedia("(min-width: 1100px)");
const roomy = matchMedia("(min-width: 1360px)"); // wide enough for two chats and the tools

const look = {
  get: () => document.documentElement.dataset.theme,
  set: (value) => {
    document.documentElement.dataset.theme = value;
    remember("theme", value);
  },
};
const asked = query.get("theme") ?? remembered("theme");
document.documentElement.dataset.theme = ["light", "dark"].includes(asked) ? asked : "system";

const panes = [new Pane(0), new Pane(1)];
state.panes = panes;
panes[0].shown = true;
const activePane = () => panes[state.active];
const tools = new Tools({ activePane, look, close: () => showTools(false) });

const clock = h(
  "button",
  {
    type: "button",
    class: "clock",
    "aria-controls": "tools",
    "aria-expanded": "false",
    title: t("Rehearsal"),
    on: { click: () => showTools(by("tools").hidden) },
  },
  icon("clock"),
  h("span", { class: "clock-day" }),
  h("span", { class: "clock-hour", data: { testid: "clock" } }),
  h("span", { class: "unseen" }, t("Rehearsal")),
);
const besideButton = h(
  "button",
  {
    type: "button",
    class: "head-button",
    "aria-pressed": "false",
    title: t("Two chats side by side"),
    on: { click: () => setBeside(!panes[1].shown) },
  },
  icon("beside"),
  t("Side by side"),
);

function layOut() {
  document.documentElement.lang = pageLanguage;
  document.documentElement.dir = directionOf(pageLanguage);
  for (const element of document.querySelectorAll("[data-text]"))
    element.textContent = t(element.dataset.text);
  for (const element of document.querySelectorAll("[data-label]"))
    element.setAttribute("aria-label", t(element.dataset.label));
  replace(by("brand"), mark(), h("h1", {}, "Roundtable"), h("span", { class: "tag" }, t("Preview")));
  replace(by("tools"), tools.content);
  by("panes").append(panes[0].element);
  by("close-chats").append(icon("close"));
  by("close-chats").addEventListener("click", () => showDrawer(false));
  by("veil").addEventListener("click", () => {
    showTools(false);
    showDrawer(false);
  });
  by("chat-list").addEventListener("keydown", (event) => chatKeys(event, by("chat-list")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    if (document.querySelector("dialog[open]")) return; // which closes by itself
    if (document.body.dataset.drawer) showDrawer(false);
    else if (by("tools").contains(document.activeElement) || isVeiled()) showTools(false);
  });
  for (const media of [phone, wide, roomy]) media.addEventListener("change", fit);
  fit();
}

/** Moves what has another place on a phone, and removes what has none. */
function fit() {
  if (phone.matches) panes[0].header.append(clock);
  else by("head-tools").replaceChildren(besideButton, clock);
  if (!phone.matches) showDrawer(false, { refocus: false });
  besideButton.hidden = !wide.matches;
  if (!wide.matches && panes[1].shown) setBeside(false);
  show();
}

function show() {
  for (const pane of panes) {
    pane.element.classList.toggle("active", panes[1].shown && state.active === pane.place);
    pane.leave.hidden = !panes[1].shown;
  }
  besideButton.setAttribute("aria-pressed", String(panes[1].shown));
  const veiled = isVeiled();
  by("veil").hidden = !veiled && !document.body.dataset.drawer;
  by("tools").classList.toggle("over", veiled || !toolsFit());
  for (const part of [by("panes"), by("chats"), by("head")]) part.inert = veiled;
  if (document.body.dataset.drawer) by("panes").inert = true;
  if (phone.matches) by("chats").inert = !document.body.dataset.drawer;
}

const toolsFit = () => (panes[1].shown ? roomy.matches : wide.matches);
const isVeiled = () => !by("tools").hidden && !toolsFit();

function showTools(open) {
  if (by("tools").hidden !== open) return;
  by("tools").hidden = !open;
  clock.setAttribute("aria-expanded", String(open));
  show();
  if (open) {
    tools.refresh();
    tools.offerMoment();
    tools.tick();
    tools.title.focus();
  } else clock.focus();
}

function showDrawer(open, { refocus = true } = {}) {
  if (Boolean(document.body.dataset.drawer) === open) return;
  if (open) document.body.dataset.drawer = "open";
  else delete document.body.dataset.drawer;
  show();
  if (open)
    (document.querySelector('.chat[aria-current="true"]') ?? document.querySelector(".chat"))?.focus();
  else if (refocus) activePane().back.focus();
}

function setBeside(beside) {
  if (panes[1].shown === beside) return;
  if (!beside) state.active = 0;
  panes[1].shown = beside;
  if (beside) by("panes").append(panes[1].element);
  else panes[1].element.remove();
  if (beside) {
    const other =
      [...state.chats.values()].find((chat) => !isPrivate(chat) && chat.id !== panes[0].chat) ??
      [...state.chats.values()].find((chat) => chat.id !== panes[0].chat);
    if (!panes[1].chat || panes[1].chat === panes[0].chat)
      panes[1].show({ chat: other.id, person: panes[0].person });
    else panes[1].show();
  }
  changedPanes();
}

function openChat(chat) {
  activePane().show({ chat: chat.id });
  if (document.body.dataset.drawer) showDrawer(false);
  if (!phone.matches) activePane().composer.field.focus();
}

function redrawChats() {
  drawChats(by("chat-list"), openChat);
}

function changedPanes() {
  show();
  redrawChats();
  tools.refresh();
  const pane = activePane();
  query.set("chat", pane.chat);
  query.set("person", pane.person);
  history.replaceState(null, "", `?${query}`);
}

let lastMinute = 0;

function tick() {
  const instant = now();
  clock.querySelector(".clock-day").textContent = shortDay(instant);
  clock.querySelector(".clock-hour").textContent = hour(instant);
  clock.title = `${t("Rehearsal")} · ${zoneName()}`;
  if (!by("tools").hidden) tools.tick();
  const minute = Math.floor(instant / 60_000);
  if (minute !== lastMinute) refreshTimes(by("panes"), { onlyRelative: true });
  lastMinute = minute;
}

function runClock() {
  tick();
  setTimeout(runClock, state.clock.speed > 1 ? 250 : 1000 - (Date.now() % 1000));
}

function listen() {
  on("bot", () => {
    by("brand").querySelector("h1").textContent = state.bot.first_name;
    document.title = `${state.bot.first_name} · ${t("Preview")}`;
  });
  on("connection", () => {
    by("away").hidden = state.connected;
    document.body.toggleAttribute("data-ready", state.connected);
  });
  on("messages", (detail) => {
    for (const pane of panes) if (pane.shown && pane.chat) pane.sync(detail);
    redrawChats();
    for (const pane of panes) pane.countUnread();
  });
  on("chats", () => {
    if (!panes[0].chat) begin();
    for (const pane of panes) if (pane.shown) pane.refresh();
    redrawChats();
    tools.refresh();
  });
  // The language changed, and with it the bot's texts and local times.
  on("people", () => {
    for (const pane of panes) {
      if (!pane.shown) continue;
      pane.reloadProfile();
      pane.refresh();
      pane.log.redraw();
    }
    tools.refresh();
  });
  let soon = 0;
  on("commands", () => {
    clearTimeout(soon);
    soon = setTimeout(() => {
      for (const pane of panes) if (pane.shown) pane.reloadProfile();
    }, 200);
  });
  on("notice", ({ person, text, show_alert: alert }) => {
    if (text && !alert && panes.some((pane) => pane.shown && pane.person === person)) toast(text);
  });
  on("panes", changedPanes);
  on("drawer", showDrawer);
  on("beside", setBeside);
  on("clock", () => {
    tick();
    tools.refresh();
    tools.offerMoment();
    refreshTimes(by("panes"));
  });
  on("zone", () => {
    for (const pane of panes) if (pane.shown) pane.log.redraw();
    redrawChats();
    tick();
    tools.offerMoment();
  });
}

/** Shows the chat and person named in the page's address, or somebody who speaks the browser's
 * language. */
function begin() {
  const chat = Number(query.get("chat"));
  const asked = Number(query.get("person"));
  const person = state.people.has(asked) ? asked : somebodyWhoSpeaks(navigator.languages);
  panes[0].show({ chat: state.chats.has(chat) ? chat : person, person });
}

/** Returns the id of the first person whose app is in one of `languages`, else in English. */
function somebodyWhoSpeaks(languages) {
  const people = [...state.people.values()];
  for (const language of [...languages, "en"]) {
    const found = people.find(({ language_code: code }) => isSameLanguage(code, language));
    if (found) return found.id;
  }
  return people[0].id;
}

listen();
layOut();
runClock();
follow();
