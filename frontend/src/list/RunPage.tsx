import type { Summary } from "../data/summary";

export function RunPage({ summary }: { summary: Summary }) {
  return <p>{summary.scenarios.name.length} scenarios</p>;
}
