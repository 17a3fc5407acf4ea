import type { ListState } from "./state";
import { goList } from "./travel";
import { barHeight } from "./window";

/** The columns' names; a press sorts: most first, least first, worst first again. */
export function SortHeader({ state }: { state: ListState }) {
  const nights = state.summary.scenarios.nights.some(Boolean);
  return (
    <div role="rowgroup" class="header-rows" style={{ top: `${barHeight.value}px` }}>
      <div role="row" class="row header" aria-rowindex={1}>
        <div role="columnheader" class="cell-status"><span class="unseen">status</span></div>
        <Sortable state={state} name="name" words="scenario" kind="cell-name" />
        <div role="columnheader" class="cell-nights"><span class={nights ? "" : "unseen"}>nights</span></div>
        <div role="columnheader" class="cell-attempts">attempts</div>
        {state.metrics.value.map((name) => <Sortable key={name} state={state} name={name} words={name} kind="cell-metric num" />)}
        <Sortable state={state} name="duration" words="duration" kind="cell-duration num" />
      </div>
    </div>
  );
}

interface SortableProps {
  state: ListState;
  name: string;
  words: string;
  kind: string;
}

function Sortable({ state, name, words, kind }: SortableProps) {
  const sort = state.sort.value;
  const order = sort === name ? "ascending" : sort === `-${name}` ? "descending" : "none";
  // Numbers begin with the most, names with A.
  const steps = name === "name" ? ["", name, `-${name}`] : ["", `-${name}`, name];
  const press = () => goList(state, { sort: steps[(steps.indexOf(sort) + 1) % steps.length] ?? "" });
  const full = state.columns.known.numbers.get(name)?.name ?? words;
  return (
    <div role="columnheader" class={kind} aria-sort={order}>
      <button type="button" onClick={press} title={full === words ? `sort by ${words}` : `${full}: sort`}>
        <bdi>{words}</bdi><span aria-hidden="true">{order === "ascending" ? " ↑" : order === "descending" ? " ↓" : ""}</span>
      </button>
    </div>
  );
}
