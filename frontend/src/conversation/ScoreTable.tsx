import type { ScoreDetails } from "../data/summary";
import { many } from "../list/figures";
import { kept } from "../list/Marks";
import { Name } from "../shell/Name";
import { link } from "../shell/route";
import "../style/conversation.css";
import type { Callbacks } from "./callbacks";

interface ScoreTableProps extends Pick<Callbacks, "onSpan"> {
  scores: ScoreDetails[];
}

/** Every number of an attempt; where it lies on the session's clock is one press away. */
export function ScoreTable({ scores, onSpan }: ScoreTableProps) {
  if (!scores.length) return <p class="muted">Nothing was scored.</p>;
  // What had nothing to measure and was not asked for is told apart: else it hides the numbers there are.
  const idle = scores.filter(isIdle);
  const told = scores.filter((score) => !isIdle(score));
  return (
    <div class="scores">
      {told.length > 0 && <Table caption="Scores" scores={told} onSpan={onSpan} />}
      {idle.length > 0 && (
        <details class="more">
          <summary>{many(idle.length, "score")} without a value</summary>
          <Table caption="Scores without a value" scores={idle} onSpan={onSpan} />
        </details>
      )}
    </div>
  );
}

function isIdle(score: ScoreDetails): boolean {
  return score.kind === "unscored" && !score.expected;
}

interface TableProps extends ScoreTableProps {
  caption: string;
}

function Table({ caption, scores, onSpan }: TableProps) {
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={caption}>
      <table>
        <caption class="unseen">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">turn</th><th scope="col">metric</th><th scope="col" class="num">value</th>
            <th scope="col">limit</th>
          </tr>
        </thead>
        <tbody>{scores.map((score) => <Score score={score} onSpan={onSpan} />)}</tbody>
      </table>
    </div>
  );
}

const SIGNS: Record<ScoreDetails["kind"], string> = { pass: "✓", fail: "✕", unscored: "?", measured: "" };

function Score({ score, onSpan }: { score: ScoreDetails } & Pick<Callbacks, "onSpan">) {
  return (
    <>
      <tr class={`${score.kind} ${score.explanation ? "explained" : ""}`}>
        <td>{score.anchor ? <a href={link(score.anchor, kept())}>{score.turn}</a> : score.turn}</td>
        <th scope="row"><bdi><Name text={score.name} /></bdi></th>
        <td class="num"><Value score={score} onSpan={onSpan} /></td>
        <td class="limit">
          {score.expected && <bdi>{score.expected}</bdi>}{" "}
          {score.words && <span class="result"><span aria-hidden="true">{SIGNS[score.kind]}</span> {score.words}</span>}
        </td>
      </tr>
      {score.explanation && <tr class={`${score.kind} why`}><td /><td colSpan={3} dir="auto">{score.explanation}</td></tr>}
    </>
  );
}

function Value({ score, onSpan }: { score: ScoreDetails } & Pick<Callbacks, "onSpan">) {
  const { span, value, name } = score;
  if (!span || !onSpan) return <>{value}</>;
  return (
    <button type="button" class="span" title="Show it on the timeline" onClick={() => onSpan(...span, `${name} ${value}`)}>
      {value}<span class="unseen"> of {name}: show it on the timeline</span>
    </button>
  );
}
