// One metric as it is drawn now: over all scenarios, or of one.
import type { Change, Chapter, Metric } from "./data";
import { shown } from "./numbers";

export interface View {
  metric: Metric;
  levels: (number | null)[];
  low: (number | null)[];
  high: (number | null)[];
  changes: Change[];
  /** How many nights have it. */
  known: number;
  newest: string;
  /** Places with which another series or version begins, with words. */
  breaks: Map<number, string>;
  /** Places of nights that were worse than their baseline. */
  red: number[];
}

const NONE: (number | null)[] = [];

/** `levels` are those of one scenario; null: of all. What was found of all scenarios is not said of a single one. */
export function viewOf(chapter: Chapter, metric: Metric, levels: (number | null)[] | null): View {
  const drawn = levels ?? metric.levels;
  const breaks = new Map<number, string>(metric.versions);
  chapter.nights.series.forEach((words, place) => words && breaks.set(place, words));
  return {
    metric,
    levels: drawn,
    low: levels ? NONE : metric.low,
    high: levels ? NONE : metric.high,
    changes: levels ? [] : metric.changes,
    known: drawn.reduce<number>((sum, each) => sum + (each === null ? 0 : 1), 0),
    newest: levels ? shown(drawn.findLast((each) => each !== null), metric.unit) : metric.newest,
    breaks,
    red: chapter.nights.kind.flatMap((kind, place) => (kind === "bad" && typeof drawn[place] === "number" ? [place] : [])),
  };
}

/** Smallest and largest level from a night on, with a little room. */
export function reach(view: View, from: number): [number, number] {
  const known = view.levels.slice(from).filter((level) => level !== null);
  return known.length ? padded(Math.min(...known), Math.max(...known), view.metric.unit === "%") : [0, 1];
}

/** A little room around what is drawn; a drawing of nothing that moves has it in the middle. */
export function padded(low: number | null, high: number | null, share: boolean): [number, number] {
  if (low === null || high === null || low > high) return [0, 1];
  const room = (high - low) * 0.1 || Math.abs(high) * 0.1 || 1;
  // Not far below nothing, and not far above all, where there is neither.
  const least = low >= 0 ? Math.max(low - room, -room * 0.4) : low - room;
  return [least, share && high <= 1 ? Math.min(high + room, 1 + room * 0.4) : high + room];
}

/** Runs of places with levels that belong together: no series or version begins inside one. */
export function stretches(view: View, from: number): number[][] {
  const found: number[][] = [[]];
  for (let place = from; place < view.levels.length; place += 1) {
    if (place > from && view.breaks.has(place)) found.push([]);
    if (view.levels[place] !== null && view.levels[place] !== undefined) found.at(-1)!.push(place);
  }
  return found.filter((each) => each.length);
}
