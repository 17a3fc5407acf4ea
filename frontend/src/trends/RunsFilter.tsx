import { useLayoutEffect, useRef } from "preact/hooks";
import { bindKeys } from "../shell/keys";
import { say } from "./address";
import type { Primary, RunRow } from "./data";
import { values, type Wanted } from "./runs";

interface Props {
  runs: RunRow[];
  wanted: Wanted;
  found: number;
  heads: Primary[];
}

/** What is asked for, as text and choices; all of it is in the address. */
export function RunsFilter({ runs, wanted, found, heads }: Props) {
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(
    () => bindKeys("Runs", [{ keys: ["/"], does: "filter the runs", run: () => field.current?.focus() }]),
    [],
  );
  const wordsOf = new Map(runs.map((run) => [run.outcome, run.word]));
  return (
    <div class="filter">
      <input ref={field} class="grow" type="search" aria-label="Filter runs" placeholder="Filter runs  ( / )"
        value={wanted.text} onInput={(event) => say({ q: event.currentTarget.value })} />
      <select aria-label="Verdict" value={wanted.outcome}
        onChange={(event) => say({ verdict: event.currentTarget.value })}>
        <option value="">every verdict</option>
        {values(runs, "outcome").map((each) => <option value={each}>{wordsOf.get(each)}</option>)}
      </select>
      <select aria-label="Endpoint" value={wanted.endpoint}
        onChange={(event) => say({ endpoint: event.currentTarget.value })}>
        <option value="">every endpoint</option>
        {values(runs, "endpoint").map((each) => <option value={each}>{each}</option>)}
      </select>
      <select aria-label="Sort" value={wanted.sort} onChange={(event) => say({ sort: event.currentTarget.value })}>
        <option value="newest">newest first</option>
        <option value="oldest">oldest first</option>
        <option value="verdict">worst verdict first</option>
        <option value="name">by name</option>
        {heads.map((each) => <option value={String(each.column)}>worst {each.title} first</option>)}
      </select>
      <span class="count muted" role="status">
        {found === runs.length ? `${runs.length} run${runs.length === 1 ? "" : "s"}` : `${found} of ${runs.length} runs`}
      </span>
    </div>
  );
}
