// A double of the Bot API, fast enough that it is never the bottleneck: it reads HTTP by hand and
// prepares its answers in advance.
//
//   node api_double.mjs PORT UPDATES.json
//
// UPDATES.json has `kinds`, which maps a kind to {updates: [...], calls: N}: the updates to hand out in
// turn (with 111111111 for the chat and person, 222222222 for a running number), and how many calls
// answer one. `message` is the answer to sendMessage and editMessageText.
//
// POST /control/ready                                 waits until the bot polls
// POST /control/run {kind, inflight | rate, seconds}  hands out updates and reports on them
// POST /control/once {kind, number}                   hands out one, returns the calls that answer it
// POST /control/first {kind}                          hands out one, returns when it was answered
// POST /control/count, /control/sent                  messages that answer no update; `sent` resets them
import { createServer } from "node:net";
import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";

const [port, file] = process.argv.slice(2);
const workload = JSON.parse(readFileSync(file, "utf8"));
const CHAT = "111111111", NUMBER = "222222222", FIRST_CHAT = 111000000, CHATS = 2000, BATCH = 100;

const head = (length) =>
  `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`;
const ready = (value) => {
  const body = Buffer.from(JSON.stringify(value));
  return Buffer.concat([Buffer.from(head(body.length)), body]);
};

/** Bytes with places for a chat and a number. */
class Template {
  constructor(bytes) {
    this.bytes = bytes;
    this.chats = places(bytes, CHAT);
    this.numbers = places(bytes, NUMBER);
  }
  filled(chat, number) {
    const bytes = Buffer.from(this.bytes);
    for (const at of this.chats) bytes.latin1Write(String(chat), at);
    for (const at of this.numbers) bytes.latin1Write(String(number), at);
    return bytes;
  }
}
function places(bytes, text) {
  const found = [];
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) found.push(at);
  return found;
}

const TRUE = ready({ ok: true, result: true });
const ME = ready({ ok: true, result: { id: 7000000001, is_bot: true, first_name: "Bench",
  username: "roundtable_bot", can_join_groups: true, can_read_all_group_messages: false,
  supports_inline_queries: true } });
const MESSAGE = new Template(ready({ ok: true, result: workload.message }));
const UPDATES = Object.fromEntries(Object.entries(workload.kinds).map(([kind, { updates }]) =>
  [kind, updates.map((update) => new Template(Buffer.from(JSON.stringify(update))))]));

let number = 300000000;
let waiting = null; // the connection of the waiting getUpdates
let queue = []; // updates to hand out, as bytes
let run = null;
let free = Array.from({ length: CHATS }, (_, index) => FIRST_CHAT + index);
const open = new Map(); // chat, or number of a query → the update that is not answered yet
let unsolicited = { count: 0, first: 0, last: 0 };
let seen = null; // the calls since /control/once, or null

function hand(chat, kind, since) {
  const templates = UPDATES[kind];
  const template = templates[number % templates.length];
  const update = template.filled(chat, ++number);
  const entry = { left: workload.kinds[kind].calls, since, chat, number };
  open.set(chat, entry);
  open.set(number, entry);
  queue.push(update);
}

function deliver() {
  if (waiting === null || queue.length === 0) return;
  const batch = queue.splice(0, BATCH);
  const parts = [Buffer.from('{"ok":true,"result":[')];
  batch.forEach((update, at) => parts.push(...(at ? [Buffer.from(","), update] : [update])));
  parts.push(Buffer.from("]}"));
  const body = Buffer.concat(parts);
  const socket = waiting;
  waiting = null;
  clearTimeout(socket.timer);
  socket.write(Buffer.concat([Buffer.from(head(body.length)), body]));
}

function answered(entry, now) {
  if (--entry.left > 0) return;
  open.delete(entry.chat);
  open.delete(entry.number);
  free.push(entry.chat);
  if (run === null) return;
  run.latencies.push(now - entry.since);
  if (run.inflight && !run.over) hand(free.shift(), run.kind, now);
  if (run.over && open.size === 0) run.done();
}

function chatOf(text) {
  const found = /"chat_id":\s*"?(-?\d+)|(?:^|&)chat_id=(-?\d+)|name="chat_id"\r\n\r\n(-?\d+)/.exec(text);
  return found && Number(found[1] ?? found[2] ?? found[3]);
}
function queryOf(text) {
  const found = /(?:callback|inline)_query_id"?(?::\s*"?|=|"?\r\n\r\n)(\d+)/.exec(text);
  return found && Number(found[1]);
}

function call(socket, method, text) {
  switch (method) {
    case "getUpdates": {
      if (waiting !== null && waiting !== socket) { waiting.write(EMPTY); clearTimeout(waiting.timer); }
      waiting = socket;
      const timeout = /timeout"?[:=]\s*"?(\d+)/.exec(text);
      socket.timer = setTimeout(() => {
        if (waiting === socket) { waiting = null; socket.write(EMPTY); }
      }, Number(timeout?.[1] ?? 0) * 1000);
      if (polled) { polled(); polled = null; }
      deliver();
      return;
    }
    case "getMe": socket.write(ME); return;
    case "sendMessage": case "editMessageText": case "answerCallbackQuery": case "answerInlineQuery": {
      const now = performance.now();
      const isQuery = method.startsWith("answer");
      const key = isQuery ? queryOf(text) : chatOf(text);
      if (seen) seen.push({ method, body: text });
      socket.write(isQuery ? TRUE : MESSAGE.filled(chatFor(key), ++number));
      const entry = open.get(key);
      if (entry) answered(entry, now);
      else {
        if (unsolicited.count++ === 0) unsolicited.first = now;
        unsolicited.last = now;
      }
      if (queue.length) setImmediate(deliver);
      return;
    }
    default: socket.write(TRUE);
  }
}
/** The chat of a message: no id that would not fit its place. */
const chatFor = (key) => (key > 99999999 && key < 1000000000 ? key : FIRST_CHAT);
const EMPTY = ready({ ok: true, result: [] });
let polled = null;

const control = {
  /** Resolves once the bot polls. */
  ready: () => waiting !== null ? {} : new Promise((resolve) => { polled = () => resolve({}); }),

  async run({ kind, inflight = 0, rate = 0, seconds }) {
    await control.ready();
    const began = performance.now(), cpu = process.cpuUsage();
    run = { kind, inflight, latencies: [], over: false };
    const finished = new Promise((resolve) => { run.done = resolve; });
    let handed = 0;
    const feed = () => {
      const now = performance.now();
      for (const due = ((now - began) / 1000) * rate; handed < due; handed++) {
        hand(free.shift(), kind, began + (handed * 1000) / rate);
      }
      deliver();
    };
    for (; handed < inflight; handed++) hand(free.shift(), kind, began);
    deliver();
    const clock = rate ? setInterval(feed, 1) : setInterval(deliver, 2);
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    // Open updates are still answered, and their time counts.
    run.over = true;
    if (rate) clearInterval(clock);
    const timer = setTimeout(() => run?.done(), 15000);
    if (open.size > 0) await finished;
    clearTimeout(timer);
    clearInterval(clock);
    const took = (performance.now() - began) / 1000, used = process.cpuUsage(cpu);
    const latencies = Float64Array.from(run.latencies).sort();
    const at = (share) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))];
    const lost = new Set(open.values()).size;
    run = null;
    open.clear();
    free = Array.from({ length: CHATS }, (_, index) => FIRST_CHAT + index);
    return { answers: latencies.length, seconds: took, lost, double_cpu: (used.user + used.system) / 1e6,
      p50: at(0.5), p99: at(0.99) };
  },

  async once({ kind, number: which = 0 }) {
    await control.ready();
    seen = [];
    number += (UPDATES[kind].length + which - (number % UPDATES[kind].length)) % UPDATES[kind].length;
    const since = performance.now();
    hand(free.shift(), kind, since);
    deliver();
    const until = since + 10000;
    while (open.size > 0 && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 1));
    const calls = seen;
    seen = null;
    open.clear();
    return { calls };
  },

  /** Hands out one update as soon as the bot polls. Returns when it was answered (Unix ms). */
  async first({ kind }) {
    hand(free.shift(), kind, performance.now());
    const until = performance.now() + 30000;
    while (open.size > 0 && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 1));
    return { at: performance.timeOrigin + performance.now() };
  },

  count: () => ({ count: unsolicited.count }),

  sent() {
    const { count, first, last } = unsolicited;
    unsolicited = { count: 0, first: 0, last: 0 };
    return { count, first, last, seconds: (last - first) / 1000 };
  },
};

createServer((socket) => {
  socket.setNoDelay(true);
  let buffer = null;
  socket.on("data", (chunk) => {
    buffer = buffer === null ? chunk : Buffer.concat([buffer, chunk]);
    while (buffer !== null) {
      const end = buffer.indexOf("\r\n\r\n");
      if (end < 0) return;
      const top = buffer.latin1Slice(0, end);
      const length = /content-length: *(\d+)/i.exec(top);
      if (length === null && /transfer-encoding/i.test(top)) { socket.destroy(); return; }
      const full = end + 4 + Number(length?.[1] ?? 0);
      if (buffer.length < full) return;
      const text = buffer.utf8Slice(end + 4, full);
      buffer = buffer.length > full ? buffer.subarray(full) : null;
      const path = top.slice(top.indexOf(" ") + 1, top.indexOf(" HTTP/"));
      const name = path.slice(path.lastIndexOf("/") + 1).split("?")[0];
      if (path.startsWith("/control/")) {
        Promise.resolve(control[name](JSON.parse(text || "{}"))).then((value) => socket.write(ready(value)));
      } else call(socket, name, text || path);
    }
  });
  socket.on("error", () => socket.destroy());
  socket.on("close", () => { if (waiting === socket) waiting = null; clearTimeout(socket.timer); });
}).listen(Number(port), "127.0.0.1", () => console.log("ready"));
