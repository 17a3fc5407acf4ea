// A waveform over stretches of a file that lie on the session's clock.
import { lastAt, lowerBound } from "./find";
import type { Pen } from "./lane";
import type { Peaks } from "./peaks";

/** Stretches ordered by `t`: where each begins on the clock, where in the file, and how long it is. */
export interface Stretches {
  t: number[];
  offset_s: number[];
  length_s: number[];
}

/** Speech at an ordinary loudness fills the lane: what is louder than half of full scale is rare. */
const GAIN = 1.6;

/** Draws what of the stretches is in view; `room(place)` is how long the stretch of that place may be on the clock. */
export function wave(
  pen: Pen,
  peaks: Peaks,
  stretches: Stretches,
  band: { top: number; height: number },
  room?: (place: number) => number,
): void {
  const { ctx, scale, width } = pen;
  const middle = band.top + band.height / 2;
  const half = band.height / 2 - 1;
  const found = { low: 0, high: 0 };
  const last = lowerBound(stretches.t, scale.view.to);
  ctx.beginPath();
  for (let place = Math.max(0, lastAt(stretches.t, scale.view.from)); place < last; place += 1) {
    const start = stretches.t[place]!;
    const offset = stretches.offset_s[place]!;
    const length = stretches.length_s[place]!;
    const shown = room ? Math.min(length, room(place)) : length;
    // Where a stretch has less room on the clock than it is long, its shape is pressed into the room.
    const pace = shown > 0 ? length / shown : 0;
    const from = Math.max(0, Math.floor(scale.x(start)));
    const to = Math.min(width, Math.max(from + 1, scale.x(start + shown)));
    for (let x = from; x < to; x += 1) {
      const begin = Math.min(Math.max(0, scale.t(x) - start), shown);
      const end = Math.min(Math.max(0, scale.t(x + 1) - start), shown);
      peaks.extremes(offset + begin * pace, offset + end * pace, found);
      const high = Math.min(1, found.high * GAIN) * half;
      const low = Math.max(-1, found.low * GAIN) * half;
      ctx.rect(x, middle - high - 0.5, 1, high - low + 1);
    }
  }
  ctx.fill();
}
