// The page's colours as a canvas needs them: read from the style sheet, and again whenever the scheme changes.
import { signal } from "@preact/signals";

const NAMES = [
  "ground", "card", "ink", "soft", "line", "shade", "good", "bad", "warn", "calm", "user", "model", "tool",
  "bad-bg", "warn-bg", "calm-bg", "model-bg", "event", "audio", "audible",
] as const;

export type Palette = Record<(typeof NAMES)[number], string> & { sans: string; mono: string };

export const palette = signal<Palette>(read());

function read(): Palette {
  const style = getComputedStyle(document.documentElement);
  const found: Record<string, string> = { sans: "system-ui, sans-serif", mono: "ui-monospace, monospace" };
  for (const name of NAMES) found[name] = style.getPropertyValue(`--${name}`).trim() || "#888";
  return found as Palette;
}

const again = () => (palette.value = read());
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
/** Paper has its own colours, and no frames to wait for. */
export const paper = matchMedia("print");
paper.addEventListener("change", again);
new MutationObserver(again).observe(document.documentElement, { attributeFilter: ["data-theme", "class"] });
// A single page's style element may come after this script has run.
addEventListener("DOMContentLoaded", again);
