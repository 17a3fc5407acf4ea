// What can be done with a selection. Below the lanes: where it appears, what the reader looks at must not move.
import { length } from "../lanes/scale";
import type { Player } from "../player/player";
import { toSelection } from "./LaneTools";
import type { SessionState } from "./state";

export function SelectionTools({ state, player }: { state: SessionState; player: Player }) {
  const chosen = state.selection.value;
  if (!chosen) return null;
  return (
    <div class="selection-tools" role="group" aria-label="Selection">
      <button type="button" onClick={() => player.playSelection()}>▶ Selection ({length(chosen.to - chosen.from)})</button>
      <button type="button" onClick={() => toSelection(state)} title="Come close to it (key z)">To the selection</button>
      <button type="button" onClick={() => (state.selection.value = null)} title="Clear the selection (key Esc)">Clear it</button>
    </div>
  );
}
