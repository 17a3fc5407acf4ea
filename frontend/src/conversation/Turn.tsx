import type { Notice, TurnDetails } from "../data/summary";
import { kept } from "../list/Marks";
import { length } from "../lanes/scale";
import { link } from "../shell/route";
import { Aligned } from "./Aligned";
import type { Callbacks } from "./callbacks";
import { Code, Search } from "./Evidence";
import { Frames } from "./Frames";
import { PlayButton } from "./PlayButton";
import { Tool } from "./Tool";

interface TurnProps extends Callbacks {
  turn: TurnDetails;
  /** Whether the cursor, or the address, is at this turn. */
  here: boolean;
  /** Seconds of the answer that an interruption threw away. */
  thrown_s?: number | undefined;
}

/** One turn, from what the user said to what the model answered. */
export function Turn({ turn, here, thrown_s, onPlay }: TurnProps) {
  return (
    <>
      {turn.before.length > 0 && <li class="between">{turn.before.map((each) => <NoticeLine notice={each} />)}</li>}
      <li class={`turn ${here ? "here" : ""}`} id={turn.anchor} aria-current={here ? "true" : undefined}>
        <TurnHead turn={turn} />
        <User turn={turn} onPlay={onPlay} />
        {turn.frames && <Frames frames={turn.frames} />}
        {turn.tools.map((call) => <Tool call={call} />)}
        {turn.search && <Search search={turn.search} />}
        {turn.code.map((each) => <Code code={each} />)}
        <Model turn={turn} thrown_s={thrown_s} onPlay={onPlay} />
        {turn.failed.map((reason) => <p class="missed" dir="auto">{reason}</p>)}
      </li>
    </>
  );
}

export function NoticeLine({ notice }: { notice: Notice }) {
  return <p class={`notice ${notice.kind}`} dir="auto">{notice.words}</p>;
}

function TurnHead({ turn }: { turn: TurnDetails }) {
  const { silence } = turn;
  return (
    <h3 class="turn-head">
      <a href={link(turn.anchor, kept())} title="Link to this turn">Turn {turn.number}</a>
      {turn.interrupted && <span class="chip warn">interrupted</span>}
      {silence && (
        <span class={`chip ${silence.kept ? "good" : "bad"}`}>
          silence {silence.kept ? "kept" : "not kept"}{silence.form && <>: <bdi>{silence.form}</bdi></>}
        </span>
      )}
      {turn.finish && <span class="muted small"><bdi>{turn.finish}</bdi></span>}
    </h3>
  );
}

const WITHOUT_WORDS = ["text", "silence", "video"];

function User({ turn, onPlay }: { turn: TurnDetails } & Callbacks) {
  return (
    <div class="line user">
      <span class="who">User {turn.user_clip && <PlayButton clip={turn.user_clip} lane="user" onPlay={onPlay} />}</span>
      <div>
        <p class="text" dir="auto">
          {turn.user} {WITHOUT_WORDS.includes(turn.kind) && <span class="muted small">({turn.kind})</span>}
        </p>
        {turn.heard && (turn.heard.trim() === turn.user.trim()
          ? <p class="muted small">heard as it was said</p>
          : <p class="heard" dir="auto"><span class="muted small">heard</span> {turn.heard}</p>)}
        {turn.alignment.some((piece) => piece.op !== "equal") && (
          <p class="heard" dir="auto"><span class="muted small">compared</span> <Aligned pieces={turn.alignment} /></p>
        )}
        {turn.error_rate && <p class="muted small">{turn.error_rate}</p>}
      </div>
    </div>
  );
}

function Model({ turn, thrown_s, onPlay }: { turn: TurnDetails; thrown_s: number | undefined } & Callbacks) {
  const spoke = turn.said !== "" || turn.model_clip !== null;
  return (
    <div class="line model">
      <span class="who">Model {turn.model_clip && <PlayButton clip={turn.model_clip} lane="model" onPlay={onPlay} />}</span>
      <div>
        {turn.said
          ? <p class="text" dir="auto">{turn.said}</p>
          : <p class="muted">{spoke ? "(audio without a transcription)" : "(said nothing)"}</p>}
        {thrown_s !== undefined && (
          <p class="muted small">{length(thrown_s)} of its audio was thrown away at the interruption: nobody heard it.</p>
        )}
      </div>
    </div>
  );
}
