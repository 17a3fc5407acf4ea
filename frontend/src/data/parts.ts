// Data that came with the page or lies beside it. Beside it are scripts that hand over one deflated JSON text, because a
// page opened from a disk may load a script and nothing else.

import { isBelow } from "./below";

declare global {
  interface Window {
    evalkit?: { put(deflated: string): void };
    trustedTypes?: { createPolicy(name: string, rules: { createScriptURL(url: string): string }): TrustedScripts };
  }
}
interface TrustedScripts {
  createScriptURL(url: string): unknown;
}

/** A part that is not there or not whole; `message` says so to a reader. */
export class MissingPart extends Error {}

// The only way a script's address can be set under the page's policy: below or beside the page, and a file of ours.
const trusted = window.trustedTypes?.createPolicy("evalkit", {
  createScriptURL(url) {
    if (!isBelow(url)) throw new TypeError(`not a part of this report: ${url}`);
    return url;
  },
});

let handed: string | undefined;
window.evalkit = { put: (deflated) => void (handed = deflated) };

const known = new Map<string, Promise<unknown>>();

/** The part of that address, relative to the page; loaded once. */
export function part<T>(url: string): Promise<T> {
  let found = known.get(url);
  if (!found) {
    found = inPage(url) ?? load(url);
    found.catch(() => known.delete(url));
    known.set(url, found);
  }
  return found as Promise<T>;
}

/** The data that stand in the page under this name. */
export function inPage<T>(name: string): Promise<T> | undefined {
  const element = [...document.querySelectorAll<HTMLTemplateElement>("template[data-part]")].find(
    (each) => each.dataset.part === name,
  );
  return element && inflate(element.content.textContent ?? "") as Promise<T>;
}

async function load(url: string): Promise<unknown> {
  return inflate(await run(url));
}

function run(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    const lost = () => reject(new MissingPart(`${url} is not beside this page: keep the report's folder together.`));
    script.onload = () => {
      script.remove();
      const found = handed;
      handed = undefined;
      if (found === undefined) lost();
      else resolve(found);
    };
    script.onerror = () => {
      script.remove();
      lost();
    };
    (script as { src: unknown }).src = trusted ? trusted.createScriptURL(url) : url;
    document.head.append(script);
  });
}

/** base64 of a zlib stream of UTF-8 JSON. */
export async function inflate(text: string): Promise<unknown> {
  const stream = new Blob([bytes(text.trim())]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}

/** The bytes of a base64 text. */
export function bytes(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const found = new Uint8Array(binary.length);
  for (let place = 0; place < found.length; place += 1) found[place] = binary.charCodeAt(place);
  return found;
}
