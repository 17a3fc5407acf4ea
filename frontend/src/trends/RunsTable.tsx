import { useState } from "preact/hooks";
import { say, words } from "./address";
import { CompareBar } from "./CompareBar";
import { RunsFilter } from "./RunsFilter";
import type { Primary, RunRow } from "./data";
import { chosen, columns } from "./runs";

/** Runs that are drawn at once. */
const PAGE = 50;

/** Every run: filter, sort, and two to compare. */
export function RunsTable({ runs }: { runs: RunRow[] }) {
  const [ticked, setTicked] = useState<string[]>([]);
  const [most, setMost] = useState(PAGE);
  const wanted = {
    text: words.value.get("q") ?? "",
    endpoint: words.value.get("endpoint") ?? "",
    outcome: words.value.get("verdict") ?? "",
    sort: words.value.get("sort") ?? "newest",
  };
  const found = chosen(runs, wanted);
  const heads = columns(runs);
  // The third tick replaces the older of the two.
  const tick = (folder: string, on: boolean) =>
    setTicked((now) => (on ? [...now, folder].slice(-2) : now.filter((each) => each !== folder)));
  return (
    <>
      <RunsFilter runs={runs} wanted={wanted} found={found.length} heads={heads} />
      {found.length ? (
        <div class="scroll" role="region" aria-label="Table of runs" tabIndex={0}>
          <table class="runs app">
            <thead>
              <tr>
                <th scope="col"><span class="unseen">compare</span></th>
                <th scope="col">run</th>
                {heads.map((each) => <th scope="col" key={each.column}>{each.title}</th>)}
              </tr>
            </thead>
            <tbody>
              {found.slice(0, most).map((run) => (
                <Row key={run.folder} run={run} heads={heads} on={ticked.includes(run.folder)} tick={tick} />
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <p>
          No run matches.{" "}
          <button type="button" onClick={() => say({ q: "", endpoint: "", verdict: "" })}>Show all</button>
        </p>
      )}
      {found.length > most && (
        <p>
          <button type="button" onClick={() => setMost(most + 4 * PAGE)}>Show more</button>{" "}
          <span class="muted small">{found.length - most} are not shown</span>
        </p>
      )}
      {heads.length > 0 && (
        <p class="muted small">
          These are the numbers that verdicts are made of, by scenarios; an announced failure counts as passed. The tables
          of a report count turns. A bar of errors or of time is drawn against the run that has most.
        </p>
      )}
      <CompareBar runs={runs.filter((run) => ticked.includes(run.folder))} clear={() => setTicked([])} />
    </>
  );
}

interface RowProps {
  run: RunRow;
  heads: Primary[];
  on: boolean;
  tick(folder: string, on: boolean): void;
}

function Row({ run, heads, on, tick }: RowProps) {
  return (
    <tr class={on ? "ticked" : ""}>
      <td class="tick">
        <label>
          <input type="checkbox" checked={on} onChange={(event) => tick(run.folder, event.currentTarget.checked)} />
          <span class="unseen">compare {run.name}</span>
        </label>
      </td>
      <td class="run">
        <span class={`mark ${run.outcome}`} role="img" aria-label={run.word} title={run.word} />{" "}
        {run.url ? <a href={run.url}><bdi>{run.name}</bdi></a> : <bdi>{run.name}</bdi>}
        <small class="muted started">{run.started}</small>
        <p><bdi>{run.sentence}</bdi></p>
        {run.notes.map((note) => <small class="muted note-line"><bdi>{note}</bdi></small>)}
        <small class="muted note-line">
          <bdi>{run.endpoint}</bdi>{run.model && <> · <bdi>{run.model}</bdi></>}
          {run.links.map(([name, url]) => <> · <a href={url}><bdi>{name}</bdi></a></>)}
        </small>
      </td>
      {heads.map((head) => (
        <Level key={head.column} found={run.primaries.find((each) => each.column === head.column)} title={head.title} />
      ))}
    </tr>
  );
}

function Level({ found, title }: { found: Primary | undefined; title: string }) {
  if (!found) return <td class="level none"><span class="unseen">not measured</span></td>;
  return (
    <td class="level" data-label={title}>
      {found.words}
      <svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
        <rect class="whole" width="100" height="4" />
        <rect class={found.less_is_better ? "less" : "more"} width={100 * found.bar} height="4" />
      </svg>
    </td>
  );
}
