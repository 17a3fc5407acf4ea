// Which addresses a page may load a part from.

// No name made of dots (also as %2e), none that a URL would read otherwise (tabs, line ends, backslashes), no host.
const NAME = /^(?!\.{1,2}$)(?!.*%2e)[^/:?#\\\s\u0000-\u001f]+$/i;

/** Whether an address is that of a script below the page, or below a folder above it: steps up, then names. */
export function isBelow(url: string): boolean {
  const names = url.replace(/^(?:\.\.?\/)*/, "").split("/");
  return url.endsWith(".js") && names.every((name) => NAME.test(name));
}
