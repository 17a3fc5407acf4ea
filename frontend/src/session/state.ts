// What the parts of a session page share: where the reader looks, what is chosen, and where the cursor stands.
import { computed, signal } from "@preact/signals";
import type { Timeline, TurnTimes } from "../data/timeline";
import { Scale, showing, within, zoomed, type Span } from "../lanes/scale";

export interface Selection extends Span {
  /** What the stretch stands for, as `latency.first_audible_ms 640 ms`; "" of one drawn by hand. */
  label: string;
}

/** What is said of the thing under the pointer, and where in the lanes. */
export interface Tip {
  x: number;
  y: number;
  lines: string[];
}

export class SessionState {
  readonly whole: Span;
  readonly view;
  readonly width = signal(0);
  readonly cursor = signal(0);
  readonly selection = signal<Selection | null>(null);
  /** Number of the chosen message and of the chosen event. */
  readonly message = signal<number | null>(null);
  readonly event = signal<number | null>(null);
  /** The kind of event that n and p go through; null is any. */
  readonly kind = signal<number | null>(null);
  /** Model audio as a listener hears it, or as it arrived. */
  readonly heard = signal(true);
  /** The conversation goes along with the cursor. */
  readonly follow = signal(true);
  readonly tip = signal<Tip | null>(null);
  readonly scale = computed(() => new Scale(this.view.value, this.width.value));
  readonly turn = computed(() => turnAt(this.timeline.turns, this.cursor.value)?.turn ?? null);

  constructor(readonly timeline: Timeline) {
    this.whole = { from: 0, to: Math.max(timeline.duration_s, 0.1) };
    this.view = signal<Span>(this.whole);
  }

  look(view: Span): void {
    const next = within(view, this.whole);
    const now = this.view.peek();
    if (next.from !== now.from || next.to !== now.to) this.view.value = next;
  }

  zoom(factor: number, at = this.anchor()): void {
    this.look(zoomed(this.view.peek(), factor, at, this.whole));
  }

  /** Puts the cursor somewhere and sees to it that it is in view. */
  put(t: number): void {
    this.cursor.value = Math.min(Math.max(t, 0), this.whole.to);
    this.reveal(this.cursor.peek());
  }

  reveal(t: number): void {
    const view = this.view.peek();
    if (t >= view.from && t <= view.to) return;
    const length = view.to - view.from;
    this.look({ from: t - length * 0.1, to: t + length * 0.9 });
  }

  select(span: Span, label = ""): void {
    const [from, to] = [Math.min(span.from, span.to), Math.max(span.from, span.to)];
    this.selection.value = { from: Math.max(0, from), to: Math.min(this.whole.to, to), label };
  }

  /** Selects a stretch and zooms so that it is seen. */
  show(span: Span, label: string): void {
    this.select(span, label);
    this.look(showing(this.view.peek(), span, this.whole));
    this.cursor.value = Math.min(Math.max(span.from, 0), this.whole.to);
  }

  private anchor(): number {
    const { from, to } = this.view.peek();
    const cursor = this.cursor.peek();
    return cursor >= from && cursor <= to ? cursor : (from + to) / 2;
  }
}

/** The turn that runs, or was the last to run, at that moment. */
export function turnAt(turns: TurnTimes[], t: number): TurnTimes | null {
  let found: TurnTimes | null = null;
  for (const each of turns) if (each.started !== null && each.started <= t + 1e-6) found = each;
  return found;
}

/** From its start to its end, or to the next turn's start, or to the end of the session. */
export function turnSpan(turns: TurnTimes[], place: number, whole: Span): Span | null {
  const from = turns[place]?.started ?? null;
  if (from === null) return null;
  const next = turns.slice(place + 1).find((each) => each.started !== null)?.started ?? whole.to;
  return { from, to: Math.max(from, turns[place]!.finished ?? next) };
}
