// The list of speakers: chosen by arrow keys or a click, moved by keys, buttons or with the mouse.

import { element, texts } from "./texts.js";

const lists = {
  waiting: document.getElementById("waiting"),
  replies: document.getElementById("replies"),
  absent: document.getElementById("absent-list"),
};
let act;
let state;
let chosen = 0;
let dragged = 0;

export function start(perform, nameSpeaker) {
  act = perform;
  rowActs.name = nameSpeaker;
}

const rowActs = {};

export function show(next) {
  state = next;
  if (dragged) return; // shown when it is dropped
  const all = [...state.waiting, ...state.replies, ...state.absent];
  if (!all.some((turn) => turn.id === chosen)) chosen = 0;
  fill("waiting", state.waiting);
  fill("replies", state.replies);
  fill("absent", state.absent);
  document.getElementById("replies-part").hidden = !state.replies.length;
  document.getElementById("absent-part").hidden = !state.absent.length;
  if (!state.waiting.length) {
    lists.waiting.append(element("li", { className: "empty" }, texts.empty));
  }
}

function fill(name, turns) {
  lists[name].replaceChildren(...turns.map((turn, index) => row(name, turns, turn, index)));
}

function row(name, turns, turn, index) {
  const about = [turn.person, turn.kind, turn.last ? texts.last_word : "", turn.advice];
  const made = element(
    "li",
    { className: turn.id === state.proposal?.turn ? "turn proposed" : "turn" },
    element(
      "button",
      { type: "button", className: "row", ariaExpanded: String(turn.id === chosen) },
      element("span", { className: "place" }, name === "absent" ? "" : String(index + 1)),
      element(
        "span",
        { className: "who" },
        element("bdi", {}, turn.name),
        element("small", {}, about.filter(Boolean).join(" · ")),
      ),
      element("span", { className: "limit", dir: "ltr" }, turn.limit),
    ),
  );
  made.dataset.turn = turn.id;
  made.firstChild.addEventListener("click", () => {
    chosen = chosen === turn.id ? 0 : turn.id;
    show(state);
  });
  if (turn.id === chosen) {
    made.classList.add("chosen");
    made.append(buttons(name, turns, turn, index));
  }
  if (name === "waiting") letMove(made, turns, turn);
  return made;
}

function buttons(name, turns, turn, index) {
  const press = (label, body, disabled = false) => {
    const button = element("button", { type: "button", disabled }, label);
    button.addEventListener("click", () => act(body));
    return button;
  };
  const id = turn.id;
  const bar = element("div", { className: "buttons" });
  if (name === "absent") {
    bar.append(press(texts.call_again, { act: "call-again", turn: id }));
    return bar;
  }
  bar.append(
    press(texts.give, { act: "give", turn: id }),
    press(texts.up, { act: "move", turn: id, value: index - 1 }, index === 0),
    press(texts.down, { act: "move", turn: id, value: index + 1 }, index === turns.length - 1),
  );
  if (name === "waiting") {
    bar.append(
      press(texts.top, { act: "move", turn: id, value: 0 }, index === 0),
      press(texts.last_word, { act: "last-word", turn: id }),
    );
  }
  const naming = element("button", { type: "button" }, texts.name_speaker);
  naming.addEventListener("click", () => rowActs.name(turn));
  bar.append(naming, press(texts.remove, { act: "remove", turn: id }));
  return bar;
}

function letMove(made, turns, turn) {
  made.draggable = true;
  made.addEventListener("dragstart", (event) => {
    dragged = turn.id;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", turn.name);
    made.classList.add("dragged");
  });
  made.addEventListener("dragover", (event) => {
    if (!dragged) return;
    event.preventDefault();
    made.classList.toggle("below", isBelow(made, event));
    made.classList.toggle("above", !isBelow(made, event));
  });
  made.addEventListener("dragleave", () => made.classList.remove("below", "above"));
  made.addEventListener("drop", (event) => {
    event.preventDefault();
    const others = turns.filter((other) => other.id !== dragged);
    const at = others.findIndex((other) => other.id === turn.id);
    const moved = dragged;
    dragged = 0;
    if (at >= 0) act({ act: "move", turn: moved, value: at + (isBelow(made, event) ? 1 : 0) });
  });
  made.addEventListener("dragend", () => {
    dragged = 0;
    show(state);
  });
}

function isBelow(made, event) {
  const box = made.getBoundingClientRect();
  return event.clientY > box.top + box.height / 2;
}

// For the keyboard.

export function step(by) {
  const turns = [...state.waiting, ...state.replies];
  if (!turns.length) return;
  const at = turns.findIndex((turn) => turn.id === chosen);
  const next = at < 0 ? (by > 0 ? 0 : turns.length - 1) : at + by;
  chosen = turns[Math.max(0, Math.min(next, turns.length - 1))].id;
  show(state);
  document.querySelector(".chosen")?.scrollIntoView({ block: "nearest" });
}

export function moveChosen(by) {
  for (const turns of [state.waiting, state.replies]) {
    const at = turns.findIndex((turn) => turn.id === chosen);
    const to = at + by;
    if (at >= 0 && to >= 0 && to < turns.length) act({ act: "move", turn: chosen, value: to });
  }
}

export function removeChosen() {
  if ([...state.waiting, ...state.replies].some((turn) => turn.id === chosen)) {
    act({ act: "remove", turn: chosen });
  }
}
