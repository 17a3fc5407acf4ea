// The messages in rows of one height, of which only those in view are in the page.
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { lowerBound } from "../../lanes/find";
import type { SessionState } from "../state";
import { gist } from "./gist";
import { ARROWS, WAYS, type MessageChoice } from "./select";

const ROW = 26;
const AROUND = 8;

export function MessageTable({ state, choice }: { state: SessionState; choice: MessageChoice }) {
  const pane = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(400);
  const shown = choice.shown.value;
  const chosen = state.message.value;
  const at = chosen === null ? -1 : rankOf(shown, chosen);

  useLayoutEffect(() => {
    const watch = new ResizeObserver(() => setHeight(pane.current!.clientHeight));
    watch.observe(pane.current!);
    return () => watch.disconnect();
  }, []);
  useEffect(() => {
    if (at < 0 || !pane.current) return;
    const box = pane.current;
    const place = at * ROW;
    if (place < box.scrollTop || place + 2 * ROW > box.scrollTop + box.clientHeight) box.scrollTop = place - box.clientHeight / 3;
  }, [chosen, shown]);

  const first = Math.max(0, Math.floor(top / ROW) - AROUND);
  const rows = Array.from(shown.subarray(first, Math.ceil((top + height) / ROW) + AROUND));
  return (
    <div
      class="message-table" role="grid" tabIndex={0} ref={pane} aria-label="Messages" aria-rowcount={shown.length + 1}
      aria-activedescendant={at >= first && at < first + rows.length ? `message-${chosen}` : undefined}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      onKeyDown={(event) => moves(event, state, shown, at)}
    >
      <div class="message-row message-head" role="row" aria-rowindex={1}>
        {["no", "s", "Δ ms", "", "kind", "bytes", "what"].map((name) => (
          <span role="columnheader">{name || <span class="unseen">way</span>}</span>
        ))}
      </div>
      <div role="rowgroup" class="message-rows" style={{ height: `${shown.length * ROW}px` }}>
        {rows.map((message, place) => (
          <Row key={message} state={state} choice={choice} message={message} before={shown[first + place - 1]} rank={first + place} />
        ))}
      </div>
    </div>
  );
}

interface RowProps {
  state: SessionState;
  choice: MessageChoice;
  message: number;
  before: number | undefined;
  rank: number;
}

function Row({ state, choice, message, before, rank }: RowProps) {
  const { messages, timed } = state.timeline;
  const way = messages.way[message]!;
  const line = choice.pages.line(message);
  const words = useMemo(() => (line === undefined ? "…" : gist(line)), [line]);
  const t = messages.t[message]!;
  const chosen = state.message.value === message;
  const kind = messages.kinds[messages.kind[message]!]!;
  return (
    <div
      id={`message-${message}`} class={`message-row way-${WAYS[way]}`} role="row" aria-rowindex={rank + 2} aria-selected={chosen}
      style={{ transform: `translateY(${rank * ROW}px)` }} onClick={() => pick(state, message)}
    >
      <span role="gridcell" class="num">{message + 1}</span>
      <span role="gridcell" class="num">{timed ? t.toFixed(3) : ""}</span>
      <span role="gridcell" class="num muted">{before === undefined || !timed ? "" : Math.round((t - messages.t[before]!) * 1000)}</span>
      <span role="gridcell" class="way" title={WAYS[way]}><span class="unseen">{WAYS[way]}</span><span aria-hidden="true">{ARROWS[way]}</span></span>
      <span role="gridcell" class="kind" title={kind}>{plainKind(kind)}</span>
      <span role="gridcell" class="num muted">{messages.bytes[message]}</span>
      <span role="gridcell" class="gist-cell" dir="auto">{words}</span>
    </div>
  );
}

/** `realtimeInput.audio` is told by its last word: what it is part of is the same for nearly all. */
function plainKind(kind: string): string {
  return kind.replaceAll(/\b(?:realtimeInput|serverContent|clientContent)\./g, "");
}

export function pick(state: SessionState, message: number): void {
  state.message.value = message;
  const { t, message: of } = { t: state.timeline.messages.t[message]!, message: state.timeline.events.message };
  const event = of.indexOf(message);
  state.event.value = event >= 0 ? event : null;
  if (state.timeline.timed) state.put(t);
}

/** The next message shown, or the one before; from the cursor when none is chosen. */
export function stepMessage(state: SessionState, shown: Int32Array, by: number): void {
  const chosen = state.message.peek();
  const start = chosen ?? lowerBound(state.timeline.messages.t, state.cursor.peek());
  let rank = lowerBound(shown, start);
  if (chosen !== null) rank += by < 0 || shown[rank] === chosen ? by : by - 1;
  rank = Math.min(Math.max(rank, 0), shown.length - 1);
  if (shown[rank] !== undefined) pick(state, shown[rank]!);
}

function rankOf(shown: Int32Array, message: number): number {
  const rank = lowerBound(shown, message);
  return shown[rank] === message ? rank : -1;
}

function moves(event: KeyboardEvent, state: SessionState, shown: Int32Array, at: number): void {
  const page = 12;
  const by = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -shown.length, End: shown.length }[event.key];
  if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  if (at < 0 && shown.length) stepMessage(state, shown, 1);
  else stepMessage(state, shown, by);
}
