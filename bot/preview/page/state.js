/** The page's state, and the listeners to its changes. */

export const state = {
  bot: { id: 0, username: "", first_name: "", description: "" },
  people: new Map(),
  chats: new Map(),
  messages: new Map(), // chat id → Map of message id → message, oldest first
  clock: { now: new Date(0), speed: 1, heard: 0 },
  rehearsalCommand: null, // begins a rehearsal; null if the bot offers none
  connected: null, // null until known
  panes: [], // the two Pane objects
  active: 0,
  unread: new Map(), // chat id → number of messages that came while no pane showed it
};

const listeners = new Map();

/** Topics: bot, people, chats, messages, clock, commands, connection, notice,
 * panes, beside, drawer, zone. */
export function on(topic, listener) {
  if (!listeners.has(topic)) listeners.set(topic, new Set());
  listeners.get(topic).add(listener);
}

export function tell(topic, detail) {
  for (const listener of listeners.get(topic) ?? []) listener(detail);
}

/** Returns the instant on the preview's clock, in milliseconds since 1970. */
export function now() {
  const { now: instant, heard, speed } = state.clock;
  return instant.getTime() + (performance.now() - heard) * speed;
}

export function setClock({ now: written, speed }) {
  state.clock = { now: new Date(written), speed, heard: performance.now() };
  tell("clock", { moved: true });
}

export const isPrivate = (chat) => chat.type === "private";

export const membership = (chat, person) =>
  chat.members.find((member) => member.person === person)?.status ?? "left";

export const isMember = (chat, person) => !["left", "kicked"].includes(membership(chat, person));

/** Returns the people who see a chat: its members, or the person of a private chat. */
export function viewerOf(chat, person) {
  if (isPrivate(chat)) return chat.id;
  if (isMember(chat, person)) return person;
  return chat.members.find((member) => state.people.has(member.person))?.person ?? person;
}

export function authorName(user) {
  return user ? (user.id === state.bot.id ? state.bot.first_name : user.first_name) : "";
}

/** A message of a forum without a topic belongs to General. */
export const inThread = (message, thread) => (message.message_thread_id ?? null) === (thread ?? null);

/** Returns a message in one line, for lists, quotes and screen readers. `t` gives its texts. */
export function gist(message, t) {
  const words = message.text ?? message.caption;
  if (words) return words.replace(/\s+/g, " ").trim().slice(0, 160);
  const kind = SERVICE_AND_KINDS.find(([field]) => message[field] !== undefined)?.[1];
  return t(kind ?? "Message");
}

const SERVICE_AND_KINDS = [
  ["sticker", "Sticker"],
  ["voice", "Voice message"],
  ["video_note", "Video message"],
  ["photo", "Photo"],
  ["document", "Document"],
  ["contact", "Contact"],
  ["venue", "Place"],
  ["location", "Location"],
  ["dice", "Dice"],
  ["poll", "Poll"],
  ["new_chat_members", "Joined the group"],
  ["left_chat_member", "Left the group"],
  ["pinned_message", "Pinned a message"],
];
