// Going from event to event: the next or the one before, of any kind or of the one that was chosen.
import type { Timeline } from "../data/timeline";
import type { SessionState } from "./state";

export class EventOrder {
  /** Places of all events, ordered by time. */
  private readonly order: Int32Array;
  private readonly rank: Int32Array;

  constructor({ events }: Timeline) {
    this.order = Int32Array.from(events.t.keys()).sort((a, b) => events.t[a]! - events.t[b]! || a - b);
    this.rank = new Int32Array(this.order.length);
    this.order.forEach((event, rank) => (this.rank[event] = rank));
  }

  /** The next event (`by` 1) or the one before (-1); null at the end. */
  from(state: SessionState, by: 1 | -1): number | null {
    const { events } = state.timeline;
    const kind = state.kind.peek();
    const chosen = state.event.peek();
    const cursor = state.cursor.peek();
    const stays = chosen !== null && Math.abs(events.t[chosen]! - cursor) < 1e-6;
    let rank = stays ? this.rank[chosen]! + by : by > 0 ? 0 : this.order.length - 1;
    for (; rank >= 0 && rank < this.order.length; rank += by) {
      const event = this.order[rank]!;
      const beyond = stays || (by > 0 ? events.t[event]! > cursor : events.t[event]! < cursor);
      if (beyond && (kind === null || events.kind[event] === kind)) return event;
    }
    return null;
  }
}

/** Chooses an event, its message with it, and puts the cursor there. */
export function choose(state: SessionState, event: number): void {
  const { events } = state.timeline;
  state.event.value = event;
  const message = events.message[event]!;
  if (message >= 0) state.message.value = message;
  state.put(events.t[event]!);
}
