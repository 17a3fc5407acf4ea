import { useEffect, useRef } from "preact/hooks";
import { signal } from "@preact/signals";
import { bound, EVERYWHERE, lettersOn, turnLetters, type Group, type KeyBinding } from "./keys";

export const helpOpen = signal(false);

const SHOWN: Record<string, string> = {
  ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc",
};

/** Every key that is bound now. The browser keeps the focus inside an open modal dialog and gives it back. */
export function HelpDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const closing = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!helpOpen.value) return;
    dialog.current?.showModal();
    closing.current?.focus();
  }, [helpOpen.value]);
  if (!helpOpen.value) return null;
  const close = () => dialog.current?.close();
  return (
    <dialog ref={dialog} class="help" aria-labelledby="ui:help" onClose={() => (helpOpen.value = false)}
      onClick={(event) => event.target === dialog.current && close()}>
      <div class="help-inside">
        <div class="help-head">
          <h2 id="ui:help">Keys</h2>
          <button ref={closing} type="button" onClick={close}>Close</button>
        </div>
        {byName(bound.value).map((group) => (
          <section>
            <h3>{group.name}</h3>
            <dl>
              {group.bindings.map((each) => (
                <div>
                  <dt>{each.keys.map((keys, at) => [at ? " or " : "", <Keys keys={keys} />])}</dt>
                  <dd>{each.does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        <p>
          <label class="switch">
            <input type="checkbox" checked={lettersOn.value}
              onChange={(event) => turnLetters(event.currentTarget.checked)} /> Keys of one letter work
          </label>
        </p>
      </div>
    </dialog>
  );
}

/** One part for each name, what works everywhere last. */
function byName(groups: readonly Group[]): Group[] {
  const found = new Map<string, KeyBinding[]>();
  for (const { name, bindings } of groups) found.set(name, [...(found.get(name) ?? []), ...bindings]);
  const all = [...found].map(([name, bindings]) => ({ name, bindings }));
  return [...all.filter((each) => each.name !== EVERYWHERE), ...all.filter((each) => each.name === EVERYWHERE)];
}

function Keys({ keys }: { keys: string }) {
  const parts = keys.split(" ").flatMap((each) => each.split(/(?<=.)\+/));
  return <>{parts.map((each, at) => [at ? " " : "", <kbd>{SHOWN[each] ?? each}</kbd>])}</>;
}
