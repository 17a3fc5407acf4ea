// The listener's playback buffer: how much audio waits to be heard, where it ran dry, and what an interruption left over.
import type { Timeline } from "../data/timeline";
import { lastAt, lowerBound } from "./find";
import { hatch, write, type Found, type LaneDrawing, type Pen } from "./lane";
import { length, type Scale } from "./scale";

const HEIGHT = 46;
const TOP = 12;
const FLOOR = HEIGHT - 3;

export function bufferLane(timeline: Timeline): LaneDrawing {
  const { buffer, underruns, overhangs } = timeline;
  const most = Math.max(0.1, buffer.s.reduce((found, each) => Math.max(found, each), 0));
  const y = (s: number) => FLOOR - (s / most) * (FLOOR - TOP);
  return {
    key: "buffer",
    name: "Buffer",
    height: HEIGHT,
    label: `The listener's playback buffer: at most ${length(most)} waited, ${count(underruns.length, "underrun")}, ${count(overhangs.length, "interruption")} that threw audio away.`,
    draw(pen) {
      area(pen, buffer, y);
      pen.ctx.strokeStyle = pen.palette.bad;
      for (const [from, to] of underruns) dry(pen, from, to);
      for (const each of overhangs) left(pen, each.t, each.s, y(each.s));
      pen.ctx.fillStyle = pen.palette.soft;
      pen.ctx.textAlign = "right";
      write(pen, `most ${length(most)}`, pen.width - 4, 8, 110);
      pen.ctx.textAlign = "left";
    },
    find: (x, _y, scale) => found(x, scale, timeline),
  };
}

function area({ ctx, scale, palette, width }: Pen, { t, s }: Timeline["buffer"], y: (s: number) => number): void {
  if (!t.length) return;
  const first = Math.max(0, lowerBound(t, scale.view.from) - 1);
  const end = Math.min(t.length, lowerBound(t, scale.view.to) + 1);
  // More points than pixels: the highest and lowest of each pixel tell the same.
  const stride = Math.max(1, Math.floor((end - first) / (2 * width)));
  ctx.beginPath();
  ctx.moveTo(scale.x(t[first]!), FLOOR);
  for (let place = first; place < end; place += stride) {
    let [low, high] = [place, place];
    for (let each = place; each < Math.min(end, place + stride); each += 1) {
      if (s[each]! < s[low]!) low = each;
      if (s[each]! > s[high]!) high = each;
    }
    for (const each of low < high ? [low, high] : [high, low]) ctx.lineTo(scale.x(t[each]!), y(s[each]!));
  }
  ctx.lineTo(scale.x(t[end - 1]!), FLOOR);
  ctx.closePath();
  ctx.globalAlpha = 0.35;
  ctx.fillStyle = palette.model;
  ctx.fill();
  ctx.globalAlpha = 1;
  ctx.strokeStyle = palette.model;
  ctx.lineWidth = 1;
  ctx.stroke();
}

function dry(pen: Pen, from: number, to: number): void {
  const { ctx, scale, palette } = pen;
  const left = scale.x(from);
  const wide = Math.max(3, scale.x(to) - left);
  if (left > pen.width || left + wide < 0) return;
  hatch(ctx, left, TOP, wide, FLOOR - TOP);
  ctx.strokeRect(left + 0.5, TOP + 0.5, wide - 1, FLOOR - TOP - 1);
  ctx.fillStyle = palette.bad;
  if (wide > 40) write(pen, `dry ${length(to - from)}`, left + 3, 8, wide);
}

function left(pen: Pen, t: number, s: number, top: number): void {
  const { ctx, scale, palette } = pen;
  const x = scale.x(t);
  if (x < -80 || x > pen.width) return;
  ctx.fillStyle = palette.bad;
  ctx.fillRect(x - 1, top, 2, FLOOR - top);
  ctx.beginPath();
  ctx.moveTo(x - 4, top);
  ctx.lineTo(x + 4, top);
  ctx.lineTo(x, top + 5);
  ctx.fill();
  write(pen, `${length(s)} thrown away`, x + 6, 8, 130);
}

function found(x: number, scale: Scale, { buffer, underruns, overhangs }: Timeline): Found | null {
  const t = scale.t(x);
  const over = overhangs.find((each) => Math.abs(scale.x(each.t) - x) < 7);
  if (over) return { lines: [`interrupted with ${length(over.s)} waiting`, "a client that does not flush would still play it"], t: over.t };
  const gap = underruns.find(([from, to]) => x >= scale.x(from) - 2 && x <= Math.max(scale.x(to), scale.x(from) + 3) + 2);
  if (gap) return { lines: [`ran dry for ${length(gap[1] - gap[0])}: the answer stuttered`], t: gap[0] };
  const place = lastAt(buffer.t, t);
  if (place < 0 || place + 1 >= buffer.t.length) return null;
  const [t0, t1] = [buffer.t[place]!, buffer.t[place + 1]!];
  const s = t1 > t0 ? buffer.s[place]! + ((buffer.s[place + 1]! - buffer.s[place]!) * (t - t0)) / (t1 - t0) : buffer.s[place]!;
  return s > 0.0005 ? { lines: [`${length(s)} of audio waits to be heard`], t } : null;
}

function count(many: number, what: string): string {
  return `${many} ${what}${many === 1 ? "" : "s"}`;
}
