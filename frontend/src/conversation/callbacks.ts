// What the conversation asks of the player and the timeline beside it.
import type { Clip } from "../data/summary";

export interface Callbacks {
  /** Selects a stretch of the session's clock, in seconds. */
  onSpan?: ((from: number, to: number, label: string) => void) | undefined;
  /** Plays a stretch of a lane's file, in the file's own seconds. */
  onPlay?: ((lane: "user" | "model", from: number, to: number) => void) | undefined;
}

/** Where in its file a clip lies; null of a whole file. */
export function stretch({ url }: Clip): [from: number, to: number] | null {
  const [, from, to] = /#t=([\d.]+),([\d.]+)$/.exec(url) ?? [];
  return from === undefined || to === undefined ? null : [Number(from), Number(to)];
}
