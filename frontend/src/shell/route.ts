// Where the reader is: everything is in the address behind `#`, as `place?q=s:failed&sort=-wer&t=12.3`.
import { signal } from "@preact/signals";

export interface Route {
  /** An anchor: of a scenario, an attempt, or a turn; "" is the list. The same anchors stand in summary.md. */
  place: string;
  /** `q` filter, `sort`, `t` cursor in seconds, `z` zoom as `from,to`, `m` number of a message, `sel` as `from,to`. */
  words: URLSearchParams;
}

export const route = signal<Route>(read());

window.addEventListener("hashchange", () => (route.value = read()));
window.addEventListener("popstate", () => (route.value = read()));

/** Goes somewhere; `null` takes a word away, what is not named stays. Without `keep` this is a step back can undo. */
export function go(place: string, words: Record<string, string | null> = {}, keep = false): void {
  const next = new URLSearchParams(route.value.words);
  for (const [name, value] of Object.entries(words)) {
    if (value === null || value === "") next.delete(name);
    else next.set(name, value);
  }
  const address = link(place, next);
  // A page inside a sandboxed frame may not change its address; it works all the same.
  try {
    if (keep) history.replaceState(null, "", address);
    else history.pushState(null, "", address);
  } catch {
    /* as said */
  }
  route.value = { place, words: next };
}

export function link(place: string, words: URLSearchParams = new URLSearchParams()): string {
  const said = words.toString();
  return `#${place}${said ? `?${said}` : ""}`;
}

function read(): Route {
  const [place = "", words = ""] = location.hash.slice(1).split(/\?(.*)/s);
  return { place, words: new URLSearchParams(words) };
}
