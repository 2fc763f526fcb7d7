// The keyboard. Letters are those of the key, or of its place on a keyboard with another script.

const KEYS = {
  " ": "next", s: "clock", "+": "time", "=": "time", u: "undo", "/": "add", p: "point",
  a: "absent", ArrowDown: "down", ArrowUp: "up", Delete: "remove",
};
const PLACES = {
  KeyS: "clock", KeyU: "undo", KeyP: "point", KeyA: "absent", Slash: "add", Equal: "time",
  NumpadAdd: "time",
};

export const SHOWN = [
  ["␣", "key_next"], ["S", "key_clock"], ["+", "key_time"], ["U", "key_undo"], ["/", "key_add"],
  ["P", "key_point"], ["A", "key_absent"], ["↑ ↓", "key_choose"], ["Alt ↑ ↓", "key_move"],
  ["Del", "key_remove"],
];

function meaning(event) {
  const known = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  const latin = /^[\x20-\x7e]$/.test(event.key);
  return known ?? (latin ? undefined : PLACES[event.code]);
}

export function listen(acts) {
  document.addEventListener("keydown", (event) => {
    const on = event.target.closest?.("input, select, textarea, dialog");
    if (on || event.ctrlKey || event.metaKey || event.isComposing) return;
    const what = meaning(event);
    if (!what) return;
    // A button that was reached by Tab is pressed by the space bar, as everywhere.
    if (event.key === " " && event.target.closest?.("button, summary, a")) return;
    event.preventDefault();
    if (event.repeat && what !== "down" && what !== "up") return;
    if (event.altKey) acts[`alt-${what}`]?.();
    else acts[what]?.();
  });
  // After a click the focus leaves the button, so that the next space is no second press of it.
  document.addEventListener("click", (event) => {
    if (event.detail) event.target.closest?.("button, summary")?.blur();
  });
}
