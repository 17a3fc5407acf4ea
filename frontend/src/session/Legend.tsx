// The kinds of events that occur, with their signs: pressing one lets n and p go through its events alone.
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Timeline } from "../data/timeline";
import { draw, looks } from "../lanes/glyphs";
import { eachFrame } from "../lanes/LaneCanvas";
import { palette } from "../lanes/palette";
import { Scale } from "../lanes/scale";
import { bindKeys } from "../shell/keys";
import type { SessionState } from "./state";
import { choose, EventOrder } from "./steps";

const SIZE = 14;

export function Legend({ state }: { state: SessionState }) {
  const order = useMemo(() => new EventOrder(state.timeline), [state]);
  const step = (by: 1 | -1) => {
    const event = order.from(state, by);
    if (event !== null) choose(state, event);
  };
  useLayoutEffect(
    () =>
      bindKeys("Events", [
        { keys: ["n"], does: "next event, of the chosen kind", run: () => step(1) },
        { keys: ["p"], does: "previous event", run: () => step(-1) },
      ]),
    [state],
  );
  const kinds = useMemo(() => counted(state.timeline), [state]);
  const chosen = state.kind.value;
  const event = state.event.value;
  const { events } = state.timeline;
  if (!kinds.length) return null;
  return (
    <div class="legend" role="group" aria-label="Kinds of events: n and p go through the chosen one">
      {kinds.map(({ kind, label, many }) => (
        <button type="button" aria-pressed={chosen === kind} onClick={() => (state.kind.value = chosen === kind ? null : kind)}>
          <Sign timeline={state.timeline} kind={kind} />
          <span>{label}</span> <span class="muted">{many}</span>
        </button>
      ))}
      <span class="legend-step">
        <button type="button" onClick={() => step(-1)} title="Previous event (key p)" aria-label="Previous event">‹</button>
        <button type="button" onClick={() => step(1)} title="Next event (key n)" aria-label="Next event">›</button>
      </span>
      <p class="event-said" role="status">
        {event !== null && (
          <>
            <b>{events.kinds[events.kind[event]!]!.label}</b> at {events.t[event]!.toFixed(3)} s <bdi>{events.words[event]}</bdi>
          </>
        )}
      </p>
    </div>
  );
}

function Sign({ timeline, kind }: { timeline: Timeline; kind: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(
    () =>
      eachFrame(() => {
        const colours = palette.value;
        const ctx = canvas.current?.getContext("2d");
        if (!ctx) return;
        ctx.setTransform(2, 0, 0, 2, 0, 0);
        ctx.clearRect(0, 0, SIZE, SIZE);
        const pen = { ctx, palette: colours, width: SIZE, height: SIZE, scale: new Scale({ from: 0, to: 1 }, SIZE) };
        draw(pen, looks(timeline.events.kinds[kind]!), SIZE / 2, SIZE / 2, 4.5);
      }),
    [timeline, kind],
  );
  return <canvas ref={canvas} class="sign" width={2 * SIZE} height={2 * SIZE} aria-hidden="true" />;
}

function counted({ events }: Timeline): { kind: number; label: string; many: number }[] {
  const many = events.kinds.map(() => 0);
  for (const kind of events.kind) many[kind]! += 1;
  return events.kinds.flatMap(({ label }, kind) => (many[kind] ? [{ kind, label, many: many[kind]! }] : []));
}
