// What every lane is: a name, a height, how it is drawn, and what lies under a pointer.
import type { Palette } from "./palette";
import type { Scale, Span } from "./scale";

export interface Pen {
  ctx: CanvasRenderingContext2D;
  scale: Scale;
  width: number;
  height: number;
  palette: Palette;
}

export interface Found {
  /** What to say of it, a line each. */
  lines: string[];
  t: number;
  /** Places in the timeline's events and messages, where it stands for one. */
  event?: number;
  message?: number;
  /** The stretch it stands for, which a click selects. */
  span?: Span & { words: string };
}

export interface LaneDrawing {
  key: string;
  name: string;
  height: number;
  /** What is in it, for those who do not see it. */
  label: string;
  draw(pen: Pen): void;
  find?(x: number, y: number, scale: Scale): Found | null;
}

/** A canvas cannot take a text of a megabyte, and none is read there. */
const LONGEST = 400;

/** Writes as much of a text as has room, with an ellipsis where it was cut; gives the width it took. */
export function write(pen: Pen, text: string, x: number, y: number, room: number): number {
  const { ctx } = pen;
  const whole = plain(text);
  const wide = ctx.measureText(whole).width;
  if (wide <= room) {
    ctx.fillText(whole, x, y);
    return wide;
  }
  let fits = Math.floor((whole.length * room) / wide);
  while (fits > 0 && ctx.measureText(`${whole.slice(0, fits)}…`).width > room) fits -= 1;
  if (fits < 2) return 0;
  ctx.fillText(`${whole.slice(0, fits)}…`, x, y);
  return room;
}

/** Marks that turn the direction of writing must not reorder what stands beside the text. */
export function plain(text: string): string {
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return short.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g, " ");
}

/** Diagonal lines over a rectangle: what is hatched is told apart without its colour. */
export function hatch(ctx: CanvasRenderingContext2D, x: number, y: number, wide: number, high: number): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(x, y, wide, high);
  ctx.clip();
  ctx.lineWidth = 1;
  ctx.beginPath();
  const first = Math.floor((Math.max(x, -high) - high) / 5) * 5;
  for (let at = first; at < Math.min(x + wide, ctx.canvas.width); at += 5) {
    ctx.moveTo(at, y + high);
    ctx.lineTo(at + high, y);
  }
  ctx.stroke();
  ctx.restore();
}
