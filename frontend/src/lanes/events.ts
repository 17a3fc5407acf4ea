// The lane of events: a shape each, a bar for what lasts, and a count where many share a few pixels.
import type { ReadonlySignal } from "@preact/signals";
import type { Timeline } from "../data/timeline";
import { lowerBound, nearest } from "./find";
import { draw, looks } from "./glyphs";
import { write, type Found, type LaneDrawing, type Pen } from "./lane";
import type { Bar, Row } from "./rows";
import { length, type Scale } from "./scale";

const ROW = 22;
/** Events closer than this are told by their number. */
const BUCKET_PX = 34;
const APART_PX = 9;

/** `chosen` is the event to stress. */
export function eventLane(timeline: Timeline, all: Row[], row: Row, chosen: ReadonlySignal<number | null>): LaneDrawing {
  const { events } = timeline;
  const look = events.kinds.map(looks);
  const height = ROW * row.depth;
  const many = row.events.length + row.bars.length;
  return {
    key: `events-${row.group}`,
    name: NAMES[row.group],
    height,
    label: `${many} events of ${NAMES[row.group].toLowerCase()}; the table of events below the lanes has their words.`,
    draw(pen) {
      if (row !== all[0]) separate(pen);
      for (const bar of seen(row, pen.scale)) drawBar(pen, bar, timeline, look[events.kind[bar.event]!]!, chosen.value === bar.event);
      each(row, pen.scale, (from, to) => {
        if (to - from === 1 || spread(row, pen.scale, from, to)) {
          for (let at = from; at < to; at += 1) {
            const event = row.events[at]!;
            const x = pen.scale.x(row.times[at]!);
            if (chosen.value === event) ring(pen, x);
            draw(pen, look[events.kind[event]!]!, x, ROW / 2);
          }
        } else crowd(pen, row, from, to, look[events.kind[row.events[from]!]!]!, chosen.value);
      });
    },
    find: (x, y, scale) => found(x, y, scale, row, timeline),
  };
}

const NAMES: Record<Row["group"], string> = {
  connection: "Connection", turn: "Turns", tool: "Tools", speech: "Speech", other: "Other",
};

/** Walks the view in steps fixed on the clock, so that what is counted together does not change as the view moves. */
function each(row: Row, scale: Scale, visit: (from: number, to: number) => void): void {
  const wide = BUCKET_PX * scale.perPixel;
  const end = lowerBound(row.times, scale.view.to + wide);
  let from = lowerBound(row.times, (Math.floor(scale.view.from / wide) - 1) * wide);
  while (from < end) {
    const to = lowerBound(row.times, (Math.floor(row.times[from]! / wide) + 1) * wide, from + 1);
    visit(from, to);
    from = to;
  }
}

function spread(row: Row, scale: Scale, from: number, to: number): boolean {
  if ((to - from) * APART_PX > BUCKET_PX + APART_PX) return false;
  for (let at = from + 1; at < to; at += 1) if ((row.times[at]! - row.times[at - 1]!) / scale.perPixel < APART_PX) return false;
  return true;
}

function crowd(pen: Pen, row: Row, from: number, to: number, look: ReturnType<typeof looks>, chosen: number | null): void {
  const { ctx, scale, palette } = pen;
  const x = scale.x(row.times[from]!);
  const stressed = chosen !== null && row.events.subarray(from, to).includes(chosen);
  const text = to - from > 999 ? `${Math.round((to - from) / 1000)}k` : `${to - from}`;
  if (stressed) ring(pen, x);
  draw(pen, look, x, ROW / 2, 4);
  ctx.fillStyle = palette.soft;
  ctx.font = `10px ${palette.sans}`;
  write(pen, `×${text}`, x + 6, ROW / 2 + 1, BUCKET_PX - 6);
  ctx.font = `11px ${palette.sans}`;
}

function seen(row: Row, scale: Scale): Bar[] {
  const first = lowerBound(row.ends, scale.view.from);
  const found: Bar[] = [];
  for (let place = first; place < row.bars.length && row.bars[place]!.from <= scale.view.to; place += 1) {
    if (row.bars[place]!.to >= scale.view.from) found.push(row.bars[place]!);
  }
  return found;
}

function drawBar(pen: Pen, bar: Bar, { events }: Timeline, look: ReturnType<typeof looks>, chosen: boolean): void {
  const { ctx, scale, palette, width } = pen;
  const left = Math.max(-4, scale.x(bar.from));
  const right = Math.min(width + 4, Math.max(left + 4, scale.x(bar.to)));
  const top = bar.depth * ROW + 4;
  ctx.fillStyle = ctx.strokeStyle = palette[look.colour];
  ctx.globalAlpha = 0.28;
  ctx.fillRect(left, top, right - left, ROW - 8);
  ctx.globalAlpha = 1;
  ctx.lineWidth = chosen ? 3 : 1.5;
  ctx.setLineDash(bar.open ? [4, 3] : []);
  ctx.strokeRect(left, top, right - left, ROW - 8);
  ctx.setLineDash([]);
  ctx.fillStyle = palette.ink;
  const words = `${bar.open ? "no response · " : `${length(bar.to - bar.from)} · `}${events.words[bar.event]}`;
  const room = right - Math.max(0, left) - 8;
  if (room > 44) write(pen, words, Math.max(0, left) + 5, top + 8, room);
}

function ring({ ctx, palette }: Pen, x: number): void {
  ctx.strokeStyle = palette.ink;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  ctx.arc(x, ROW / 2, 9, 0, 2 * Math.PI);
  ctx.stroke();
}

function separate({ ctx, palette, width }: Pen): void {
  ctx.fillStyle = palette.line;
  ctx.fillRect(0, 0, width, 1);
}

function found(x: number, y: number, scale: Scale, row: Row, { events }: Timeline): Found | null {
  const t = scale.t(x);
  const line = Math.floor(y / ROW);
  const bar = seen(row, scale).find((one) => line === one.depth && x >= scale.x(one.from) - 3 && x <= scale.x(one.to) + 3);
  const place = nearest(row.times, t);
  const near = place >= 0 && Math.abs(scale.x(row.times[place]!) - x) < 9;
  const event = near ? row.events[place]! : bar?.event;
  if (event === undefined) return null;
  const kind = events.kinds[events.kind[event]!]!;
  const lines = [`${kind.label} · ${events.t[event]!.toFixed(3)} s`];
  if (events.words[event] && events.words[event] !== kind.label) lines.push(events.words[event]!);
  if (bar?.event === event) lines.push(bar.open ? "never answered" : `took ${length(bar.to - bar.from)}`);
  const crowded = near ? lowerBound(row.times, t + 9 * scale.perPixel) - lowerBound(row.times, t - 9 * scale.perPixel) : 1;
  if (crowded > 1) lines.push(`and ${crowded - 1} more here: n goes on to the next, + comes closer`);
  const message = events.message[event]!;
  return { lines, t: events.t[event]!, event, ...(message >= 0 ? { message } : {}) };
}
