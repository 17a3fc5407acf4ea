import { useMemo } from "preact/hooks";
import type { AttemptDetails, Details } from "../data/summary";
import type { Timeline } from "../data/timeline";
import { fromOne } from "../session/counted";
import { go, link, route } from "../shell/route";
import { usePart } from "../shell/usePart";
import type { Compare, Played } from "./data";
import { timesOf, type SideName } from "./pair";
import { PairStage } from "./PairStage";
import { TurnPair } from "./TurnPair";

const NAMES = ["a", "b"] as const;

/** A session of A over one of B: the same scenario, the attempts that the address names. */
export function PairPage({ compare, scenario }: { compare: Compare; scenario: number }) {
  const { scenarios } = compare;
  const [a, b] = [scenarios.a[scenario], scenarios.b[scenario]];
  const anchor = scenarios.anchor[scenario]!;
  return (
    <section class="session pair" aria-labelledby="ui:pair">
      <header class="session-head">
        <h2 id="ui:pair"><bdi>{scenarios.name[scenario]}</bdi> <span class="muted">A over B</span></h2>
        <nav aria-label="Elsewhere">
          <a href={link("", kept())}>All scenarios</a>
          {NAMES.map((name) => scenarios[name][scenario] && (
            <a href={`${compare[name].base}report.html#${anchor}`}>All attempts of {name.toUpperCase()}</a>
          ))}
        </nav>
      </header>
      {scenarios.sentence[scenario] && (
        <p><span class={`words ${scenarios.moved[scenario]}`}>{scenarios.moved_words[scenario]}</span> {scenarios.sentence[scenario]}</p>
      )}
      {scenarios.changed_content[scenario] && <p class="note">What this scenario plays or expects is not the same in both runs.</p>}
      {a && b ? <Pair compare={compare} scenario={scenario} a={a} b={b} key={anchor} />
        : <p class="note">Only {a ? "A" : "B"} played this scenario: there is nothing to lay beside it.</p>}
    </section>
  );
}

/** The list's own words of the address, to be found again on the way back. */
export function kept(): URLSearchParams {
  const words = new URLSearchParams();
  for (const name of ["q", "sort", "all", "metric"]) {
    const value = route.value.words.get(name);
    if (value) words.set(name, value);
  }
  return words;
}

function Pair({ compare, scenario, a, b }: { compare: Compare; scenario: number; a: Played; b: Played }) {
  const { words } = route.value;
  const anchor = compare.scenarios.anchor[scenario]!;
  const show = compare.scenarios.show[scenario];
  const numbers = { a: chosen(words.get("a"), a, show?.[0]), b: chosen(words.get("b"), b, show?.[1]) };
  const asked = Number(words.get("turn")) || (words.has("turn") ? null : (show?.[2] ?? null));
  const one = useAttempt(compare, "a", a, `${anchor}/${numbers.a}`);
  const other = useAttempt(compare, "b", b, `${anchor}/${numbers.b}`);
  const to = (more: Record<string, string | null>) => go(anchor, { a: numbers.a, b: numbers.b, turn: asked === null ? "0" : String(asked), ...more }, true);
  const problems = [...new Set([...one.problems, ...other.problems])];
  return (
    <>
      <p class="pair-choice">
        <Choice compare={compare} anchor={anchor} name="a" played={a} value={numbers.a} choose={(value) => to({ a: value })} />
        <Choice compare={compare} anchor={anchor} name="b" played={b} value={numbers.b} choose={(value) => to({ b: value })} />
      </p>
      {problems.map((problem) => <p class="note" role="status">{problem}</p>)}
      {one.details && other.details && <Both compare={compare} a={one} b={other} turn={asked} toTurn={(turn) => to({ turn: String(turn ?? 0) })} />}
    </>
  );
}

interface Attempt {
  details: AttemptDetails | undefined;
  timeline: Timeline | undefined;
  problems: string[];
}

function Both({ compare, a, b, turn, toTurn }: { compare: Compare; a: Attempt; b: Attempt; turn: number | null; toTurn(turn: number | null): void }) {
  const details = { a: a.details!, b: b.details! };
  const turns = [...new Set([...details.a.turns, ...details.b.turns].map((each) => each.number))].sort((x, y) => x - y);
  const timed = a.timeline?.timed && b.timeline?.timed;
  const bases = { a: compare.a.base + details.a.base, b: compare.b.base + details.b.base };
  return (
    <>
      {timed && (
        <PairStage key={`${details.a.anchor} ${details.b.anchor}`} details={details} timelines={{ a: a.timeline!, b: b.timeline! }} bases={bases}
          turn={turn} turns={turns} toTurn={toTurn} />
      )}
      {a.timeline && b.timeline && !timed && <p class="note">One of the recordings kept no times: only the words can be compared.</p>}
      <h3>Turn by turn</h3>
      <ol class="turns">
        {turns.map((number) => (
          <TurnPair number={number} a={details.a.turns.find((each) => each.number === number)} b={details.b.turns.find((each) => each.number === number)}
            times={{ a: timed ? timesOf(a.timeline!, number) : undefined, b: timed ? timesOf(b.timeline!, number) : undefined }} here={number === turn} toTurn={toTurn} />
        ))}
      </ol>
    </>
  );
}

function useAttempt(compare: Compare, name: SideName, played: Played, anchor: string): Attempt {
  const run = compare[name];
  const { found, problem } = usePart<Details>(run.details[played.details]);
  const details = found?.attempts[anchor];
  const timeline = usePart<Timeline>(details?.timeline_url ? run.base + details.timeline_url : undefined);
  const letter = name.toUpperCase();
  const again = `Keep the folder of ${letter} (${run.run_id}) where it was; evalkit report, with that folder, writes it anew.`;
  const problems = [
    problem && `The details of ${letter} are missing. ${again}`,
    found && !details && `The details of ${letter} are of another state of the run. ${again}`,
    timeline.problem && `The timeline of ${letter} is missing. ${again}`,
    details && !details.timeline_url && `${letter} has no timeline: nothing of this attempt's session was recorded.`,
  ];
  const counted = useMemo(() => timeline.found && fromOne(timeline.found), [timeline.found]);
  return { details, timeline: counted, problems: problems.filter((each): each is string => Boolean(each)) };
}

function chosen(asked: string | null, played: Played, usual: string | undefined): string {
  return [asked, usual].find((each) => each && played.numbers.includes(each)) ?? played.numbers[0]!;
}

interface ChoiceProps {
  compare: Compare;
  /** Of the scenario. */
  anchor: string;
  name: SideName;
  played: Played;
  value: string;
  choose(value: string): void;
}

function Choice({ compare, anchor, name, played, value, choose }: ChoiceProps) {
  const words = (at: number) => compare.statuses[played.statuses[at]!]?.[1] ?? "";
  return (
    <span>
      <label>
        <b class={`letter ${name}`}>{name.toUpperCase()}</b> attempt{" "}
        <select value={value} onChange={(event) => choose(event.currentTarget.value)}>
          {played.numbers.map((number, at) => <option value={number}>{number}: {words(at)}</option>)}
        </select>
      </label>{" "}
      <a class="small" href={`${compare[name].base}report.html#${anchor}/${value}`}>its session<span class="unseen"> in {name.toUpperCase()}</span></a>
    </span>
  );
}
