/** The preview's own interface: `/sim`. docs/preview.md describes it. */

/** An error of the preview, with a sentence to show. */
export class Refused extends Error {}

async function request(path, body) {
  let response;
  try {
    response = await fetch(
      path,
      body === undefined
        ? {}
        : {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify(body),
          },
    );
  } catch {
    throw new Refused("The preview does not answer. Is it still running?");
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(sentence(answer.error ?? `The preview answered ${response.status}`));
  return answer;
}

function sentence(words) {
  const full = words.charAt(0).toUpperCase() + words.slice(1);
  return /[.?]$/.test(full) ? full : `${full}.`;
}

export const getState = (language) =>
  request(`/sim/state${language ? `?language=${encodeURIComponent(language)}` : ""}`);
export const getMessages = (chat) => request(`/sim/chats/${chat}/messages?limit=500`);
export const getCommands = (chat, person) => request(`/sim/chats/${chat}/commands?person=${person}`);

export const send = (chat, content) => request(`/sim/chats/${chat}/send`, content);
export const edit = (chat, content) => request(`/sim/chats/${chat}/edit`, content);
export const press = (chat, content) => request(`/sim/chats/${chat}/press`, content);
export const start = (chat, person, payload = "") => request(`/sim/chats/${chat}/start`, { person, payload });
export const askInline = (content) => request("/sim/inline", content);
export const chooseInline = (content) => request("/sim/inline/choose", content);

export const block = (chat, person, blocked) => request(`/sim/chats/${chat}/block`, { person, blocked });
export const setBot = (chat, person, status) => request(`/sim/chats/${chat}/bot`, { person, status });
export const setLanguage = (person, language_code) => request(`/sim/people/${person}`, { language_code });
export const getClock = () => request("/sim/clock");
export const setClock = (change) => request("/sim/clock", change);
export const reset = () => request("/sim/reset", {});

export const fileAddress = (fileId) => `/sim/files/${encodeURIComponent(fileId)}`;
export const streamAddress = (after) => `/sim/stream?after=${after}`;
