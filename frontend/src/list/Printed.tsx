// What stands on paper: rows that are only drawn when they are scrolled to would be missing there.
import { render } from "preact";
import { duration, many, quantity } from "./figures";
import type { ListState } from "./state";

const MOST = 500;

/** Makes the list printable until the function it returns is called. */
export function printable(state: ListState): () => void {
  const place = document.createElement("div");
  place.className = "printed";
  document.getElementById("ui:app")?.after(place);
  // Drawn at once and not when there is time: the browser prints as soon as this returns.
  const before = () => render(<Printed state={state} />, place);
  const after = () => render(null, place);
  addEventListener("beforeprint", before);
  addEventListener("afterprint", after);
  return () => {
    removeEventListener("beforeprint", before);
    removeEventListener("afterprint", after);
    place.remove();
  };
}

function Printed({ state }: { state: ListState }) {
  const { scenarios } = state.shown.peek();
  const metrics = state.metrics.peek();
  const query = state.query.peek();
  const more = scenarios.length - MOST;
  return (
    <>
      {query && <p>Filter: <code><bdi>{query}</bdi></code>, {many(scenarios.length, "scenario")}</p>}
      <table>
        <thead>
          <tr>
            <th scope="col">status</th><th scope="col">scenario</th><th scope="col">attempts</th>
            {metrics.map((name) => <th scope="col" class="num">{name}</th>)}
            <th scope="col" class="num">duration</th>
          </tr>
        </thead>
        <tbody>{scenarios.slice(0, MOST).map((scenario) => <Row state={state} scenario={scenario} metrics={metrics} />)}</tbody>
      </table>
      {more > 0 && <p>… and {many(more, "scenario")} more: summary.md and results.jsonl beside the report hold all.</p>}
    </>
  );
}

function Row({ state, scenario, metrics }: { state: ListState; scenario: number; metrics: string[] }) {
  const { scenarios, statuses, attempts } = state.summary;
  const [status = "", words = ""] = statuses[scenarios.status[scenario]!] ?? [];
  const [from, to] = [state.groups.from[scenario]!, state.groups.to[scenario]!];
  const reason = attempts.reason.slice(from, to).find(Boolean);
  const seconds = scenarios.duration_s[scenario] ?? null;
  return (
    <tr>
      <td><span class={`mark ${status}`} /> {words}</td>
      <td><bdi>{scenarios.name[scenario]}</bdi>{reason && <div class="small" dir="auto">{reason}</div>}</td>
      <td>{scenarios.passed[scenario] || to - from}</td>
      {metrics.map((name) => {
        const value = state.orders.valuesOf(name)?.[scenario] ?? Number.NaN;
        return <td class="num">{Number.isNaN(value) ? "" : quantity(value, state.columns.known.numbers.get(name)?.unit)}</td>;
      })}
      <td class="num">{seconds === null ? "" : duration(seconds)}</td>
    </tr>
  );
}
