import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { many } from "../list/figures";
import { bindKeys } from "../shell/keys";
import { go, route } from "../shell/route";
import { ComparedTable, type To } from "./ComparedTable";
import type { Compare } from "./data";
import { Scenarios, type Asked } from "./list";

/** More rows than anyone reads at once; a button shows more. */
const ROWS = 100;
const SETTLED_MS = 400;

/** Every scenario of both runs: what differs, or all, filtered and sorted. */
export function ComparedList({ compare }: { compare: Compare }) {
  const scenarios = useMemo(() => new Scenarios(compare), [compare]);
  const { words } = route.value;
  const [query, setQuery] = useState(words.get("q") ?? "");
  const [most, setMost] = useState(ROWS);
  useEffect(() => setQuery(route.value.words.get("q") ?? ""), [words]);
  const metric = compare.metrics.findIndex((each) => each.name === words.get("metric"));
  const asked: Asked = { query, all: words.has("all"), metric: metric < 0 ? scenarios.first() : metric, sort: words.get("sort") ?? "" };
  const found = useMemo(() => scenarios.find(asked), [scenarios, asked.query, asked.all, asked.metric, asked.sort]);
  const total = compare.scenarios.name.length;
  // With the filter as it stands in its field, which reaches the address only once it rests.
  const to: To = (more) => go("", { q: query, ...more }, true);
  return (
    <>
      <div class="compare-tools">
        <Filter query={query} setQuery={setQuery} />
        <label>Show{" "}
          <select value={asked.all ? "all" : ""} onChange={(event) => to({ all: event.currentTarget.value && "1" })}>
            <option value="">what differs ({found.differing.toLocaleString("en-US")})</option>
            <option value="all">all ({total.toLocaleString("en-US")})</option>
          </select>
        </label>
        {compare.metrics.length > 0 && (
          <label>Metric{" "}
            <select value={compare.metrics[asked.metric]?.name} onChange={(event) => to({ metric: event.currentTarget.value })}>
              {compare.metrics.map((each) => <option value={each.name}>{each.name}</option>)}
            </select>
          </label>
        )}
      </div>
      {found.filter.complaints.map((each) => <p class="note small" role="status">{each.words}: <code>{query.slice(each.at, each.end)}</code></p>)}
      <p class="count muted small" role="status">{many(found.places.length, "scenario")}{found.places.length < total && ` of ${total.toLocaleString("en-US")}`}</p>
      {found.places.length ? <ComparedTable compare={compare} places={found.places.slice(0, most)} asked={asked} to={to} /> : <Empty asked={asked} />}
      {found.places.length > most && <p><button type="button" onClick={() => setMost(most + 10 * ROWS)}>Show more of {many(found.places.length, "scenario")}</button></p>}
    </>
  );
}

function Filter({ query, setQuery }: { query: string; setQuery(text: string): void }) {
  const field = useRef<HTMLInputElement>(null);
  const timer = useRef(0);
  useLayoutEffect(() => bindKeys("List", [{ keys: ["/"], does: "filter", run: () => (field.current?.focus(), field.current?.select()) }]), []);
  useEffect(() => () => clearTimeout(timer.current), []);
  const write = (text: string) => {
    setQuery(text);
    // One step back for one filter, not one for each letter.
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => go("", { q: text }, true), SETTLED_MS);
  };
  return (
    <label class="grow">
      <span class="unseen">Filter scenarios</span>
      <input ref={field} type="search" value={query} placeholder="Filter: s:failed  change.ttfa>100  tag:tools" spellcheck={false} autocomplete="off"
        onInput={(event) => write(event.currentTarget.value)} onKeyDown={(event) => event.key === "Escape" && field.current?.blur()} />
    </label>
  );
}

function Empty({ asked }: { asked: Asked }) {
  return <p class="empty">{asked.query ? "No scenario passes this filter." : asked.all ? "Neither run has a scenario." : "Nothing differs: choose “all” to see every scenario."}</p>;
}
