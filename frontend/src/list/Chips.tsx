import { useMemo } from "preact/hooks";
import { asks, toggled } from "../filter/toggle";
import { parse } from "../filter/parse";
import type { ListState } from "./state";
import { many } from "./figures";
import { shownOf } from "./shown";
import { goList } from "./travel";

/** A tag; a press filters by it. */
export function TagChip({ state, tag }: { state: ListState; tag: string }) {
  const value = tag.toLowerCase();
  const on = state.askedTags.value.has(tag);
  const press = () => goList(state, { q: toggled(state.query.peek(), "tag", tag, state.columns.known) });
  const title = on ? `without tag:${value}` : `filter by tag:${value}`;
  return (
    <button type="button" class="tag" aria-pressed={on} onClick={press} title={title}>
      <bdi>{tag}</bdi>
    </button>
  );
}

interface Counted {
  status: string;
  words: string;
  count: number;
  /** What is counted, for who wonders. */
  title: string;
}

/** A chip for each status that occurs. Two of them mean one or the other. */
export function StatusChips({ state }: { state: ListState }) {
  const counts = useMemo(() => countsOf(state), [state]);
  const query = state.query.value;
  return (
    <div class="status-chips" role="group" aria-label="Filter by status">
      {counts.map(({ status, words, count, title }) => {
        const on = asks(query, "s", status, state.columns.known);
        const press = () => goList(state, { q: toggled(query, "s", status, state.columns.known) });
        return (
          <button type="button" key={status} class={`status-chip ${status}`} aria-pressed={on} onClick={press} title={title}>
            <span class={`mark ${status}`} aria-hidden="true" /> {words} <b>{count.toLocaleString("en-US")}</b>
          </button>
        );
      })}
    </div>
  );
}

/** Attempts of each status, which together are all there are; of what is known of a scenario, scenarios. */
function countsOf({ columns, groups, summary }: ListState): Counted[] {
  const own = new Map(summary.statuses);
  const order = summary.scenarios.name.map((_, at) => at);
  return [...columns.known.statuses].flatMap(([status, meaning]) => {
    const { scenarios, passes } = shownOf(parse(`s:${status}`, columns.known), columns, order, groups);
    const rows = passes.reduce((sum, each) => sum + each, 0);
    if (!rows) return [];
    const told = many(scenarios.length, "scenario");
    const words = own.get(status);
    return words === undefined
      ? [{ status, words: status, count: scenarios.length, title: `s:${status}, ${told}: ${meaning}` }]
      : [{ status, words, count: rows, title: `s:${status}, ${many(rows, "attempt")} of ${told}` }];
  });
}
