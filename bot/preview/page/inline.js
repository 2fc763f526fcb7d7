/** Inline mode: `@bot words` in the message field asks the bot, and a result becomes a message. */

import * as api from "./api.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { attempt } from "./overlay.js";
import { state } from "./state.js";

const DEBOUNCE = 250; // milliseconds without typing before the bot is asked

/** Returns the text after `@bot `, or null if it is no inline query. */
export function inlineWords(text) {
  const name = `@${state.bot.username}`.toLowerCase();
  if (!text.toLowerCase().startsWith(name) || !/\s/.test(text[name.length] ?? "")) return null;
  return text.slice(name.length + 1);
}

export class InlineResults {
  #pane;
  #choices;
  #sent;
  #waiting = 0;
  #asked = 0; // counts queries, so that a late answer to an old one is dropped
  #answer = null;
  #words = null;

  constructor(pane, choices, onSent) {
    this.#pane = pane;
    this.#choices = choices;
    this.#sent = onSent;
  }

  ask(words) {
    if (words === this.#words && this.#choices.isOpen) return;
    this.#words = words;
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => this.#search(words), DEBOUNCE);
    if (!this.#choices.isOpen) this.#choices.show(this.#pane.t("Results"), [], { status: this.#pane.t("Searching…") });
  }

  stop() {
    clearTimeout(this.#waiting);
    this.#asked += 1;
    this.#words = null;
    this.#answer = null;
  }

  async #search(words) {
    this.#asked += 1;
    const number = this.#asked;
    const answer = await attempt(this.#query(words, ""));
    if (number !== this.#asked) return;
    this.#answer = null;
    if (answer === undefined) this.#choices.close();
    else if (answer.answered === false)
      this.#choices.show(this.#pane.t("Results"), [], { status: this.#pane.t("The bot did not answer") });
    else {
      this.#answer = answer;
      const count = answer.results.length;
      const status = count === 0 ? this.#pane.t("No results") : this.#pane.t("Results: {count}", { count });
      this.#choices.show(this.#pane.t("Results"), this.#options(answer), {
        active: 0,
        status,
        above: this.#button(answer.button),
      });
    }
  }

  /** Loads the next results when the list is scrolled to its end. */
  async more() {
    const offset = this.#answer?.next_offset;
    if (!offset) return;
    this.#answer.next_offset = "";
    const number = this.#asked;
    const answer = await attempt(this.#query(this.#words, offset));
    if (number !== this.#asked || !answer?.results) return;
    this.#choices.add(this.#options(answer));
    this.#answer = answer;
  }

  #query(words, offset) {
    return api.askInline({ person: this.#pane.person, chat: this.#pane.chat, query: words.trim(), offset });
  }

  #options(answer) {
    return answer.results.map((result) => ({
      testid: "inline-result",
      pick: () => this.#choose(answer.inline_query_id, result.id),
      content: h(
        "span",
        { class: "choice-words" },
        h("strong", { dir: "auto" }, result.title),
        result.description ? h("small", { dir: "auto" }, result.description) : null,
      ),
    }));
  }

  #button(button) {
    if (!button) return null;
    return h(
      "button",
      {
        type: "button",
        class: "inline-hint",
        data: { testid: "inline-button" },
        on: {
          click: () => {
            this.#sent();
            this.#pane.openStart(button.start_parameter ?? "");
          },
        },
      },
      h("span", { dir: "auto" }, button.text),
      icon("open"),
    );
  }

  async #choose(query, result) {
    this.#sent();
    const { person, chat, thread } = this.#pane;
    await attempt(
      api.chooseInline({
        person,
        chat,
        inline_query_id: query,
        result_id: result,
        ...(thread ? { thread } : {}),
      }),
    );
  }
}
