import { useEffect, useRef, useState } from "preact/hooks";
import type { TurnDetails } from "../data/summary";
import { fileAddress } from "../player/address";

type Shown = NonNullable<TurnDetails["frames"]>;

/** The pictures a turn showed; one that is pressed is seen large, the arrow keys go on from there. */
export function Frames({ frames }: { frames: Shown }) {
  const [large, setLarge] = useState<number | null>(null);
  return (
    <div class="line frames">
      <span class="who">Shows</span>
      <div>
        {frames.thumbnails.length > 0 && (
          <p class="thumbnails">
            {frames.thumbnails.map((each, at) => (
              <button type="button" class="thumbnail" title={each.label} onClick={() => setLarge(at)}>
                <img src={fileAddress(each.url)} alt={each.label} loading="lazy" height={72} />
              </button>
            ))}
          </p>
        )}
        <p class="muted small">{frames.words}</p>
        {large !== null && <Large frames={frames} at={large} onMove={setLarge} />}
      </div>
    </div>
  );
}

function Large({ frames, at, onMove }: { frames: Shown; at: number; onMove(at: number | null): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
    close.current?.focus();
  }, []);
  const count = frames.thumbnails.length;
  const step = (by: number) => onMove((at + by + count) % count);
  const each = frames.thumbnails[at]!;
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "ArrowRight") step(1);
    if (event.key === "ArrowLeft") step(-1);
  };
  return (
    <dialog ref={dialog} class="large" aria-label={each.label} onClose={() => onMove(null)} onKeyDown={onKey}
      onClick={(event) => event.target === dialog.current && dialog.current?.close()}>
      <figure>
        <img src={fileAddress(each.url)} alt={each.label} />
        <figcaption>{each.label} <span class="muted small">{at + 1} of {count}</span></figcaption>
      </figure>
      <p class="large-buttons">
        {count > 1 && <button type="button" onClick={() => step(-1)}>← Before</button>}
        {count > 1 && <button type="button" onClick={() => step(1)}>Next →</button>}
        <button ref={close} type="button" onClick={() => dialog.current?.close()}>Close</button>
      </p>
    </dialog>
  );
}
