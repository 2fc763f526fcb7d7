/** The page's own texts in seven languages; the English ones are the keys. What stands for a person's
 * Telegram app is in the language of that app, everything else in the browser's. */

import ar from "./texts-ar.js";
import de from "./texts-de.js";
import es from "./texts-es.js";
import fr from "./texts-fr.js";
import ru from "./texts-ru.js";
import zh from "./texts-zh.js";

const CATALOGUES = { ar, de, en: {}, es, fr, ru, zh };

const primary = (code) => (code ?? "").toLowerCase().split("-")[0];

/** Returns the first of `codes` in which there are texts, else "en". */
const known = (codes) => codes.map(primary).find((code) => code in CATALOGUES) ?? "en";

export const pageLanguage = known(navigator.languages);

/** Returns whether two language codes, such as "pt" and "pt-BR", name the same language. */
export const isSameLanguage = (one, other) => primary(one) === primary(other);

/** Returns the direction of writing of the texts for a language code: "rtl" or "ltr". */
export const directionOf = (code) => (known([code]) === "ar" ? "rtl" : "ltr");

/** Returns the function that gives texts in a language, with their `{names}` filled in. */
export function textsIn(code) {
  const catalogue = CATALOGUES[known([code])];
  return (english, values = {}) =>
    (catalogue[english] ?? english).replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

/** Returns a text in the browser's language. */
export const t = textsIn(pageLanguage);
