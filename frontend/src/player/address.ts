// How the page reaches a file of an attempt: beside it, or (in a page that holds everything) out of the page itself.
import { bytes } from "../data/parts";

const made = new Map<string, string>();

/** An address for `<audio>`, `<img>` or a download; `path` is relative to the page. */
export function fileAddress(path: string): string {
  const known = made.get(path);
  if (known) return known;
  const plain = path.replace(/^\.\//, "");
  const held = [...document.querySelectorAll<HTMLTemplateElement>("template[data-part][data-type]")].find(
    (each) => each.dataset.part?.replace(/^\.\//, "") === plain,
  );
  if (!held) return path;
  const blob = new Blob([bytes((held.content.textContent ?? "").trim())], { type: held.dataset.type });
  const url = URL.createObjectURL(blob);
  made.set(path, url);
  return url;
}
