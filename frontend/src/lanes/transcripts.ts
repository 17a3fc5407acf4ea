// Pieces of transcripts at the moment they arrived. The protocol tells no times of words, so none are shown.
import type { Timeline } from "../data/timeline";
import { lastAt, lowerBound } from "./find";
import { write, type Found, type LaneDrawing, type Pen } from "./lane";
import type { Scale } from "./scale";

const ROW = 20;

interface Line {
  who: "user" | "model";
  /** Places in the timeline's transcripts, ordered by time. */
  places: number[];
  t: Float64Array;
}

export function transcriptLane(timeline: Timeline): LaneDrawing | null {
  const lines = (["user", "model"] as const).map((who) => line(timeline, who)).filter((each) => each.places.length);
  if (!lines.length) return null;
  return {
    key: "transcripts",
    name: "Transcripts",
    height: ROW * lines.length + 2,
    label: "Pieces of transcripts at the moment they arrived; their words stand in the conversation below.",
    draw(pen) {
      lines.forEach((each, at) => drawLine(pen, each, at * ROW, timeline));
    },
    find: (x, y, scale) => found(x, scale, timeline, lines[Math.min(lines.length - 1, Math.floor(y / ROW))]!),
  };
}

function line({ transcripts }: Timeline, who: Line["who"]): Line {
  const places = transcripts.t.flatMap((_, place) => (transcripts.who[place] === who ? [place] : []));
  places.sort((a, b) => transcripts.t[a]! - transcripts.t[b]! || a - b);
  return { who, places, t: Float64Array.from(places, (place) => transcripts.t[place]!) };
}

/** Letters are about this wide: near enough to tell how many pieces share a place. */
const LETTER_PX = 6;
const CLOSEST_PX = 18;
const LONGEST = 160;

function near(next: number, x: number, text: string): boolean {
  return next < x + text.length * LETTER_PX + 12;
}

function drawLine(pen: Pen, { places, t, who }: Line, top: number, { transcripts }: Timeline): void {
  const { ctx, scale, palette, width } = pen;
  ctx.fillStyle = palette[who];
  const end = lowerBound(t, scale.view.to);
  let at = Math.max(0, lastAt(t, scale.view.from));
  while (at < end) {
    const first = at;
    const x = scale.x(t[first]!);
    // Pieces too close for their own words are told together at the first one's moment, up to the turn's end.
    let text = "";
    do text += transcripts.text[places[at++]!]!;
    while (at < end && text.length < LONGEST && near(scale.x(t[at]!), x, text) && same(transcripts.turn, places, first, at));
    const next = Math.min(at < t.length ? scale.x(t[at]!) : Infinity, width);
    ticks(pen, t, first, at, top);
    if (next - x > CLOSEST_PX) write(pen, text.trim(), x + 4, top + ROW / 2 - 1, next - x - 8);
    // What has no room for a letter is stepped over, however many pieces it is.
    else at = Math.max(at, lowerBound(t, scale.t(x + CLOSEST_PX)));
  }
}

/** A long stroke where a text begins, a short one where each further piece of it arrived. */
function ticks({ ctx, scale }: Pen, t: Float64Array, first: number, end: number, top: number): void {
  ctx.fillRect(scale.x(t[first]!), top + 3, 1.5, ROW - 5);
  let last = scale.x(t[first]!);
  for (let at = first + 1; at < end; at += 1) {
    const x = scale.x(t[at]!);
    if (x - last < 3) continue;
    ctx.fillRect(x, top + ROW - 5, 1, 3);
    last = x;
  }
}

function same(turn: (number | null)[], places: number[], first: number, at: number): boolean {
  return turn[places[first]!] === turn[places[at]!];
}

function found(x: number, scale: Scale, { transcripts }: Timeline, { places, t, who }: Line): Found | null {
  const at = lastAt(t, scale.t(x + 4));
  if (at < 0) return null;
  const place = places[at]!;
  if (x - scale.x(t[at]!) > 160) return null;
  const lines = [`${who === "user" ? "the user's" : "the model's"} transcript, arrived at ${t[at]!.toFixed(3)} s`, transcripts.text[place]!.trim()];
  return { lines, t: t[at]!, message: transcripts.message[place]! };
}
