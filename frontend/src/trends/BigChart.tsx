import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Chapter } from "./data";
import { shown } from "./numbers";
import { colours, paint } from "./paint";
import { padded, type View } from "./view";

const HEIGHT = 300;

interface Props {
  view: View;
  chapter: Chapter;
  from: number;
  /** The night that is read. */
  night: number;
  setNight(place: number): void;
}

/** The drawing is uPlot's axes, zoom and cursor; points and bands are ours, because their shapes mean something. */
export function BigChart({ view, chapter, from, night, setNight }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  useEffect(() => {
    const box = place.current!;
    const drawn = (plot.current = new uPlot(options(view, chapter, from, box.clientWidth, setNight), data(view), box));
    const open = () => {
      const { idx } = drawn.cursor;
      const url = idx === null || idx === undefined ? "" : chapter.nights.url[idx];
      if (url && !dragged(drawn)) location.assign(url);
    };
    drawn.over.addEventListener("click", open);
    const resized = new ResizeObserver(() => drawn.setSize({ width: box.clientWidth, height: HEIGHT }));
    resized.observe(box);
    const repaint = () => drawn.redraw(false, true);
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    scheme.addEventListener("change", repaint);
    window.addEventListener("evalkit:theme", repaint);
    return () => {
      resized.disconnect();
      scheme.removeEventListener("change", repaint);
      window.removeEventListener("evalkit:theme", repaint);
      drawn.destroy();
    };
  }, [view.metric.name, chapter, from, view.levels]);
  const step = (event: KeyboardEvent) => onKey(event, view, chapter, night, (to) => {
    setNight(to);
    point(plot.current, to);
  });
  return (
    <div ref={place} class="chart" tabIndex={0} role="slider" aria-label={`${view.metric.title}, night`}
      aria-valuemin={0} aria-valuemax={view.levels.length - 1} aria-valuenow={night}
      aria-valuetext={spoken(view, chapter, night)}
      onKeyDown={step} />
  );
}

function spoken(view: View, { nights }: Chapter, night: number): string {
  return `${nights.started[night]}: ${shown(view.levels[night], view.metric.unit)}, ${nights.outcome[night]}`;
}

function data(view: View): uPlot.AlignedData {
  const places = view.levels.map((_, place) => place);
  // The ends of the intervals are there for uPlot to find how high the drawing is.
  const ends = (of: (number | null)[]) => places.map((place) => of[place] ?? null) as number[];
  return [places, view.levels as number[], ends(view.low), ends(view.high)];
}

function options(view: View, chapter: Chapter, from: number, width: number, read: (place: number) => void): uPlot.Options {
  const { unit } = view.metric;
  const last = view.levels.length - 1;
  const ink = () => colours().soft;
  const thin = { stroke: () => colours().line, width: 1 };
  const axis = { stroke: ink, grid: thin, ticks: thin };
  const unseen = { paths: () => null, points: { show: false } };
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    // A night is as wide as any other, whenever it was played.
    scales: {
      // Asked for everything, as at first and by a double click, it is the nights that were chosen.
      x: { time: false, range: (_, low, high) => (high - low < last ? [low, high] : [from - 0.5, last + 0.5]) },
      y: { range: (_, low, high) => padded(low, high, unit === "%") },
    },
    axes: [
      {
        ...axis,
        values: (_, places) => places.map((place, at) => nightLabel(chapter, place, places[at - 1])),
        space: 90,
        incrs: [1, 2, 5, 7, 14, 30, 60, 90, 180, 365],
      },
      { ...axis, values: (_, levels) => levels.map((level) => shown(level, unit)), size: 74 },
    ],
    series: [{}, unseen, unseen, unseen],
    cursor: { drag: { x: true, y: false, dist: 6 }, points: { show: false }, y: false },
    hooks: {
      draw: [(u) => paint(u, view, chapter)],
      setCursor: [
        (u) => {
          const place = u.cursor.idx;
          if (place !== null && place !== undefined && view.levels[place] !== null) read(place);
        },
      ],
    },
  };
}

/** The day of a night; of a second one of the same day its time. */
function nightLabel({ nights }: Chapter, place: number, before: number | undefined): string {
  const day = nights.day[place] ?? "";
  return before !== undefined && nights.day[before] === day ? (nights.started[place]?.slice(11, 16) ?? "") : day;
}

/** True right after a stretch was drawn with the mouse, which ends in a click too. */
function dragged(u: uPlot): boolean {
  return u.select.width > 5;
}

function point(u: uPlot | undefined, place: number): void {
  u?.setCursor({ left: u.valToPos(place, "x"), top: 10 }, false);
}

function onKey(event: KeyboardEvent, view: View, chapter: Chapter, night: number, move: (to: number) => void): void {
  const known = view.levels.map((_, place) => place).filter((place) => view.levels[place] !== null);
  const at = known.indexOf(night);
  const to = {
    ArrowLeft: at - 1, ArrowDown: at - 1, ArrowRight: at + 1, ArrowUp: at + 1,
    PageDown: at - 7, PageUp: at + 7, Home: 0, End: known.length - 1,
  }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    event.stopPropagation();
    move(known[Math.min(known.length - 1, Math.max(0, to))] ?? night);
  } else if (event.key === "Enter" && chapter.nights.url[night]) location.assign(chapter.nights.url[night]!);
}
