// Follows a run that is still being played: asks its server how far it is, and hands over the data that grew.
import { signal } from "@preact/signals";
import { inflate } from "../data/parts";
import type { Summary } from "../data/summary";
import { Asker } from "./ask";
import { showBar } from "./bar";
import { spoken, type Standing } from "./standing";

export interface Followed {
  standing: Standing | null;
  /** Said by a screen reader. */
  said: string;
  /** Why nothing new comes, in words; "" while it does. */
  lost: string;
  /** What shows the run as it ended; null while it goes on. */
  show: (() => void) | null;
}

export const followed = signal<Followed>({ standing: null, said: "", lost: "", show: null });

/**
 * Shows how far the run is and calls `onSummary` with each new state of it; what the reader chose is in the address and
 * stays. At its end the page is loaded once more, as it was written, unless `onEnd` does something else: at once, or
 * where the reader is in a session and perhaps listens to it, when they leave it or ask for it.
 *
 * @returns what ends it.
 */
export function follow(onSummary: (summary: Summary) => void, onEnd: () => void = () => location.reload()): () => void {
  let timer: number | undefined;
  let asking = false;
  let over = false;
  const hideBar = showBar();
  const asker = new Asker<Summary>(
    {
      standing: async () => (await fetched("live")).json() as Promise<Standing>,
      data: async () => (await inflate(await (await fetched("summary")).text())) as Summary,
      now: () => performance.now(),
    },
    {
      grew: (summary) => void (over || onSummary(summary)),
      stands: tell,
      lost: lose,
      ended: () => {
        if (!over) leaveNot(onEnd);
        stop();
      },
    },
  );

  async function ask(): Promise<void> {
    if (asking) return;
    asking = true;
    const after_ms = await asker.ask();
    asking = false;
    if (after_ms !== null && !over) plan(after_ms);
  }

  function plan(after_ms: number): void {
    clearTimeout(timer);
    // Nobody looks at a hidden page; it asks as soon as it is seen again.
    if (!document.hidden) timer = window.setTimeout(() => void ask(), after_ms);
  }

  const seen = () => plan(0);
  function stop(): void {
    over = true;
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", seen);
  }

  document.addEventListener("visibilitychange", seen);
  plan(0);
  return () => {
    stop();
    hideBar();
  };
}

function leaveNot(onEnd: () => void): void {
  const inSession = () => document.body.classList.contains("in-session");
  if (!inSession()) return onEnd();
  followed.value = { ...followed.value, show: onEnd };
  new MutationObserver(() => inSession() || onEnd()).observe(document.body, { attributeFilter: ["class"] });
}

function tell(standing: Standing): void {
  const said = spoken(followed.value.standing, standing);
  followed.value = { ...followed.value, standing, said: said || followed.value.said, lost: "" };
}

function lose(): void {
  const lost = "No answer from evalkit view: what is shown is what was known last.";
  followed.value = { ...followed.value, lost, said: lost };
}

async function fetched(address: string): Promise<Response> {
  const answer = await fetch(address, { cache: "no-store", signal: AbortSignal.timeout(60_000) });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer;
}
