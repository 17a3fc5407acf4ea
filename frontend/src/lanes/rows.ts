// Events in rows, a row a group: moments ordered by time, and bars (what lasts) packed so that none covers another.
import type { Events } from "../data/timeline";
import { latestEnds } from "./find";

type Group = Events["kinds"][number]["group"];

export interface Bar {
  event: number;
  from: number;
  to: number;
  /** Never answered: drawn with a broken line. */
  open: boolean;
  depth: number;
}

export interface Row {
  group: Group;
  /** Events without a length, ordered by time, and their times. */
  events: Int32Array;
  times: Float64Array;
  bars: Bar[];
  /** For each bar the latest end up to it, to find those that reach into a view. */
  ends: Float64Array;
  /** How many lines of bars it takes. */
  depth: number;
}

const ORDER: Group[] = ["connection", "turn", "tool", "speech", "other"];
const DEEPEST = 3;
/** Stands in the words of a call between it and its response. */
const ANSWERED = " → ";

/** Rows of the groups that occur. A call that was never answered lasts until `end_s`. */
export function rows(events: Events, end_s: number): Row[] {
  const groups = events.kinds.map((kind) => kind.group);
  // Marks are told after what they mark, so the events are nearly, not quite, in the order of their times.
  const order = events.t.map((_, place) => place).sort((a, b) => events.t[a]! - events.t[b]! || a - b);
  const sorted = new Map<Group, number[]>(ORDER.map((group) => [group, []]));
  for (const place of order) sorted.get(groups[events.kind[place]!] ?? "other")!.push(place);
  return ORDER.filter((group) => sorted.get(group)!.length).map((group) => row(group, sorted.get(group)!, events, end_s));
}

function row(group: Group, places: number[], events: Events, end_s: number): Row {
  const lasts = (place: number) => events.until[place] !== null || isOpenCall(events, place);
  const moments = places.filter((place) => !lasts(place));
  const free: number[] = [];
  const bars = places.filter(lasts).map((event): Bar => {
    const from = events.t[event]!;
    const to = Math.max(from, events.until[event] ?? end_s);
    const line = free.findIndex((end) => end <= from);
    const depth = line >= 0 ? line : Math.min(free.length, DEEPEST - 1);
    free[depth] = to;
    return { event, from, to, open: isOpenCall(events, event) && !events.words[event]!.includes(ANSWERED), depth };
  });
  return {
    group,
    events: Int32Array.from(moments),
    times: Float64Array.from(moments, (place) => events.t[place]!),
    bars,
    ends: latestEnds(bars.map((bar) => bar.to)),
    depth: Math.max(1, free.length),
  };
}

function isOpenCall(events: Events, place: number): boolean {
  return /^tool_call(?:ed)?$/.test(events.kinds[events.kind[place]!]?.name ?? "");
}
