// The shapes of the event lane. Each kind of event has one; kinds not named here have their group's.
import type { Pen } from "./lane";
import type { Palette } from "./palette";

export type Shape = "circle" | "ring" | "square" | "box" | "diamond" | "up" | "down" | "right" | "cross" | "bar" | "star";
type Colour = keyof Palette;

const KINDS: [test: RegExp, shape: Shape, colour: Colour][] = [
  [/^error|^unknown/, "cross", "bad"],
  [/cancel/, "cross", "tool"],
  [/interrupt/, "cross", "bad"],
  [/^clos/, "square", "bad"],
  [/go_?away/, "down", "warn"],
  [/reconnecting/, "down", "bad"],
  [/^reconnected|^connected/, "up", "good"],
  [/resumption/, "ring", "calm"],
  [/setup.*complete/, "star", "good"],
  [/^setup/, "box", "calm"],
  [/generation/, "box", "model"],
  [/turn.*complete|turn_finished/, "square", "model"],
  [/turn_started/, "right", "user"],
  [/input_ended|speech_ended/, "bar", "user"],
  [/tool.*respon/, "box", "tool"],
  [/tool/, "square", "tool"],
  [/usage/, "ring", "soft"],
  [/frame|media/, "box", "user"],
  [/^text|context|history/, "diamond", "user"],
  [/code|ground|url/, "diamond", "model"],
  [/activity|speech/, "up", "user"],
];
const GROUPS: Record<string, [Shape, Colour]> = {
  connection: ["circle", "calm"], turn: ["circle", "model"], tool: ["square", "tool"],
  speech: ["up", "user"], other: ["circle", "soft"],
};

export function looks(kind: { name: string; group: string }): { shape: Shape; colour: Colour } {
  const known = KINDS.find(([test]) => test.test(kind.name));
  const [shape, colour] = known ? [known[1], known[2]] : (GROUPS[kind.group] ?? GROUPS.other!);
  return { shape, colour };
}

/** The outline of a shape around a point, as a path that can be filled (or, of hollow ones, stroked). */
export function outline(shape: Shape, x: number, y: number, size: number): [hollow: boolean, path: Path2D] {
  const path = new Path2D();
  const polygon = (...points: [number, number][]) => {
    for (const [right, down] of points) path.lineTo(x + right * size, y + down * size);
    path.closePath();
  };
  if (shape === "circle" || shape === "ring") path.arc(x, y, size * 0.9, 0, 2 * Math.PI);
  else if (shape === "square" || shape === "box") path.rect(x - size * 0.8, y - size * 0.8, size * 1.6, size * 1.6);
  else if (shape === "diamond") polygon([0, -1.1], [1.1, 0], [0, 1.1], [-1.1, 0]);
  else if (shape === "up") polygon([0, -1], [1, 0.8], [-1, 0.8]);
  else if (shape === "down") polygon([0, 1], [1, -0.8], [-1, -0.8]);
  else if (shape === "right") polygon([1, 0], [-0.8, 1], [-0.8, -1]);
  else if (shape === "bar") path.rect(x - 1.5, y - size, 3, size * 2);
  else if (shape === "star") polygon(...star());
  else cross(path, x, y, size * 0.85);
  return [shape === "ring" || shape === "box" || shape === "cross", path];
}

export function draw({ ctx, palette }: Pen, look: { shape: Shape; colour: Colour }, x: number, y: number, size = 5): void {
  const [hollow, path] = outline(look.shape, x, y, size);
  const colour = palette[look.colour];
  if (hollow) {
    ctx.lineWidth = 2;
    ctx.strokeStyle = colour;
    ctx.stroke(path);
  } else {
    ctx.fillStyle = colour;
    ctx.fill(path);
  }
}

/** A line with a pennant: filled for what is known to be so, dashed and hollow for what the server showed. */
export function flag({ ctx, palette }: Pen, x: number, top: number, bottom: number, hollow: boolean): void {
  ctx.strokeStyle = hollow ? palette.model : palette.ink;
  ctx.fillStyle = palette.ink;
  ctx.lineWidth = 1.5;
  ctx.setLineDash(hollow ? [3, 2] : []);
  ctx.beginPath();
  ctx.moveTo(x, top);
  ctx.lineTo(x, bottom);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.beginPath();
  ctx.moveTo(x, top);
  ctx.lineTo(x + 8, top + 4);
  ctx.lineTo(x, top + 8);
  ctx.closePath();
  if (hollow) ctx.stroke();
  else ctx.fill();
}

function cross(path: Path2D, x: number, y: number, size: number): void {
  path.moveTo(x - size, y - size);
  path.lineTo(x + size, y + size);
  path.moveTo(x + size, y - size);
  path.lineTo(x - size, y + size);
}

function star(): [number, number][] {
  return Array.from({ length: 10 }, (_, at) => {
    const far = at % 2 ? 0.5 : 1.2;
    const angle = (at * Math.PI) / 5 - Math.PI / 2;
    return [Math.cos(angle) * far, Math.sin(angle) * far];
  });
}
