// The moments at which the user's speech ended as scripted, and those at which the server showed that it heard something.
import type { Timeline } from "../data/timeline";
import { length } from "./scale";

export interface Sign {
  t: number;
  words: string;
  /** How long after the scripted end of speech; "" of that end itself. */
  late: string;
  /** A sign of the server's; else the scripted truth. */
  server: boolean;
  message?: number;
}

const SERVER = /^(?:interrupted|voice_activity|interim_transcript)/;
const CLIENT = /^activity/;

export function firstSigns(timeline: Timeline): Sign[] {
  const ends = timeline.turns.flatMap((turn) =>
    turn.speech_ended === null
      ? []
      : [{ t: turn.speech_ended, words: `end of the user's speech, turn ${turn.turn}`, late: "", server: false }],
  );
  const noticed = [...transcripts(timeline), ...fromEvents(timeline)].map((sign) => ({
    ...sign,
    late: after(sign.t, ends.map((each) => each.t)),
  }));
  return [...ends, ...noticed];
}

/** The first piece of each turn's transcript of the user. */
function transcripts({ transcripts: { t, who, turn, message } }: Timeline): Sign[] {
  const seen = new Set<number | null>();
  const found: Sign[] = [];
  t.forEach((at, place) => {
    const of = turn[place] ?? null;
    if (who[place] !== "user" || seen.has(of)) return;
    seen.add(of);
    found.push({ t: at, words: "first transcript of the user", late: "", server: true, message: message[place] });
  });
  return found;
}

function fromEvents({ events }: Timeline): Sign[] {
  const server = events.kinds.map(({ name }) => SERVER.test(name));
  const client = events.kinds.map(({ name }) => CLIENT.test(name));
  return events.kind.flatMap((kind, place) =>
    server[kind] || client[kind]
      ? [{ t: events.t[place]!, words: `${events.kinds[kind]!.label} ${events.words[place] ?? ""}`.trim(),
           late: "", server: server[kind]!, message: events.message[place] }]
      : [],
  );
}

function after(t: number, ends: number[]): string {
  const before = ends.filter((each) => each <= t).at(-1);
  return before === undefined ? "" : `${length(t - before)} after the end of speech before it`;
}
