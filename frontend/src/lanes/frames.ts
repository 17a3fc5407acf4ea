// The frames of video that were sent, as pictures where they have room.
import { signal } from "@preact/signals";
import type { Timeline } from "../data/timeline";
import { lowerBound } from "./find";
import type { Found, LaneDrawing, Pen } from "./lane";
import type { Scale } from "./scale";

const HEIGHT = 54;
const PICTURE = 46;
const WIDEST = 80;

/** `address` gives a file of the attempt's folder as the page can load it. */
export function frameLane(timeline: Timeline, address: (file: string) => string): LaneDrawing | null {
  const frames = [...timeline.frames].sort((a, b) => a.t - b.t);
  if (!frames.length) return null;
  const t = Float64Array.from(frames, (each) => each.t);
  const pictures = new Map<string, HTMLImageElement>();
  const loaded = signal(0);
  const picture = (file: string): HTMLImageElement => {
    let found = pictures.get(file);
    if (!found) {
      found = new Image();
      found.onload = () => (loaded.value += 1);
      found.src = address(file);
      pictures.set(file, found);
    }
    return found;
  };
  return {
    key: "frames",
    name: "Video",
    height: HEIGHT,
    label: `${frames.length} frames of video that were sent.`,
    draw(pen) {
      loaded.value;
      pictured(pen, t, (at) => (frames[at]!.file ? picture(frames[at]!.file) : null));
    },
    find: (x, _y, scale) => found(x, scale, frames),
  };
}

function pictured({ ctx, scale, palette, width }: Pen, t: Float64Array, picture: (at: number) => HTMLImageElement | null): void {
  const end = lowerBound(t, scale.view.to);
  let free = -WIDEST;
  let tick = -3;
  for (let at = lowerBound(t, scale.view.from - WIDEST * scale.perPixel); at < end; at += 1) {
    const x = scale.x(t[at]!);
    if (x - tick >= 2) {
      ctx.fillStyle = palette.user;
      ctx.fillRect((tick = x), HEIGHT - 5, 1.5, 5);
    }
    if (x < free || x > width) continue;
    const image = picture(at);
    const whole = image !== null && image.complete && image.naturalHeight > 0;
    const wide = whole ? Math.min(WIDEST, (image.naturalWidth / image.naturalHeight) * PICTURE) : PICTURE;
    if (whole) ctx.drawImage(image, x, 1, wide, PICTURE);
    ctx.strokeStyle = palette.line;
    ctx.strokeRect(x + 0.5, 1.5, wide - 1, PICTURE - 1);
    free = x + wide + 3;
  }
}

function found(x: number, scale: Scale, frames: Timeline["frames"]): Found | null {
  const frame = frames.filter((each) => scale.x(each.t) <= x + 3).at(-1);
  if (!frame || x - scale.x(frame.t) > WIDEST) return null;
  return { lines: [frame.label || "frame", `sent at ${frame.t.toFixed(3)} s`], t: frame.t, message: frame.message };
}
