// The clerk's page: shows each state as it comes, and sends acts with the number of the last one.

import * as adding from "./adding.js";
import { readState, read, send, SignedOut } from "./api.js";
import * as clock from "./clock.js";
import { listen, SHOWN } from "./keys.js";
import * as list from "./list.js";
import { element, limits, texts, use, useColours } from "./texts.js";

const NOTICE_MS = 6000;
const SURE_MS = 4000;
const RETRY_MS = 2000;
const by = (id) => document.getElementById(id);
let state = null;
let underWay = Promise.resolve(); // ends with the last act
let lastUnderWay = "";
let sureUntil = 0;
let noticeTimer = 0;

function tell(text) {
  by("notice").textContent = text;
  by("notice").hidden = !text;
  clearTimeout(noticeTimer);
  if (text) noticeTimer = setTimeout(() => tell(""), NOTICE_MS);
}

function lose(lost) {
  by("lost").hidden = !lost;
  document.body.classList.toggle("offline", lost);
}

function signedOut() {
  source?.close();
  by("page").hidden = true;
  by("lost").hidden = true;
  by("dialog").close();
  by("told").textContent = texts.signed_out;
  by("told").hidden = false;
}

// Does an act after those that are under way. The same pressed twice is done once.
function act(body) {
  const wanted = JSON.stringify(body);
  if (!state || wanted === lastUnderWay) return;
  lastUnderWay = wanted;
  document.body.classList.add("busy");
  underWay = underWay.then(() => perform(body)).then(() => {
    if (lastUnderWay !== wanted) return;
    lastUnderWay = "";
    document.body.classList.remove("busy");
  });
}

// The answer is the state after the act, or what happened meanwhile.
async function perform(body) {
  try {
    const answer = await send("act", { control: state.control, ...body });
    show(answer.state);
    tell(answer.notice);
  } catch (problem) {
    if (problem instanceof SignedOut) signedOut();
    else tell(texts.failed);
  }
}

function show(next) {
  if (state && next.revision < state.revision) return; // an older one that came late
  state = next;
  const { speaking } = state;
  document.title = state.title;
  by("title").textContent = state.title;
  by("status").textContent = state.status;
  by("forecast").textContent = state.forecast;
  by("acted").textContent = state.acted;
  by("speaker").textContent = speaking ? speaking.name : texts.nobody;
  by("person").textContent = speaking
    ? [speaking.person, speaking.kind].filter(Boolean).join(" · ") : "";
  by("words").textContent = speaking?.words ?? "";
  clock.set(state);
  showButtons();
  showPoints();
  showProposal();
  list.show(state);
}

function showButtons() {
  const { speaking, phase } = state;
  const on = phase === "ready" && speaking !== null;
  by("next").hidden = !state.next;
  by("next").textContent = state.next?.label ?? "";
  by("toggle").hidden = by("more-time").hidden = by("absent").hidden = !on;
  by("toggle").textContent = speaking?.since === null ? texts.start : texts.stop;
  by("list-toggle").hidden = by("order").hidden = phase === "closed";
  by("list-toggle").textContent = state.open ? texts.close_list : texts.open_list;
  by("limit").closest("label").hidden = phase === "closed";
  by("limit").value = String(state.limit ?? 0);
  by("phase").textContent =
    phase === "ready" ? texts.suspend : phase === "suspended" ? texts.resume : texts.reopen;
  by("close").hidden = phase === "closed";
  by("add").hidden = phase === "closed";
  showUndo();
}

function showUndo() {
  by("undo").hidden = !state.undo || clock.now() > state.undo.until;
}

function showPoints() {
  by("points").replaceChildren(
    ...state.points.map((turn) => {
      const give = element("button", { type: "button" }, texts.give);
      give.addEventListener("click", () => act({ act: "give", turn: turn.id }));
      const remove = element("button", { type: "button", className: "quiet" }, texts.remove);
      remove.addEventListener("click", () => act({ act: "remove", turn: turn.id }));
      return element("p", {}, element("b", {}, texts.point), " ",
        element("bdi", {}, turn.name), " ", give, " ", remove);
    }),
  );
}

function showProposal() {
  by("proposal").replaceChildren();
  if (!state.proposal || state.phase !== "ready") return;
  const { turn, text } = state.proposal;
  const give = element("button", { type: "button" }, texts.give);
  give.addEventListener("click", () => act({ act: "give", turn }));
  by("proposal").append(text, " ", give);
}

function ask(...parts) {
  const cancel = element("button", { type: "button", className: "quiet" }, texts.cancel);
  cancel.addEventListener("click", () => by("dialog").close());
  by("dialog").replaceChildren(...parts, cancel);
  by("dialog").showModal();
}

function askName(turn) {
  const input = element("input", {
    type: "text", maxLength: 240, placeholder: texts.person, value: turn.person,
  });
  input.setAttribute("aria-label", texts.person);
  const form = element("form", {}, element("h2", {}, turn.name), input,
    element("button", { type: "submit", className: "main" }, texts.save));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    by("dialog").close();
    act({ act: "speaker", turn: turn.id, name: input.value });
  });
  ask(form);
  input.select();
}

function askOrder() {
  const names = new Map(state.waiting.map((turn) => [turn.id, turn.name]));
  const now = state.waiting.map((turn) => turn.id).join();
  const parts = Object.entries(state.orders).map(([order, turns], index) => {
    const part = element("section", {}, element("h2", {}, texts[order]));
    if (turns.join() === now) {
      part.append(element("p", {}, texts.same_order));
      return part;
    }
    const use_it = element("button", { type: "button", className: "main" }, texts.use_order);
    use_it.addEventListener("click", () => {
      by("dialog").close();
      act({ act: "reorder", value: index + 1 });
    });
    part.append(element("ol", {},
      ...turns.map((id) => element("li", {}, element("bdi", {}, names.get(id))))), use_it);
    return part;
  });
  ask(element("div", { className: "columns" }, ...parts));
}

function showBalance() {
  ask(...state.balance.map(({ title, lines }) => element("section", {},
    element(lines.length ? "h3" : "p", {}, title),
    element("ul", {}, ...lines.map((line) => element("li", {}, line))))));
}

function closeSession() {
  if (Date.now() < sureUntil) {
    sureUntil = 0;
    act({ act: "close" });
  } else {
    sureUntil = Date.now() + SURE_MS;
    tell(texts.sure);
  }
}

const acts = {
  next: () => state.next && act({ act: state.next.act, turn: state.next.turn }),
  clock: () => state.speaking && act({ act: state.speaking.since === null ? "start" : "stop" }),
  time: () => state.speaking && act({ act: "extend", value: 30 }),
  undo: () => state.undo && act({ act: "undo", value: state.undo.act }),
  absent: () => state.speaking && act({ act: "absent" }),
  add: () => adding.focus(),
  point: () => adding.focus("point"),
  down: () => list.step(1),
  up: () => list.step(-1),
  remove: () => list.removeChosen(),
  "alt-down": () => list.moveChosen(1),
  "alt-up": () => list.moveChosen(-1),
};

function prepare() {
  by("limit").replaceChildren(
    element("option", { value: "0" }, texts.by_rules),
    ...limits.map(({ seconds, label }) => element("option", { value: String(seconds) }, label)),
  );
  by("key-list").replaceChildren(...SHOWN.flatMap(([key, text]) => [
    element("dt", {}, element("kbd", { dir: "ltr" }, key)), element("dd", {}, texts[text]),
  ]));
  const press = (id, does) => by(id).addEventListener("click", does);
  press("next", acts.next);
  press("toggle", acts.clock);
  press("more-time", acts.time);
  press("absent", acts.absent);
  press("undo", acts.undo);
  press("order", askOrder);
  press("show-balance", showBalance);
  press("close", closeSession);
  press("list-toggle", () => act({ act: state.open ? "close-list" : "open-list" }));
  press("phase", () => act({
    act: { ready: "suspend", suspended: "resume", closed: "reopen" }[state.phase],
  }));
  press("out", async () => {
    await send("out", {}).catch(() => {});
    signedOut();
  });
  by("limit").addEventListener("change", () => {
    act({ act: "limit", value: Number(by("limit").value) });
    by("limit").blur();
  });
  listen(acts);
  list.start(act, askName);
  setInterval(() => state && showUndo(), 500);
}

let source = null;

// Follows the session. Where the events do not come, it asks again and again.
function follow() {
  source = new EventSource("events");
  source.addEventListener("state", (event) => {
    lose(false);
    show(JSON.parse(event.data));
  });
  source.addEventListener("out", signedOut);
  source.addEventListener("error", async () => {
    const ended = source.readyState === EventSource.CLOSED;
    try {
      show(await readState());
      lose(false);
    } catch (problem) {
      if (problem instanceof SignedOut) return signedOut();
      lose(true);
    }
    if (ended) setTimeout(follow, RETRY_MS);
    return undefined;
  });
}

async function begin() {
  useColours();
  use(await read("texts"));
  try {
    const first = await readState();
    prepare();
    await adding.start(act);
    show(first);
    by("page").hidden = false;
    follow();
  } catch (problem) {
    if (!(problem instanceof SignedOut)) throw problem;
    signedOut();
  }
  document.body.dataset.ready = "";
}

begin().catch(() => setTimeout(() => location.reload(), RETRY_MS));
