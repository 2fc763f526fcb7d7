// The message field: sending, the list of commands, and inline results.

import {get, post} from "./api.js";
import {element} from "./entities.js";

const PAUSE = 250; // milliseconds of silence before an inline query goes out

export function composer({view, bot, acts}) {
  const form = document.getElementById("form");
  const field = document.getElementById("composer");
  const above = document.getElementById("above");
  const context = document.getElementById("context");
  let doing = null; // {act: "edit" | "reply", message}
  let offers = [];
  let chosen = -1;
  let waiting = 0;
  let asked = 0;

  form.onsubmit = (event) => {
    event.preventDefault();
    send();
  };
  field.oninput = () => {
    grow();
    offer();
  };
  field.onkeydown = (event) => {
    if (!above.hidden && offers.length && ["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      choose((chosen + (event.key === "ArrowDown" ? 1 : offers.length - 1 + (chosen < 0))) % offers.length);
    } else if (event.key === "Escape") {
      close();
      leave();
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      if (!above.hidden && chosen >= 0) offers[chosen].act();
      else send();
    }
  };
  context.querySelector("button").onclick = leave;
  document.getElementById("menu").onclick = async () => (above.hidden ? listCommands("") : close());
  document.getElementById("attach").onchange = async (event) => {
    const kind = event.target.value;
    event.target.value = "";
    if (kind) await acts.send({kind});
  };

  async function send() {
    const text = field.value.trim();
    if (!text || inlineQuery() !== null) return;
    const was = doing;
    field.value = "";
    grow();
    close();
    leave();
    if (was?.act === "edit") await acts.change(was.message, text);
    else await acts.send({text, ...(was ? {reply_to: was.message.message_id} : {})});
  }

  function grow() {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, 160)}px`;
  }

  function inlineQuery() {
    const start = `@${bot.username} `;
    return field.value.toLowerCase().startsWith(start.toLowerCase()) ? field.value.slice(start.length) : null;
  }

  function offer() {
    clearTimeout(waiting);
    const query = inlineQuery();
    if (query !== null) waiting = setTimeout(() => askInline(query), PAUSE);
    else if (/^\/\w*$/.test(field.value)) listCommands(field.value.slice(1));
    else close();
  }

  async function listCommands(begun) {
    const found = await get(`chats/${view.chat}/commands?person=${view.person}`);
    const fitting = found.commands.filter((each) => each.command.startsWith(begun.toLowerCase()));
    show(fitting.map((each) => ({
      testid: "command", title: `/${each.command}`, line: each.description,
      act: () => { field.value = ""; close(); acts.send({text: `/${each.command}${view.suffix}`}); },
    })), "Commands");
  }

  async function askInline(query) {
    const mine = ++asked;
    const found = await post("inline", {person: view.person, chat: view.chat, query, offset: ""});
    if (mine !== asked || inlineQuery() !== query) return;
    const listed = (found.results ?? []).map((each) => ({
      testid: "inline-result", title: each.title, line: each.description ?? "",
      act: async () => {
        field.value = "";
        close();
        await post("inline/choose", {
          person: view.person, chat: view.chat, inline_query_id: found.inline_query_id,
          result_id: each.id, ...(view.thread ? {thread: view.thread} : {}),
        });
      },
    }));
    if (found.button) listed.unshift({
      testid: "inline-button", title: found.button.text, line: "",
      act: () => { field.value = ""; close(); acts.start(found.button.start_parameter ?? ""); },
    });
    show(listed, "Results");
  }

  function show(items, label) {
    offers = items;
    chosen = -1;
    above.replaceChildren();
    above.hidden = !items.length;
    field.setAttribute("aria-expanded", String(!above.hidden));
    if (!items.length) return;
    const list = element("ul");
    list.id = "offers";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", label);
    items.forEach((item, index) => {
      const line = element("li");
      line.id = `offer-${index}`;
      line.dataset.testid = item.testid;
      line.dir = "auto";
      line.setAttribute("role", "option");
      line.append(element("strong", "", item.title), element("span", "", item.line));
      line.onclick = item.act;
      list.append(line);
    });
    above.append(list);
  }

  function choose(index) {
    chosen = index;
    [...above.querySelectorAll("li")].forEach((line, place) => {
      line.setAttribute("aria-selected", String(place === index));
      if (place === index) line.scrollIntoView({block: "nearest"});
    });
    field.setAttribute("aria-activedescendant", `offer-${index}`);
  }

  function close() {
    asked += 1;
    above.hidden = true;
    offers = [];
    chosen = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  function leave() {
    doing = null;
    context.hidden = true;
  }

  function begin(act, message) {
    doing = {act, message};
    context.hidden = false;
    context.querySelector("span").textContent =
      `${act === "edit" ? "Editing" : "Answering"}: ${(message.text ?? "").slice(0, 80)}`;
    if (act === "edit") field.value = message.text;
    grow();
    field.focus();
  }

  function write(text) {
    field.value = text;
    field.focus();
    grow();
    offer();
  }

  return {begin, write, close, leave};
}
