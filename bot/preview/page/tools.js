// Rehearsal: the bot's clock, the person's language, the look of the page.

import {get, post} from "./api.js";

const by = (id) => document.getElementById(id);

export function tools({state, view, acts}) {
  const panel = by("tools");
  const opener = by("show-tools");
  let clock = {now: Date.now(), since: performance.now(), speed: 1};

  const toggle = (open) => {
    panel.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
    (open ? by("hide-tools") : opener).focus();
    if (open) lookAhead();
  };
  opener.onclick = () => toggle(panel.hidden);
  by("hide-tools").onclick = () => toggle(false);
  panel.onkeydown = (event) => { if (event.key === "Escape") toggle(false); };

  panel.querySelectorAll("[data-advance]").forEach((button) => {
    button.onclick = () => acts.tried(post("clock", {advance_seconds: Number(button.dataset.advance)}));
  });
  by("moment").onchange = (event) => {
    const moment = new Date(event.target.value);
    if (!Number.isNaN(moment.getTime())) acts.tried(post("clock", {now: moment.toISOString()}));
  };
  by("to-next").onclick = () => acts.tried(post("clock", {to: "next"}));
  by("speed").onchange = (event) => acts.tried(post("clock", {speed: Number(event.target.value)}));
  by("language").onchange = (event) =>
    acts.tried(post(`people/${view.person}`, {language_code: event.target.value}));
  by("block").onclick = () => acts.tried(post(`chats/${view.person}/block`, {
    person: view.person, blocked: !blocked(),
  }));
  by("reset").onclick = () => acts.tried(post("reset", {}));
  by("copy-chat").onclick = () => acts.copy(acts.chatAsText());
  by("theme").onchange = (event) => look(event.target.value);

  const blocked = () => state.chats.find((chat) => chat.id === view.person)?.blocked ?? false;

  function look(theme) {
    document.documentElement.dataset.theme = theme;
    by("theme").value = theme;
    try { localStorage.setItem("look", theme); } catch { /* private windows keep nothing */ }
  }

  function setClock(said) {
    clock = {now: Date.parse(said.now), since: performance.now(), speed: said.speed};
    const known = [...by("speed").options].some((option) => Number(option.value) === said.speed);
    if (known) by("speed").value = String(said.speed);
    by("to-next").disabled = said.next === null;
    tick();
  }

  // What is next changes with what people subscribe to and what the bot has sent.
  async function lookAhead() {
    if (panel.hidden || document.hidden) return;
    try {
      by("to-next").disabled = (await get("clock")).clock.next === null;
    } catch { /* the page says by itself that it is away */ }
  }
  setInterval(lookAhead, 2000);

  function now() {
    return new Date(clock.now + (performance.now() - clock.since) * clock.speed);
  }

  function tick() {
    const node = by("clock");
    node.dateTime = now().toISOString();
    node.textContent = new Intl.DateTimeFormat(undefined, {
      weekday: "short", day: "numeric", month: "short", year: "numeric",
      hour: "2-digit", minute: "2-digit", timeZoneName: "short",
    }).format(now());
  }
  setInterval(tick, 1000);

  function person() {
    const who = state.people.find((each) => each.id === view.person);
    by("person-name").textContent = who.first_name;
    const known = [...by("language").options].some((option) => option.value === who.language_code);
    by("language").value = known ? who.language_code : "en";
    by("block").textContent = blocked() ? "Unblock the bot" : "Block the bot";
  }

  return {look, setClock, person};
}
