// Light or dark: what the reader's system says, until the reader says otherwise.
import { signal } from "@preact/signals";

export type Theme = "auto" | "light" | "dark";

const KEPT = "evalkit.theme";
const ALL: readonly Theme[] = ["auto", "light", "dark"];

export const theme = signal<Theme>(recall());

apply();

/** To the other of light and dark; where that is what the system says, the system decides again. */
export function turnTheme(): void {
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const seen = theme.value === "auto" ? system : theme.value;
  const other = seen === "dark" ? "light" : "dark";
  theme.value = other === system ? "auto" : other;
  apply();
  try {
    localStorage.setItem(KEPT, theme.value);
  } catch {
    // A page from a disk may have no storage: then it holds for this visit.
  }
}

function apply(): void {
  const root = document.documentElement;
  if (theme.value === "auto") delete root.dataset.theme;
  else root.dataset.theme = theme.value;
  // What draws on a canvas has no other way to learn that its colours changed.
  window.dispatchEvent(new Event("evalkit:theme"));
}

function recall(): Theme {
  try {
    const kept = localStorage.getItem(KEPT);
    return ALL.find((each) => each === kept) ?? "auto";
  } catch {
    return "auto";
  }
}
