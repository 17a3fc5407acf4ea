import { useEffect, useRef, useState } from "preact/hooks";
import type { AttemptDetails } from "../data/summary";
import "../style/conversation.css";
import { addressOf, bugCard } from "./bugCard";

interface CopyCardProps {
  attempt: AttemptDetails;
  runId: string;
}

const SAID_MS = 2000;

/** Copies the attempt as Markdown; where a page may not write to the clipboard it shows the text to be copied by hand. */
export function CopyCard({ attempt, runId }: CopyCardProps) {
  const [state, setState] = useState<"" | "copied" | "shown">("");
  const card = () => bugCard(attempt, runId, addressOf(attempt.anchor, runId, location));
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(card());
      setState("copied");
      setTimeout(() => setState((now) => (now === "copied" ? "" : now)), SAID_MS);
    } catch {
      setState("shown");
    }
  };
  return (
    <>
      <button type="button" onClick={() => void copy()} title="A short account of this attempt, for an issue or a chat">
        {state === "copied" ? "✓ Copied" : "Copy as Markdown"}
      </button>
      <span role="status" class="unseen">{state === "copied" ? "Copied" : ""}</span>
      {state === "shown" && <ByHand text={card()} onClose={() => setState("")} />}
    </>
  );
}

function ByHand({ text, onClose }: { text: string; onClose(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
    area.current?.select();
  }, []);
  return (
    <dialog ref={dialog} class="by-hand" aria-label="Copy as Markdown" onClose={onClose}>
      <p>This page may not write to the clipboard. The text is selected: copy it with Ctrl+C or ⌘C.</p>
      <textarea ref={area} readOnly rows={16} value={text} aria-label="The attempt as Markdown" />
      <p><button type="button" onClick={() => dialog.current?.close()}>Close</button></p>
    </dialog>
  );
}
