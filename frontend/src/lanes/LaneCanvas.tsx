// One lane's canvas: never wider than the view, drawn anew at most once a frame and only when something it shows changed.
import { effect, type ReadonlySignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { LaneDrawing } from "./lane";
import { palette, paper } from "./palette";
import type { Scale } from "./scale";

interface Props {
  lane: LaneDrawing;
  scale: ReadonlySignal<Scale>;
  /** True where something around the canvas already says what it shows. */
  silent?: boolean;
}

export function LaneCanvas({ lane, scale, silent }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => eachFrame(() => paint(canvas.current, lane, scale.value)), [lane, scale]);
  const words = silent ? { "aria-hidden": "true" as const } : { role: "img" as const, "aria-label": lane.label };
  return <canvas ref={canvas} class="lane-canvas" data-lane={lane.key} {...words} />;
}

/** Draws now, and again in the frame after any signal that the drawing read has changed. */
export function eachFrame(draw: () => void): () => void {
  let frame = 0;
  let stop = () => {};
  let over = false;
  const run = () => {
    stop();
    if (over) return;
    let drawn = false;
    stop = effect(() => {
      cancelAnimationFrame(frame);
      if (!drawn) draw();
      else if (paper.matches) queueMicrotask(run);
      else frame = requestAnimationFrame(run);
      drawn = true;
    });
  };
  run();
  return () => {
    over = true;
    cancelAnimationFrame(frame);
    stop();
  };
}

function paint(canvas: HTMLCanvasElement | null, lane: LaneDrawing, scale: Scale): void {
  const width = Math.floor(scale.width);
  const colours = palette.value;
  const ctx = canvas?.getContext("2d");
  if (!canvas || !ctx || width < 1) return;
  const dense = window.devicePixelRatio || 1;
  const [wide, high] = [Math.round(width * dense), Math.round(lane.height * dense)];
  if (canvas.width !== wide) canvas.width = wide;
  if (canvas.height !== high) canvas.height = high;
  canvas.style.height = `${lane.height}px`;
  ctx.setTransform(dense, 0, 0, dense, 0, 0);
  ctx.clearRect(0, 0, width, lane.height);
  ctx.font = `11px ${colours.sans}`;
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  // A stranger's text may be in any direction; what stands beside it may not move.
  ctx.direction = "ltr";
  lane.draw({ ctx, scale, width, height: lane.height, palette: colours });
}
