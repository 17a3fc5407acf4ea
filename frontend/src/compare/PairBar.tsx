import { useLayoutEffect } from "preact/hooks";
import { RATES, type Player } from "../player/player";
import { bindKeys } from "../shell/keys";
import type { PairState, SideName } from "./pair";

interface Props {
  pair: PairState;
  players: Record<SideName, Player>;
  turns: number[];
  toTurn(turn: number | null): void;
}

const NAMES = ["a", "b"] as const;

/** Plays A or B at the same place, changes over while it plays, and goes from turn to turn. */
export function PairBar({ pair, players, turns, toTurn }: Props) {
  // Before it is seen: who sees it may press a key.
  useLayoutEffect(() => keys(pair, players, turns, toTurn), [pair, players, turns]);
  const heard = pair.heard.value;
  const player = players[heard];
  const problem = players.a.problem.value || players.b.problem.value;
  const place = pair.place;
  return (
    <div class="player-bar pair-bar" role="group" aria-label="Player of both sessions">
      {NAMES.map((name) => {
        const playing = players[name].playing.value;
        const words = players[name].waiting.value ? "Waiting…" : playing ? "❚❚ Pause" : "▶ Play";
        return (
          <button type="button" class={`player-play ${heard === name ? "chosen" : ""}`} title={heard === name ? "Space" : "x changes over"}
            onClick={(event) => {
              // Who clicks goes on with keys of the whole page: Space is not this button's then.
              if (event.detail) event.currentTarget.blur();
              if (playing) players[name].pause();
              else playFrom(pair, players, name);
            }}>
            {words} {name.toUpperCase()}
          </button>
        );
      })}
      <span class="player-place"><b>{place < 0 ? "−" : "+"}{Math.abs(place).toFixed(2)} s</b></span>
      <label class="player-rate">
        Turn{" "}
        <select value={String(pair.turn ?? "")} onChange={(event) => toTurn(Number(event.currentTarget.value) || null)}>
          <option value="">whole session</option>
          {turns.map((turn) => <option value={String(turn)}>{turn}</option>)}
        </select>
      </label>
      <label class="player-rate">
        Speed{" "}
        <select value={String(player.rate.value)} onChange={(event) => NAMES.forEach((name) => players[name].setRate(Number(event.currentTarget.value)))}>
          {RATES.map((rate) => <option value={String(rate)}>{rate}×</option>)}
        </select>
      </label>
      <button type="button" onClick={() => zoom(pair, 2)} aria-label="Zoom in" title="Zoom in (+)">+</button>
      <button type="button" onClick={() => zoom(pair, 0.5)} aria-label="Zoom out" title="Zoom out (−)">−</button>
      <button type="button" onClick={() => pair.b.look(pair.b.whole)} title="Both sessions whole (0)">All</button>
      {problem && <p class="note" role="status">{problem}</p>}
    </div>
  );
}

/** Where the other one is, or was. */
export function playFrom(pair: PairState, players: Record<SideName, Player>, name: SideName): void {
  players[name === "a" ? "b" : "a"].pause();
  pair.heard.value = name;
  const { cursor, whole, timeline } = pair[name];
  // Before its begin, or at its end, a session has nothing to play.
  if (cursor.peek() < 0 || cursor.peek() >= Math.min(whole.to, timeline.duration_s) - 0.02) cursor.value = Math.max(0, whole.from);
  players[name].play();
}

function zoom(pair: PairState, factor: number): void {
  pair.b.zoom(factor);
}

function keys(pair: PairState, players: Record<SideName, Player>, turns: number[], toTurn: (turn: number | null) => void): () => void {
  const now = () => pair.heard.peek();
  const by = (seconds: number) => () => {
    const name = now();
    players[name].seek(pair[name].cursor.peek() + seconds);
  };
  const other = () => {
    const [from, to] = now() === "a" ? (["a", "b"] as const) : (["b", "a"] as const);
    if (players[from].playing.peek()) playFrom(pair, players, to);
    else pair.heard.value = to;
  };
  const step = (way: number) => () => {
    const at = turns.indexOf(pair.turn ?? -1);
    const next = turns[at < 0 ? 0 : at + way];
    if (next !== undefined) toTurn(next);
  };
  return bindKeys("Two sessions", [
    { keys: ["Space"], does: "play or pause", run: () => (players[now()].playing.peek() ? players[now()].pause() : playFrom(pair, players, now())) },
    { keys: ["x"], does: "change over to the other run", run: other },
    { keys: ["ArrowLeft"], does: "back by 1 s", run: by(-1) },
    { keys: ["ArrowRight"], does: "on by 1 s", run: by(1) },
    { keys: ["Shift+ArrowLeft"], does: "back by 0.1 s", run: by(-0.1) },
    { keys: ["Shift+ArrowRight"], does: "on by 0.1 s", run: by(0.1) },
    { keys: ["n"], does: "next turn", run: step(1) },
    { keys: ["p"], does: "turn before", run: step(-1) },
    { keys: ["+", "="], does: "closer", run: () => zoom(pair, 2) },
    { keys: ["-"], does: "further away", run: () => zoom(pair, 0.5) },
    { keys: ["0"], does: "both sessions whole", run: () => pair.b.look(pair.b.whole) },
  ]);
}
