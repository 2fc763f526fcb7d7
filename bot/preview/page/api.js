// The preview's /sim interface (docs/preview.md).

export async function get(path) {
  return answer(await fetch(`/sim/${path}`));
}

export async function post(path, body) {
  return answer(await fetch(`/sim/${path}`, {
    method: "POST",
    headers: {"Content-Type": "application/json"},
    body: JSON.stringify(body),
  }));
}

async function answer(response) {
  const data = await response.json();
  if (!response.ok) throw new Error(data.error ?? "The preview did not answer.");
  return data;
}

// Calls `each` for every event after number `after`, in order; `away` when the stream breaks.
export function listen(after, each, away) {
  const stream = new EventSource(`/sim/stream?after=${after}`);
  let last = after;
  stream.onmessage = (message) => {
    const event = JSON.parse(message.data);
    if (event.n <= last) return;
    last = event.n;
    each(event);
  };
  stream.onerror = () => {
    stream.close();
    away();
  };
}
