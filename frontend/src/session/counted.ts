// Timelines count turns from 0, as recordings do; pages count them from 1, as people do.
import type { Timeline } from "../data/timeline";

/** The same timeline with turns as the page names them; the one that was given stays as it is. */
export function fromOne(timeline: Timeline): Timeline {
  const one = <T extends { turn: number | null }>(each: T): T => ({ ...each, turn: next(each.turn) });
  return {
    ...timeline,
    turns: timeline.turns.map(one),
    speech: timeline.speech.map(one),
    frames: timeline.frames.map(one),
    events: { ...timeline.events, turn: timeline.events.turn.map(next) },
    transcripts: { ...timeline.transcripts, turn: timeline.transcripts.turn.map(next) },
  };
}

function next<T extends number | null>(turn: T): T {
  return (turn === null ? null : turn + 1) as T;
}
