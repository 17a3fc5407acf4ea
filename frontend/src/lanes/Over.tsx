// What lies over the lanes: the cursor, the selection, and what is said of the thing under the pointer.
import { useEffect, useRef } from "preact/hooks";
import type { SessionState } from "../session/state";
import { eachFrame } from "./LaneCanvas";
import { length } from "./scale";

export function Over({ state }: { state: SessionState }) {
  return (
    <>
      <Chosen state={state} />
      <Cursor state={state} />
      <TipBox state={state} />
    </>
  );
}

function Cursor({ state }: { state: SessionState }) {
  const line = useRef<HTMLDivElement>(null);
  useEffect(
    () =>
      eachFrame(() => {
        const x = state.scale.value.x(state.cursor.value);
        const style = line.current?.style;
        if (!style) return;
        style.transform = `translateX(${x}px)`;
        style.visibility = x < -1 || x > state.width.value + 1 ? "hidden" : "visible";
      }),
    [state],
  );
  return <div ref={line} class="lanes-cursor" />;
}

function Chosen({ state }: { state: SessionState }) {
  const selection = state.selection.value;
  if (!selection) return null;
  const scale = state.scale.value;
  const left = Math.max(-2, scale.x(selection.from));
  const right = Math.min(scale.width + 2, scale.x(selection.to));
  if (right < 0 || left > scale.width) return null;
  const words = selection.label || length(selection.to - selection.from);
  const middle = Math.min(Math.max((left + right) / 2, 60), Math.max(60, scale.width - 60));
  return (
    <>
      <div class="lanes-selection" style={{ left: `${left}px`, width: `${Math.max(1, right - left)}px` }} />
      <div class="lanes-measure" style={{ left: `${middle}px` }}>
        <bdi>{words}</bdi>
      </div>
    </>
  );
}

/** As tall as what is said may get. */
const ROOM_PX = 150;

function TipBox({ state }: { state: SessionState }) {
  const tip = state.tip.value;
  if (!tip) return null;
  const right = tip.x > state.width.value / 2;
  const style = {
    // Low down it stands above the pointer, where there is room for it.
    ...(tip.y > ROOM_PX ? { bottom: `calc(100% - ${tip.y - 10}px)` } : { top: `${tip.y + 14}px` }),
    ...(right ? { right: `${state.width.value - tip.x + 8}px` } : { left: `${tip.x + 12}px` }),
  };
  return (
    <div class="lanes-tip" style={style}>
      {tip.lines.map((line) => (
        <div dir="auto">{line.slice(0, 300)}</div>
      ))}
    </div>
  );
}
