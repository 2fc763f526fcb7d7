/** The message field, with its menu of commands, replies and edits. */

import * as api from "./api.js";
import { Attachments } from "./attachments.js";
import { Choices } from "./choices.js";
import { h, replace } from "./dom.js";
import { icon } from "./icons.js";
import { InlineResults, inlineWords } from "./inline.js";
import { attempt, toast } from "./overlay.js";
import { authorName, gist, isPrivate, state } from "./state.js";

export class Composer {
  #pane;
  #action = null; // { act: "reply" | "edit", message }
  #drafts = new Map();
  #commands = null;
  #inline;

  constructor(pane) {
    this.#pane = pane;
    this.field = h("textarea", {
      rows: "1",
      dir: "auto",
      "aria-autocomplete": "list",
      enterkeyhint: "send",
      autocomplete: "off",
      data: { testid: "composer" },
      on: {
        input: () => {
          this.#grow();
          this.#offer();
        },
        keydown: (event) => this.#keys(event),
      },
    });
    this.choices = new Choices(this.field, { onMore: () => this.#inline.more() });
    this.#inline = new InlineResults(pane, this.choices, () => this.#clear());
    this.context = h("div", { class: "context", hidden: true });
    this.menuButton = h(
      "button",
      {
        type: "button",
        class: "menu-button",
        "aria-haspopup": "listbox",
        on: { click: () => this.#toggleMenu() },
      },
      icon("menu"),
      h("span", {}),
    );
    this.attachments = new Attachments(pane);
    this.sendButton = h("button", { type: "submit", class: "send", data: { testid: "send" } }, icon("send"));
    this.form = h(
      "form",
      {
        class: "composer",
        on: {
          submit: (event) => {
            event.preventDefault();
            this.#send();
          },
        },
      },
      this.menuButton,
      this.field,
      this.attachments.button,
      this.attachments.file,
      this.sendButton,
    );
    this.element = h("div", { class: "writing" }, this.choices.element, this.context, this.form);
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && (this.choices.isOpen || this.#action)) {
        event.preventDefault();
        if (this.choices.isOpen) this.#closeChoices();
        else this.#leave();
      }
    });
    document.addEventListener("pointerdown", (event) => {
      if (this.choices.isOpen && !this.element.contains(event.target)) this.#closeChoices();
    });
  }

  /** Changes to another chat, topic or person, and restores the draft there. */
  open(key) {
    if (this.key) this.#drafts.set(this.key, this.field.value);
    this.key = key;
    this.#action = null;
    this.context.hidden = true;
    this.#closeChoices();
    this.forgetCommands();
    this.name();
    this.#write(this.#drafts.get(key) ?? "");
  }

  /** Writes the names of the fields and buttons, in the person's language. */
  name() {
    const isAlone = isPrivate(state.chats.get(this.#pane.chat));
    const { first_name: name } = state.people.get(this.#pane.person);
    this.field.placeholder = this.#pane.t(isAlone ? "Message" : "Message as {name}", { name });
    this.menuButton.lastChild.textContent = this.#pane.t("Menu");
    for (const [element, label] of [
      [this.field, "Message"],
      [this.menuButton, "Menu"],
      [this.attachments.button, "Attach"],
      [this.sendButton, "Send"],
    ]) {
      element.setAttribute("aria-label", this.#pane.t(label));
      if (element !== this.field) element.title = this.#pane.t(label);
    }
  }

  forgetCommands() {
    this.#commands = null;
  }

  /** Puts text into the field as if it had been typed. */
  fill(text) {
    this.#leave();
    this.#write(text);
    this.field.focus();
    this.field.setSelectionRange(text.length, text.length);
    this.#offer();
  }

  reply(message) {
    this.#begin("reply", message);
  }

  edit(message) {
    this.#begin("edit", message);
    this.#write(message.text);
  }

  async send(text) {
    const { chat, person, thread } = this.#pane;
    return attempt(api.send(chat, { person, text, ...(thread ? { thread } : {}) }));
  }

  #begin(act, message) {
    this.#action = { act, message };
    replace(
      this.context,
      icon(act),
      h(
        "span",
        { class: "choice-words" },
        h(
          "strong",
          { dir: "auto" },
          act === "edit"
            ? this.#pane.t("Edit message")
            : this.#pane.t("Reply to {name}", { name: authorName(message.from) }),
        ),
        h("small", { dir: "auto" }, gist(message, (english) => this.#pane.t(english))),
      ),
      h(
        "button",
        { type: "button", class: "plain", "aria-label": this.#pane.t("Cancel"), on: { click: () => this.#leave() } },
        icon("close"),
      ),
    );
    this.context.hidden = false;
    this.field.focus();
  }

  #leave() {
    if (this.#action?.act === "edit") this.#write("");
    this.#action = null;
    this.context.hidden = true;
    this.field.focus();
  }

  #write(text) {
    this.field.value = text;
    this.#grow();
  }

  #clear() {
    this.#write("");
    this.#closeChoices();
    this.#action = null;
    this.context.hidden = true;
  }

  #closeChoices() {
    this.#inline.stop();
    this.choices.close();
    this.menuButton.setAttribute("aria-expanded", "false");
  }

  #grow() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight + 2, 160)}px`;
    this.form.classList.toggle("has-words", this.field.value !== "");
  }

  async #send() {
    const text = this.field.value;
    if (!text.trim()) return;
    const { chat, person, thread } = this.#pane;
    const action = this.#action;
    this.#clear();
    const done =
      action?.act === "edit"
        ? await attempt(api.edit(chat, { person, message_id: action.message.message_id, text }))
        : await attempt(
            api.send(chat, {
              person,
              text,
              ...(thread ? { thread } : {}),
              ...(action ? { reply_to: action.message.message_id } : {}),
            }),
          );
    if (done === undefined && !this.field.value) this.#write(text);
  }

  #keys(event) {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (this.choices.isOpen && step) {
      event.preventDefault();
      this.choices.move(step);
    } else if (
      event.key === "Tab" &&
      !event.shiftKey &&
      this.choices.isOpen &&
      (this.choices.active ?? null)?.complete
    ) {
      event.preventDefault();
      this.choices.active.complete();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (this.choices.isOpen && this.choices.active) this.choices.active.pick();
      else if (inlineWords(this.field.value) === null) this.#send();
    } else if (event.key === "ArrowUp" && this.field.value === "") {
      const own = this.#pane.log
        .messages()
        .findLast((message) => message.from?.id === this.#pane.person && message.text && !message.via_bot);
      if (own) {
        event.preventDefault();
        this.edit(own);
      }
    }
  }

  #offer() {
    const text = this.field.value;
    const words = inlineWords(text);
    if (this.#action?.act === "edit") return;
    if (words !== null) this.#inline.ask(words);
    else if (/^\/\w*$/.test(text)) this.#offerCommands(text.slice(1).toLowerCase());
    else if (/^@\w*$/.test(text) && `@${state.bot.username}`.toLowerCase().startsWith(text.toLowerCase()))
      this.#offerBot();
    else this.#closeChoices();
  }

  async #visibleCommands() {
    if (this.#commands === null) {
      const found = await attempt(api.getCommands(this.#pane.chat, this.#pane.person));
      if (found === undefined) return [];
      this.#commands = found.commands;
    }
    return this.#commands;
  }

  async #offerCommands(start) {
    this.#inline.stop();
    const commands = await this.#visibleCommands();
    if (this.field.value.slice(1).toLowerCase() !== start) return;
    const fitting = commands.filter(({ command }) => command.startsWith(start));
    if (fitting.length === 0) this.choices.close();
    else
      this.choices.show(
        this.#pane.t("Commands"),
        fitting.map((command) => this.#commandOption(command)),
      );
  }

  #commandOption({ command, description }) {
    return {
      testid: "command",
      pick: () => {
        this.#clear();
        this.#pane.command(`/${command}`);
      },
      complete: () => {
        this.#write(`/${command} `);
        this.#closeChoices();
      },
      content: [
        h("span", { class: "command-name", dir: "ltr" }, `/${command}`),
        h("small", { dir: "auto" }, description),
      ],
    };
  }

  #offerBot() {
    this.#inline.stop();
    const complete = () => this.fill(`@${state.bot.username} `);
    this.choices.show(
      this.#pane.t("Mentions"),
      [
        {
          testid: "mention",
          pick: complete,
          complete,
          content: h(
            "span",
            { class: "choice-words" },
            h("strong", {}, `@${state.bot.username}`),
            h("small", {}, this.#pane.t("Search, and quote a passage here")),
          ),
        },
      ],
      { active: 0 },
    );
  }

  async #toggleMenu() {
    if (this.choices.isOpen) {
      this.#closeChoices();
      return;
    }
    const commands = await this.#visibleCommands();
    if (commands.length === 0) {
      toast(this.#pane.t("The bot has no commands here"));
      return;
    }
    this.choices.show(
      this.#pane.t("Commands"),
      commands.map((command) => this.#commandOption(command)),
    );
    this.menuButton.setAttribute("aria-expanded", "true");
    this.choices.focusFirst();
  }
}
