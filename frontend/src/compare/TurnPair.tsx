import type { TurnDetails } from "../data/summary";
import type { TurnTimes } from "../data/timeline";
import { Tool } from "../conversation/Tool";
import { Rulers } from "./Rulers";
import { Words } from "./Words";
import { sameWords } from "./wordDiff";

interface Props {
  number: number;
  a: TurnDetails | undefined;
  b: TurnDetails | undefined;
  times: { a: TurnTimes | undefined; b: TurnTimes | undefined };
  here: boolean;
  toTurn(turn: number): void;
}

/** One turn of both sessions: what the user said once, the rest word by word or side by side. */
export function TurnPair({ number, a, b, times, here, toTurn }: Props) {
  const user = b?.user || a?.user || "";
  return (
    <li class={`turn ${here ? "here" : ""}`} aria-current={here ? "true" : undefined}>
      <h3 class="turn-head">
        <button type="button" onClick={() => toTurn(number)} title="Align both sessions at this turn">Turn {number}</button>
        {!(a && b) && <span class="chip warn">only in {a ? "A" : "B"}</span>}
        <Marks letter="A" turn={a} /><Marks letter="B" turn={b} />
      </h3>
      <div class="line user"><span class="who">User</span><p class="text" dir="auto">{user}</p></div>
      {(a?.heard || b?.heard) && <Line kind="user" who="Heard" a={a?.heard ?? ""} b={b?.heard ?? ""} />}
      <Tools a={a} b={b} />
      <Line kind="model" who="Model" a={a?.said ?? ""} b={b?.said ?? ""} />
      <Missed a={a} b={b} />
      <Rulers a={times.a} b={times.b} />
    </li>
  );
}

function Marks({ letter, turn }: { letter: string; turn: TurnDetails | undefined }) {
  if (!turn?.interrupted) return null;
  return <span class="chip warn">{letter}: interrupted</span>;
}

function Line({ kind, who, a, b }: { kind: string; who: string; a: string; b: string }) {
  const same = sameWords(a, b);
  return (
    <div class={`line ${kind}`}>
      <span class="who">{who}</span>
      <div>
        {!a && !b ? <p class="muted">(nothing in words)</p> : <p class="text" dir="auto"><Words a={a} b={b} /></p>}
        {(a || b) && <p class="muted small">{same ? "the same words in both" : !a ? "nothing in A" : !b ? "nothing in B" : <>struck out: only in A; underlined: only in B</>}</p>}
      </div>
    </div>
  );
}

function Tools({ a, b }: { a: TurnDetails | undefined; b: TurnDetails | undefined }) {
  const [one, other] = [a?.tools ?? [], b?.tools ?? []];
  if (!one.length && !other.length) return null;
  const same = JSON.stringify(one.map(called)) === JSON.stringify(other.map(called));
  if (same) return <>{other.map((call) => <Tool call={call} />)}<p class="muted small">the same calls in both</p></>;
  return (
    <div class="pair-columns">
      {([["a", one], ["b", other]] as const).map(([name, calls]) => (
        <div class={`side-${name}`}>
          <p><b class={`letter ${name}`}>{name.toUpperCase()}</b>{!calls.length && <span class="muted"> called nothing</span>}</p>
          {calls.map((call) => <Tool call={call} />)}
        </div>
      ))}
    </div>
  );
}

function called({ name, args, response }: TurnDetails["tools"][number]): string[] {
  return [name, args, response];
}

function Missed({ a, b }: { a: TurnDetails | undefined; b: TurnDetails | undefined }) {
  const both = new Set((a?.failed ?? []).filter((reason) => b?.failed.includes(reason)));
  return (
    <>
      {[...both].map((reason) => <p class="missed" dir="auto"><b>A and B</b> {reason}</p>)}
      {(a?.failed ?? []).filter((reason) => !both.has(reason)).map((reason) => <p class="note" dir="auto"><b>A</b> {reason}</p>)}
      {(b?.failed ?? []).filter((reason) => !both.has(reason)).map((reason) => <p class="missed" dir="auto"><b>B</b> {reason}</p>)}
    </>
  );
}
