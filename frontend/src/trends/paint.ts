// What a large chart shows, on uPlot's canvas. A shape means something without its colour.
import uPlot from "uplot";
import type { Chapter } from "./data";
import { stretches, type View } from "./view";

const WINDOW = 30;

interface Colours {
  calm: string;
  bad: string;
  good: string;
  warn: string;
  soft: string;
  line: string;
  card: string;
}

/** The page's colours as they are now, light or dark. */
export function colours(): Colours {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const [calm, bad, good, warn] = [of("calm"), of("bad"), of("good"), of("warn")];
  return { calm, bad, good, warn, soft: of("soft"), line: of("line"), card: of("card") };
}

export function paint(u: uPlot, view: View, chapter: Chapter): void {
  const { ctx, bbox } = u;
  const ratio = devicePixelRatio;
  const found = colours();
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.lineWidth = ratio;
  for (const places of stretches(view, 0)) {
    band(u, view, places, found.calm);
    path(u, places.map((place) => [place, view.levels[place]!]), found.calm);
  }
  breaks(u, view, found);
  changes(u, view, found);
  view.levels.forEach((level, place) => level !== null && dot(u, place, level, chapter, found));
  ctx.restore();
}

function path(u: uPlot, points: [place: number, level: number][], colour: string): void {
  const { ctx } = u;
  ctx.beginPath();
  for (const [place, level] of points) ctx.lineTo(u.valToPos(place, "x", true), u.valToPos(level, "y", true));
  ctx.strokeStyle = colour;
  ctx.stroke();
}

function band(u: uPlot, view: View, places: number[], colour: string): void {
  const known = places.filter((place) => typeof view.low[place] === "number");
  if (known.length < 2) return;
  const { ctx } = u;
  ctx.beginPath();
  for (const place of known) ctx.lineTo(u.valToPos(place, "x", true), u.valToPos(view.high[place]!, "y", true));
  for (const place of [...known].reverse()) ctx.lineTo(u.valToPos(place, "x", true), u.valToPos(view.low[place]!, "y", true));
  ctx.globalAlpha = 0.16;
  ctx.fillStyle = colour;
  ctx.fill();
  ctx.globalAlpha = 1;
}

function breaks(u: uPlot, view: View, found: Colours): void {
  for (const [place, words] of view.breaks) {
    if (place === 0) continue;
    upright(u, place - 0.5, found.warn, [1, 3]);
    label(u, place - 0.5, words, found.warn, false);
  }
}

function changes(u: uPlot, view: View, found: Colours): void {
  const { ctx } = u;
  for (const [at, each] of view.changes.entries()) {
    const colour = each.kind === "worse" ? found.bad : each.kind === "better" ? found.good : found.soft;
    const before = Math.max(view.changes[at - 1]?.place ?? 0, each.place - WINDOW);
    const after = Math.min(view.changes[at + 1]?.place ?? view.levels.length, each.place + WINDOW) - 1;
    upright(u, each.place - 0.5, colour, [6, 4]);
    ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
    ctx.lineWidth = 2 * devicePixelRatio;
    path(u, [[before, each.before], [each.place - 0.5, each.before]], colour);
    path(u, [[each.place - 0.5, each.after], [after, each.after]], colour);
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([]);
    label(u, each.place - 0.5, each.words.replace(/^since [\d-]*: /, "").replace(/ \(.*/, ""), colour, true);
  }
}

function upright(u: uPlot, place: number, colour: string, dash: number[]): void {
  const { ctx, bbox } = u;
  const x = u.valToPos(place, "x", true);
  ctx.setLineDash(dash.map((each) => each * devicePixelRatio));
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.strokeStyle = colour;
  ctx.stroke();
  ctx.setLineDash([]);
}

/** At the top or the foot of an upright line, on its other side where the drawing ends. */
function label(u: uPlot, place: number, words: string, colour: string, top: boolean): void {
  const { ctx, bbox } = u;
  const x = u.valToPos(place, "x", true);
  const gap = 5 * devicePixelRatio;
  ctx.font = `600 ${12 * devicePixelRatio}px system-ui, sans-serif`;
  ctx.fillStyle = colour;
  ctx.textBaseline = top ? "top" : "bottom";
  const fits = x + gap + ctx.measureText(words).width < bbox.left + bbox.width;
  ctx.textAlign = fits ? "left" : "right";
  ctx.fillText(words, fits ? x + gap : x - gap, top ? bbox.top + gap : bbox.top + bbox.height - gap);
}

function dot(u: uPlot, place: number, level: number, chapter: Chapter, found: Colours): void {
  const { ctx } = u;
  const [x, y] = [u.valToPos(place, "x", true), u.valToPos(level, "y", true)];
  const crowd = (u.scales.x!.max! - u.scales.x!.min!) / (u.bbox.width / devicePixelRatio);
  const size = (crowd > 0.25 ? 2.5 : 4) * devicePixelRatio;
  const red = chapter.nights.kind[place] === "bad";
  ctx.beginPath();
  if (red) diamond(ctx, x, y, size * 1.5);
  else ctx.arc(x, y, size, 0, 2 * Math.PI);
  ctx.fillStyle = chapter.nights.accepted[place] ? (red ? found.bad : found.calm) : found.card;
  ctx.fill();
  ctx.strokeStyle = red ? found.bad : found.calm;
  ctx.lineWidth = 1.5 * devicePixelRatio;
  ctx.stroke();
}

function diamond(ctx: CanvasRenderingContext2D, x: number, y: number, size: number): void {
  ctx.moveTo(x, y - size);
  ctx.lineTo(x + size, y);
  ctx.lineTo(x, y + size);
  ctx.lineTo(x - size, y);
  ctx.closePath();
}
