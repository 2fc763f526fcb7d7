/** The clock: it counts in the browser, by the server's time. */

let heard = { now: Date.now(), speed: 1, at: performance.now() };

/** Takes the server's time, in milliseconds since 1970. */
export function setNow({ now, speed }) {
  heard = { now, speed, at: performance.now() };
}

export const now = () => heard.now + (performance.now() - heard.at) * heard.speed;

/** Returns what a clock shows at an instant: the time that is left, or after it the time over. */
export function reading(clock, instant) {
  const running = clock.since === null ? 0 : Math.max(0, instant - clock.since);
  const left = clock.limit - clock.spent - running;
  const seconds = left > 0 ? Math.ceil(left / 1000) : Math.floor(-left / 1000);
  const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  const level = left <= 0 ? "over" : left <= clock.warning ? "soon" : "good";
  const stopped = clock.since === null;
  return {
    text: left < 0 && seconds > 0 ? `+${text}` : text,
    level: stopped && level !== "over" ? "stopped" : level,
    words: stopped ? "stopped" : { over: "over", soon: "warning", good: null }[level],
  };
}
