// The whole session in one strip: the user above the middle, the model below it, and the part the lanes show.
import type { Timeline } from "../data/timeline";
import type { LaneDrawing, Pen } from "./lane";
import type { Peaks } from "./peaks";
import { Scale, type Span } from "./scale";
import { wave } from "./wave";

export const OVERVIEW_HEIGHT = 40;
const HALF = OVERVIEW_HEIGHT / 2;

/** `view` is asked at each drawing; the pen's own scale is not used, as this strip shows the whole. */
export function overview(
  timeline: Timeline,
  peaks: { user: Peaks | null; model: Peaks | null },
  whole: Span,
  view: () => Span,
): LaneDrawing {
  return {
    key: "overview",
    name: "Whole session",
    height: OVERVIEW_HEIGHT,
    label: "The whole session; the part that the lanes show is framed.",
    draw(pen) {
      const all: Pen = { ...pen, scale: new Scale(whole, pen.width) };
      pen.ctx.fillStyle = pen.palette.line;
      for (const { started } of timeline.turns) if (started !== null) pen.ctx.fillRect(all.scale.x(started), 0, 1, OVERVIEW_HEIGHT);
      pen.ctx.fillStyle = pen.palette.user;
      if (timeline.user && peaks.user) wave(all, peaks.user, timeline.user.played, { top: 1, height: HALF - 1 });
      pen.ctx.fillStyle = pen.palette.model;
      if (timeline.model && peaks.model) wave(all, peaks.model, timeline.model.played, { top: HALF, height: HALF - 1 });
      frame(all, view());
    },
  };
}

function frame({ ctx, palette, width, scale }: Pen, view: Span): void {
  const [left, right] = [scale.x(view.from), scale.x(view.to)];
  ctx.fillStyle = palette.ground;
  ctx.globalAlpha = 0.72;
  ctx.fillRect(0, 0, left, OVERVIEW_HEIGHT);
  ctx.fillRect(right, 0, width - right, OVERVIEW_HEIGHT);
  ctx.globalAlpha = 1;
  ctx.strokeStyle = palette.calm;
  ctx.lineWidth = 2;
  ctx.strokeRect(left + 1, 1, Math.max(2, right - left - 2), OVERVIEW_HEIGHT - 2);
}
