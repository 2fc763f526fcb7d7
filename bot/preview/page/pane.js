/** One chat as one person sees it: header, topics, messages and message field. */

import * as api from "./api.js";
import { botAvatar, chatAvatar, personAvatar } from "./avatars.js";
import { Composer } from "./composer.js";
import { h, replace } from "./dom.js";
import { icon } from "./icons.js";
import { MessageLog } from "./messages.js";
import { attempt, choose, copy, openMenu } from "./overlay.js";
import { inThread, isMember, isPrivate, membership, state, tell, viewerOf } from "./state.js";
import { directionOf, t, textsIn } from "./texts.js";
import { Topics } from "./topics.js";
import { Welcome } from "./welcome.js";

export class Pane {
  chat = 0;
  person = 0;
  thread = null;
  shown = false;
  copy = copy;
  #threads = new Map(); // chat id → topic last shown there

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
        "aria-label": t("Close this chat"),
        title: t("Close this chat"),
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
    this.topics = new Topics(this, (thread) => this.show({ thread }));
    this.welcome = new Welcome(this);
    this.log.element.prepend(this.welcome.element);
    this.below = h("div", { class: "below", hidden: true });
    this.element = h(
      "section",
      {
        class: "pane",
        "aria-labelledby": `pane-${place}`,
        on: { focusin: () => this.#activate(), pointerdown: () => this.#activate() },
      },
      this.header,
      this.topics.element,
      this.log.element,
      this.below,
      this.composer.element,
    );
  }

  /** Shows a chat, as `person` if several people see it. */
  show({ chat = this.chat, person = this.person, thread } = {}) {
    const known = state.chats.get(chat);
    if (!known) return;
    this.chat = chat;
    this.person = viewerOf(known, person);
    this.thread = thread !== undefined ? thread : (this.#threads.get(chat) ?? null);
    if (!known.topics.some((topic) => topic.id === this.thread)) this.thread = null;
    this.#threads.set(chat, this.thread);
    this.topics.markRead(chat, this.thread);
    state.unread.delete(chat);
    this.composer.open(`${this.person}/${chat}/${this.thread}`);
    this.refresh();
    this.log.redraw();
    this.welcome.draw();
    tell("panes");
  }

  /** Draws all but the messages again, after people or chats changed. */
  refresh() {
    const chat = state.chats.get(this.chat);
    if (!chat) return;
    const person = state.people.get(this.person);
    this.element.dir = directionOf(this.locale);
    this.title.textContent = isPrivate(chat) ? state.bot.first_name : chat.title;
    replace(this.avatar, isPrivate(chat) ? botAvatar() : chatAvatar(chat));
    this.#line(chat);
    this.composer.name();
    this.countUnread();
    replace(
      this.who,
      personAvatar(person),
      h(
        "span",
        { class: "who-words" },
        h("span", { class: "who-you" }, `${this.t("You are")} `),
        person.first_name,
      ),
      icon("chevron"),
    );
    this.who.setAttribute("aria-label", this.t("You are {name}. Change", { name: person.first_name }));
    this.topics.draw(chat, this.thread);
    this.#drawNotice(chat);
  }

  /** Draws the number of unread messages in other chats on the way back to the list. */
  countUnread() {
    const unread = [...state.unread.values()].reduce((sum, count) => sum + count, 0);
    replace(this.back, icon("back"), unread > 0 ? h("span", { class: "badge" }, String(unread)) : null);
    this.back.setAttribute("aria-label", unread > 0 ? this.t("Chats, new: {count}", { count: unread }) : this.t("Chats"));
  }

  sync(detail) {
    if (detail.all) this.log.redraw();
    else {
      if (detail.chat !== this.chat) return;
      this.log.sync(detail);
      if (detail.isNew && !inThread(detail.message, this.thread))
        this.#markUnread(detail.message.message_thread_id ?? null);
    }
    this.welcome.draw();
  }

  #markUnread(thread) {
    this.topics.markUnread(this.chat, thread);
    this.topics.draw(state.chats.get(this.chat), this.thread);
  }

  #line(chat) {
    this.line.textContent = isPrivate(chat)
      ? this.t("bot · private chat of {name}", { name: chat.title })
      : this.t("group · members: {count}, and the bot", { count: chat.members.length });
  }

  #activate() {
    if (state.active === this.place) return;
    state.active = this.place;
    tell("panes");
  }

  #choosePerson() {
    const chat = state.chats.get(this.chat);
    const people = [...state.people.values()].filter(({ id }) => isPrivate(chat) || isMember(chat, id));
    openMenu(
      this.t("You are"),
      people.map((person) => ({
        label: person.first_name,
        detail: isPrivate(chat)
          ? `@${person.username} · ${person.language_code}`
          : `${this.t(membership(chat, person.id))} · ${person.language_code}`,
        before: personAvatar(person),
        checked: person.id === this.person,
        act: () => this.show({ chat: isPrivate(chat) ? person.id : this.chat, person: person.id }),
      })),
      this.who,
    );
  }

  /** Draws what replaces the message field where nobody can write to the bot. */
  #drawNotice(chat) {
    const outside = !isPrivate(chat) && ["left", "kicked"].includes(chat.bot);
    this.below.hidden = !chat.blocked && !outside;
    this.composer.element.hidden = chat.blocked;
    if (chat.blocked) {
      replace(
        this.below,
        h("p", {}, this.t("You blocked the bot.")),
        h(
          "button",
          {
            type: "button",
            class: "button primary",
            on: { click: () => attempt(api.block(this.chat, this.person, false)) },
          },
          this.t("Unblock"),
        ),
      );
    } else if (outside) {
      const may = ["creator", "administrator"].includes(membership(chat, this.person));
      replace(
        this.below,
        h(
          "p",
          {},
          may
            ? this.t("The bot is not in this group.")
            : this.t("The bot is not in this group. An administrator can add it."),
        ),
        may
          ? h(
              "button",
              {
                type: "button",
                class: "button primary",
                on: { click: () => attempt(api.setBot(this.chat, this.person, "member")) },
              },
              this.t("Add the bot"),
            )
          : null,
      );
    }
  }

  /** Loads the bot's description and commands again, which may have changed. */
  reloadProfile() {
    this.composer.forgetCommands();
    this.welcome.reload();
  }

  // The functions for taps on parts of a message.

  get locale() {
    return state.people.get(this.person)?.language_code ?? "en";
  }

  /** Returns a text of the app in the person's language. */
  t(english, values) {
    return textsIn(this.locale)(english, values);
  }

  botName() {
    return state.bot.first_name;
  }

  /** Sends a command; in a group addressed to the bot, as clients do. */
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

  /** Opens a link to this bot here. Returns whether it was one. */
  openLink(address) {
    const found = /^(?:https?:\/\/)?(?:t\.me|telegram\.me)\/(\w+)(?:\?(start|startgroup)=([\w-]{0,64}))?$/i.exec(address);
    if (found?.[1].toLowerCase() !== state.bot.username.toLowerCase()) return false;
    if (found[2] === undefined) this.#privateChat();
    else if (found[2].toLowerCase() === "startgroup") this.#startInGroup(found[3]);
    else this.openStart(found[3]);
    return true;
  }

  /** Lets a group be chosen and starts the bot there, as clients do with `?startgroup=`. */
  async #startInGroup(payload) {
    const groups = [...state.chats.values()].filter(
      (chat) => !isPrivate(chat) && !chat.migrated_to && isMember(chat, this.person),
    );
    const chat = await choose(
      this.t("Add {name} to which group?", { name: state.bot.first_name }),
      groups.map((group) => ({
        label: group.title,
        detail: group.is_forum ? this.t("Group with topics") : this.t("Group"),
        before: chatAvatar(group),
        value: group.id,
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

  /** Shows the person's private chat, in the pane that shows it already, if any. */
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
      this.t("Share in which chat?"),
      choices.map((choice) => ({
        label: isPrivate(choice) ? state.bot.first_name : choice.title,
        detail: isPrivate(choice)
          ? this.t("Your private chat")
          : choice.is_forum
            ? this.t("Group with topics")
            : this.t("Group"),
        before: isPrivate(choice) ? botAvatar() : chatAvatar(choice),
        value: choice.id,
      })),
    );
    if (chat === null) return;
    this.show({ chat });
    this.fillInline(words);
  }
}
