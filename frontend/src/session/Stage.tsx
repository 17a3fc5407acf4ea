// A session whose recording is known: lanes, player, conversation and messages, all about the same moment.
import { useEffect, useMemo, useRef } from "preact/hooks";
import { Conversation } from "../conversation/Conversation";
import { ScoreTable } from "../conversation/ScoreTable";
import type { AttemptDetails } from "../data/summary";
import type { Timeline } from "../data/timeline";
import { allLanes, lanePeaks } from "../lanes/all";
import type { Found } from "../lanes/lane";
import { Lanes } from "../lanes/Lanes";
import { fileAddress } from "../player/address";
import { Player } from "../player/player";
import { MuteButton, PlayerBar } from "../player/PlayerBar";
import { go, route } from "../shell/route";
import { arrive, keepAddress, PLAY } from "./address";
import { fromOne } from "./counted";
import { EventTable } from "./EventTable";
import { Guide } from "./Guide";
import { Legend } from "./Legend";
import { LaneTools } from "./LaneTools";
import { MessagesPane } from "./MessagesPane";
import { SelectionTools } from "./SelectionTools";
import { SessionState, turnSpan } from "./state";
import { thrownAway } from "./thrown";
import { choose } from "./steps";
import { useFollowing } from "./following";

interface Props {
  details: AttemptDetails;
  runId: string;
  timeline: Timeline;
  turn: number | null;
}

export function Stage({ details, runId, timeline: recorded, turn }: Props) {
  const timeline = useMemo(() => fromOne(recorded), [recorded]);
  const state = useMemo(() => opened(timeline, turn), [timeline]);
  const peaks = useMemo(() => lanePeaks(state), [state]);
  const address = useMemo(() => (file: string) => fileAddress(details.base + file), [details]);
  const lanes = useMemo(() => allLanes(state, peaks, address), [state, peaks, address]);
  const thrown_s = useMemo(() => thrownAway(timeline), [timeline]);
  const player = useMemo(() => new Player(state, peaks, address), [state, peaks, address]);
  useEffect(() => () => player.end(), [player]);
  useEffect(() => {
    if (timeline.timed) playAsAsked(state, player, timeline, turn);
    return keepAddress(state, player);
  }, [state, player]);
  const conversation = useFollowing(state);
  const pick = useMemo(() => (t: number, found: Found | null) => picked(state, player, t, found), [state, player]);
  const lanesPlace = useRef<HTMLDivElement>(null);
  const onSpan = (from: number, to: number, label: string) => {
    state.show({ from, to }, label);
    lanesPlace.current?.scrollIntoView({ block: "nearest" });
  };
  const onPlay = (lane: "user" | "model", from: number, to: number) => player.playFile(lane, from, to);

  return (
    <>
      {timeline.timed ? (
        <>
          <div class="session-bar">
            <PlayerBar state={state} player={player} />
            <LaneTools state={state} details={details} runId={runId} />
          </div>
          <div ref={lanesPlace} class="lanes-place">
            <Lanes state={state} peaks={peaks} lanes={lanes} pick={pick} beside={(key) => besideName(key, state, player)} />
          </div>
          <SelectionTools state={state} player={player} />
          <Legend state={state} />
          <Guide />
          <EventTable state={state} />
        </>
      ) : (
        <Untimed details={details} timeline={timeline} address={address} />
      )}
      <div class="session-panes">
        <div class="session-talk" ref={conversation}>
          <h3>Conversation</h3>
          <Conversation attempt={details} turn={state.turn.value ?? turn} thrown_s={thrown_s} onPlay={onPlay} onSpan={onSpan} />
          <h3>Scores</h3>
          <ScoreTable scores={details.scores} onSpan={timeline.timed ? onSpan : undefined} />
        </div>
        <MessagesPane state={state} base={details.base} />
      </div>
    </>
  );
}

/** The session as the address asks for it: a moment of it, or a turn, or from the start. */
function opened(timeline: Timeline, turn: number | null): SessionState {
  const state = new SessionState(timeline);
  if (arrive(state, route.peek().words) || turn === null) return state;
  const place = timeline.turns.findIndex((each) => each.turn === turn);
  const span = place < 0 ? null : turnSpan(timeline.turns, place, state.whole);
  if (!span) return state;
  const around = 0.15 * (span.to - span.from) + 0.2;
  state.look({ from: span.from - around, to: span.to + around });
  state.put(span.from);
  return state;
}

/** A link that says "hear" plays, once: the word is gone from the address before anything else is written there. */
function playAsAsked(state: SessionState, player: Player, timeline: Timeline, turn: number | null): void {
  const { place, words } = route.peek();
  if (!words.has(PLAY)) return;
  go(place, { [PLAY]: null }, true);
  const at = timeline.turns.findIndex((each) => each.turn === turn);
  player.play(at < 0 ? null : (turnSpan(timeline.turns, at, state.whole)?.to ?? null));
}

function picked(state: SessionState, player: Player, t: number, found: Found | null): void {
  if (found?.event !== undefined) choose(state, found.event);
  else if (found?.message !== undefined) state.message.value = found.message;
  if (found?.span) state.select(found.span, found.span.words);
  else state.selection.value = null;
  player.seek(found?.event !== undefined || found?.span ? found.t : t);
}

function besideName(key: string, state: SessionState, player: Player) {
  if (key === "user") return <MuteButton player={player} name="user" />;
  if (key !== "model") return null;
  const heard = state.heard.value;
  const title = heard ? "Shown as a listener hears it; press to see when it arrived" : "Shown as it arrived; press to see it as heard";
  return (
    <>
      <MuteButton player={player} name="model" />
      <button type="button" title={title} onClick={() => (state.heard.value = !heard)}>{heard ? "as heard" : "at arrival"}</button>
    </>
  );
}

function Untimed({ details, timeline, address }: Pick<Props, "details" | "timeline"> & { address: (file: string) => string }) {
  return (
    <div class="untimed">
      <p class="note">This recording kept no times, so there is no timeline: only what was said, the audio and the messages.</p>
      {(["user", "model"] as const).map((who) => {
        const lane = timeline[who];
        return lane && (
          <p>
            <audio controls preload="metadata" src={address(lane.file)} aria-label={`${who} of ${details.label}`} /> {who}
          </p>
        );
      })}
    </div>
  );
}
