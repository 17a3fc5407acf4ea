// Two sessions on one clock: each keeps its own seconds, and both lie so that the user's speech of one turn ends at the
// same place of the screen. Views, cursors and selections of the two are one and the same, moved by that distance.
import { effect, signal } from "@preact/signals";
import type { Timeline, TurnTimes } from "../data/timeline";
import type { Span } from "../lanes/scale";
import { SessionState, turnSpan } from "../session/state";

export type SideName = "a" | "b";
const NEAR = 1e-6;

/** A session that can be looked at beyond its own begin and end, as far as the other one reaches. */
class SideState extends SessionState {
  constructor(timeline: Timeline, whole: Span) {
    super(timeline);
    Object.assign(this, { whole });
    this.view.value = whole;
  }
}

export class PairState {
  readonly a: SessionState;
  readonly b: SessionState;
  /** Where on each session's clock the user's speech of the turn ends. */
  readonly anchors: Record<SideName, number>;
  /** What they are aligned by, in words. */
  readonly words: string;
  /** Which of the two is to be heard. */
  readonly heard = signal<SideName>("b");
  private readonly ends: (() => void)[];

  constructor(
    readonly timelines: Record<SideName, Timeline>,
    readonly turn: number | null,
  ) {
    const [one, other] = [anchorOf(timelines.a, turn), anchorOf(timelines.b, turn)];
    // Only the same moment of both can be laid over the other.
    const shared = one && other && one.words === other.words ? { a: one.t, b: other.t, words: one.words } : { a: 0, b: 0, words: "the start of the session" };
    this.anchors = { a: shared.a, b: shared.b };
    this.words = shared.words;
    const reach = reachOf(timelines, this.anchors);
    const whole = (name: SideName) => ({ from: reach.from + this.anchors[name], to: reach.to + this.anchors[name] });
    this.a = new SideState(timelines.a, whole("a"));
    this.b = new SideState(timelines.b, whole("b"));
    this.ends = [...this.tied("a", "b"), ...this.tied("b", "a")];
    this.showTurn();
  }

  /** How far B's clock is ahead of A's at the same place of the screen. */
  get apart(): number {
    return this.anchors.b - this.anchors.a;
  }

  /** Seconds after the anchor, on both. */
  get place(): number {
    return this.b.cursor.value - this.anchors.b;
  }

  put(place: number): void {
    this.b.put(place + this.anchors.b);
  }

  end(): void {
    for (const each of this.ends) each();
  }

  private showTurn(): void {
    const spans = (["a", "b"] as const).flatMap((name) => {
      const { timelines: { [name]: { turns } }, anchors: { [name]: anchor } } = this;
      const span = this.turn === null ? null : turnSpan(turns, this.turn - 1, this[name].whole);
      return span ? [{ from: span.from - anchor, to: span.to - anchor }] : [];
    });
    if (!spans.length) return;
    const [from, to] = [Math.min(...spans.map((each) => each.from)), Math.max(...spans.map((each) => each.to))];
    const room = 0.04 * (to - from) + 0.1;
    this.b.look({ from: from - room + this.anchors.b, to: to + room + this.anchors.b });
    this.put(from);
  }

  /** What happens to the one happens to the other. */
  private tied(from: SideName, to: SideName): (() => void)[] {
    const by = to === "b" ? this.apart : -this.apart;
    const [one, other] = [this[from], this[to]];
    return [
      effect(() => {
        const { from: begin, to: end } = one.view.value;
        const now = other.view.peek();
        if (far(now.from, begin + by) || far(now.to, end + by)) other.view.value = { from: begin + by, to: end + by };
      }),
      effect(() => {
        const t = one.cursor.value + by;
        if (far(other.cursor.peek(), t)) other.cursor.value = t;
      }),
      effect(() => {
        const chosen = one.selection.value;
        const now = other.selection.peek();
        if (!chosen && now) other.selection.value = null;
        if (chosen && (!now || far(now.from, chosen.from + by) || far(now.to, chosen.to + by))) {
          other.selection.value = { ...chosen, from: chosen.from + by, to: chosen.to + by, label: "" };
        }
      }),
    ];
  }
}

function far(one: number, other: number): boolean {
  return Math.abs(one - other) > NEAR;
}

/** The times of a turn by its number, counted from 1 as in the conversation. */
export function timesOf({ turns }: Timeline, turn: number | null): TurnTimes | undefined {
  return turn === null ? undefined : turns[turn - 1];
}

function anchorOf(timeline: Timeline, turn: number | null): { t: number; words: string } | null {
  const found = timesOf(timeline, turn);
  return found ? momentOf(found, `of turn ${turn}`) : null;
}

function momentOf(turn: TurnTimes, which: string): { t: number; words: string } | null {
  if (turn.speech_ended !== null) return { t: turn.speech_ended, words: `the end of the user's speech ${which}` };
  if (turn.input_ended !== null) return { t: turn.input_ended, words: `the end of the user's input ${which}` };
  return turn.started === null ? null : { t: turn.started, words: `the start ${which}` };
}

/** From the first begin to the last end, in seconds after the anchor. */
function reachOf(timelines: Record<SideName, Timeline>, anchors: Record<SideName, number>): Span {
  const ends = (["a", "b"] as const).map((name) => Math.max(timelines[name].duration_s, 0.1) - anchors[name]);
  return { from: Math.min(-anchors.a, -anchors.b), to: Math.max(...ends) };
}
