// Requests to the program. Addresses are relative, so that a proxy may put the page anywhere.

let pageToken = "";

export class SignedOut extends Error {}

export async function read(path) {
  const response = await fetch(path, { cache: "no-store" });
  if (response.status === 401) throw new SignedOut();
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

export async function readState() {
  const state = await read("state");
  pageToken = state.page;
  return state;
}

// Returns the answer with its status; an act that was refused has the state as it is now.
export async function send(path, body) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Page-Token": pageToken },
    body: JSON.stringify(body),
  });
  if (response.status === 401) throw new SignedOut();
  if (!response.ok && response.status !== 409) throw new Error(String(response.status));
  return response.json();
}
