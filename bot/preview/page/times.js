/** Formatting instants in the time zone of this screen. */

import { remember, remembered } from "./memory.js";
import { now, tell } from "./state.js";
import { pageLanguage } from "./texts.js";

const PAGE = readerLocale(pageLanguage);

export const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
let chosenZone = keptZone();

function keptZone() {
  const name = remembered("zone");
  return name && isZone(name) ? name : ownZone;
}

function isZone(name) {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: name }));
  } catch {
    return false;
  }
}

export const zone = () => chosenZone;

export function setZone(name) {
  chosenZone = name;
  remember("zone", name === ownZone ? null : name);
  formatters.clear();
  tell("zone");
}

const formatters = new Map();

function formatter(locale, options) {
  const key = JSON.stringify([locale, options]);
  if (!formatters.has(key)) {
    formatters.set(key, new Intl.DateTimeFormat(locale, { ...options, timeZone: chosenZone }));
  }
  return formatters.get(key);
}

export const hour = (milliseconds) =>
  formatter(PAGE, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(milliseconds);
export const seconds = (milliseconds) =>
  formatter(PAGE, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }).format(
    milliseconds,
  );
export const shortDay = (milliseconds) =>
  formatter(PAGE, { weekday: "short", day: "numeric", month: "short" }).format(milliseconds);
export const day = (milliseconds, locale = PAGE) =>
  formatter(readerLocale(locale), { weekday: "long", day: "numeric", month: "long", year: "numeric" }).format(milliseconds);
export const stamp = (milliseconds) =>
  formatter(PAGE, { day: "numeric", month: "short", year: "numeric" }).format(milliseconds) +
  ` ${hour(milliseconds)}`;

/** Returns the value of a date and time field, such as "2013-05-20T09:00". */
export function fieldValue(milliseconds) {
  const parts = wallClock(milliseconds);
  const two = (number) => String(number).padStart(2, "0");
  const date = [String(parts.year).padStart(4, "0"), two(parts.month), two(parts.day)].join("-");
  return `${date}T${two(parts.hour)}:${two(parts.minute)}`;
}

/** Returns the instant, in milliseconds, at which clocks in the zone show a field's value. */
export function instantOf(value) {
  const wanted = Date.parse(`${value}Z`);
  let instant = wanted;
  // The offset may change between guess and answer, so it is looked up twice.
  for (let round = 0; round < 2; round += 1) instant = wanted - offsetAt(instant);
  return instant;
}

function offsetAt(milliseconds) {
  const { year, month, day: date, hour: hours, minute, second } = wallClock(milliseconds);
  return Date.UTC(year, month - 1, date, hours, minute, second) - Math.floor(milliseconds / 1000) * 1000;
}

function wallClock(milliseconds) {
  const options = {
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  };
  const parts = formatter("en", options).formatToParts(milliseconds);
  return Object.fromEntries(parts.map(({ type, value }) => [type, Number(value)]));
}

/** Returns a zone's name as people write it: "New York". */
export const zoneName = (name = chosenZone) => name.split("/").at(-1).replaceAll("_", " ");

/** Formats a `date_time` entity in the reader's zone and language.
 * https://core.telegram.org/bots/api#date-time-entity-formatting */
export function localTime(unix, format, locale) {
  const milliseconds = unix * 1000;
  if (format === "r") return relative(milliseconds, locale);
  const options = {};
  if (format.includes("w")) options.weekday = "long";
  if (format.includes("D")) Object.assign(options, { day: "numeric", month: "long", year: "numeric" });
  else if (format.includes("d"))
    Object.assign(options, { day: "2-digit", month: "2-digit", year: "2-digit" });
  if (/t/i.test(format)) Object.assign(options, { hour: "2-digit", minute: "2-digit" });
  if (format.includes("T")) options.second = "2-digit";
  return formatter(readerLocale(locale), options).format(milliseconds);
}

function readerLocale(locale) {
  try {
    const [known = "en"] = Intl.getCanonicalLocales(locale);
    // The bot writes dates as in Britain, and Arabic with the digits 0 to 9.
    return { ar: "ar-u-nu-latn", en: "en-GB" }[known] ?? known;
  } catch {
    return "en-GB";
  }
}

const UNITS = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];

function relative(milliseconds, locale) {
  const distance = (milliseconds - now()) / 1000;
  const [unit, size] = UNITS.find(([, seconds]) => Math.abs(distance) >= seconds) ?? ["second", 1];
  return new Intl.RelativeTimeFormat(readerLocale(locale)).format(Math.trunc(distance / size), unit);
}

/** Updates the local times below `root`, after the zone or the clock changed. */
export function refreshTimes(root, { onlyRelative = false } = {}) {
  const wanted = onlyRelative ? 'time[data-format="r"]' : "time[data-unix]";
  for (const time of root.querySelectorAll(wanted)) {
    const { unix, format, locale } = time.dataset;
    if (format) time.textContent = localTime(Number(unix), format, locale);
    else time.title = localTime(Number(unix), "wDt", locale);
  }
}
