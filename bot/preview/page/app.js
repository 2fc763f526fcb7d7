// The page: who is looking at which chat, and what happens there.

import {get, listen, post} from "./api.js";
import {composer} from "./composer.js";
import {element} from "./entities.js";
import {asText, bubble} from "./messages.js";
import {tools} from "./tools.js";

const by = (id) => document.getElementById(id);
const query = new URLSearchParams(location.search);
const state = {bot: {}, people: [], chats: []};
const view = {chat: 0, person: 0, thread: null, suffix: ""};
const log = by("log");
let messages = [];
let unread = new Map();
let field;
let panel;

const acts = {
  say: (text) => acts.send({text}),
  send: (body) => tried(post(`chats/${view.chat}/send`, {person: view.person, ...threaded(), ...body})),
  change: (message, text) =>
    tried(post(`chats/${view.chat}/edit`, {person: view.person, message_id: message.message_id, text})),
  edit: (message) => field.begin("edit", message),
  reply: (message) => field.begin("reply", message),
  start,
  press,
  open,
  copy,
  tried,
  download,
  chatAsText: () => messages.map(asText).join("\n"),
};

const threaded = () => (view.thread ? {thread: view.thread} : {});
const chat = () => state.chats.find((each) => each.id === view.chat);
const person = (id) => state.people.find((each) => each.id === id);
const isPrivate = (each) => each.type === "private";
// A group that became a supergroup goes from the list, once nobody looks at it.
const isThere = (each) => each.migrated_to === null || each.id === view.chat;

async function tried(promise) {
  try {
    return await promise;
  } catch (problem) {
    toast(problem.message);
    return null;
  }
}

function toast(text) {
  const node = element("p", "toast", text);
  node.dataset.testid = "toast";
  node.dir = "auto";
  by("toasts").append(node);
  setTimeout(() => node.remove(), 6000);
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("Copied");
  } catch {
    toast("The browser does not let this page copy");
  }
}

async function download(file) {
  await tried((async () => {
    const link = element("a");
    link.href = `/sim/files/${encodeURIComponent(file.file_id)}`;
    link.download = file.file_name ?? "file";
    link.click();
  })());
}

async function press(message, row, column, node) {
  node.classList.add("waiting");
  node.setAttribute("aria-busy", "true");
  const answer = await tried(post(`chats/${view.chat}/press`, {
    person: view.person, message_id: message.message_id, row, column,
  }));
  node.classList.remove("waiting");
  node.removeAttribute("aria-busy");
  if (answer === null) return;
  if (answer.copied !== undefined) await copy(answer.copied);
  else if (answer.open) open(answer.open) || window.open(answer.open, "_blank", "noopener");
  else if (answer.inline) await share(answer.inline);
  else if (!answer.answered) toast("The bot did not answer");
  else if (answer.url) open(answer.url) || window.open(answer.url, "_blank", "noopener");
}

async function share({query: words, where}) {
  const target = where === "here" ? view.chat : await chooseChat();
  if (target === null) return;
  await go(target, isPrivate(state.chats.find((each) => each.id === target)) ? target : view.person);
  field.write(`@${state.bot.username} ${words}`);
}

function chooseChat() {
  const dialog = by("choose");
  return new Promise((resolve) => {
    const others = state.chats.filter((each) => !isPrivate(each) || each.id === view.person);
    by("choices").replaceChildren(...others.map((each) => {
      const button = element("button", "choice", title(each));
      button.type = "button";
      button.onclick = () => dialog.close(String(each.id));
      return button;
    }));
    dialog.onclose = () => {
      const picked = Number(dialog.returnValue);
      dialog.returnValue = "";
      resolve(picked || null);
    };
    dialog.showModal();
  });
}

// Links to this bot open inside the page; says whether it did.
function open(address) {
  const link = new URL(address, location.href);
  const known = link.hostname === "t.me" && link.pathname.toLowerCase() === `/${state.bot.username}`.toLowerCase();
  if (known) start(link.searchParams.get("start") ?? "");
  return known;
}

async function start(payload) {
  await go(view.person, view.person);
  await tried(payload
    ? post(`chats/${view.person}/start`, {person: view.person, payload})
    : post(`chats/${view.person}/send`, {person: view.person, text: "/start"}));
}

const title = (each) => (isPrivate(each) ? person(each.id).first_name : each.title);

async function go(chatId, personId, thread = null) {
  Object.assign(view, {chat: chatId, person: personId, thread});
  const here = chat();
  if (isPrivate(here)) view.person = here.id;
  view.suffix = isPrivate(here) ? "" : `@${state.bot.username}`;
  unread.delete(chatId);
  document.body.classList.remove("choosing");
  field?.close();
  field?.leave();
  messages = (await get(`chats/${chatId}/messages?limit=200`)).messages;
  header();
  chatList();
  draw();
  panel.person();
}

function header() {
  const here = chat();
  by("chat-title").textContent = isPrivate(here) ? state.bot.first_name : here.title;
  by("chat-line").textContent = isPrivate(here)
    ? `you are ${title(here)} · @${state.bot.username}`
    : `group · ${here.members.length} people and the bot`;
  by("chat-line").title = `@${state.bot.username}`;
  by("person-choice").hidden = isPrivate(here);
  by("person").replaceChildren(...(here.members ?? []).map((member) => {
    const option = element("option", "", `${person(member.person).first_name} (${member.status})`);
    option.value = member.person;
    option.selected = member.person === view.person;
    return option;
  }));
  const topics = by("topics");
  topics.hidden = !here.is_forum;
  topics.replaceChildren(...(here.topics ?? []).map((topic) => {
    const tab = element("button", "topic", topic.name);
    tab.type = "button";
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-selected", String((topic.id ?? null) === view.thread));
    tab.onclick = () => go(view.chat, view.person, topic.id ?? null);
    return tab;
  }));
}

function chatList() {
  by("chat-list").replaceChildren(...state.chats.filter(isThere).map((each) => {
    const item = element("li");
    const button = element("button", `chat ${each.id === view.chat ? "here" : ""}`);
    button.type = "button";
    button.dataset.testid = `chat-${each.id}`;
    if (each.id === view.chat) button.setAttribute("aria-current", "true");
    const avatar = element("span", "avatar", title(each)[0]);
    avatar.setAttribute("aria-hidden", "true");
    button.append(avatar);
    const words = element("span", "names");
    words.append(
      element("strong", "", isPrivate(each) ? `You as ${title(each)}` : title(each)),
      element("small", "", isPrivate(each)
        ? `private chat · ${person(each.id).language_code}${each.blocked ? " · bot blocked" : ""}`
        : each.is_forum ? "group with topics" : "group"),
    );
    button.append(words);
    const news = unread.get(each.id);
    if (news) {
      const badge = element("span", "badge", String(news));
      badge.setAttribute("aria-label", `${news} new`);
      button.append(badge);
    }
    button.onclick = () => go(each.id, isPrivate(each) ? each.id : member(each));
    item.append(button);
    return item;
  }));
}

const member = (group) =>
  group.members.some((each) => each.person === view.person) ? view.person : group.members[0].person;

const inView = (message) =>
  !chat().is_forum || ((message.is_topic_message ? message.message_thread_id : null) ?? null) === view.thread;

function draw() {
  const shown = messages.filter(inView);
  log.replaceChildren();
  let day = "";
  for (const message of shown) {
    const here = dayOf(message);
    if (here !== day) log.append(element("p", "day", here));
    day = here;
    log.append(bubble(message, view.person, acts));
  }
  const empty = isPrivate(chat()) && shown.length === 0;
  by("welcome").hidden = !empty;
  by("description").textContent = state.bot.description || "Press START to talk to the bot.";
  toEnd();
}

const dayOf = (message) =>
  new Intl.DateTimeFormat(undefined, {day: "numeric", month: "long", year: "numeric"}).format(new Date(message.date * 1000));

function toEnd() {
  log.scrollTop = log.scrollHeight;
}

// A message that is taller than the window is read from its beginning.
function show(node) {
  const tall = node.offsetHeight > log.clientHeight;
  log.scrollTop = tall ? node.offsetTop - log.offsetTop - 8 : log.scrollHeight;
}

function arrived(event) {
  // What came while the page was loading is already shown.
  if (event.chat === view.chat && messages.some((each) => each.message_id === event.message.message_id)) {
    edited(event);
    return;
  }
  if (event.chat !== view.chat) {
    if (event.message.outgoing) unread.set(event.chat, (unread.get(event.chat) ?? 0) + 1);
    chatList();
    return;
  }
  messages.push(event.message);
  if (!inView(event.message)) return;
  by("welcome").hidden = true;
  const last = messages.filter(inView).at(-2);
  if (!last || dayOf(last) !== dayOf(event.message)) log.append(element("p", "day", dayOf(event.message)));
  const fresh = bubble(event.message, view.person, acts);
  log.append(fresh);
  show(fresh);
}

function edited(event) {
  if (event.chat !== view.chat) return;
  const place = messages.findIndex((each) => each.message_id === event.message.message_id);
  if (place < 0) return;
  messages[place] = event.message;
  const node = log.querySelector(`[data-message-id="${event.message.message_id}"]`);
  if (!node) return;
  const hadFocus = node.contains(document.activeElement);
  const fresh = bubble(event.message, view.person, acts);
  node.replaceWith(fresh);
  // Whoever walks a menu by keyboard goes on in the menu.
  if (hadFocus) fresh.querySelector(".key")?.focus();
  if (event.message.message_id === messages.at(-1).message_id) show(fresh);
}

async function happened(event) {
  switch (event.type) {
    case "message": arrived(event); break;
    case "edit": edited(event); break;
    case "delete":
      messages = messages.filter((each) => each.message_id !== event.message_id || event.chat !== view.chat);
      if (event.chat === view.chat) draw();
      break;
    case "callback_answer":
      if (event.person !== view.person || !event.text) break;
      if (event.show_alert) {
        by("alert-text").textContent = event.text;
        by("alert").showModal();
      } else toast(event.text);
      break;
    case "clock": panel.setClock(event.clock); break;
    case "reset": await go(view.chat, view.person, view.thread); break;
    case "people": case "chats": case "commands":
      await refresh();
      header();
      chatList();
      panel.person();
      if (!by("welcome").hidden) draw();
      break;
  }
}

async function refresh() {
  const language = person(view.person)?.language_code ?? "en";
  const said = await get(`state?language=${encodeURIComponent(language)}`);
  Object.assign(state, said);
  return said;
}

async function connect() {
  let said;
  try {
    said = await refresh();
  } catch {
    by("away").hidden = false;
    setTimeout(connect, 1000);
    return;
  }
  by("away").hidden = true;
  panel ??= tools({state, view, acts});
  panel.setClock(said.clock);
  field ??= composer({view, bot: state.bot, acts});
  const wanted = Number(query.get("chat"));
  const first = state.chats.find((each) => each.id === (view.chat || wanted)) ?? state.chats[0];
  const who = Number(query.get("person"));
  view.person = isPrivate(first) ? first.id : view.person || (person(who) ? who : state.people[0].id);
  await refresh(); // the description, in the person's language
  await go(first.id, view.person, view.thread);
  listen(said.last_event, (event) => tried(happened(event)), () => {
    by("away").hidden = false;
    setTimeout(connect, 1000);
  });
}

by("person").onchange = (event) => go(view.chat, Number(event.target.value), view.thread);
by("start").onclick = () => start("");
by("show-chats").onclick = () => document.body.classList.toggle("choosing");
document.documentElement.dataset.theme = query.get("theme") ?? remembered() ?? "system";
by("theme").value = document.documentElement.dataset.theme;

function remembered() {
  try { return localStorage.getItem("look"); } catch { return null; }
}

await connect();
document.body.dataset.ready = "true";
