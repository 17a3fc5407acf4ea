// One message in full: when it came, how large it was, and all of its JSON.
import { useMemo, useState } from "preact/hooks";
import type { SessionState } from "../state";
import { JsonTree } from "./JsonTree";
import type { RawPages } from "./pages";
import { ARROWS, WAYS } from "./select";

/** A line up to this long is opened whole. */
const SHORT = 4_000;

export function MessageDetail({ state, pages, message }: { state: SessionState; pages: RawPages; message: number }) {
  const { messages, timed, user, model } = state.timeline;
  const line = pages.line(message);
  const item = useMemo(() => read(line), [line]);
  const wire = useMemo(() => onWire(item), [item]);
  const rates = { user: user?.rate_hz ?? 16000, model: model?.rate_hz ?? 24000 };
  const way = messages.way[message]!;
  return (
    <section class="message-detail" aria-label={`Message ${message + 1}`}>
      <h4>
        <span>Message {message + 1}</span>
        <span class="muted">
          {ARROWS[way]} {WAYS[way]}{timed && ` at ${messages.t[message]!.toFixed(3)} s`} · {messages.kinds[messages.kind[message]!]} · {messages.bytes[message]!.toLocaleString("en")} B
        </span>
        {line !== undefined && <Copy text={wire === undefined ? line : JSON.stringify(wire, null, 2)} />}
        <button type="button" onClick={() => (state.message.value = null)} aria-label="Close the message">✕</button>
      </h4>
      {pages.problem.value && line === undefined && <p class="note">{pages.problem.value}</p>}
      {line !== undefined && (
        <div class="json" tabIndex={0} role="region" aria-label={`JSON of message ${message + 1}`}>
          {item === undefined ? <pre>{line.slice(0, 20_000)}</pre>
            : <JsonTree value={wire ?? item} levels={line.length <= SHORT ? 20 : 4} rates={rates} />}
          {wire !== undefined && (
            <details class="recorded">
              <summary class="muted">its line in events.jsonl</summary>
              <JsonTree value={item} levels={1} rates={rates} />
            </details>
          )}
        </div>
      )}
    </section>
  );
}

/** The message as the other side saw it, without what the recording says of it; undefined of a mark. */
function onWire(item: unknown): unknown {
  if (typeof item !== "object" || item === null) return undefined;
  const { sent, received } = item as Record<string, unknown>;
  return sent ?? received;
}

function read(line: string | undefined): unknown {
  if (line === undefined) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    // The last line of a recording that was cut off.
    return undefined;
  }
}

function Copy({ text }: { text: string }) {
  const [said, setSaid] = useState("Copy JSON");
  const copy = () => {
    const done = (words: string) => {
      setSaid(words);
      setTimeout(() => setSaid("Copy JSON"), 1500);
    };
    // Pages from a disk may not be let at the clipboard.
    if (!navigator.clipboard) done("not allowed here");
    else navigator.clipboard.writeText(text).then(() => done("copied"), () => done("not allowed here"));
  };
  return <button type="button" onClick={copy}>{said}</button>;
}
