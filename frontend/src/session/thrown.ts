// What of which answer nobody heard.
import type { Timeline } from "../data/timeline";

/** An interruption shorter than this throws away what no ear would miss. */
const LEAST_S = 0.05;

/** By number of a turn, the seconds of its audio that an interruption threw away. */
export function thrownAway({ overhangs, turns }: Timeline): Map<number, number> {
  const found = new Map<number, number>();
  for (const { t, s } of overhangs) {
    const turn = turns.findLast((each) => each.interrupted !== null && Math.abs(each.interrupted - t) < 0.001);
    if (turn && s >= LEAST_S) found.set(turn.turn, (found.get(turn.turn) ?? 0) + s);
  }
  return found;
}
