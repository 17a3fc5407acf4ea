// A session: what happened on one clock, what was said, and every message.
import type { Details, Summary } from "../data/summary";
import type { Timeline } from "../data/timeline";
import { attemptAnchor } from "../list/places";
import { usePart } from "../shell/usePart";
import "../style/session.css";
import { Conversation } from "../conversation/Conversation";
import { ScoreTable } from "../conversation/ScoreTable";
import { SessionHead } from "./SessionHead";
import { Stage } from "./Stage";

interface Props {
  summary: Summary;
  /** Index of the attempt in the summary. */
  attempt: number;
  /** Number of the turn the address names, counted from 1. */
  turn: number | null;
}

/** A button that was clicked by a mouse gives the focus back: Space then plays, and does not press it again. */
function letGo(event: MouseEvent): void {
  if (event.detail > 0 && event.target instanceof Element) event.target.closest("button")?.blur();
}

export function SessionPage({ summary, attempt, turn }: Props) {
  const anchor = attemptAnchor(summary, attempt);
  const { found, problem } = usePart<Details>(summary.details[summary.attempts.details[attempt]!]);
  const details = found?.attempts[anchor];
  const timeline = usePart<Timeline>(details?.timeline_url || undefined);
  const without = problem || timeline.problem || (details && !details.timeline_url);
  return (
    <section class="session" aria-label={`Session ${anchor}`} onClick={letGo}>
      <SessionHead summary={summary} attempt={attempt} words={details?.words ?? ""} duration={details?.duration ?? ""} />
      {problem && <p class="note">{problem}</p>}
      {timeline.problem && <p class="note">{timeline.problem}</p>}
      {details && !details.timeline_url && !details.audio_note && <p class="note">This attempt has no timeline: nothing of its session was recorded.</p>}
      {details && timeline.found && <Stage key={anchor} details={details} runId={summary.run_id} timeline={timeline.found} turn={turn} />}
      {details && without && (
        <div class="session-panes">
          <Conversation attempt={details} turn={turn} />
          <ScoreTable scores={details.scores} />
        </div>
      )}
    </section>
  );
}
