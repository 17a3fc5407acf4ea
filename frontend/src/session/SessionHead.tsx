// The line above a session: which one it is, and the ways to the ones beside it.
import { useLayoutEffect } from "preact/hooks";
import type { Summary } from "../data/summary";
import { attemptAnchor } from "../list/places";
import { bindKeys } from "../shell/keys";
import { link, route } from "../shell/route";
import { PLAY, WORDS } from "./address";

const FAILURES = ["failed", "unexpected_pass"];

interface Props {
  summary: Summary;
  attempt: number;
  words: string;
  duration: string;
}

export function SessionHead({ summary, attempt, words, duration }: Props) {
  const { scenarios, attempts } = summary;
  const scenario = attempts.scenario[attempt]!;
  const status = summary.statuses[attempts.status[attempt]!]!;
  const fails = (at: number) => FAILURES.includes(summary.statuses[attempts.status[at]!]![0]);
  const anywhere = () => true;
  const ways = [
    { name: "previous attempt", sign: "‹", key: "[", to: beside(summary, attempt, -1, anywhere) },
    { name: "next attempt", sign: "›", key: "]", to: beside(summary, attempt, 1, anywhere) },
    { name: "previous failure", sign: "‹ failure", key: "F", to: beside(summary, attempt, -1, fails) },
    { name: "next failure", sign: "failure ›", key: "f", to: beside(summary, attempt, 1, fails) },
  ];
  useLayoutEffect(
    () =>
      bindKeys(
        "Other sessions",
        ways.map(({ name, key, to }) => ({ keys: [key], does: name, run: () => to !== null && (location.hash = address(summary, to)) })),
      ),
    [summary, attempt],
  );
  const many = attempts.scenario.filter((each) => each === scenario).length;
  return (
    <div class="session-head">
      <div>
        <h2>
          <span class={`mark ${status[0]}`} aria-hidden="true" />{" "}
          <bdi>{scenarios.name[scenario]}</bdi>{" "}
          <span class="muted">
            {many > 1 && `attempt ${attempts.number[attempt]} · `}
            <span class={`words ${status[0]}`}>{words || status[1]}</span>
            {duration && ` · ${duration}`}
          </span>
        </h2>
        {scenarios.description[scenario] && (
          <p class="about muted small" dir="auto">
            {scenarios.tags[scenario]!.map((tag) => <><span class="tag"><bdi>{summary.tags[tag]}</bdi></span> </>)}
            {scenarios.description[scenario]}
          </p>
        )}
      </div>
      <nav aria-label="Other sessions">
        <a href={link(scenarios.anchor[scenario]!, kept())}>All scenarios</a>
        {ways.map(({ name, sign, key, to }) =>
          to === null ? (
            <span class="muted" title={`no ${name}`}>{sign}</span>
          ) : (
            <a href={address(summary, to)} title={`${name}: ${attemptAnchor(summary, to)} (${key})`} aria-label={name}>{sign}</a>
          ),
        )}
      </nav>
    </div>
  );
}

function beside({ attempts }: Summary, attempt: number, by: 1 | -1, fits: (at: number) => boolean): number | null {
  for (let at = attempt + by; at >= 0 && at < attempts.scenario.length; at += by) if (fits(at)) return at;
  return null;
}

function address(summary: Summary, attempt: number): string {
  return link(attemptAnchor(summary, attempt), kept());
}

/** The filter and the order stay; a place in this session means nothing in another. */
function kept(): URLSearchParams {
  const words = new URLSearchParams(route.value.words);
  for (const word of [...WORDS, PLAY]) words.delete(word);
  return words;
}
