// The strip above the lanes: drag to choose what they show, drag the frame or its edges to move it.
import { computed } from "@preact/signals";
import { useMemo, useRef } from "preact/hooks";
import type { SessionState } from "../session/state";
import { LaneCanvas } from "./LaneCanvas";
import { rolled } from "./gestures";
import { overview } from "./strip";
import type { Peaks } from "./peaks";
import { moved, Scale, type Span } from "./scale";

const EDGE_PX = 7;

type Drag = { start: number; view: Span; how: "draw" | "move" | "left" | "right"; dragged: boolean };

export function Overview({ state, peaks }: { state: SessionState; peaks: { user: Peaks | null; model: Peaks | null } }) {
  const lane = useMemo(() => overview(state.timeline, peaks, state.whole, () => state.view.value), [state]);
  const whole = useMemo(() => computed(() => new Scale(state.whole, state.width.value)), [state]);
  const drag = useRef<Drag | null>(null);
  const { from, to } = state.view.value;

  const at = (event: MouseEvent) => event.clientX - (event.currentTarget as Element).getBoundingClientRect().left;
  const down = (event: PointerEvent) => {
    if (event.button !== 0) return;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    const x = at(event);
    drag.current = { start: x, view: state.view.peek(), how: grip(x, whole.peek(), state.view.peek(), state.whole), dragged: false };
  };
  const move = (event: PointerEvent) => {
    const now = drag.current;
    if (!now || (!now.dragged && Math.abs(at(event) - now.start) < 3)) return;
    now.dragged = true;
    state.look(pulled(now, at(event), whole.peek()));
  };
  const up = (event: PointerEvent) => {
    const now = drag.current;
    drag.current = null;
    if (!now || now.dragged) return;
    const t = whole.peek().t(at(event));
    const half = (now.view.to - now.view.from) / 2;
    state.look({ from: t - half, to: t + half });
    state.put(t);
  };
  const keys = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -0.25, ArrowRight: 0.25, ArrowDown: -0.25, ArrowUp: 0.25, PageUp: 1, PageDown: -1 }[event.key];
    if (by !== undefined) state.look(moved(state.view.peek(), by * (to - from), state.whole));
    else if (event.key === "Home") state.look({ from: 0, to: to - from });
    else if (event.key === "End") state.look({ from: state.whole.to - (to - from), to: state.whole.to });
    else return;
    event.preventDefault();
  };
  return (
    <div
      class="overview" role="slider" tabIndex={0} aria-label="Part of the session the lanes show"
      aria-valuemin={0} aria-valuemax={state.whole.to} aria-valuenow={from}
      aria-valuetext={`from ${from.toFixed(2)} to ${to.toFixed(2)} of ${state.whole.to.toFixed(2)} seconds`}
      onPointerDown={down} onPointerMove={move} onPointerUp={up} onPointerCancel={() => (drag.current = null)}
      onKeyDown={keys} onWheel={(event) => rolled(event, whole.peek().t(at(event)), state)}
    >
      <LaneCanvas lane={lane} scale={whole} silent />
    </div>
  );
}

function grip(x: number, scale: Scale, view: Span, whole: Span): Drag["how"] {
  if (view.to - view.from >= (whole.to - whole.from) * 0.999) return "draw";
  const [left, right] = [scale.x(view.from), scale.x(view.to)];
  if (Math.abs(x - left) < EDGE_PX) return "left";
  if (Math.abs(x - right) < EDGE_PX) return "right";
  return x > left && x < right ? "move" : "draw";
}

function pulled({ how, start, view }: Drag, x: number, scale: Scale): Span {
  const by = (x - start) * scale.perPixel;
  if (how === "move") return { from: view.from + by, to: view.to + by };
  if (how === "left") return { from: Math.min(view.from + by, view.to - 0.02), to: view.to };
  if (how === "right") return { from: view.from, to: Math.max(view.to + by, view.from + 0.02) };
  return { from: scale.t(Math.min(start, x)), to: scale.t(Math.max(start, x)) };
}
