// The model's lane: its audio as a listener hears it, or as it arrived.
import type { ReadonlySignal } from "@preact/signals";
import type { Lane, Timeline } from "../data/timeline";
import { lastAt } from "./find";
import { hatch, type Found, type LaneDrawing, type Pen } from "./lane";
import type { Peaks } from "./peaks";
import { length, type Scale } from "./scale";
import { wave, type Stretches } from "./wave";

const HEIGHT = 70;
const WAVE = { top: 6, height: 56 };

export function modelLane(timeline: Timeline, lane: Lane, peaks: Peaks, heard: ReadonlySignal<boolean>): LaneDrawing {
  const [kept, lost] = apart(lane);
  return {
    key: "model",
    name: "Model",
    height: HEIGHT,
    label: `What the model said: ${length(lane.length_s)} of audio in ${lane.chunks.t.length} chunks.`,
    draw(pen) {
      quiet(pen, timeline);
      pen.ctx.fillStyle = pen.palette.model;
      if (heard.value) wave(pen, peaks, lane.played, WAVE);
      else {
        wave(pen, peaks, kept, WAVE, (place) => kept.room_s[place]!);
        pen.ctx.fillStyle = pen.palette.event;
        wave(pen, peaks, lost, WAVE, (place) => lost.room_s[place]!);
        ticks(pen, lane);
      }
      stops(pen, timeline);
    },
    find: (x, _y, scale) => found(x, scale, timeline, lane, heard.value),
  };
}

/** Chunks, and how long it was until the next one came. */
interface Arrivals extends Stretches {
  room_s: number[];
}

/** Chunks of which something was heard, and those that an interruption threw away. */
function apart(lane: Lane): [kept: Arrivals, lost: Arrivals] {
  const order = lane.played.offset_s.map((_, place) => place).sort((a, b) => lane.played.offset_s[a]! - lane.played.offset_s[b]!);
  const starts = order.map((place) => lane.played.offset_s[place]!);
  const kept: Arrivals = { t: [], offset_s: [], length_s: [], room_s: [] };
  const lost: Arrivals = { t: [], offset_s: [], length_s: [], room_s: [] };
  lane.chunks.t.forEach((t, place) => {
    const from = lane.chunks.offset_s[place]!;
    const at = lastAt(starts, from + 1e-4);
    const end = at < 0 ? -1 : starts[at]! + lane.played.length_s[order[at]!]!;
    const into = from < end - 1e-4 ? kept : lost;
    into.t.push(t);
    into.offset_s.push(from);
    into.length_s.push(lane.chunks.length_s[place]!);
    into.room_s.push((lane.chunks.t[place + 1] ?? Infinity) - t);
  });
  return [kept, lost];
}

/** From the first audio to the first that can be heard: silence the model sent before its answer. */
function quiet({ ctx, scale, palette }: Pen, timeline: Timeline): void {
  ctx.strokeStyle = palette.event;
  for (const { first_audio, first_audible } of timeline.turns) {
    if (first_audio === null || first_audible === null || first_audible <= first_audio) continue;
    hatch(ctx, scale.x(first_audio), WAVE.top, scale.x(first_audible) - scale.x(first_audio), WAVE.height);
  }
}

function stops({ ctx, scale, palette }: Pen, timeline: Timeline): void {
  ctx.fillStyle = palette.bad;
  for (const { interrupted } of timeline.turns) if (interrupted !== null) ctx.fillRect(scale.x(interrupted) - 1, 2, 2, HEIGHT - 4);
}

function ticks({ ctx, scale, palette, width }: Pen, lane: Lane): void {
  ctx.fillStyle = palette.soft;
  let last = -3;
  for (let place = Math.max(0, lastAt(lane.chunks.t, scale.view.from)); place < lane.chunks.t.length; place += 1) {
    const x = scale.x(lane.chunks.t[place]!);
    if (x > width) break;
    if (x - last < 3) continue;
    ctx.fillRect(x, HEIGHT - 7, 1, 6);
    last = x;
  }
}

function found(x: number, scale: Scale, timeline: Timeline, lane: Lane, heard: boolean): Found | null {
  const t = scale.t(x);
  const stop = timeline.turns.find((each) => each.interrupted !== null && Math.abs(scale.x(each.interrupted) - x) < 5);
  if (stop) return { lines: [`turn ${stop.turn} was interrupted`], t: stop.interrupted! };
  for (const { first_audio, first_audible } of timeline.turns) {
    if (first_audio === null || first_audible === null || t < first_audio || t >= first_audible) continue;
    return { lines: [`silence before the answer: ${length(first_audible - first_audio)}`], t };
  }
  const list = heard ? lane.played : lane.chunks;
  const place = lastAt(list.t, t);
  if (place < 0 || t > list.t[place]! + list.length_s[place]!) return null;
  const words = heard ? "heard without a gap" : `chunk ${place + 1}`;
  return { lines: [`${words}: ${length(list.length_s[place]!)}`], t };
}
