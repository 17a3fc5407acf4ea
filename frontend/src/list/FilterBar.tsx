import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { FilterField } from "./FilterField";
import { StatusChips } from "./Chips";
import { many } from "./figures";
import type { ListState } from "./state";
import { goList } from "./travel";
import { barHeight } from "./window";

/** Filter, statuses and order, with how much is shown of how much. */
export function FilterBar({ state, children }: { state: ListState; children?: ComponentChildren }) {
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const observer = new ResizeObserver(() => (barHeight.value = bar.current?.offsetHeight ?? 0));
    if (bar.current) observer.observe(bar.current);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={bar} class="filter-bar" role="search">
      <div class="filter-line">
        <FilterField state={state} />
        <SortChoice state={state} />
        {children}
      </div>
      <Complaints state={state} />
      <StatusChips state={state} />
      <Count state={state} />
    </div>
  );
}

function SortChoice({ state }: { state: ListState }) {
  const sort = state.sort.value;
  const names = ["name", ...state.metrics.value, "duration"];
  const choices = ["", ...names.flatMap((name) => [name, `-${name}`])];
  if (!choices.includes(sort)) choices.push(sort);
  const choose = (event: { currentTarget: HTMLSelectElement }) => goList(state, { sort: event.currentTarget.value });
  return (
    <select aria-label="Order" class="sort-choice" value={sort} onChange={choose}>
      {choices.map((each) => <option value={each}>{orderWords(each)}</option>)}
    </select>
  );
}

export function orderWords(sort: string): string {
  if (!sort) return "worst first";
  const name = sort.replace(/^-/, "");
  if (name === "name") return sort === name ? "name, A to Z" : "name, Z to A";
  return sort === name ? `${name}, least first` : `${name}, most first`;
}

/** What could not be understood, with its place shown. The rest of the filter still holds. */
function Complaints({ state }: { state: ListState }) {
  const text = state.query.value;
  const complaints = state.complaints.value;
  return (
    <div id="ui:complaints" class="complaints" role="status">
      {complaints.map(({ at, end, words }) => (
        <p>
          <code aria-hidden="true"><bdi>{text.slice(Math.max(0, at - 20), at)}<mark>{text.slice(at, end)}</mark></bdi></code>{" "}
          <span>At {at + 1}: {words}. <span class="muted">This part is left out.</span></span>
        </p>
      ))}
    </div>
  );
}

function Count({ state }: { state: ListState }) {
  const { summary, shown } = state;
  const all = summary.scenarios.name.length;
  const found = shown.value.scenarios.length;
  const attempts = many(shown.value.attempts, "attempt");
  const words = found === all ? many(all, "scenario") : `${found.toLocaleString("en-US")} of ${many(all, "scenario")}`;
  const [origin, ...others] = summary.provenances;
  return (
    <p class="count muted small">
      <span role="status">{words}, {attempts}</span>
      {/* Said once where it is the same of all, instead of on every row. */}
      {origin && !others.length && <> · <span class={`chip ${origin.kind}`}>{origin.text}</span> {origin.title}</>}
    </p>
  );
}
