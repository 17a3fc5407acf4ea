// What a mouse, a finger or a wheel does over the lanes.
import type { SessionState } from "../session/state";
import type { Found, LaneDrawing } from "./lane";
import type { Span } from "./scale";

/** Less than this is a click with an unsteady hand. */
const DRAG_PX = 4;

interface Press {
  x: number;
  lane: string;
  view: Span;
  dragged: boolean;
  pans: boolean;
}

/** Called when something in a lane, or (null) a bare moment, is clicked. */
export type Pick = (t: number, found: Found | null) => void;

/** Listens on `stack`, whose lanes' time runs over the width of `track`; gives what ends it. */
export function gestures(
  stack: HTMLElement,
  track: HTMLElement,
  lanes: Map<string, LaneDrawing>,
  state: SessionState,
  pick: Pick,
): () => void {
  const fingers = new Map<number, number>();
  let press: Press | null = null;
  let pinch: { wide: number; view: Span } | null = null;
  const at = (event: MouseEvent) => event.clientX - track.getBoundingClientRect().left;

  const down = (event: PointerEvent) => {
    const lane = laneOf(event);
    if (!lane || event.button !== 0) return;
    fingers.set(event.pointerId, at(event));
    state.tip.value = null;
    const touch = event.pointerType === "touch";
    if (fingers.size === 2) {
      pinch = { wide: spread(fingers), view: state.view.peek() };
      press = null;
      return;
    }
    press = { x: at(event), lane, view: state.view.peek(), dragged: false, pans: touch || lane === "axis" };
    stack.setPointerCapture(event.pointerId);
  };

  const move = (event: PointerEvent) => {
    if (fingers.has(event.pointerId)) fingers.set(event.pointerId, at(event));
    if (pinch && fingers.size === 2) squeeze(state, pinch, fingers);
    else if (press) drag(at(event));
    else if (event.pointerType !== "touch") hover(event);
  };

  const drag = (x: number) => {
    if (!press || (!press.dragged && Math.abs(x - press.x) < DRAG_PX)) return;
    press.dragged = true;
    const scale = state.scale.peek();
    if (press.pans) {
      const by = (press.x - x) * scale.perPixel;
      state.look({ from: press.view.from + by, to: press.view.to + by });
    } else state.select({ from: scale.t(press.x), to: scale.t(Math.min(Math.max(x, 0), scale.width)) });
  };

  const up = (event: PointerEvent) => {
    fingers.delete(event.pointerId);
    if (fingers.size < 2) pinch = null;
    if (!press) return;
    const done = press;
    press = null;
    if (done.dragged) {
      const drawn = state.selection.peek();
      if (!done.pans && drawn) state.put(drawn.from);
    } else if (event.type === "pointerup") pick(state.scale.peek().t(done.x), under(event, done.lane));
  };

  const under = (event: MouseEvent, key: string): Found | null => {
    const canvas = stack.querySelector(`canvas[data-lane="${key}"]`);
    const y = canvas ? event.clientY - canvas.getBoundingClientRect().top : 0;
    return lanes.get(key)?.find?.(at(event), y, state.scale.peek()) ?? null;
  };

  const hover = (event: PointerEvent) => {
    const lane = laneOf(event);
    const found = lane ? under(event, lane) : null;
    const top = stack.getBoundingClientRect().top;
    state.tip.value = found && { x: at(event), y: event.clientY - top, lines: found.lines };
    stack.classList.toggle("over-thing", found !== null);
  };

  const leave = () => (state.tip.value = null);
  const again = (event: MouseEvent) => {
    const lane = laneOf(event);
    const found = lane ? under(event, lane) : null;
    if (found?.span) state.show(found.span, found.span.words);
  };
  const wheel = (event: WheelEvent) => rolled(event, state.scale.peek().t(at(event)), state);
  const all: [string, (event: never) => void][] = [
    ["pointerdown", down], ["pointermove", move], ["pointerup", up], ["pointercancel", up],
    ["pointerleave", leave], ["dblclick", again], ["wheel", wheel],
  ];
  for (const [name, listener] of all) stack.addEventListener(name, listener as EventListener, { passive: false });
  return () => {
    for (const [name, listener] of all) stack.removeEventListener(name, listener as EventListener);
  };
}

function laneOf(event: Event): string | undefined {
  const canvas = event.target instanceof Element ? event.target.closest<HTMLElement>("canvas[data-lane]") : null;
  return canvas?.dataset.lane;
}

/** With ctrl (as trackpads report a pinch) it zooms, sideways or with shift it pans; else the page scrolls. */
export function rolled(event: WheelEvent, t: number, state: SessionState): void {
  const scale = state.scale.peek();
  const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    const by = Math.max(-1, Math.min(1, (event.deltaY * unit) / 100));
    state.zoom(2 ** -by, t);
    return;
  }
  const sideways = event.deltaX || (event.shiftKey ? event.deltaY : 0);
  if (!sideways || Math.abs(sideways) < Math.abs(event.deltaY) * (event.shiftKey ? 0 : 1)) return;
  event.preventDefault();
  const { from, to } = state.view.peek();
  const by = sideways * unit * scale.perPixel;
  state.look({ from: from + by, to: to + by });
}

function spread(fingers: Map<number, number>): number {
  const [one = 0, other = 0] = [...fingers.values()];
  return Math.max(10, Math.abs(one - other));
}

function squeeze(state: SessionState, pinch: { wide: number; view: Span }, fingers: Map<number, number>): void {
  const [one = 0, other = 0] = [...fingers.values()];
  const { from, to } = pinch.view;
  const share = (one + other) / 2 / Math.max(1, state.width.peek());
  const length = ((to - from) * pinch.wide) / spread(fingers);
  const middle = from + share * (to - from);
  state.look({ from: middle - share * length, to: middle + (1 - share) * length });
}
