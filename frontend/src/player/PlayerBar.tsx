// The player's controls: plain buttons with words, and the place of the cursor for eyes and for screen readers.
import { useLayoutEffect } from "preact/hooks";
import type { SessionState } from "../session/state";
import { bindKeys } from "../shell/keys";
import { RATES, type LaneName, type Player } from "./player";

export function PlayerBar({ state, player }: { state: SessionState; player: Player }) {
  useLayoutEffect(() => keys(state, player), [state, player]);
  return (
    <div class="player-bar" role="group" aria-label="Player">
      <button type="button" class="player-play" onClick={() => player.toggle()} title="Play or pause (key Space)">
        {player.waiting.value ? "Waiting…" : player.playing.value ? "❚❚ Pause" : "▶ Play"}
      </button>
      <Place state={state} player={player} />
      <label class="player-rate">
        Speed{" "}
        <select value={String(player.rate.value)} onChange={(event) => player.setRate(Number(event.currentTarget.value))}>
          {RATES.map((rate) => (
            <option value={String(rate)}>{rate}×</option>
          ))}
        </select>
      </label>
      <Switch on={player.skips.value} set={(on) => (player.skips.value = on)} title="Leaves out silence of more than two seconds">
        Skip silence
      </Switch>
      <Switch on={player.loop.value} set={(on) => (player.loop.value = on)} title="Again and again: the selection, or all of it">
        Loop
      </Switch>
      {player.problem.value && <p class="note" role="status">{player.problem.value}</p>}
    </div>
  );
}

/** Mutes a lane, beside its name. */
export function MuteButton({ player, name }: { player: Player; name: LaneName }) {
  if (!player.tracks[name]) return null;
  const muted = player.muted.value[name];
  return (
    <button type="button" aria-pressed={muted} aria-label={`Mute the ${name}`} title={`Mute the ${name}`} onClick={() => player.mute(name)}>
      {muted ? "muted" : "mute"}
    </button>
  );
}

function Place({ state, player }: { state: SessionState; player: Player }) {
  const [t, end] = [state.cursor.value, state.whole.to];
  const turn = state.turn.value;
  const step = (event: KeyboardEvent) => {
    const to = { Home: 0, End: end, ArrowUp: t + 1, ArrowDown: t - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    player.seek(to);
  };
  return (
    <div
      class="player-place" role="slider" tabIndex={0} aria-label="Cursor" aria-valuemin={0} aria-valuemax={end}
      aria-valuenow={t} aria-valuetext={`${t.toFixed(2)} of ${end.toFixed(2)} seconds${turn === null ? "" : `, turn ${turn}`}`}
      onKeyDown={step}
    >
      <b>{t.toFixed(2)}</b> <span class="muted">/ {end.toFixed(2)} s</span>
    </div>
  );
}

interface SwitchProps {
  on: boolean;
  set(on: boolean): void;
  title: string;
  children: string;
}

export function Switch({ on, set, title, children }: SwitchProps) {
  return (
    <button type="button" class="switch" aria-pressed={on} title={title} onClick={() => set(!on)}>
      {children}
    </button>
  );
}

function keys(state: SessionState, player: Player): () => void {
  const by = (seconds: number) => () => player.seek(state.cursor.peek() + seconds);
  return bindKeys("Player", [
    { keys: ["Space"], does: "play or pause", run: () => player.toggle() },
    { keys: ["ArrowLeft"], does: "back by 1 s", run: by(-1) },
    { keys: ["ArrowRight"], does: "on by 1 s", run: by(1) },
    { keys: ["Shift+ArrowLeft"], does: "back by 0.1 s", run: by(-0.1) },
    { keys: ["Shift+ArrowRight"], does: "on by 0.1 s", run: by(0.1) },
    { keys: ["m"], does: "mute the model", run: () => player.mute("model") },
    { keys: ["M"], does: "mute the user", run: () => player.mute("user") },
    { keys: ["l"], does: "loop on or off", run: () => (player.loop.value = !player.loop.peek()) },
    { keys: ["s"], does: "play the selection", run: () => player.playSelection() },
  ]);
}
