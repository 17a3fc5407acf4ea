// Every message of the session: a table that can be filtered and searched, and the one that was chosen in full.
import { useEffect, useLayoutEffect, useMemo, useState } from "preact/hooks";
import { bindKeys } from "../shell/keys";
import { MessageDetail } from "./messages/MessageDetail";
import { MessageTable, stepMessage } from "./messages/MessageTable";
import { RawPages } from "./messages/pages";
import { MessageChoice, WAYS } from "./messages/select";
import type { SessionState } from "./state";

export function MessagesPane({ state, base }: { state: SessionState; base: string }) {
  const choice = useMemo(() => {
    const { messages } = state.timeline;
    return new MessageChoice(messages, new RawPages(messages, base));
  }, [state, base]);
  useLayoutEffect(
    () =>
      bindKeys("Messages", [
        { keys: ["j"], does: "next message", run: () => stepMessage(state, choice.shown.peek(), 1) },
        { keys: ["k"], does: "previous message", run: () => stepMessage(state, choice.shown.peek(), -1) },
      ]),
    [state, choice],
  );
  const message = state.message.value;
  const many = choice.messages.t.length;
  if (!many) return null;
  const shown = choice.shown.value.length;
  return (
    <section class="messages" aria-label="Messages of the session">
      <h3>
        Messages <span class="muted" role="status">{shown === many ? grouped(many) : `${grouped(shown)} of ${grouped(many)}`}</span>
      </h3>
      <Controls choice={choice} />
      <MessageTable state={state} choice={choice} />
      {shown === 0 && <p class="muted">{nothing(choice)}</p>}
      {message !== null && <MessageDetail key={message} state={state} pages={choice.pages} message={message} />}
    </section>
  );
}

function grouped(many: number): string {
  return many.toLocaleString("en");
}

function nothing({ text, pages }: MessageChoice): string {
  if (text.value && !pages.all) return "No message that is loaded holds this text: \u201cSearch all\u201d looks into the others too.";
  return "No message fits: choose another kind or way, or tick audio.";
}

function Controls({ choice }: { choice: MessageChoice }) {
  const [typed, setTyped] = useState("");
  const [loading, setLoading] = useState(false);
  const { messages, pages, counts } = choice;
  useEffect(() => {
    const timer = setTimeout(() => (choice.text.value = typed), 120);
    return () => clearTimeout(timer);
  }, [typed]);
  const kinds = messages.kinds.map((name, kind) => ({ name, kind })).sort((a, b) => a.name.localeCompare(b.name));
  const chosen = (value: string) => (value === "" ? null : Number(value));
  const all = async () => {
    setLoading(true);
    await pages.loadAll();
    setLoading(false);
  };
  return (
    <div class="message-controls">
      <select aria-label="Way of the messages" onChange={(event) => (choice.way.value = chosen(event.currentTarget.value))}>
        <option value="">both ways</option>
        {WAYS.map((name, way) => <option value={String(way)}>{name}</option>)}
      </select>
      <select aria-label="Kind of message" onChange={(event) => (choice.kind.value = chosen(event.currentTarget.value))}>
        <option value="">every kind</option>
        {kinds.map(({ name, kind }) => <option value={String(kind)}>{name} ({counts[kind]})</option>)}
      </select>
      <input
        type="search" aria-label="Search in the messages" placeholder="Search" value={typed}
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
      <label class="check">
        <input type="checkbox" checked={choice.audio.value} onChange={(event) => (choice.audio.value = event.currentTarget.checked)} />{" "}
        audio
      </label>
      {typed && !pages.all && (
        <button type="button" disabled={loading} onClick={() => void all()}>{loading ? "Loading…" : "Search all"}</button>
      )}
    </div>
  );
}
