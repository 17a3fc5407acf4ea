// Where a run stands that is still being played, as the server of `evalkit view` tells it at `live`.

export interface Standing {
  /** `ending`: its report is being written. `interrupted`: its process is gone. */
  state: "playing" | "ending" | "finished" | "interrupted";
  finished: number;
  planned: number;
  failed: number;
  /** `34 of 100 · 2 failed · running for 0:41`. */
  words: string;
  /** Another one whenever something was added. */
  etag: string;
}

/** What to say aloud: no clock that ticks, only what somebody who listens would want to hear; "" for nothing. */
export function spoken(before: Standing | null, now: Standing): string {
  if (now.state !== before?.state && now.state !== "playing") return now.words;
  if (before && now.failed > before.failed) return `${now.failed} failed`;
  return "";
}

/** Whether anything may still be added. */
export function isLive(standing: Standing): boolean {
  return standing.state === "playing" || standing.state === "ending";
}

/** Milliseconds until the next question: never more than a fifth of the time is spent on making the page's data. */
export function pause(failures: number, took_ms: number): number {
  return Math.max(Math.min(2000 * 2 ** failures, 15_000), took_ms * 4);
}
