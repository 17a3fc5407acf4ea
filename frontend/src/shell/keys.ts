// One place for all keys of a page, so that none means two things and the help can name them all.
import { signal } from "@preact/signals";

export interface KeyBinding {
  /** As `j`, `?`, `Space`, `ArrowLeft`, `Shift+ArrowLeft`, or two one after the other: `g l`. */
  keys: string[];
  /** What it does, for the help: a few words without a capital, as `next failure`. */
  does: string;
  run(event: KeyboardEvent): void;
  /** Also while something is being typed, for keys that write nothing there. */
  whileTyping?: boolean;
}

export interface Group {
  name: string;
  bindings: KeyBinding[];
}

/** The group of what works on every page. */
export const EVERYWHERE = "Everywhere";

/** What is bound now, oldest first. */
export const bound = signal<readonly Group[]>([]);

const SWITCH = "evalkit.keys";
/** False where the reader turned keys of one letter off, as who dictates to the computer must be able to. */
export const lettersOn = signal(recall());
const PAUSE_MS = 1000;

/** Binds keys until the function it returns is called; of two that bind the same key the later one gets it.
 *
 * Components bind in `useLayoutEffect`, before they are drawn: who sees a control may press its key at once. */
export function bindKeys(name: string, bindings: KeyBinding[]): () => void {
  const group = { name, bindings };
  bound.value = [...bound.value, group];
  return () => (bound.value = bound.value.filter((each) => each !== group));
}

export function turnLetters(on: boolean): void {
  lettersOn.value = on;
  try {
    localStorage.setItem(SWITCH, on ? "on" : "off");
  } catch {
    // A page from a disk may have no storage: then it holds for this visit.
  }
}

/** `Shift+ArrowLeft`; of what is typed with shift the sign itself: `?`. */
export function nameOf(event: Pick<KeyboardEvent, "key" | "shiftKey">): string {
  const key = event.key === " " ? "Space" : event.key;
  return event.shiftKey && key.length > 1 ? `Shift+${key}` : key;
}

let first = "";
let firstAt = -Infinity;

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (document.querySelector("dialog[open]")) return;
  const name = nameOf(event);
  const typing = isTyping(event.target);
  if (!typing && isAnswering(event.target, name)) return;
  if (name.length === 1 && !lettersOn.value) return;
  const chain = event.timeStamp - firstAt < PAUSE_MS ? `${first} ${name}` : "";
  const binding = (chain && find(chain, typing)) || find(name, typing);
  const begins = !typing && name.length === 1 && all().some((each) => each.keys.some((k) => k.startsWith(`${name} `)));
  [first, firstAt] = begins && !binding ? [name, event.timeStamp] : ["", -Infinity];
  if (!binding) return;
  event.preventDefault();
  binding.run(event);
}

function all(): KeyBinding[] {
  return bound.value.flatMap((group) => group.bindings);
}

function find(name: string, typing: boolean): KeyBinding | undefined {
  return all().findLast((each) => each.keys.includes(name) && (!typing || each.whileTyping));
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}

/** Whether the element in focus has a use of its own for that key. */
function isAnswering(target: EventTarget | null, name: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (name === "Enter") return target.matches("a, button, summary");
  if (name === "Space") return target.matches("button, summary");
  return false;
}

function recall(): boolean {
  try {
    return localStorage.getItem(SWITCH) !== "off";
  } catch {
    return true;
  }
}

globalThis.window?.addEventListener("keydown", onKey);
