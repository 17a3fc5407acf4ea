import { useEffect, useMemo } from "preact/hooks";
import type { AttemptDetails } from "../data/summary";
import type { Timeline } from "../data/timeline";
import { allLanes, lanePeaks } from "../lanes/all";
import type { Found, LaneDrawing } from "../lanes/lane";
import { Lanes } from "../lanes/Lanes";
import { fileAddress } from "../player/address";
import { Player } from "../player/player";
import { PairBar } from "./PairBar";
import { PairState, type SideName } from "./pair";

interface Props {
  details: Record<SideName, AttemptDetails>;
  timelines: Record<SideName, Timeline>;
  /** Address of each attempt's folder, relative to this page. */
  bases: Record<SideName, string>;
  turn: number | null;
  turns: number[];
  toTurn(turn: number | null): void;
}

/** Two sessions compared need less of each than one alone. */
const SHOWN = /^(?:axis|rulers|user|model|transcripts|events-tool|events-turn)/;
const NAMES = ["a", "b"] as const;

/** The lanes of A above those of B, both at the same distance from the end of the user's speech. */
export function PairStage({ details, timelines, bases, turn, turns, toTurn }: Props) {
  const pair = useMemo(() => new PairState(timelines, turn), [timelines, turn]);
  const sides = useMemo(() => ({ a: sideOf(pair, "a", bases.a), b: sideOf(pair, "b", bases.b) }), [pair, bases.a, bases.b]);
  const players = useMemo(() => ({ a: sides.a.player, b: sides.b.player }), [sides]);
  useEffect(() => () => NAMES.forEach((name) => players[name].end()), [players]);
  useEffect(() => () => pair.end(), [pair]);
  return (
    <>
      <PairBar pair={pair} players={players} turns={turns} toTurn={toTurn} />
      <p class="muted small">Both lie so that {pair.words} is at the dashed line; each axis has its own session's seconds.</p>
      {NAMES.map((name) => (
        <section class={`pair-side side-${name}`} aria-label={`Session of ${name.toUpperCase()}, ${details[name].label}`} key={name}>
          <h3><b class={`letter ${name}`}>{name.toUpperCase()}</b> <span class="muted">{name === "a" ? "before" : "now"}, {details[name].label}: {details[name].words}{details[name].duration && `, ${details[name].duration}`}</span></h3>
          <Lanes state={pair[name]} peaks={sides[name].peaks} lanes={sides[name].lanes} pick={sides[name].pick} beside={() => null} />
        </section>
      ))}
    </>
  );
}

function sideOf(pair: PairState, name: SideName, base: string) {
  const state = pair[name];
  const address = (file: string) => fileAddress(base + file);
  const peaks = lanePeaks(state);
  const player = new Player(state, peaks, address);
  const lanes = allLanes(state, peaks, address).filter((lane) => SHOWN.test(lane.key)).map((lane) => marked(lane, pair.anchors[name]));
  const pick = (t: number, found: Found | null) => {
    state.selection.value = found?.span ? { ...found.span, label: found.span.words } : null;
    pair.heard.value = name;
    player.seek(found?.span ? found.t : t);
  };
  return { peaks, player, lanes, pick };
}

/** The same lane with a dashed line where both sessions are aligned. */
function marked(lane: LaneDrawing, anchor: number): LaneDrawing {
  return {
    ...lane,
    draw(pen) {
      lane.draw(pen);
      const x = Math.round(pen.scale.x(anchor)) + 0.5;
      const { ctx } = pen;
      ctx.save();
      ctx.strokeStyle = pen.palette.ink;
      ctx.lineWidth = 1;
      ctx.setLineDash([4, 3]);
      ctx.beginPath();
      ctx.moveTo(x, 0);
      ctx.lineTo(x, lane.height);
      ctx.stroke();
      ctx.restore();
    },
  };
}
