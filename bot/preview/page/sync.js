/** Keeps the page's state up to date with the preview, also when it restarts. */

import * as api from "./api.js";
import { isPrivate, setClock, state, tell } from "./state.js";

const FIRST_BACKOFF = 500; // milliseconds
const MAX_BACKOFF = 4000;

/** Loads everything, then follows the stream. Never ends: when the stream breaks, it starts again
 * with the state, because a restarted preview numbers its events from 1. */
export async function follow() {
  let backoff = FIRST_BACKOFF;
  for (;;) {
    try {
      const after = await load();
      backoff = FIRST_BACKOFF;
      await stream(after);
    } catch (problem) {
      if (!(problem instanceof api.Refused)) throw problem;
    }
    setConnected(false);
    await new Promise((resolve) => setTimeout(resolve, backoff));
    backoff = Math.min(backoff * 2, MAX_BACKOFF);
  }
}

async function load() {
  const found = await api.getState();
  takeState(found);
  const lists = await Promise.all(found.chats.map((chat) => api.getMessages(chat.id)));
  found.chats.forEach((chat, place) => {
    const known = lists[place].messages.map((message) => [message.message_id, message]);
    state.messages.set(chat.id, new Map(known));
  });
  tell("chats");
  tell("messages", { all: true });
  tell("commands");
  return found.last_event;
}

function takeState(found) {
  state.bot = found.bot;
  state.people = new Map(found.people.map((person) => [person.id, person]));
  state.chats = new Map(found.chats.map((chat) => [chat.id, chat]));
  for (const id of state.chats.keys()) {
    if (!state.messages.has(id)) state.messages.set(id, new Map());
  }
  state.rehearsalCommand = found.rehearsal_command;
  setClock(found.clock);
  tell("bot");
}

async function reloadState() {
  try {
    takeState(await api.getState());
  } catch (problem) {
    if (!(problem instanceof api.Refused)) throw problem;
    return; // The stream breaks as well, and everything is loaded again.
  }
  tell("chats");
}

function setConnected(connected) {
  if (state.connected === connected) return;
  state.connected = connected;
  tell("connection");
}

/** Resolves when the stream breaks. */
function stream(after) {
  return new Promise((resolve) => {
    const source = new EventSource(api.streamAddress(after));
    source.onopen = () => setConnected(true);
    source.onmessage = ({ data }) => apply(JSON.parse(data));
    source.onerror = () => {
      source.close();
      resolve();
    };
  });
}

function apply(event) {
  switch (event.type) {
    case "message":
    case "edit":
      keep(event);
      break;
    case "delete":
      state.messages.get(event.chat)?.delete(event.message_id);
      tell("messages", { chat: event.chat });
      break;
    case "callback_answer":
      tell("notice", event);
      break;
    case "clock":
      setClock(event.clock);
      break;
    case "commands":
      tell("commands");
      break;
    case "people":
    case "chats":
      reloadState().then(() => event.type === "people" && tell("people"));
      break;
    case "reset":
      for (const messages of state.messages.values()) messages.clear();
      state.unread.clear();
      tell("messages", { all: true });
      reloadState();
      break;
  }
}

function keep({ type, chat, message }) {
  if (!state.messages.has(chat)) state.messages.set(chat, new Map());
  const messages = state.messages.get(chat);
  const isNew = !messages.has(message.message_id);
  if (isNew && type === "edit") return; // an old message, which the page does not have
  messages.set(message.message_id, message);
  const known = state.chats.get(chat);
  if (known && isPrivate(known)) known.started = true;
  const isSeen = shownPanes().some((pane) => pane.chat === chat);
  if (isNew && !isSeen) state.unread.set(chat, (state.unread.get(chat) ?? 0) + 1);
  tell("messages", { chat, message, isNew });
}

/** Returns the panes on the screen: two only while they are shown side by side. */
export const shownPanes = () => state.panes.filter((pane) => pane.shown);
