/** One chat as one person sees it: header, topics, messages, message field. */

import * as api from "./api.js";
import { botAvatar, chatAvatar, personAvatar } from "./avatars.js";
import { Composer } from "./composer.js";
import { arrowKeys, h, replace, unseen } from "./dom.js";
import { icon } from "./icons.js";
import { MessageLog } from "./messages.js";
import { attempt, choose, copy, openMenu } from "./overlay.js";
import { inThread, isMember, isPrivate, membership, state, tell, viewerOf } from "./state.js";


export class Pane {
  chat = 0;
  person = 0;
  thread = null;
  shown = false;
  copy = copy;
  #threads = new Map(); // chat id → topic last seen there
  #news = new Set(); // topics with messages not yet looked at: chat/topic
  #description = { language: null, words: "" };

  constructor(place) {
    this.place = place;
    this.log = new MessageLog(this);
    this.composer = new Composer(this);
    this.title = h("h2", { dir: "auto", id: `pane-${place}` });
    this.line = h("p", { class: "pane-line" });
    this.avatar = h("span", {});
    this.who = h("button", {
      type: "button",
      class: "who",
      "aria-haspopup": "menu",
      on: { click: () => this.#choosePerson() },
    });
    this.back = h("button", {
      type: "button",
      class: "plain back",
      on: { click: () => tell("drawer", true) },
    });
    this.leave = h(
      "button",
      {
        type: "button",
        class: "plain leave",
        "aria-label": "Close this pane",
        title: "Close this pane",
        on: { click: () => tell("beside", false) },
      },
      icon("close"),
    );
    this.header = h(
      "header",
      { class: "pane-head" },
      this.back,
      this.avatar,
      h("div", { class: "pane-names" }, this.title, this.line),
      this.who,
      this.leave,
    );
    this.topics = h("div", {
      class: "topics",
      role: "tablist",
      "aria-label": "Topics",
      hidden: true,
      on: { keydown: (event) => arrowKeys(event, [...this.topics.children], { across: true }) },
    });
    this.welcome = h("div", { class: "welcome", hidden: true });
    this.log.element.prepend(this.welcome);
    this.below = h("div", { class: "below", hidden: true });
    this.element = h(
      "section",
      {
        class: "pane",
        "aria-labelledby": `pane-${place}`,
        on: { focusin: () => this.#activate(), pointerdown: () => this.#activate() },
      },
      this.header,
      this.topics,
      this.log.element,
      this.below,
      this.composer.element,
    );
  }

  /** Shows a chat. `person`: as whom, where the chat leaves a choice. */
  show({ chat = this.chat, person = this.person, thread } = {}) {
    const known = state.chats.get(chat);
    if (!known) return;
    this.chat = chat;
    this.person = viewerOf(known, person);
    this.thread = thread !== undefined ? thread : (this.#threads.get(chat) ?? null);
    if (!known.topics.some((topic) => topic.id === this.thread)) this.thread = null;
    this.#threads.set(chat, this.thread);
    this.#news.delete(`${chat}/${this.thread}`);
    state.unread.delete(chat);
    this.composer.open(`${this.person}/${chat}/${this.thread}`);
    this.refresh();
    this.log.redraw();
    this.#greet();
    tell("panes");
  }

  /** All but the messages, after people or chats changed. */
  refresh() {
    const chat = state.chats.get(this.chat);
    if (!chat) return;
    const person = state.people.get(this.person);
    this.title.textContent = isPrivate(chat) ? state.bot.first_name : chat.title;
    replace(this.avatar, isPrivate(chat) ? botAvatar() : chatAvatar(chat));
    this.#line(chat);
    this.countUnread();
    replace(
      this.who,
      personAvatar(person),
      h("span", { class: "who-words" }, h("span", { class: "who-you" }, "You are "), person.first_name),
      icon("chevron"),
    );
    this.who.setAttribute("aria-label", `You are ${person.first_name}. Change`);
    this.#drawTopics(chat);
    this.#standing(chat);
  }

  /** On the way to the list of chats: what is new in the others. */
  countUnread() {
    const unread = [...state.unread.values()].reduce((sum, each) => sum + each, 0);
    replace(this.back, icon("back"), unread > 0 ? h("span", { class: "badge" }, String(unread)) : null);
    this.back.setAttribute("aria-label", unread > 0 ? `Chats, ${unread} new` : "Chats");
  }

  sync(detail) {
    if (detail.all) this.log.redraw();
    else {
      if (detail.chat !== this.chat) return;
      this.log.sync(detail);
      if (detail.isNew && !inThread(detail.message, this.thread))
        this.#newsIn(detail.message.message_thread_id ?? null);
    }
    this.#greet();
  }

  #newsIn(thread) {
    this.#news.add(`${this.chat}/${thread}`);
    this.#drawTopics(state.chats.get(this.chat));
  }

  #line(chat) {
    this.line.textContent = isPrivate(chat)
      ? `bot · private chat of ${chat.title}`
      : `group · ${chat.members.length} people and the bot`;
  }

  #activate() {
    if (state.active === this.place) return;
    state.active = this.place;
    tell("panes");
  }

  #choosePerson() {
    const chat = state.chats.get(this.chat);
    const people = [...state.people.values()].filter((each) => isPrivate(chat) || isMember(chat, each.id));
    openMenu(
      "You are",
      people.map((each) => ({
        label: each.first_name,
        detail: isPrivate(chat)
          ? `@${each.username} · ${each.language_code}`
          : `${membership(chat, each.id)} · ${each.language_code}`,
        before: personAvatar(each),
        checked: each.id === this.person,
        act: () => this.show({ chat: isPrivate(chat) ? each.id : this.chat, person: each.id }),
      })),
      this.who,
    );
  }

  #drawTopics(chat) {
    const focused = this.topics.contains(document.activeElement)
      ? document.activeElement.dataset.thread
      : null;
    this.topics.hidden = !chat.is_forum;
    replace(
      this.topics,
      chat.topics.map((topic) => {
        const isNew = this.#news.has(`${chat.id}/${topic.id}`);
        return h(
          "button",
          {
            type: "button",
            role: "tab",
            class: isNew ? "topic news" : "topic",
            "aria-selected": String(topic.id === this.thread),
            tabindex: topic.id === this.thread ? "0" : "-1",
            data: { thread: String(topic.id) },
            on: {
              click: () => this.show({ thread: topic.id }),
            },
          },
          topic.name,
          isNew ? unseen(" new") : null,
        );
      }),
    );
    if (focused) this.topics.querySelector(`[data-thread="${focused}"]`)?.focus();
  }

  /** What stands in place of the message field where one cannot write to the bot. */
  #standing(chat) {
    const outside = !isPrivate(chat) && ["left", "kicked"].includes(chat.bot);
    this.below.hidden = !chat.blocked && !outside;
    this.composer.element.hidden = chat.blocked;
    if (chat.blocked) {
      replace(
        this.below,
        h("p", {}, "You blocked the bot."),
        h(
          "button",
          {
            type: "button",
            class: "button primary",
            on: { click: () => attempt(api.block(this.chat, this.person, false)) },
          },
          "Unblock",
        ),
      );
    } else if (outside) {
      const may = ["creator", "administrator"].includes(membership(chat, this.person));
      replace(
        this.below,
        h("p", {}, `The bot is not in this group.${may ? "" : " An administrator can add it."}`),
        may
          ? h(
              "button",
              {
                type: "button",
                class: "button primary",
                on: { click: () => attempt(api.setBot(this.chat, this.person, "member")) },
              },
              "Add the bot",
            )
          : null,
      );
    }
  }

  async #greet() {
    const chat = state.chats.get(this.chat);
    const empty = this.log.messages().length === 0;
    this.welcome.hidden = !empty || chat.blocked;
    if (this.welcome.hidden) return;
    if (!isPrivate(chat)) {
      const example = `/next@${state.bot.username}`;
      replace(
        this.welcome,
        chatAvatar(chat),
        h("h3", { dir: "auto" }, chat.topics.find((topic) => topic.id === this.thread)?.name ?? chat.title),
        h("p", {}, "In a group the bot hears commands, replies to it and nothing else."),
        h(
          "div",
          { class: "suggestions" },
          h(
            "button",
            { type: "button", class: "button", on: { click: () => this.command(example) } },
            "/next",
          ),
          h(
            "button",
            { type: "button", class: "button", on: { click: () => this.fillInline("") } },
            "Quote a passage",
          ),
        ),
      );
      return;
    }
    const person = state.people.get(this.person);
    const words = h("p", { dir: "auto", class: "description" }, this.#description.words);
    replace(
      this.welcome,
      botAvatar(),
      h("h3", {}, "What can this bot do?"),
      words,
      h(
        "button",
        {
          type: "button",
          class: "button primary start",
          data: { testid: "start" },
          on: { click: () => this.openStart("") },
        },
        "Start",
      ),
    );
    if (this.#description.language === person.language_code) return;
    const found = await attempt(api.getState(person.language_code));
    if (!found || person.id !== this.person) return;
    this.#description = { language: person.language_code, words: found.bot.description };
    words.textContent = this.#description.words;
  }

  /** The bot's words before anyone writes may have changed. */
  forget() {
    this.#description = { language: null, words: this.#description.words };
    this.composer.forgetCommands();
    if (!this.welcome.hidden) this.#greet();
  }

  // What touching parts of a message does.

  get locale() {
    return state.people.get(this.person)?.language_code ?? "en";
  }

  botName() {
    return state.bot.first_name;
  }

  /** Sends a command. In a group it is addressed to the bot, as clients do. */
  command(words) {
    const isGroup = !isPrivate(state.chats.get(this.chat));
    return this.composer.send(isGroup && !words.includes("@") ? `${words}@${state.bot.username}` : words);
  }

  mention(words) {
    if (words.toLowerCase() === `@${state.bot.username}`.toLowerCase()) this.fillInline("");
  }

  link(address) {
    return this.openLink(address);
  }

  /** Opens links to this bot here; says whether it was one. */
  openLink(address) {
    const found = /^(?:https?:\/\/)?(?:t\.me|telegram\.me)\/(\w+)(?:\?(start|startgroup)=([\w-]{0,64}))?$/i.exec(address);
    if (found?.[1].toLowerCase() !== state.bot.username.toLowerCase()) return false;
    if (found[2] === undefined) this.#privateChat();
    else if (found[2].toLowerCase() === "startgroup") this.#startInGroup(found[3]);
    else this.openStart(found[3]);
    return true;
  }

  /** As clients do with `?startgroup=`: a group is chosen, and the bot begins there. */
  async #startInGroup(payload) {
    const groups = [...state.chats.values()].filter(
      (chat) => !isPrivate(chat) && !chat.migrated_to && isMember(chat, this.person),
    );
    const chat = await choose(
      `Add ${state.bot.first_name} to which group?`,
      groups.map((each) => ({
        label: each.title,
        detail: each.is_forum ? "group with topics" : "group",
        before: chatAvatar(each),
        value: each.id,
      })),
    );
    if (chat === null) return;
    this.show({ chat });
    await attempt(api.start(chat, this.person, payload));
  }

  openStart(payload) {
    this.#privateChat();
    return attempt(api.start(this.person, this.person, payload));
  }

  /** The person's private chat: where a pane shows it already, there. */
  #privateChat() {
    if (state.panes.some((pane) => pane.shown && pane.chat === this.person)) return;
    this.show({ chat: this.person });
  }

  fillInline(words) {
    this.composer.fill(`@${state.bot.username} ${words ? `${words} ` : ""}`);
  }

  async shareInline(words, allowed) {
    const choices = [...state.chats.values()].filter(
      (chat) =>
        isMember(chat, this.person) &&
        (!allowed ||
          (isPrivate(chat)
            ? allowed.allow_bot_chats || allowed.allow_user_chats
            : allowed.allow_group_chats)),
    );
    const chat = await choose(
      "Share in which chat?",
      choices.map((each) => ({
        label: isPrivate(each) ? state.bot.first_name : each.title,
        detail: isPrivate(each) ? "your private chat" : each.is_forum ? "group with topics" : "group",
        before: isPrivate(each) ? botAvatar() : chatAvatar(each),
        value: each.id,
      })),
    );
    if (chat === null) return;
    this.show({ chat });
    this.fillInline(words);
  }
}
