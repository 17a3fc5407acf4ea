// The reader's place in the address, both ways: `t` cursor, `z` what the lanes show, `sel` selection, `m` message.
import { effect } from "@preact/signals";
import { go, route } from "../shell/route";
import type { Span } from "../lanes/scale";
import type { Player } from "../player/player";
import type { SessionState } from "./state";

/** Browsers refuse an address that changes too often, and nobody reads it that fast. */
const PAUSE_MS = 300;

/** The words of a session; they are dropped on the way to another one. */
export const WORDS = ["t", "z", "sel", "m"] as const;

/** Asks that what is arrived at be played. */
export const PLAY = "play";

/** Takes the place from the address; false where it named none. */
export function arrive(state: SessionState, words: URLSearchParams): boolean {
  const view = span(words.get("z"));
  const chosen = span(words.get("sel"));
  const t = number(words.get("t"));
  const message = number(words.get("m"));
  if (view) state.look(view);
  if (chosen) state.select(chosen);
  if (message !== null && message >= 0 && message < state.timeline.messages.t.length) {
    state.message.value = Math.floor(message);
    if (t === null) state.put(state.timeline.messages.t[Math.floor(message)]!);
  }
  if (t !== null) state.put(t);
  return Boolean(view ?? chosen) || t !== null || message !== null;
}

/** Keeps the address up to date, and follows it where the reader changes it; gives what ends both. */
export function keepAddress(state: SessionState, player: Player | null): () => void {
  let timer = 0;
  let written = said(state);
  const place = route.peek().place;
  const write = () => {
    const now = said(state);
    if (same(now, written) || route.peek().place !== place) return;
    written = now;
    go(place, now, true);
  };
  const out = effect(() => {
    said(state);
    // While it plays the cursor is nowhere for long: the place it stops at counts.
    if (player?.playing.value) return;
    clearTimeout(timer);
    timer = window.setTimeout(write, PAUSE_MS);
  });
  const back = effect(() => {
    const { words, place: at } = route.value;
    const asked = Object.fromEntries(WORDS.map((word) => [word, words.get(word)]));
    if (at !== place || same(asked, written)) return;
    written = asked;
    if (!asked.sel) state.selection.value = null;
    arrive(state, words);
  });
  return () => {
    clearTimeout(timer);
    out();
    back();
  };
}

function said(state: SessionState): Record<string, string | null> {
  const view = state.view.value;
  const chosen = state.selection.value;
  const whole = view.from === state.whole.from && view.to === state.whole.to;
  return {
    t: state.cursor.value > 0 ? state.cursor.value.toFixed(3) : null,
    z: whole ? null : `${view.from.toFixed(3)},${view.to.toFixed(3)}`,
    sel: chosen ? `${chosen.from.toFixed(3)},${chosen.to.toFixed(3)}` : null,
    m: state.message.value === null ? null : String(state.message.value),
  };
}

function same(one: Record<string, string | null>, other: Record<string, string | null>): boolean {
  return WORDS.every((word) => (one[word] ?? null) === (other[word] ?? null));
}

function number(text: string | null): number | null {
  const found = text === null || text.trim() === "" ? NaN : Number(text);
  return Number.isFinite(found) ? found : null;
}

function span(text: string | null): Span | null {
  const [from, to, more] = (text ?? "").split(",").map((each) => number(each));
  if (more !== undefined || from === undefined || to === undefined || from === null || to === null || to <= from) return null;
  return { from, to };
}
