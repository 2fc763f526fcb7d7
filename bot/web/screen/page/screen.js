/** The screen of a room: follows the server's events, counts on by itself, and says when the line
 * is broken. */

import { now, reading, setNow } from "./clock.js";
import { fit, h, layOut, showClock } from "./layout.js";

const BASE = location.pathname.replace(/\/+$/, "");
const SILENCE = 9000; // milliseconds; the server sends something every five seconds
const FIRST_EVENT = 4000; // after connecting
const POLL_PAUSE = 2000;
const CONNECT_PAUSE = 6000;
const GONE_PAUSE = 30000;
const TICK = 100;
const IDLE = 3000;

let state = null;
let source = null;
let broken = false; // no events come
let failing = false; // and nothing else does
let gone = false;
let heardAt = performance.now();
let expectBy = 0;
let pollAt = 0;
let connectAt = 0;
let polling = false;

const vary = (milliseconds) => milliseconds * (0.75 + Math.random() / 2);

function hear() {
  heardAt = performance.now();
  failing = false;
  if (gone) {
    gone = false;
    layOut(state, `${BASE}/code.svg`);
  }
}

function show(shown) {
  if (state !== null && state.version !== shown.version) {
    location.reload();
    return;
  }
  state = shown;
  layOut(state, `${BASE}/code.svg`);
  tick();
  document.body.dataset.ready = "";
}

function connect() {
  source?.close();
  const opened = new EventSource(`${BASE}/events`);
  source = opened;
  connectAt = performance.now() + vary(CONNECT_PAUSE);
  expectBy = performance.now() + FIRST_EVENT;
  const hearEvent = () => {
    if (opened !== source) return;
    broken = false;
    expectBy = performance.now() + SILENCE;
    hear();
  };
  opened.addEventListener("clock", ({ data }) => {
    hearEvent();
    setNow(JSON.parse(data));
  });
  opened.addEventListener("state", ({ data }) => {
    hearEvent();
    show(JSON.parse(data));
  });
  opened.addEventListener("error", () => {
    if (opened === source) breakOff();
  });
}

function breakOff() {
  if (!broken) {
    broken = true;
    failing = true;
    pollAt = performance.now() + vary(POLL_PAUSE / 2);
    connectAt = performance.now() + vary(POLL_PAUSE);
  }
}

/** Asks for the state once, as events do not come. */
async function poll() {
  polling = true;
  try {
    const asked = performance.now();
    const response = await fetch(`${BASE}/state`, { cache: "no-store" });
    if (response.status === 404) showGone();
    else if (response.ok) {
      const { clock, state: shown } = await response.json();
      const way = (performance.now() - asked) / 2;
      hear();
      setNow({ now: clock.now + way * clock.speed, speed: clock.speed });
      show(shown);
    } else failing = true;
  } catch {
    failing = true;
  } finally {
    polling = false;
    pollAt = performance.now() + vary(gone ? GONE_PAUSE : POLL_PAUSE);
  }
}

function showGone() {
  gone = true;
  failing = false;
  const screen = document.getElementById("screen");
  screen.className = "screen gone";
  screen.replaceChildren(...(state?.languages ?? []).map((told) =>
    h("p", { lang: told.code, dir: told.direction }, told.texts.gone)));
}

function tick() {
  if (state?.clock && !gone) showClock(reading(state.clock, now()));
  const lost = document.getElementById("lost");
  const silent = performance.now() - heardAt > SILENCE;
  const told = (failing || silent) && !gone ? state?.languages.map(({ texts }) => texts.lost) : null;
  lost.hidden = !told;
  const text = told?.join(" · ") ?? "";
  if (lost.textContent !== text) lost.textContent = text;
}

function watch() {
  const at = performance.now();
  if (!broken && at > expectBy) {
    broken = true;
    pollAt = at;
  }
  if (!broken) return;
  if (at > pollAt && !polling) poll();
  if (at > connectAt && !gone) connect();
}

let idle = 0;
function awake() {
  document.body.classList.remove("idle");
  clearTimeout(idle);
  idle = setTimeout(() => document.body.classList.add("idle"), IDLE);
}

function toggleFullScreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.().catch(() => {});
}

/** Keeps the projector's computer from going to sleep, where the browser lets the page. */
function stayAwake() {
  if (document.visibilityState === "visible") navigator.wakeLock?.request("screen").catch(() => {});
}

const theme = new URLSearchParams(location.search).get("theme");
if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
addEventListener("resize", fit);
addEventListener("pointermove", awake);
addEventListener("dblclick", toggleFullScreen);
addEventListener("keydown", (event) => {
  if (event.key === "f" && !event.ctrlKey && !event.metaKey) toggleFullScreen();
});
document.addEventListener("visibilitychange", stayAwake);
document.fonts?.ready.then(fit);
setInterval(tick, TICK);
setInterval(watch, TICK * 5);
awake();
stayAwake();
connect();
