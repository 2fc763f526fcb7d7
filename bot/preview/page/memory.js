/** Settings kept in this browser. Some windows keep nothing, and some throw when asked. */

export function remembered(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

export function remember(name, value) {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    // The setting then lasts until the window is closed.
  }
}
