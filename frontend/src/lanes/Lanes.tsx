// The lanes of a session on one clock, with what goes over them.
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { SessionState } from "../session/state";
import "../style/lanes.css";
import type { LanePeaks } from "./all";
import { gestures, type Pick } from "./gestures";
import type { LaneDrawing } from "./lane";
import { LaneCanvas } from "./LaneCanvas";
import { Over } from "./Over";
import { Overview } from "./Overview";

interface Props {
  state: SessionState;
  peaks: LanePeaks;
  lanes: LaneDrawing[];
  pick: Pick;
  /** What stands beside a lane's name, as a button that mutes it. */
  beside: (key: string) => ComponentChildren;
}

export function Lanes({ state, peaks, lanes, pick, beside }: Props) {
  const stack = useRef<HTMLDivElement>(null);
  const track = useRef<HTMLDivElement>(null);
  const byKey = useMemo(() => new Map(lanes.map((lane) => [lane.key, lane])), [lanes]);

  useLayoutEffect(() => {
    const measure = () => (state.width.value = track.current!.clientWidth);
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(track.current!);
    return () => watch.disconnect();
  }, [state]);
  useEffect(() => gestures(stack.current!, track.current!, byKey, state, pick), [byKey, state, pick]);

  return (
    <div class="lanes-of-session">
      <div class="lane">
        <div class="lane-name muted">Whole session</div>
        <Overview state={state} peaks={peaks} />
      </div>
      <div class="lanes-stack" ref={stack}>
        {lanes.map((lane) => (
          <div class={`lane lane-${lane.key}`} key={lane.key}>
            <div class="lane-name">
              <span>{lane.name}</span>
              {beside(lane.key)}
            </div>
            <LaneCanvas lane={lane} scale={state.scale} />
          </div>
        ))}
        <div class="lanes-over" ref={track} aria-hidden="true">
          <Over state={state} />
        </div>
      </div>
    </div>
  );
}
