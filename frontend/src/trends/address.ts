// What is shown, in the address behind `#`: `#metric=latency.first_audible_ms&scenario=tools/alarm`.
import { signal } from "@preact/signals";

export const words = signal(read());

window.addEventListener("hashchange", () => (words.value = read()));
window.addEventListener("popstate", () => (words.value = read()));

/** Changes what is said, "" takes it away; `step` makes it something that going back undoes. */
export function say(changes: Record<string, string>, step = false): void {
  const next = new URLSearchParams(words.value);
  for (const [name, value] of Object.entries(changes)) {
    if (value) next.set(name, value);
    else next.delete(name);
  }
  // A page inside a sandboxed frame may not change its address; it works all the same.
  try {
    const address = next.size ? `#${next}` : location.pathname + location.search;
    if (step) history.pushState(null, "", address);
    else history.replaceState(null, "", address);
  } catch {
    /* as said */
  }
  words.value = next;
}

/** The address of the same view with these changes. */
export function addressOf(changes: Record<string, string>): string {
  const next = new URLSearchParams(words.value);
  for (const [name, value] of Object.entries(changes)) next.set(name, value);
  return `#${next}`;
}

function read(): URLSearchParams {
  const found = new URLSearchParams(location.hash.slice(1));
  // `#trends` alone is a place in the page.
  for (const [name, value] of [...found]) if (!value) found.delete(name);
  return found;
}
