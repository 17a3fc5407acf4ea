// The axis: seconds of the session's clock above, the turns below.
import type { Timeline } from "../data/timeline";
import { turnSpan } from "../session/state";
import { write, type Found, type LaneDrawing, type Pen } from "./lane";
import { clock, length, step, type Scale, type Span } from "./scale";

const HEIGHT = 38;
const TURNS = 20;

export function axisLane(timeline: Timeline, whole: Span): LaneDrawing {
  const turns = timeline.turns.flatMap((each, place) => {
    const span = turnSpan(timeline.turns, place, whole);
    return span ? [{ turn: each.turn, finish: each.finish, ...span }] : [];
  });
  return {
    key: "axis",
    name: "Time",
    height: HEIGHT,
    label: `${length(whole.to)} of session with ${turns.length} turns.`,
    draw(pen) {
      marks(pen);
      for (const each of turns) turn(pen, each);
    },
    find: (x, y, scale) => (y < TURNS ? null : found(x, scale, turns)),
  };
}

function marks(pen: Pen): void {
  const { ctx, scale, palette, width } = pen;
  const between = step(scale, 64);
  const small = between / 5;
  ctx.strokeStyle = palette.line;
  ctx.fillStyle = palette.soft;
  ctx.beginPath();
  for (let at = Math.max(0, Math.ceil(scale.view.from / small)); at * small <= scale.view.to; at += 1) {
    const x = Math.round(scale.x(at * small)) + 0.5;
    const big = at % 5 === 0;
    ctx.moveTo(x, big ? 11 : 14);
    ctx.lineTo(x, TURNS - 2);
    if (big && x < width - 8) write(pen, clock(at * small, between) + (at === 0 ? " s" : ""), Math.max(0, x + 3), 7, 60);
  }
  ctx.stroke();
}

type Band = Span & { turn: number; finish: string };

function turn(pen: Pen, { turn: number, from, to }: Band): void {
  const { ctx, scale, palette, width } = pen;
  const [left, right] = [Math.max(-2, scale.x(from)), Math.min(width + 2, scale.x(to))];
  if (right < 0 || left > width) return;
  ctx.fillStyle = palette.shade;
  ctx.fillRect(left, TURNS, right - left, HEIGHT - TURNS);
  ctx.fillStyle = palette.soft;
  ctx.fillRect(left, TURNS, 1.5, HEIGHT - TURNS);
  ctx.fillStyle = palette.ink;
  const room = right - Math.max(0, left) - 6;
  if (room > 6) write(pen, room > 46 ? `turn ${number}` : `${number}`, Math.max(0, left) + 5, TURNS + 9.5, room);
}

function found(x: number, scale: Scale, turns: Band[]): Found | null {
  const t = scale.t(x);
  const hit = turns.filter((each) => t >= each.from && t <= each.to).at(-1);
  if (!hit) return null;
  const lines = [`turn ${hit.turn}: ${length(hit.to - hit.from)}`, ...(hit.finish ? [hit.finish] : [])];
  return { lines, t: hit.from, span: { from: hit.from, to: hit.to, words: `turn ${hit.turn}` } };
}
