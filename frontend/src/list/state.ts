// What the list shows: made of the summary, the filter's text and the order, and nothing else.
import { computed, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import type { Summary } from "../data/summary";
import { columnsOf, type Columns } from "../filter/columns";
import type { Complaint } from "../filter/term";
import { asks } from "../filter/toggle";
import { parse, type Filter } from "../filter/parse";
import { route } from "../shell/route";
import { Orders } from "./order";
import { groupsOf, placesOf, type Groups, type Place } from "./places";
import { metricsOf, shownOf, type Shown } from "./shown";

export interface ListState {
  summary: Summary;
  columns: Columns;
  orders: Orders;
  groups: Groups;
  place(anchor: string): Place | undefined;
  query: Signal<string>;
  sort: Signal<string>;
  filter: ReadonlySignal<Filter>;
  /** The stretch of the filter that is being written, with choices offered for it: too soon to find fault with. */
  beingWritten: Signal<readonly [at: number, end: number] | null>;
  complaints: ReadonlySignal<readonly Complaint[]>;
  /** Tags that the filter as a whole asks for. */
  askedTags: ReadonlySignal<ReadonlySet<string>>;
  shown: ReadonlySignal<Shown>;
  /** Names of the metrics that have a column of their own. */
  metrics: ReadonlySignal<string[]>;
  /** Scenarios that are open. */
  open: Signal<ReadonlySet<number>>;
  /** The scenario the keys are at; -1 before any. */
  current: Signal<number>;
}

/** @param before the state of the same run some attempts ago: what is open stays open, what is current stays current. */
export function listState(summary: Summary, before?: ListState): ListState {
  const columns = columnsOf(summary);
  const groups = groupsOf(summary);
  const orders = new Orders(summary, columns, groups);
  const query = signal(route.value.words.get("q") ?? "");
  const sort = signal(route.value.words.get("sort") ?? "");
  const filter = computed(() => parse(query.value, columns.known));
  const beingWritten = signal<readonly [number, number] | null>(null);
  const complaints = computed(() => {
    const [at, end] = beingWritten.value ?? [-1, -1];
    return filter.value.complaints.filter((each) => each.at < at || each.end > end);
  });
  const asked = computed(() => summary.tags.filter((tag) => asks(query.value, "tag", tag, columns.known)).join("\n"));
  return {
    summary, columns, groups, orders, query, sort, filter, beingWritten, complaints,
    place: placesOf(summary),
    // By way of a text, so that a key that changes nothing about tags draws no tag anew.
    askedTags: computed(() => new Set(asked.value ? asked.value.split("\n") : [])),
    shown: computed(() => shownOf(filter.value, columns, orders.of(sort.value), groups)),
    metrics: computed(() => metricsOf(columns, filter.value.meaning, sort.value)),
    open: signal<ReadonlySet<number>>(new Set(carried(before, summary, [...(before?.open.peek() ?? [])]))),
    current: signal(carried(before, summary, [before?.current.peek() ?? -1])[0] ?? -1),
  };
}

/** Where those scenarios stand now. */
function carried(before: ListState | undefined, { scenarios }: Summary, were: number[]): number[] {
  const anchors = were.map((each) => before?.summary.scenarios.anchor[each]);
  return anchors.map((each) => (each === undefined ? -1 : scenarios.anchor.indexOf(each))).filter((at) => at >= 0);
}
