// What a session's lanes are drawn from: made of the recording alone, by `evalkit/timeline`. All times are seconds since
// the first connection opened; all parallel lists have the same length. Turns count from 0 here, and from 1 on screen.

export interface Timeline {
  format: 1;
  /** False when the recording kept no times: then every time is 0 and only messages and audio can be shown. */
  timed: boolean;
  duration_s: number;
  user: Lane | null;
  model: Lane | null;
  /** The listener's buffer, as in `played` without a pre-buffer: a polyline of seconds of audio that wait. */
  buffer: { t: number[]; s: number[] };
  /** Where a player with 100 ms of pre-buffer ran dry in the middle of an answer: the underruns of `delivery`. */
  underruns: [from: number, to: number][];
  /** At an interruption, how much audio waited: what a client that does not flush would still play. */
  overhangs: { t: number; s: number }[];
  turns: TurnTimes[];
  /** Stretches in which the user speaks, from mark to mark of the session, with the pauses (300 ms and more) that the
   *  sent audio shows; where noise covers them a turn's speech is one stretch. */
  speech: { turn: number; from: number; to: number }[];
  events: Events;
  /** Pieces of transcripts at the moment they arrived; they carry no times of words. */
  transcripts: { t: number[]; who: ("user" | "model")[]; text: string[]; turn: (number | null)[]; message: number[] };
  frames: { t: number; file: string; label: string; turn: number | null; message: number }[];
  messages: Messages;
}

export interface Lane {
  /** File name in the attempt's folder: `user.flac`. */
  file: string;
  rate_hz: number;
  /** Length of the file. */
  length_s: number;
  /** Peaks per second of the file's own audio. */
  peaks_per_s: number;
  /** base64 of int8 pairs (lowest ≤ 0, highest ≥ 0; 127 is full scale, 0 below −60 dBFS), one for each 1/peaks_per_s of
   *  the file, and one for what is left over. */
  peaks: string;
  /** Each chunk when it was sent or arrived: its time, and where its audio begins in the file and how long it is. */
  chunks: { t: number[]; offset_s: number[]; length_s: number[] };
  /** The file's audio as it was spoken (user) or would be heard (model), in stretches without a gap, ordered by `t`. */
  played: { t: number[]; offset_s: number[]; length_s: number[] };
}

export interface TurnTimes {
  turn: number;
  started: number | null;
  speech_started: number | null;
  speech_ended: number | null;
  input_ended: number | null;
  first_audio: number | null;
  first_audible: number | null;
  interrupted: number | null;
  finished: number | null;
  finish: string;
}

export interface Events {
  /** What each `kind` is: its name (`tool_call`), what it is called on screen, and its group for the lane's rows. */
  kinds: { name: string; label: string; group: "connection" | "turn" | "tool" | "speech" | "other" }[];
  t: number[];
  /** End of what lasts: a tool call until its answer, its cancellation or the end of its connection, a close until the
   *  next connection is set up; null of a moment, and of what never ended. */
  until: (number | null)[];
  /** Index into `kinds`. */
  kind: number[];
  /** Plain words: `get_temperature {"location": "New York"} → {"celsius": 12}`. */
  words: string[];
  turn: (number | null)[];
  /** Index of the message it was read from; -1 of a mark of the session's own. */
  message: number[];
}

/** Every line of the recording that is a message or a mark, in order; its raw JSON is in `pages`, `page_size` a page. */
export interface Messages {
  kinds: string[];
  t: number[];
  /** 1 sent, 0 received, 2 a mark of the session's own, 3 the close of a connection. */
  way: number[];
  /** Index into `kinds`: what the message holds, as `realtimeInput.audio`, `serverContent.modelTurn`, `toolCall`. */
  kind: number[];
  /** Bytes of the message on the wire as far as known, else of its line. */
  bytes: number[];
  page_size: number;
  /** Files beside the timeline: `messages-0000.js`; each holds `MessagePage`. */
  pages: string[];
}

/** The lines of `events.jsonl` as they stand there (audio replaced by the range of its lane). */
export type MessagePage = string[];
