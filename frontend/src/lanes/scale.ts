// Seconds to pixels and back, and how a view of the session may be moved.

/** A stretch of the session's clock, in seconds. */
export interface Span {
  from: number;
  to: number;
}

/** No closer than this: a chunk of 20 ms fills the view. */
const CLOSEST_S = 0.02;

/** What stands at the very start or end of a view has room to be seen whole. */
const EDGE_PX = 7;

export class Scale {
  readonly perPixel: number;
  /** What there is room for: a little more than what was asked for. */
  readonly view: Span;

  constructor(
    view: Span,
    readonly width: number,
  ) {
    this.perPixel = (view.to - view.from) / Math.max(1, width - 2 * EDGE_PX);
    this.view = { from: view.from - EDGE_PX * this.perPixel, to: view.to + EDGE_PX * this.perPixel };
  }

  x(t: number): number {
    return (t - this.view.from) / this.perPixel;
  }

  t(x: number): number {
    return this.view.from + x * this.perPixel;
  }
}

/** The nearest view that lies within the whole; its length is kept where that can be. */
export function within(view: Span, whole: Span): Span {
  const most = whole.to - whole.from;
  const length = Math.min(Math.max(view.to - view.from, Math.min(CLOSEST_S, most)), most);
  const from = Math.min(Math.max(view.from, whole.from), whole.to - length);
  return { from, to: from + length };
}

/** `factor` times closer, with the moment `at` where it was. */
export function zoomed(view: Span, factor: number, at: number, whole: Span): Span {
  const length = Math.min(Math.max((view.to - view.from) / factor, CLOSEST_S), whole.to - whole.from);
  const share = (at - view.from) / (view.to - view.from);
  return within({ from: at - share * length, to: at + (1 - share) * length }, whole);
}

export function moved(view: Span, by: number, whole: Span): Span {
  return within({ from: view.from + by, to: view.to + by }, whole);
}

/** The least change after which the stretch is seen; nothing changes where it already is, and large enough to be read. */
export function showing(view: Span, wanted: Span, whole: Span): Span {
  const length = wanted.to - wanted.from;
  const shown = view.to - view.from;
  const seen = wanted.from >= view.from && wanted.to <= view.to;
  if (seen && length > shown / 40) return view;
  const around = Math.max(length * 0.6, 0.25);
  return within({ from: wanted.from - around, to: wanted.to + around }, whole);
}

const STEPS_S = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200];

/** Seconds between marks of the axis that stand at least `apart` pixels from each other. */
export function step(scale: Scale, apart: number): number {
  return STEPS_S.find((each) => each / scale.perPixel >= apart) ?? 3600;
}

/** `7`, `7.25` or `1:07` on the axis, with as many places as neighbours need to differ. */
export function clock(t: number, between: number): string {
  const places = between >= 1 ? 0 : between >= 0.1 ? 1 : between >= 0.01 ? 2 : 3;
  if (t < 60) return `${t.toFixed(places)}`;
  const minutes = Math.floor(t / 60 + 1e-9);
  const rest = Math.max(0, t - minutes * 60).toFixed(places);
  return `${minutes}:${rest.padStart(places ? places + 3 : 2, "0")}`;
}

/** `640 ms` or `1.25 s`. */
export function length(seconds: number): string {
  const size = Math.abs(seconds);
  if (size < 1) return `${Math.round(seconds * 1000)} ms`;
  return `${seconds.toFixed(size < 10 ? 2 : 1)} s`;
}
