// What is done with the lanes: closer, farther, all of it; and the signs of the events, which are buttons too.
import { useLayoutEffect } from "preact/hooks";
import type { AttemptDetails } from "../data/summary";
import { moved } from "../lanes/scale";
import { Switch } from "../player/PlayerBar";
import { bindKeys } from "../shell/keys";
import { ExportMenu } from "./ExportMenu";
import type { SessionState } from "./state";

export function LaneTools({ state, details, runId }: { state: SessionState; details: AttemptDetails; runId: string }) {
  useLayoutEffect(() => keys(state), [state]);
  return (
    <div class="lanes-tools" role="group" aria-label="Lanes">
      <button type="button" onClick={() => state.zoom(2)} title="Closer (key +)" aria-label="Zoom in">+</button>
      <button type="button" onClick={() => state.zoom(0.5)} title="Farther (key -)" aria-label="Zoom out">−</button>
      <button type="button" onClick={() => state.look(state.whole)} title="Show all of it (key 0)">Whole session</button>
      <Switch on={state.follow.value} set={(on) => (state.follow.value = on)} title="The conversation goes along with the cursor">
        Follow
      </Switch>
      <ExportMenu state={state} details={details} runId={runId} />
    </div>
  );
}

export function toSelection(state: SessionState): void {
  const chosen = state.selection.peek();
  if (!chosen) return;
  const around = Math.max((chosen.to - chosen.from) * 0.08, 0.01);
  state.look({ from: chosen.from - around, to: chosen.to + around });
}

/** Moves an end of the selection to the cursor, as a drag does for who has a mouse. */
function bound(state: SessionState, end: "from" | "to"): void {
  const t = state.cursor.peek();
  const now = state.selection.peek() ?? state.view.peek();
  if (end === "from") state.select({ from: t, to: now.to > t ? now.to : state.whole.to });
  else state.select({ from: now.from < t ? now.from : 0, to: t });
}

function keys(state: SessionState): () => void {
  const pan = (by: number) => () => {
    const { from, to } = state.view.peek();
    state.look(moved(state.view.peek(), by * (to - from), state.whole));
  };
  return bindKeys("Lanes", [
    { keys: ["+", "="], does: "zoom in", run: () => state.zoom(2) },
    { keys: ["-"], does: "zoom out", run: () => state.zoom(0.5) },
    { keys: ["0"], does: "the whole session", run: () => state.look(state.whole) },
    { keys: ["z"], does: "zoom to the selection", run: () => toSelection(state) },
    { keys: [","], does: "look earlier", run: pan(-0.4) },
    { keys: ["."], does: "look later", run: pan(0.4) },
    { keys: ["i"], does: "select from the cursor on", run: () => bound(state, "from") },
    { keys: ["o"], does: "select up to the cursor", run: () => bound(state, "to") },
    { keys: ["a"], does: "model audio as heard or at arrival", run: () => (state.heard.value = !state.heard.peek()) },
    { keys: ["Escape"], does: "clear the selection", run: () => (state.selection.value = null) },
  ]);
}
