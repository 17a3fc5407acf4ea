// The list's ways through the address: filter and order in it, and where the reader was on each visit.
import { go, route } from "../shell/route";
import type { ListState } from "./state";

/** Changes filter or order at once, and the address with it. */
export function goList(state: ListState, words: { q?: string; sort?: string }, keep = false, place = ""): void {
  if (words.q !== undefined) state.query.value = words.q;
  if (words.sort !== undefined) state.sort.value = words.sort;
  // Both, always: a filter that was written a moment ago may not stand in the address yet.
  go(place, { q: state.query.value, sort: state.sort.value }, keep);
}

/** Takes filter and order from the address, where a link or the browser's buttons changed it. */
export function follow(state: ListState): void {
  const { words } = route.value;
  state.query.value = words.get("q") ?? "";
  state.sort.value = words.get("sort") ?? "";
}

/** What a step of the browser's history remembers of the list. */
export interface Visit {
  top: number;
  current: number;
  open: number[];
  /** Address of the link that was in focus, as it stands in the page; "" of none. */
  link: string;
}

/** Writes into the current step of the history where the reader is. */
export function remember(state: ListState): void {
  const visit: Visit = {
    top: scrollY, current: state.current.value, open: [...state.open.value], link: linkInFocus(),
  };
  try {
    history.replaceState(visit, "");
  } catch {
    // A page inside a sandboxed frame has no history: then going back begins at the top.
  }
}

function linkInFocus(): string {
  const focus = document.activeElement;
  return focus instanceof HTMLAnchorElement ? (focus.getAttribute("href") ?? "") : "";
}

/** What was remembered in this step of the history. */
export function remembered(): Visit | undefined {
  const kept: unknown = history.state;
  return kept && typeof kept === "object" && "top" in kept && "open" in kept ? (kept as Visit) : undefined;
}
