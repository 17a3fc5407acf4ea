import { say, words } from "./address";
import type { Chapter, Trends } from "./data";

interface Props {
  trends: Trends;
  chapter: Chapter;
  found: number;
  all: number;
  /** How many of them have changed; of a single scenario that is not known. */
  changed: number;
}

/** Which series, which scenario, which metrics, how many nights. */
export function TrendsFilter({ trends, chapter, found, all, changed }: Props) {
  const total = chapter.nights.name.length;
  const scenario = words.value.get("scenario") ?? "";
  return (
    <>
      <p class="muted small"><bdi>{chapter.title}</bdi>: {chapter.sentence}</p>
      <div class="filter">
        <input class="grow" type="search" aria-label="Filter metrics" placeholder="Filter metrics"
          value={words.value.get("find") ?? ""} onInput={(event) => say({ find: event.currentTarget.value })} />
        {trends.chapters.length > 1 && (
          <select aria-label="Series" value={words.value.get("series") ?? "0"}
            onChange={(event) => say({ series: event.currentTarget.value })}>
            {trends.chapters.map((each, place) => <option value={String(place)}>{each.title}</option>)}
          </select>
        )}
        <select aria-label="Scenario" value={scenario} onChange={(event) => say({ scenario: event.currentTarget.value })}>
          <option value="">{every(chapter.scenarios.length, "scenario")}</option>
          {chapter.scenarios.map((each) => <option value={each}>{each}</option>)}
        </select>
        {changed > 0 && (
          <select aria-label="Changes" value={words.value.get("changed") ?? ""}
            onChange={(event) => say({ changed: event.currentTarget.value })}>
            <option value="">changed or not</option>
            <option value="1">only the {changed} that changed</option>
          </select>
        )}
        <select aria-label="Nights" value={words.value.get("nights") ?? ""}
          onChange={(event) => say({ nights: event.currentTarget.value })}>
          <option value="">{every(total, "night")}</option>
          {[14, 30, 90].filter((each) => each < total).map((each) => <option value={String(each)}>newest {each} nights</option>)}
        </select>
        <span class="count muted" role="status">{found === all ? `${all} metrics` : `${found} of ${all} metrics`}</span>
      </div>
    </>
  );
}

function every(count: number, noun: string): string {
  return count === 1 ? `the one ${noun}` : `all ${count} ${noun}s`;
}
