import type { AttemptDetails } from "../data/summary";
import "../style/conversation.css";
import type { Callbacks } from "./callbacks";
import { NoticeLine, Turn } from "./Turn";

interface ConversationProps extends Callbacks {
  attempt: AttemptDetails;
  /** The turn that is marked: at the cursor, or named in the address. */
  turn?: number | null;
  /** By number of a turn: seconds of its answer that an interruption threw away. */
  thrown_s?: ReadonlyMap<number, number>;
}

/** An attempt's conversation, with all that was missed in its place. */
export function Conversation({ attempt, turn = null, thrown_s, onPlay }: ConversationProps) {
  return (
    <div class={`conversation ${attempt.status}`}>
      {attempt.problem.map((reason) => <p class="missed" dir="auto">{reason}</p>)}
      {attempt.notes.map((note) => <p class="note" dir="auto">{note}</p>)}
      {attempt.audio_note && <p class="note">{attempt.audio_note}</p>}
      {attempt.turns.length > 0 && (
        <ol class="turns">
          {attempt.turns.map((each) => (
            <Turn key={each.anchor} turn={each} here={each.number === turn} thrown_s={thrown_s?.get(each.number)} onPlay={onPlay} />
          ))}
        </ol>
      )}
      {attempt.after.map((notice) => <NoticeLine notice={notice} />)}
      {!attempt.turns.length && !attempt.problem.length && <p class="muted">Nothing was said.</p>}
    </div>
  );
}
