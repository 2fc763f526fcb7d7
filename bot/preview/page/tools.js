/** "Rehearsal": the bot's clock, the person's language and the page's appearance. */

import * as api from "./api.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { asText } from "./bubble.js";
import { ask, attempt, copy, toast } from "./overlay.js";
import { isPrivate, membership, now, state } from "./state.js";
import { t } from "./texts.js";
import * as times from "./times.js";

const LANGUAGES = [
  ["en", "English"],
  ["fr", "Français"],
  ["es", "Español"],
  ["ar", "العربية"],
  ["ru", "Русский"],
  ["zh", "中文"],
  ["pt", "Português"],
];
const SPEEDS = [1, 60, 3600];
const LOOKS = ["light", "dark", "system"];

export class Tools {
  #activePane;

  /** `activePane()` gives the pane whose person and chat the tools act on. `look`: { get, set }. */
  constructor({ activePane, look, close }) {
    this.#activePane = activePane;
    this.hours = h("time", { class: "big-hour" });
    this.dayLine = h("p", {});
    this.moment = h("input", { type: "datetime-local", id: "moment", required: true, step: "60" });
    this.speeds = this.#segments(
      t("Speed"),
      "speed",
      SPEEDS.map((speed) => [speed, `\u2066×${speed}\u2069`]),
      (speed) => attempt(api.setClock({ speed })),
    );
    this.zones = h(
      "select",
      { id: "zone", on: { change: () => times.setZone(this.zones.value) } },
      zoneOptions(),
    );
    this.zones.value = times.zone();
    this.person = h("h3", { dir: "auto" });
    this.language = h(
      "select",
      {
        id: "language",
        on: { change: () => attempt(api.setLanguage(this.#activePane().person, this.language.value)) },
      },
      LANGUAGES.map(([code, name]) => h("option", { value: code, lang: code }, name)),
    );
    this.standing = h("button", {
      type: "button",
      class: "button",
      on: { click: () => this.#changeStanding() },
    });
    this.looks = this.#segments(
      t("Appearance"),
      "look",
      LOOKS.map((look, place) => [look, [t("Light"), t("Dark"), t("System")][place]]),
      (value) => {
        look.set(value);
        this.refresh();
      },
    );
    this.look = look;
    this.close = close;
    this.roundtable = h(
      "section",
      { "aria-label": t("Rehearse a roundtable") },
      h("h3", {}, t("Roundtable")),
      h("p", { class: "hint" }, t("An invented session with invented speakers, on this computer alone.")),
      h(
        "button",
        {
          type: "button",
          class: "button primary",
          "data-testid": "rehearse",
          on: { click: () => this.#rehearse() },
        },
        t("Rehearse a roundtable"),
      ),
    );
    this.title = h("h2", { id: "rehearsal-title", tabindex: "-1" }, t("Rehearsal"));
    this.content = [
      h(
        "header",
        { class: "tools-head" },
        this.title,
        h(
          "button",
          { type: "button", class: "plain", "aria-label": t("Close"), on: { click: close } },
          icon("close"),
        ),
      ),
      h(
        "section",
        { "aria-label": t("Clock") },
        h("h3", {}, t("The bot’s clock")),
        h("div", { class: "clock-face" }, this.hours, this.dayLine),
        h(
          "div",
          { class: "steps" },
          this.#ahead(t("+1 hour"), 3600),
          this.#ahead(t("+1 day"), 86400),
          this.#ahead(t("+1 week"), 604800),
        ),
        h(
          "button",
          {
            type: "button",
            class: "button",
            "data-testid": "to-next",
            on: { click: () => this.#goToNext() },
          },
          t("Go to the next reminder"),
        ),
        h(
          "form",
          {
            class: "moment",
            on: {
              submit: (event) => {
                event.preventDefault();
                this.#setMoment();
              },
            },
          },
          h("label", { for: "moment" }, t("Set date and time")),
          h(
            "div",
            { class: "together" },
            this.moment,
            h("button", { type: "submit", class: "button" }, t("Set")),
          ),
        ),
        this.speeds.element,
        h("label", { for: "zone" }, t("Time zone of this screen")),
        this.zones,
      ),
      this.roundtable,
      h(
        "section",
        { "aria-label": t("Person") },
        this.person,
        h("label", { for: "language" }, t("Language of their app")),
        this.language,
        this.standing,
      ),
      h(
        "section",
        { "aria-label": t("This page") },
        h("h3", {}, t("This page")),
        this.looks.element,
        h(
          "button",
          { type: "button", class: "button", on: { click: () => this.#copyChat() } },
          icon("copy"),
          t("Copy the chat as text"),
        ),
        h(
          "button",
          { type: "button", class: "button danger", on: { click: () => this.#reset() } },
          icon("warning"),
          t("Reset all chats"),
        ),
      ),
    ];
    this.refresh();
  }

  refresh() {
    const pane = this.#activePane();
    const person = state.people.get(pane?.person);
    const chat = state.chats.get(pane?.chat);
    this.looks.choose(this.look.get());
    this.speeds.choose(state.clock.speed);
    this.roundtable.hidden = state.rehearsalCommand === null;
    if (!person || !chat) return;
    this.person.textContent = person.first_name;
    if (
      !LANGUAGES.some(([code]) => code === person.language_code) &&
      ![...this.language.options].some((option) => option.value === person.language_code)
    ) {
      this.language.append(h("option", { value: person.language_code }, person.language_code));
    }
    this.language.value = person.language_code;
    const may = isPrivate(chat) || ["creator", "administrator"].includes(membership(chat, person.id));
    this.standing.hidden = !may;
    this.standing.textContent = isPrivate(chat)
      ? chat.blocked
        ? t("Unblock the bot")
        : t("Block the bot")
      : isInside(chat)
        ? t("Remove the bot from the group")
        : t("Add the bot to the group");
  }

  tick() {
    const instant = now();
    this.hours.textContent = state.clock.speed < 60 ? times.seconds(instant) : times.hour(instant);
    this.hours.dateTime = new Date(instant).toISOString();
    this.dayLine.textContent = `${times.day(instant)} · ${times.zoneName()}`;
  }

  /** Sets the field to the clock's new instant. */
  offerMoment() {
    if (document.activeElement !== this.moment) this.moment.value = times.fieldValue(now());
  }

  #ahead(label, advance_seconds) {
    return h(
      "button",
      { type: "button", class: "button", on: { click: () => attempt(api.setClock({ advance_seconds })) } },
      label,
    );
  }

  async #goToNext() {
    if ((await attempt(api.getClock()))?.clock.next === null)
      toast(t("No reminder is due. Subscribe to an upcoming meeting first."));
    else await attempt(api.setClock({ to: "next" }));
  }

  /** Writes the command that begins a rehearsal, as the person of the active pane. */
  async #rehearse() {
    const pane = this.#activePane();
    const { person } = pane;
    pane.show({ chat: person });
    await attempt(api.send(person, { person, text: state.rehearsalCommand }));
    if (document.getElementById("tools").classList.contains("over")) this.close();
  }

  #setMoment() {
    attempt(api.setClock({ now: new Date(times.instantOf(this.moment.value)).toISOString() }));
  }

  #segments(legend, name, choices, act) {
    const inputs = choices.map(([value]) =>
      h("input", { type: "radio", name, value, on: { change: () => act(value) } }),
    );
    const element = h(
      "fieldset",
      { class: "segments" },
      h("legend", {}, legend),
      h(
        "div",
        { class: "segment-row" },
        choices.map(([, label], place) => h("label", {}, inputs[place], h("span", {}, label))),
      ),
    );
    const choose = (value) => {
      for (const input of inputs) input.checked = input.value === String(value);
    };
    return { element, choose };
  }

  async #changeStanding() {
    const { chat: id, person } = this.#activePane();
    const chat = state.chats.get(id);
    if (isPrivate(chat)) await attempt(api.block(id, person, !chat.blocked));
    else await attempt(api.setBot(id, person, isInside(chat) ? "left" : "member"));
  }

  #copyChat() {
    const messages = this.#activePane().log.messages();
    if (messages.length === 0) toast(t("This chat is empty"));
    else copy(messages.map(asText).join("\n\n"));
  }

  async #reset() {
    const sure = await ask(t("Empty all chats?"), t("People, the bot’s commands and the clock stay as they are."), [
      { label: t("Cancel"), value: false },
      { label: t("Empty them"), value: true, kind: "danger" },
    ]);
    if (sure) await attempt(api.reset());
  }
}

const isInside = (chat) => !["left", "kicked"].includes(chat.bot);

function zoneOptions() {
  const names = Intl.supportedValuesOf("timeZone");
  const all = [...new Set(["UTC", times.zone(), times.ownZone, ...names])]
    .filter((name) => name !== times.ownZone)
    .sort();
  return [
    h("option", { value: times.ownZone }, `${times.zoneName(times.ownZone)} · ${t("this computer")}`),
    ...all.map((name) => h("option", { value: name }, name.replaceAll("_", " "))),
  ];
}
