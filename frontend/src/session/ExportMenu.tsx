// What can be taken along: labels for an audio editor, the recording, the lanes' files, a card for an issue.
import { useEffect, useRef } from "preact/hooks";
import { CopyCard } from "../conversation/CopyCard";
import type { AttemptDetails } from "../data/summary";
import { fileAddress } from "../player/address";
import { audacityLabels } from "./exports";
import type { SessionState } from "./state";

interface Props {
  state: SessionState;
  details: AttemptDetails;
  runId: string;
}

export function ExportMenu({ state, details, runId }: Props) {
  const menu = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const away = (event: Event) => {
      if (menu.current && event.target instanceof Node && !menu.current.contains(event.target)) menu.current.open = false;
    };
    document.addEventListener("click", away);
    return () => document.removeEventListener("click", away);
  }, []);
  const { user, model } = state.timeline;
  const name = details.anchor.replaceAll(/[^\w-]+/g, "-");
  return (
    <details class="export" ref={menu}>
      <summary>Export</summary>
      <div class="export-list">
        <CopyCard attempt={details} runId={runId} />
        <button type="button" onClick={() => download(`${name}-labels.txt`, audacityLabels(state.timeline))}>Labels for Audacity</button>
        {details.events_url && <a href={details.events_url} download>Recording (events.jsonl)</a>}
        {[user, model].map((lane) => lane && <a href={fileAddress(details.base + lane.file)} download={lane.file}>{lane.file}</a>)}
      </div>
    </details>
  );
}

function download(name: string, text: string): void {
  const link = document.createElement("a");
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
