// Rulers of each turn's waiting: from the end of the user's speech to the answer's first sound and its end.
import type { Timeline, TurnTimes } from "../data/timeline";
import { write, type Found, type LaneDrawing, type Pen } from "./lane";
import type { Palette } from "./palette";
import { length, type Scale } from "./scale";

const ROW = 24;
const LINE = 15;

interface Ruler {
  turn: number;
  from: number;
  to: number;
  colour: keyof Palette;
  words: string;
  row: number;
}

export function rulerLane(timeline: Timeline): LaneDrawing | null {
  const rulers = place(timeline.turns.flatMap(rulersOf));
  if (!rulers.length) return null;
  const deep = 1 + Math.max(...rulers.map((each) => each.row));
  return {
    key: "rulers",
    name: "Latency",
    height: ROW * deep,
    label: rulers.map((each) => `turn ${each.turn}: ${each.words} ${length(each.to - each.from)}`).slice(0, 40).join("; "),
    draw(pen) {
      for (const each of rulers) ruler(pen, each);
    },
    find: (x, y, scale) => found(x, y, scale, rulers),
  };
}

function rulersOf(turn: TurnTimes): Omit<Ruler, "row">[] {
  const start = turn.speech_ended ?? turn.input_ended;
  if (start === null) return [];
  const since = turn.speech_ended === null ? "end of input" : "end of speech";
  const stops: [number | null, keyof Palette, string][] = [
    [turn.first_audio, "warn", `${since} → first audio`],
    [turn.first_audible, "calm", "first audio → first audible"],
    [turn.finished, "model", "answer"],
  ];
  const found: Omit<Ruler, "row">[] = [];
  let from = start;
  for (const [to, colour, words] of stops) {
    if (to === null || to < from) continue;
    // Of a turn without an answer there is one ruler, to its end.
    const alone = colour === "model" && found.length === 0;
    found.push({ turn: turn.turn, from, to, colour, words: alone ? `${since} → end of the turn` : words });
    from = to;
  }
  return found;
}

/** A turn's rulers stand in one row; a turn that began before the one before it ended stands below it. */
function place(rulers: Omit<Ruler, "row">[]): Ruler[] {
  const ends: number[] = [];
  let row = 0;
  return rulers.map((each, at) => {
    if (at === 0 || rulers[at - 1]!.turn !== each.turn) {
      const free = ends.findIndex((end) => end <= each.from);
      row = free >= 0 ? free : Math.min(ends.length, 2);
    }
    ends[row] = Math.max(ends[row] ?? 0, each.to);
    return { ...each, row };
  });
}

function ruler(pen: Pen, { from, to, colour, words, row }: Ruler): void {
  const { ctx, scale, palette, width } = pen;
  const [left, right] = [scale.x(from), scale.x(to)];
  if (right < 0 || left > width) return;
  const y = row * ROW + LINE + 3;
  ctx.strokeStyle = palette[colour];
  ctx.lineWidth = colour === "model" ? 1.5 : 3;
  ctx.setLineDash(colour === "calm" ? [3, 2] : []);
  ctx.beginPath();
  ctx.moveTo(Math.max(-5, left), y);
  ctx.lineTo(Math.min(width + 5, right), y);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  for (const x of [left, right]) {
    ctx.moveTo(x, y - 4);
    ctx.lineTo(x, y + 4);
  }
  ctx.stroke();
  const start = Math.max(0, left) + 3;
  const room = Math.min(width, right) - start - 2;
  ctx.fillStyle = palette[colour];
  const number = length(to - from);
  const whole = `${words} ${number}`;
  write(pen, ctx.measureText(whole).width <= room ? whole : number, start, y - 9, ctx.measureText(number).width <= room ? room : 0);
}

function found(x: number, y: number, scale: Scale, rulers: Ruler[]): Found | null {
  const row = Math.floor(y / ROW);
  const hit = rulers.find((each) => each.row === row && x >= scale.x(each.from) - 2 && x <= scale.x(each.to) + 2);
  if (!hit) return null;
  const { from, to } = hit;
  const [what, long] = [`turn ${hit.turn}: ${hit.words}`, length(to - from)];
  return { lines: [what, long], t: from, span: { from, to, words: `${what} ${long}` } };
}
