// The orders the list can be in. Each is worked out once, when it is first asked for; a filter only picks from it.
import type { Summary } from "../data/summary";
import type { Columns } from "../filter/columns";
import type { Groups } from "./places";

/** `name`, `duration`, a metric's short or full name; a minus before it turns it round; "" is the worst first. */
export type Sort = string;

export class Orders {
  private readonly made = new Map<Sort, number[]>();
  private readonly values = new Map<string, Float64Array>();

  constructor(
    private readonly summary: Summary,
    private readonly columns: Columns,
    private readonly groups: Groups,
  ) {}

  /** Scenarios in that order; one that is not known is the worst first. */
  of(sort: Sort): number[] {
    let found = this.made.get(sort);
    if (!found) this.made.set(sort, (found = this.make(sort)));
    return found;
  }

  /** Of each scenario the worst value of its attempts, NaN where none was measured. Undefined of an unknown name. */
  valuesOf(called: string): Float64Array | undefined {
    const name = this.columns.known.numbers.get(called.toLowerCase())?.name;
    const rows = name === undefined ? undefined : this.columns.numbers.get(name);
    if (name === undefined || rows === undefined) return undefined;
    let found = this.values.get(name);
    if (!found) this.values.set(name, (found = this.worst(name, rows)));
    return found;
  }

  private make(sort: Sort): number[] {
    const turned = sort.startsWith("-");
    const name = turned ? sort.slice(1) : sort;
    const all = this.summary.scenarios.name.map((_, at) => at);
    if (name === "name") return all.sort((left, right) => (turned ? -1 : 1) * this.byName(left, right));
    const values = name ? this.valuesOf(name) : undefined;
    if (!values) return all.sort((left, right) => this.badness(left) - this.badness(right) || left - right);
    const sign = turned ? -1 : 1;
    // What was not measured stands last whichever way it is sorted.
    return all.sort((left, right) => compare(values[left]!, values[right]!, sign) || left - right);
  }

  private badness(at: number): number {
    const { status, moved } = this.summary.scenarios;
    const shift = moved[at] === "broke" ? 0 : moved[at] === "worse" ? 0.3 : 0.6;
    return status[at]! + shift;
  }

  private byName(left: number, right: number): number {
    const { name } = this.summary.scenarios;
    return NAMES.compare(name[left]!, name[right]!) || left - right;
  }

  private worst(name: string, rows: Float64Array): Float64Array {
    const higher = this.summary.metrics.find((each) => each.name === name)?.better === "higher";
    const found = new Float64Array(this.groups.from.length).fill(Number.NaN);
    for (let row = 0; row < rows.length; row += 1) {
      const value = rows[row]!;
      const at = this.columns.scenario[row]!;
      const before = found[at]!;
      if (Number.isNaN(value)) continue;
      if (Number.isNaN(before) || (higher ? value < before : value > before)) found[at] = value;
    }
    return found;
  }
}

const NAMES = new Intl.Collator("en", { numeric: true });

function compare(left: number, right: number, sign: number): number {
  if (Number.isNaN(left) || Number.isNaN(right)) return Number(Number.isNaN(left)) - Number(Number.isNaN(right));
  return sign * (left - right);
}
