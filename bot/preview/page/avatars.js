/** Round pictures: a logo for the bot, initials for people, an icon for groups. */

import { h } from "./dom.js";
import { icon, mark } from "./icons.js";
import { isPrivate } from "./state.js";

const HUES = 6;

export const botAvatar = () => h("span", { class: "avatar bot", "aria-hidden": "true" }, mark());

export function personAvatar(person) {
  const initial = [...person.first_name][0] ?? "?";
  return h("span", { class: `avatar ${hue(person.id)}`, "aria-hidden": "true" }, initial.toUpperCase());
}

export function chatAvatar(chat) {
  if (isPrivate(chat)) return personAvatar({ id: chat.id, first_name: chat.title });
  return h("span", { class: "avatar group", "aria-hidden": "true" }, icon("group"));
}

/** Returns the class that colours a person's picture and name. */
export const hue = (id) => `hue-${Math.abs(id) % HUES}`;
