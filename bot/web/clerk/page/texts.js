// The sentences of the page, in the reader's language, and Telegram's colours.

export let texts = {};
export let limits = [];

const COLOURS = {
  bg_color: "--ground", text_color: "--ink", hint_color: "--soft", button_color: "--accent",
  button_text_color: "--on-accent", secondary_bg_color: "--panel",
};

export function use(page) {
  texts = page.texts;
  limits = page.limits;
  document.documentElement.lang = page.language;
  document.documentElement.dir = page.direction;
  for (const part of document.querySelectorAll("[data-text]")) {
    part.textContent = texts[part.dataset.text];
  }
  for (const part of document.querySelectorAll("[data-label]")) {
    part.setAttribute("aria-label", texts[part.dataset.label]);
    part.placeholder = texts[part.dataset.label];
  }
}

// Colours that Telegram gave to the Mini App, if it is one.
export function useColours() {
  let colours = {};
  try {
    colours = JSON.parse(sessionStorage.getItem("colours") ?? "{}");
  } catch {
    return;
  }
  for (const [name, property] of Object.entries(COLOURS)) {
    if (/^#[0-9a-f]{6}$/i.test(colours?.[name] ?? "")) {
      document.documentElement.style.setProperty(property, colours[name]);
    }
  }
}

export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in made) made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}
