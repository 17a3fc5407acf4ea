// Which scenarios the list shows and in what order: from the address's words `q`, `all`, `metric` and `sort`.
import { columnsOf, type Columns } from "../filter/columns";
import { matcher } from "../filter/match";
import { parse, type Filter } from "../filter/parse";
import type { Compare } from "./data";
import { asSummary, change } from "./summary";

export interface Asked {
  query: string;
  /** Also what is the same in both. */
  all: boolean;
  /** Place of the metric whose values stand in the list. */
  metric: number;
  /** `name`, `change`, `-change`, or "" for worst first. */
  sort: string;
}

export interface Found {
  /** Places of scenarios, in order. */
  places: number[];
  filter: Filter;
  /** How many differ at all. */
  differing: number;
}

const ORDER = ["broke", "worse", "unconfirmed", "maybe_worse", "better", "maybe_better", ""];
const NAMES = new Intl.Collator("en", { numeric: true });

export class Scenarios {
  private readonly columns: Columns;
  readonly differs: boolean[];

  constructor(readonly compare: Compare) {
    this.columns = columnsOf(asSummary(compare));
    this.differs = compare.scenarios.name.map((_, at) => differs(compare, at));
  }

  find(asked: Asked): Found {
    const filter = parse(asked.query, this.columns.known);
    const test = matcher(filter.meaning, this.columns);
    const all = this.compare.scenarios.name.map((_, at) => at);
    const places = all.filter((at) => (asked.all || this.differs[at]) && (!test || test(at)));
    return { places: places.sort(this.order(asked)), filter, differing: this.differs.filter(Boolean).length };
  }

  /** The metric that the list begins with: how long one waits, where that was measured. */
  first(): number {
    const names = this.compare.metrics.map((each) => each.name);
    const found = ["latency.first_audible_ms", "latency.first_audio_ms"].map((name) => names.indexOf(name)).find((at) => at >= 0);
    return found ?? 0;
  }

  private order({ sort, metric }: Asked): (one: number, other: number) => number {
    const { scenarios, metrics } = this.compare;
    const byName = (one: number, other: number) => NAMES.compare(scenarios.name[one]!, scenarios.name[other]!);
    if (sort === "name") return byName;
    const values = metrics[metric];
    if (values && sort.endsWith("change")) {
      const sign = sort.startsWith("-") ? -1 : 1;
      const of = (at: number) => (change(values.a[at] ?? null, values.b[at] ?? null) ?? Infinity * sign) * sign;
      return (one, other) => (of(one) === of(other) ? byName(one, other) : of(one) - of(other));
    }
    const rank = (at: number) => ORDER.indexOf(scenarios.moved[at] ?? "") * 8 + lesser(this.compare, at);
    return (one, other) => rank(one) - rank(other) || byName(one, other);
  }
}

/** Among those of which nothing moved: what only one run has, then what was changed, then what was said otherwise. */
function lesser({ scenarios }: Compare, at: number): number {
  if (!scenarios.a[at] || !scenarios.b[at]) return 1;
  if (scenarios.a[at]?.status !== scenarios.b[at]?.status) return 0;
  return scenarios.changed_content[at] ? 2 : scenarios.said_otherwise[at] ? 3 : 4;
}

function differs({ scenarios, metrics, exact }: Compare, at: number): boolean {
  const [a, b] = [scenarios.a[at], scenarios.b[at]];
  if (!a || !b || scenarios.moved[at] || scenarios.changed_content[at]) return true;
  if (a.status !== b.status || a.passed !== b.passed) return true;
  // Where answers are random, every value and every sentence differs: that would be all of them.
  return exact && (scenarios.said_otherwise[at]! || metrics.some((each) => Boolean(change(each.a[at] ?? null, each.b[at] ?? null))));
}
