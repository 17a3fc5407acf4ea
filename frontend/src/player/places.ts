// From a moment of the session to a place in a lane's file, and back.
import type { Lane } from "../data/timeline";
import { lastAt } from "../lanes/find";
import type { Peaks } from "../lanes/peaks";
import type { Span } from "./clock";

export interface FilePlace {
  /** Index of the stretch. */
  stretch: number;
  /** Seconds of the file. */
  at: number;
  /** Seconds of the stretch that are left. */
  left: number;
}

/** Where in the file sounds what is heard at that moment; null in a gap. */
export function placeAt({ played }: Lane, t: number): FilePlace | null {
  const stretch = lastAt(played.t, t);
  if (stretch < 0) return null;
  const into = t - played.t[stretch]!;
  const left = played.length_s[stretch]! - into;
  return left > 0 ? { stretch, at: played.offset_s[stretch]! + into, left } : null;
}

/** The stretch that comes next after a moment in a gap; null after the last. */
export function nextPlace({ played }: Lane, t: number): FilePlace | null {
  const stretch = lastAt(played.t, t) + 1;
  if (stretch >= played.t.length) return null;
  return { stretch, at: played.offset_s[stretch]!, left: played.length_s[stretch]! };
}

/** When that stretch of the file is heard; null where nothing of it ever is, as of audio an interruption threw away. */
export function heardAt({ played }: Lane, from: number, to: number): Span | null {
  let found: Span | null = null;
  played.t.forEach((t, stretch) => {
    const offset = played.offset_s[stretch]!;
    const begin = Math.max(from, offset);
    const end = Math.min(to, offset + played.length_s[stretch]!);
    if (end - begin < 0.001) return;
    const span = { from: t + begin - offset, to: t + end - offset };
    found = found ? { from: Math.min(found.from, span.from), to: Math.max(found.to, span.to) } : span;
  });
  return found;
}

/** The moments of the session at which the lane sounds. */
export function soundingOf(lane: Lane, peaks: Peaks): Span[] {
  const found: Span[] = [];
  const parts = peaks.sounding();
  lane.played.t.forEach((t, stretch) => {
    const offset = lane.played.offset_s[stretch]!;
    const end = offset + lane.played.length_s[stretch]!;
    for (const [from, to] of parts) {
      if (to <= offset || from >= end) continue;
      found.push({ from: t + Math.max(from, offset) - offset, to: t + Math.min(to, end) - offset });
    }
  });
  return found;
}
