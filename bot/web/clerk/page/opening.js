// Signs in: by the link from the chat, which works once, or as Telegram's Mini App.

import { element, texts, use, useColours } from "./texts.js";

const told = document.getElementById("told");

async function post(path, body) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  return response.ok;
}

// https://core.telegram.org/api/bots/webapps: Telegram puts the data into the fragment.
function launched() {
  const fragment = new URLSearchParams(location.hash.slice(1));
  if (fragment.has("tgWebAppThemeParams")) {
    sessionStorage.setItem("colours", fragment.get("tgWebAppThemeParams"));
  }
  return fragment.get("tgWebAppData");
}

// https://core.telegram.org/api/web-events#web-app-expand
function expand() {
  window.TelegramWebviewProxy?.postEvent("web_app_ready", "{}");
  window.TelegramWebviewProxy?.postEvent("web_app_expand", "{}");
}

async function open() {
  const parts = location.pathname.split("/");
  const last = parts[parts.length - 1];
  let opened;
  if (last === "app") {
    const initData = launched();
    const session = Number(new URLSearchParams(location.search).get("session"));
    // In a frame of another site no browser keeps the cookie.
    if (!initData || window.top !== window) return texts.open_browser;
    expand();
    opened = await post("app", { initData, session });
  } else {
    opened = await post("link", { token: last });
  }
  if (!opened) return texts.link_used;
  location.replace("./");
  return texts.opening;
}

const response = await fetch("texts");
use(await response.json());
told.textContent = texts.opening;
try {
  told.textContent = await open();
} catch {
  told.replaceChildren(texts.failed, " ", element("a", { href: location.href }, texts.page));
}
useColours();
document.body.dataset.ready = "";
