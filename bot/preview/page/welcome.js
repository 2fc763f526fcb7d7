/** What an empty chat shows: the bot's description with "Start", or what a group can do. */

import * as api from "./api.js";
import { botAvatar, chatAvatar } from "./avatars.js";
import { h, replace } from "./dom.js";
import { attempt } from "./overlay.js";
import { isPrivate, state } from "./state.js";

export class Welcome {
  element = h("div", { class: "welcome", hidden: true });
  #pane;
  #description = { language: null, text: "" };

  constructor(pane) {
    this.#pane = pane;
  }

  draw() {
    const chat = state.chats.get(this.#pane.chat);
    this.element.hidden = this.#pane.log.messages().length > 0 || chat.blocked;
    if (this.element.hidden) return;
    if (isPrivate(chat)) this.#drawPrivate();
    else this.#drawGroup(chat);
  }

  /** Loads the bot's description again, which may have changed. */
  reload() {
    this.#description.language = null;
    if (!this.element.hidden) this.draw();
  }

  #drawGroup(chat) {
    const example = `/next@${state.bot.username}`;
    const topic = chat.topics.find(({ id }) => id === this.#pane.thread);
    replace(
      this.element,
      chatAvatar(chat),
      h("h3", { dir: "auto" }, topic?.name ?? chat.title),
      h("p", {}, this.#pane.t("In a group the bot hears commands and replies to it, nothing else.")),
      h(
        "div",
        { class: "suggestions" },
        h(
          "button",
          { type: "button", class: "button", on: { click: () => this.#pane.command(example) } },
          "/next",
        ),
        h(
          "button",
          { type: "button", class: "button", on: { click: () => this.#pane.fillInline("") } },
          this.#pane.t("Quote a passage"),
        ),
      ),
    );
  }

  async #drawPrivate() {
    const person = state.people.get(this.#pane.person);
    const text = h("p", { dir: "auto", class: "description" }, this.#description.text);
    replace(
      this.element,
      botAvatar(),
      h("h3", {}, this.#pane.t("What can this bot do?")),
      text,
      h(
        "button",
        {
          type: "button",
          class: "button primary start",
          data: { testid: "start" },
          on: { click: () => this.#pane.openStart("") },
        },
        this.#pane.t("Start"),
      ),
    );
    if (this.#description.language === person.language_code) return;
    const found = await attempt(api.getState(person.language_code));
    if (!found || person.id !== this.#pane.person) return;
    this.#description = { language: person.language_code, text: found.bot.description };
    text.textContent = this.#description.text;
  }
}
