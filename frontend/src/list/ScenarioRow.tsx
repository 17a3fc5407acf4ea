import type { ListState } from "./state";
import { AttemptMarks, Nights, StatusMark } from "./Marks";
import { duration, quantity } from "./figures";
import { TagChip } from "./Chips";

interface RowProps {
  state: ListState;
  scenario: number;
  top: number;
  rowIndex: number;
  open: boolean;
  onToggle(scenario: number): void;
}

const MOST_TAGS = 4;

/** One scenario on one row; a click anywhere but on a link opens it in place. */
export function ScenarioRow({ state, scenario, top, rowIndex, open, onToggle }: RowProps) {
  const { scenarios, statuses } = state.summary;
  const [status = "", words = ""] = statuses[scenarios.status[scenario]!] ?? [];
  const current = state.current.value === scenario;
  const toggle = (event: MouseEvent) => {
    if (!(event.target as Element).closest("a, button")) onToggle(scenario);
  };
  return (
    <div class={`row ${status} ${current ? "current" : ""} ${open ? "open" : ""}`} role="row" aria-rowindex={rowIndex}
      style={{ top: `${top}px` }} onClick={toggle}>
      <div role="cell" class="cell-status"><StatusMark status={status} words={words} /></div>
      <div role="cell" class="cell-name">
        <button type="button" class="name" id={`ui:row-${scenario}`} aria-expanded={open}
          onClick={() => onToggle(scenario)} onFocus={() => (state.current.value = scenario)}>
          <bdi>{scenarios.name[scenario]}</bdi>
        </button>
        <Badges state={state} scenario={scenario} />
        <span class="gist">
          {scenarios.tags[scenario]!.slice(0, MOST_TAGS).map((tag) => <TagChip state={state} tag={state.summary.tags[tag]!} />)}
          <Gist state={state} scenario={scenario} />
        </span>
      </div>
      <div role="cell" class="cell-nights">
        <Nights nights={scenarios.nights[scenario]!} flaky={scenarios.flaky[scenario]!} />
      </div>
      <div role="cell" class="cell-attempts">
        <AttemptMarks summary={state.summary} from={state.groups.from[scenario]!} to={state.groups.to[scenario]!}
          passes={state.shown.value.passes} />
      </div>
      {state.metrics.value.map((name) => <MetricCell key={name} state={state} scenario={scenario} name={name} />)}
      <div role="cell" class="cell-duration num">{durationOf(scenarios.duration_s[scenario])}</div>
    </div>
  );
}

/** Why it did not go well, where it did not; else what it is about. */
function Gist({ state, scenario }: { state: ListState; scenario: number }) {
  const { attempts, scenarios } = state.summary;
  const reason = attempts.reason.slice(state.groups.from[scenario]!, state.groups.to[scenario]!).find(Boolean);
  return reason ? <span class="why" dir="auto">{reason}</span> : <span dir="auto">{scenarios.description[scenario]}</span>;
}

function durationOf(seconds: number | null | undefined): string {
  return seconds === null || seconds === undefined ? "" : duration(seconds);
}

function MetricCell({ state, scenario, name }: { state: ListState; scenario: number; name: string }) {
  const value = state.orders.valuesOf(name)?.[scenario] ?? Number.NaN;
  const unit = state.columns.known.numbers.get(name)?.unit;
  return (
    <div role="cell" class="cell-metric num" data-label={name}>{Number.isNaN(value) ? "" : quantity(value, unit)}</div>
  );
}

const MOVED: Record<string, [kind: string, words: string]> = {
  broke: ["bad", "broke"], worse: ["bad", "worse"], unconfirmed: ["warn", "not confirmed"], better: ["good", "better"],
  maybe_worse: ["", "perhaps worse"], maybe_better: ["", "perhaps better"],
};

function Badges({ state, scenario }: { state: ListState; scenario: number }) {
  const { scenarios, provenances } = state.summary;
  const moved = MOVED[scenarios.moved[scenario]!];
  const origin = provenances.length > 1 ? provenances[scenarios.provenance[scenario]!] : undefined;
  return (
    <span class="badges">
      {moved && <span class={`chip ${moved[0]}`}>{moved[1]}</span>}
      {scenarios.flaky[scenario] && <span class="chip warn" title={scenarios.flaky[scenario]}>flaky</span>}
      {scenarios.quarantined[scenario] && <span class="chip warn">quarantined</span>}
      {origin && <span class={`chip ${origin.kind}`} title={origin.title}>{origin.text}</span>}
    </span>
  );
}
