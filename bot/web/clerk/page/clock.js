// The clock of who speaks: counted here between two states, with the program's own hour.

const shown = document.getElementById("clock");
let speaking = null;
let offset = 0;
let speed = 1;

export function now() {
  return performance.now() * speed + offset;
}

export function set(state) {
  speed = state.speed;
  offset = state.now - performance.now() * speed;
  speaking = state.speaking;
  tick();
}

export function tick() {
  if (!speaking) {
    shown.textContent = "";
    shown.className = "";
    return;
  }
  const runs = speaking.since === null ? 0 : now() - speaking.since;
  const left = speaking.total - speaking.spent - Math.max(runs, 0);
  const seconds = left > 0 ? Math.ceil(left / 1000) : Math.floor(-left / 1000);
  const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  const told = left > 0 ? text : `+${text}`;
  if (shown.textContent !== told) shown.textContent = told;
  const colour = left <= 0 ? "over" : left <= speaking.warning ? "nearly" : "fine";
  shown.className = speaking.since === null ? `${colour} stopped` : colour;
}

setInterval(tick, 200);
