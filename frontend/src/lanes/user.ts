// The user's lane: what was sent, where speech was found in it, and what the server noticed of it.
import { firstSigns, type Sign } from "./signs";
import type { Lane, Timeline } from "../data/timeline";
import { lastAt, lowerBound } from "./find";
import { flag } from "./glyphs";
import type { Found, LaneDrawing, Pen } from "./lane";
import type { Peaks } from "./peaks";
import { length, type Scale } from "./scale";
import { wave } from "./wave";

const WAVE = { top: 14, height: 52 };
const HEIGHT = 82;
/** Chunks are shown one by one from here on. */
const CHUNK_PX = 7;

export function userLane(timeline: Timeline, lane: Lane, peaks: Peaks): LaneDrawing {
  const signs = firstSigns(timeline);
  return {
    key: "user",
    name: "User",
    height: HEIGHT,
    label: `What the user sent: ${length(lane.length_s)} of audio with ${timeline.speech.length} stretches of speech.`,
    draw(pen) {
      speech(pen, timeline);
      pen.ctx.fillStyle = pen.palette.user;
      wave(pen, peaks, lane.played, WAVE);
      chunks(pen, lane);
      for (const sign of signs) mark(pen, sign);
    },
    find: (x, y, scale) => found(x, y, scale, timeline, signs),
  };
}

function speech({ ctx, scale, palette, width }: Pen, timeline: Timeline): void {
  for (const { from, to } of timeline.speech) {
    const [left, right] = [Math.max(0, scale.x(from)), Math.min(width, scale.x(to))];
    if (right <= 0 || left >= width) continue;
    ctx.fillStyle = palette["calm-bg"];
    ctx.fillRect(left, WAVE.top, right - left, WAVE.height);
    ctx.fillStyle = palette.user;
    ctx.fillRect(left, WAVE.top - 2, right - left, 2);
  }
}

/** Each chunk's moment of leaving below the end of its audio: a slope between them is audio that waited or was early. */
function chunks({ ctx, scale, palette }: Pen, lane: Lane): void {
  const { t, offset_s, length_s } = lane.chunks;
  const first = Math.max(0, lowerBound(t, scale.view.from) - 1);
  const end = Math.min(t.length, lowerBound(t, scale.view.to) + 1);
  if (!t.length || (length_s[first] ?? 0) / scale.perPixel < CHUNK_PX) return;
  const top = WAVE.top + WAVE.height;
  ctx.strokeStyle = palette.soft;
  ctx.lineWidth = 1;
  ctx.beginPath();
  for (let place = first; place < end; place += 1) {
    const spoken = scale.x(spokenAt(lane, offset_s[place]! + length_s[place]!));
    ctx.moveTo(spoken, top);
    ctx.lineTo(spoken, top + 3);
    ctx.lineTo(scale.x(t[place]!), top + 9);
    ctx.lineTo(scale.x(t[place]!), HEIGHT - 2);
  }
  ctx.stroke();
}

/** When that moment of the file was spoken. */
function spokenAt(lane: Lane, offset: number): number {
  const place = Math.max(0, lastAt(lane.played.offset_s, offset - 1e-4));
  return (lane.played.t[place] ?? 0) + offset - (lane.played.offset_s[place] ?? 0);
}

function mark(pen: Pen, sign: Sign): void {
  const x = pen.scale.x(sign.t);
  if (x < -8 || x > pen.width + 8) return;
  flag(pen, x, sign.server ? WAVE.top + 10 : 2, HEIGHT - 2, sign.server);
}

function found(x: number, y: number, scale: Scale, timeline: Timeline, signs: Sign[]): Found | null {
  const near = signs.filter((each) => Math.abs(scale.x(each.t) - x) < 7);
  const sign = near.find((each) => each.server === y > WAVE.top + 8) ?? near[0];
  if (sign) return { lines: [sign.words, ...(sign.late ? [sign.late] : [])], t: sign.t, message: sign.message };
  const t = scale.t(x);
  const said = timeline.speech.find((each) => t >= each.from && t <= each.to);
  return said ? { lines: [`user speaks, turn ${said.turn}: ${length(said.to - said.from)}`], t } : null;
}
