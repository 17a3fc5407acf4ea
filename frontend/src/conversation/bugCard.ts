// An attempt in about twenty lines of Markdown, for an issue or a chat: what was expected, what was said, how to see it.
import type { AttemptDetails, ScoreDetails, TurnDetails } from "../data/summary";

const MOST_REASONS = 5;
const MOST_TURNS = 4;
const MOST_SCORES = 6;
const LONGEST = 300;

export function bugCard(attempt: AttemptDetails, runId: string, address: string): string {
  const reasons = attempt.problem.length ? attempt.problem : attempt.turns.flatMap((turn) => turn.failed);
  return [
    `### ${text(attempt.scenario)}, ${text(attempt.label)}: ${text(attempt.words)}`,
    `run ${code(runId)}${attempt.duration ? `, ${text(attempt.duration)}` : ""}`,
    "",
    ...few(reasons.map((reason) => `- **missed** ${text(reason)}`), MOST_REASONS),
    ...attempt.notes.slice(0, 2).map((note) => `- ${text(note)}`),
    "",
    ...few(told(attempt.turns), MOST_TURNS),
    "",
    ...scored(attempt.scores),
    `${code(address)}`,
  ].join("\n").replace(/\n{3,}/g, "\n\n");
}

/** The turns that missed something; where none did, the first ones. */
function told(turns: TurnDetails[]): string[] {
  const missed = turns.filter((turn) => turn.failed.length);
  return (missed.length ? missed : turns).map(turnLines);
}

function turnLines(turn: TurnDetails): string {
  const rate = turn.error_rate && ` (${text(turn.error_rate)})`;
  const said = text(turn.said) || (turn.model_clip ? "(audio without a transcription)" : "(said nothing)");
  const lines = [
    `**Turn ${turn.number}** user: ${text(turn.user) || `(${text(turn.kind)})`}`,
    turn.heard && turn.heard !== turn.user ? `heard: ${text(turn.heard)}${rate}` : "",
    ...turn.tools.map(({ name, args, response }) => {
      return `tool: ${code(`${name} ${args}`)} → ${response ? code(response) : "no response"}`;
    }),
    `model: ${said}${turn.interrupted ? " (interrupted)" : ""}`,
  ];
  return lines.filter(Boolean).join("  \n");
}

/** Missed numbers first, then those that something was expected of, then how long it took. */
function scored(scores: ScoreDetails[]): string[] {
  const ranked = scores.map((score) => [rankOf(score), score] as const).filter(([rank]) => rank < 4);
  const told = ranked.sort(([left], [right]) => left - right).slice(0, MOST_SCORES);
  if (!told.length) return [];
  const rows = told.map(([, { turn, name, value, expected, words }]) => {
    return `| ${[turn, name, value || "–", expected, words].map(text).join(" | ")} |`;
  });
  return ["| turn | metric | value | limit | |", "|---|---|--:|---|---|", ...rows, ""];
}

function rankOf(score: ScoreDetails): number {
  if (score.kind === "fail") return 0;
  if (score.expected) return score.kind === "unscored" ? 1 : 2;
  return score.name.startsWith("latency.") ? 3 : 4;
}

function few(lines: string[], most: number): string[] {
  const more = lines.length - most;
  return more > 0 ? [...lines.slice(0, most), `… and ${more} more`] : lines;
}

/** Controls, line ends and marks that turn the direction of writing. */
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g;

/** Plain text: nothing a model said may become a heading, a link, an image, a mention or HTML. */
export function text(said: string): string {
  const line = short(said.replace(UNSEEN, " ").replace(/\s+/g, " ").trim());
  return line
    .replace(/[\\`*_{}[\]<>#|~&]/g, "\\$&")
    .replace(/@(?=\w)|\bwww(?=\.)|:(?=\/\/)/gi, "$&\u200b");
}

/** As code; a fence longer than any run of backticks inside keeps it closed. */
function code(said: string): string {
  const line = short(said.replace(/\s+/g, " ").trim());
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return longest ? `${fence} ${line} ${fence}` : `${fence}${line}${fence}`;
}

function short(line: string): string {
  const signs = [...line];
  return signs.length > LONGEST ? `${signs.slice(0, LONGEST).join("")}…` : line;
}

/** Where a colleague finds it: the page's address, or of a page on a disk its name within the run's folder. */
export function addressOf(anchor: string, runId: string, page: Pick<Location, "protocol" | "href">): string {
  const served = page.protocol === "http:" || page.protocol === "https:";
  return `${served ? page.href.split("#")[0] : `${runId}/report.html`}#${anchor}`;
}
