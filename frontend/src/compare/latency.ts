// How long each turn's answer takes in both sessions, from the end of the user's speech.
import type { TurnTimes } from "../data/timeline";

export interface Wait {
  words: string;
  /** Seconds; null where it did not come. Below 0 where the model talked over the user. */
  a: number | null;
  b: number | null;
}

export function waitsOf(a: TurnTimes | undefined, b: TurnTimes | undefined): Wait[] {
  const each = (words: string, of: (turn: TurnTimes) => number | null): Wait => ({
    words, a: a ? after(a, of(a)) : null, b: b ? after(b, of(b)) : null,
  });
  const all = [
    each("first audio", (turn) => turn.first_audio),
    each("first audible", (turn) => turn.first_audible),
    each("end of the turn", (turn) => turn.finished),
  ];
  return all.filter((wait) => wait.a !== null || wait.b !== null);
}

function after(turn: TurnTimes, t: number | null): number | null {
  const start = turn.speech_ended ?? turn.input_ended;
  return start === null || t === null ? null : t - start;
}
