/** Lays out what a screen shows. Content is always added as text nodes, so that it cannot become
 * markup. */

// Sizes of letters: capitals of 5 % of the picture's height, and the least where names are long.
const UNITS = 7.4;
const MIN_UNITS = 5.2;
const STEP_UNITS = 0.2;
const TAILS = 0.5; // of a line: letters reach out of lines that are set close

export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  for (const child of children.flat(Infinity)) if (child) element.append(child);
  return element;
}

const parts = new Map();

/** Builds the page of a state. `code` is the address of the QR code. */
export function layOut(state, code) {
  const screen = document.getElementById("screen");
  const first = state.languages[0];
  document.documentElement.lang = first?.code ?? "en";
  document.documentElement.dir = first?.direction ?? "ltr";
  document.title = first?.title ?? "Roundtable";
  parts.clear();
  const build = { list, clock: clockOnly, today, questions }[state.mode];
  screen.className = `screen ${{ clock: "clock-only" }[state.mode] ?? state.mode}`;
  screen.classList.toggle("with-notice", state.languages.some((told) => told.notice));
  screen.replaceChildren(...(build?.(state, code) ?? []).filter(Boolean));
  fit();
}

/** Returns an element for each language, side by side; null if there is nothing in any. */
function both(state, name, build) {
  const columns = state.languages.map((told) => {
    const content = build(told);
    return content && h("div", { lang: told.code, dir: told.direction }, content);
  });
  return columns.some(Boolean)
    ? h("div", { class: `both ${name}` }, columns.map((column) => column ?? h("div")))
    : null;
}

function list(state, code) {
  const two = state.languages.length > 1;
  const notice = both(state, "notice", (told) => told.notice && h("div", { class: "line", "data-fit": UNITS }, told.notice));
  notice?.setAttribute("role", "alert");
  const middle = h(
    "div",
    { class: "middle" },
    count(state),
    h(
      "figure",
      { class: "code" },
      h("img", { src: code, alt: "" }),
      state.languages.map((told) =>
        h("figcaption", { lang: told.code, dir: told.direction }, told.ask)),
    ),
  );
  return [
    both(state, "heads", (told) => h("h1", { class: "title line" }, told.title)),
    notice,
    both(state, "speakers", (told) =>
      h("p", { class: "speaker", "data-fit": two ? 9 : 11 }, told.speaker)),
    middle,
    both(state, "next", (told) =>
      told.turns.length > 0 && [
        h("h2", {}, told.next),
        h("ol", {}, told.turns.map((turn, place) => h(
          "li",
          {},
          h("span", { class: "number" }, `${place + 1}`),
          h("bdi", { class: "name line", "data-fit": UNITS }, turn.name),
          h("bdi", { class: "limit" }, turn.limit),
        ))),
      ]),
    both(state, "foot", (told) => {
      const shown = [told.waiting, told.list].filter(Boolean).join(" · ");
      return shown && h("p", { class: "line", "data-fit": UNITS }, shown);
    }),
  ];
}

const clockOnly = (state) => [count(state)];

/** The questions with the most votes. Their words are the same in every language. */
function questions(state) {
  return [
    both(state, "heads", (told) => h("h1", { class: "title line" }, `${told.questions} · ${told.title}`)),
    state.questions.length > 0
      ? h("ol", { class: "wall" }, state.questions.map((question) => h(
        "li",
        {},
        h("span", { class: "votes" }, `${question.votes}`),
        h("p", { dir: "auto" }, question.words),
      )))
      : both(state, "speakers", (told) => h("p", { class: "speaker", "data-fit": UNITS }, told.empty)),
  ];
}

function today(state) {
  return [
    both(state, "days", (told) => h(
      "div",
      { class: "column" },
      h("h1", { class: "room line" }, told.today.room),
      h("p", { class: "title line" }, told.today.day),
      h("table", {}, h("tbody", {}, told.today.meetings.map((meeting) => h(
        "tr",
        { "data-now": meeting.now },
        h("td", { class: "hours" }, h("bdi", {}, meeting.hours)),
        h("td", {}, meeting.cancelled
          ? [h("s", {}, meeting.title), ` · ${meeting.cancelled}`]
          : meeting.title),
      )))),
    )),
  ];
}

/** The digits, and beside them words: nothing is said by colour alone. */
function count(state) {
  if (!state.clock) return h("div", { class: "count" });
  const digits = h("div", { class: "digits", role: "timer" });
  parts.set("digits", digits);
  const words = state.languages.map((told) => {
    const element = h("p", { lang: told.code, dir: told.direction });
    parts.set(element, told.texts);
    return element;
  });
  return h("div", { class: "count" }, digits, h("div", { class: "words" }, words));
}

/** Shows what the clock reads. */
export function showClock({ text, level, words: name }) {
  const element = parts.get("digits");
  if (!element) return;
  if (element.textContent !== text) {
    element.textContent = text;
    element.toggleAttribute("data-long", text.length > 5);
  }
  if (element.dataset.level !== level) element.dataset.level = level;
  for (const [line, texts] of parts) {
    const said = line === "digits" || name === null ? "" : texts[name];
    if (line !== "digits" && line.textContent !== said) line.textContent = said;
  }
}

/** Makes long names smaller until they have room. Who speaks may have two lines, if one is not
 * enough for letters of the usual size. */
export function fit() {
  for (const element of document.querySelectorAll("[data-fit]")) {
    const largest = Number(element.dataset.fit);
    const isSpeaker = element.classList.contains("speaker");
    element.toggleAttribute("data-one-line", isSpeaker);
    if (shrink(element, largest, isSpeaker ? UNITS : MIN_UNITS) || !isSpeaker) continue;
    element.removeAttribute("data-one-line");
    shrink(element, UNITS, MIN_UNITS);
  }
}

/** Returns whether the text of an element has room at one of the sizes. */
function shrink(element, largest, least) {
  const setSize = (units) =>
    element.style.setProperty("font-size", `calc(var(--u) * ${units.toFixed(2)})`);
  for (let units = largest; units >= least - STEP_UNITS / 2; units -= STEP_UNITS) {
    setSize(units);
    const tails = TAILS * parseFloat(getComputedStyle(element).fontSize);
    const high = element.scrollHeight > element.clientHeight + tails;
    if (!high && element.scrollWidth <= element.clientWidth) {
      // Widths are whole pixels: a fraction too much would cut three letters.
      if (units < largest) setSize(units - STEP_UNITS / 2);
      return true;
    }
  }
  return false;
}
