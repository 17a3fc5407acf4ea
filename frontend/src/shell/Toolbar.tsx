import { useLayoutEffect } from "preact/hooks";
import { bindKeys, EVERYWHERE } from "./keys";
import { HelpDialog, helpOpen } from "./HelpDialog";
import { theme, turnTheme } from "./theme";
import "../style/shell.css";

const WORDS = { auto: "as the system", light: "light", dark: "dark" };
const SIGNS = { auto: "◐", light: "○", dark: "●" };

/** Colours and keys: the two buttons that every page has. */
export function Toolbar() {
  useLayoutEffect(
    () =>
      bindKeys(EVERYWHERE, [
        { keys: ["?"], does: "these keys", run: () => (helpOpen.value = true) },
        { keys: ["t"], does: "light or dark", run: turnTheme },
      ]),
    [],
  );
  const words = `Colours: ${WORDS[theme.value]}`;
  return (
    <div class="toolbar">
      <button type="button" onClick={turnTheme} title={`${words} (t)`}>
        <span aria-hidden="true">{SIGNS[theme.value]}</span><span class="unseen">{words}</span>
      </button>
      <button type="button" onClick={() => (helpOpen.value = true)} title="Keys (?)">
        <span aria-hidden="true">?</span><span class="unseen">Keys</span>
      </button>
      <HelpDialog />
    </div>
  );
}
