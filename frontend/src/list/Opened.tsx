import { useEffect, useRef, useState } from "preact/hooks";
import type { AttemptDetails, Details, TurnDetails } from "../data/summary";
import { CopyCard } from "../conversation/CopyCard";
import { usePart } from "../shell/usePart";
import { link } from "../shell/route";
import { many } from "./figures";
import { attemptAnchor } from "./places";
import { kept, StatusMark } from "./Marks";
import type { ListState } from "./state";

interface OpenedProps {
  state: ListState;
  scenario: number;
  top: number;
  rowIndex: number;
  onHeight(scenario: number, height: number): void;
}

/** What stands below a scenario that is open: what it is about, and each attempt with how it went. */
export function Opened({ state, scenario, top, rowIndex, onHeight }: OpenedProps) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const tell = () => element.current && onHeight(scenario, element.current.offsetHeight);
    // In the next frame: the list grows by it, which in the middle of an observer's round is an error of its own.
    const observer = new ResizeObserver(() => requestAnimationFrame(tell));
    if (element.current) observer.observe(element.current);
    return () => observer.disconnect();
  }, [scenario]);
  return (
    <div ref={element} class="row opened" role="row" aria-rowindex={rowIndex} style={{ top: `${top}px` }}>
      <div role="cell" aria-colspan={4 + state.metrics.value.length + 1}>
        <Inside state={state} scenario={scenario} />
      </div>
    </div>
  );
}

/** Attempts that are shown without being asked for. */
const MOST = 20;

function Inside({ state, scenario }: { state: ListState; scenario: number }) {
  const { summary, groups } = state;
  const [from, to] = [groups.from[scenario]!, groups.to[scenario]!];
  const [most, setMost] = useState(MOST);
  const all = Array.from({ length: Math.min(to - from, most) }, (_, at) => from + at);
  const first = summary.details[summary.attempts.details[from]!];
  if (from === to) return <p class="muted">Not played yet.</p>;
  return (
    <>
      <About url={first} anchor={summary.scenarios.anchor[scenario]!} />
      {all.map((attempt) => <Attempt key={attempt} state={state} attempt={attempt} />)}
      {to - from > most && (
        <p><button type="button" onClick={() => setMost(Infinity)}>Show all {many(to - from, "attempt")}</button></p>
      )}
    </>
  );
}

function About({ url, anchor }: { url: string | undefined; anchor: string }) {
  const { found } = usePart<Details>(url);
  const about = found?.scenarios[anchor];
  if (!about) return null;
  return (
    <>
      {about.description && <p class="description" dir="auto">{about.description}</p>}
      {about.expected_failure && <p class="note" dir="auto">expected to fail: {about.expected_failure}</p>}
      {about.quarantined && <p class="note" dir="auto">quarantined {about.quarantined}</p>}
      {about.repeats && <p class="muted small">{about.repeats}</p>}
    </>
  );
}

function Attempt({ state, attempt }: { state: ListState; attempt: number }) {
  const { summary } = state;
  const anchor = attemptAnchor(summary, attempt);
  const { found, problem } = usePart<Details>(summary.details[summary.attempts.details[attempt]!]);
  const [status = "", words = ""] = summary.statuses[summary.attempts.status[attempt]!] ?? [];
  const details = found?.attempts[anchor];
  const apart = state.shown.value.passes[attempt] ? "" : "left out by the filter";
  const said = [words, details?.duration, apart].filter(Boolean).join(", ");
  const reason = summary.attempts.reason[attempt];
  return (
    <section class={`attempt ${status}`} id={anchor} aria-label={`attempt ${summary.attempts.number[attempt]}`}>
      <p class="attempt-line">
        <StatusMark status={status} words={words} />{" "}
        <a class="session-link" href={link(anchor, kept())}>Attempt {summary.attempts.number[attempt]}: see and hear it</a>{" "}
        <span class="muted small">{said}</span>
        {details && <CopyCard attempt={details} runId={summary.run_id} />}
      </p>
      {problem && <p class="note">{problem}</p>}
      {details ? <Gist details={details} /> : reason && <p class="missed" dir="auto">{reason}</p>}
    </section>
  );
}

/** The attempt in short: what was missed, and who said what. */
function Gist({ details }: { details: AttemptDetails }) {
  return (
    <>
      {details.problem.map((each) => <p class="missed" dir="auto">{each}</p>)}
      {details.notes.map((each) => <p class="note" dir="auto">{each}</p>)}
      <ol class="gist-turns">
        {details.turns.map((turn) => (
          <li>
            <a href={link(turn.anchor, kept())} aria-label={`turn ${turn.number}`}>{turn.number}</a>
            <span class="user" dir="auto">{turn.user || `(${turn.kind})`}</span>
            <span class="model" dir="auto">{answer(turn)}</span>
            {turn.failed.map((each) => <p class="missed" dir="auto">{each}</p>)}
          </li>
        ))}
      </ol>
    </>
  );
}

const LONGEST_ARGUMENTS = 80;

function short(args: string): string {
  const line = args.replaceAll(/\s+/g, " ");
  return line.length > LONGEST_ARGUMENTS ? `${line.slice(0, LONGEST_ARGUMENTS)}…` : line;
}

function answer(turn: TurnDetails): string {
  const said = turn.said || (turn.model_clip ? "(audio without a transcription)" : "(said nothing)");
  return [...turn.tools.map((call) => `${call.name} ${short(call.args)}`), said].join(" · ");
}
