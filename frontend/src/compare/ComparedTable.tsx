import { quantity } from "../list/figures";
import { StatusMark } from "../list/Marks";
import { link } from "../shell/route";
import type { Compare, Played } from "./data";
import type { Asked } from "./list";
import { kept } from "./PairPage";
import { change } from "./summary";

/** Changes words of the address. */
export type To = (words: Record<string, string | null>) => void;

/** The scenarios with both statuses, and one metric in both runs. */
export function ComparedTable({ compare, places, asked, to }: { compare: Compare; places: number[]; asked: Asked; to: To }) {
  const metric = compare.metrics[asked.metric];
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Scenarios of both runs">
      <table class="compared-scenarios">
        <thead>
          <tr>
            <Sortable name="name" asked={asked} to={to}>scenario</Sortable>
            <th scope="col">status in A</th><th scope="col">in B</th>
            {metric && <th scope="col" class="num">value in A</th>}
            {metric && <th scope="col" class="num">in B</th>}
            {metric && <Sortable name="change" asked={asked} to={to} num>change of <bdi>{metric.name}</bdi></Sortable>}
          </tr>
        </thead>
        <tbody>{places.map((at) => <Row key={compare.scenarios.anchor[at]} compare={compare} at={at} metric={asked.metric} />)}</tbody>
      </table>
    </div>
  );
}

interface SortableProps {
  name: string;
  asked: Asked;
  to: To;
  num?: boolean;
  children: preact.ComponentChildren;
}

function Sortable({ name, asked, to, num, children }: SortableProps) {
  // Of a change the largest first, of a name A first, and at the last press worst first again.
  const steps = name === "name" ? ["", name] : ["", `-${name}`, name];
  const order = asked.sort === name ? "ascending" : asked.sort === `-${name}` ? "descending" : "none";
  const press = () => to({ sort: steps[(steps.indexOf(asked.sort) + 1) % steps.length] ?? "" });
  return (
    <th scope="col" class={num ? "num" : ""} aria-sort={order}>
      <button type="button" onClick={press}>{children}<span aria-hidden="true">{{ ascending: " ↑", descending: " ↓", none: "" }[order]}</span></button>
    </th>
  );
}

function Row({ compare, at, metric }: { compare: Compare; at: number; metric: number }) {
  const { scenarios } = compare;
  const [a, b, show] = [scenarios.a[at], scenarios.b[at], scenarios.show[at]];
  const values = compare.metrics[metric];
  const words = kept();
  if (show) for (const [name, value] of [["a", show[0]], ["b", show[1]], ["turn", show[2]]] as const) if (value !== null) words.set(name, String(value));
  return (
    <tr class={scenarios.moved[at]}>
      <th scope="row">
        {show ? <a href={link(scenarios.anchor[at]!, words)}><bdi>{scenarios.name[at]}</bdi></a>
          : <a href={`${compare[a ? "a" : "b"].base}report.html#${scenarios.anchor[at]}`}><bdi>{scenarios.name[at]}</bdi></a>}
        {" "}{scenarios.moved[at] && <span class={`words small ${scenarios.moved[at]}`}>{scenarios.moved_words[at]}</span>}
        {!(a && b) && <span class="chip warn">only in {a ? "A" : "B"}</span>}
        {a && b && scenarios.changed_content[at] && <span class="chip warn">not the same scenario</span>}
        {a && b && scenarios.said_otherwise[at] && <span class="chip">other words</span>}
      </th>
      <Status compare={compare} played={a} letter="A" /><Status compare={compare} played={b} letter="B" />
      {values && <Values unit={values.unit} better={values.better} a={values.a[at] ?? null} b={values.b[at] ?? null} />}
    </tr>
  );
}

function Status({ compare, played, letter }: { compare: Compare; played: Played | null | undefined; letter: string }) {
  if (!played) return <td class="muted">—</td>;
  const [status = "", words = ""] = compare.statuses[played.status] ?? [];
  return <td><StatusMark status={status} words={`${letter}: ${words}`} /> <span class="small">{played.passed || words}</span></td>;
}

function Values({ unit, better, a, b }: { unit: string; better: string; a: number | null; b: number | null }) {
  const by = change(a, b);
  const worse = by !== null && by !== 0 && better !== "neither" && by > 0 === (better === "lower");
  const kind = !by || better === "neither" ? "" : worse ? "bad" : "good";
  return (
    <>
      <td class="num" data-label="A">{a === null ? "" : quantity(a, unit)}</td>
      <td class="num" data-label="B">{b === null ? "" : quantity(b, unit)}</td>
      <td class="num" data-label="change">
        {by !== null && (by === 0 ? <span class="muted">same</span> : <span class={kind}>{by > 0 ? "+" : "−"}{quantity(Math.abs(by), unit)}{kind && <span class="unseen"> {worse ? "worse" : "better"}</span>}</span>)}
      </td>
    </>
  );
}
