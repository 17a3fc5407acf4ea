// The filter's text cut into pieces, each with its place, so that a complaint can point at it.

export type Token =
  | { kind: "term"; at: number; end: number; text: string }
  /** What stood in quotation marks, without them. */
  | { kind: "quoted"; at: number; end: number; text: string; closed: boolean }
  | { kind: "or" | "and" | "not" | "open" | "close"; at: number; end: number };

const SIGNS = { "|": "or", "!": "not", "(": "open", ")": "close" } as const;
// A quoted part may follow a sign, as in `tag:"two words"`. It ends a word by a space, `|`, or a bracket that was opened.
const SPACE = /\s/;

export function lex(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let depth = 0;
  while (at < text.length) {
    const sign = text[at]!;
    if (SPACE.test(sign)) {
      at += 1;
    } else if (sign in SIGNS && !(sign === ")" && depth === 0)) {
      const kind = SIGNS[sign as keyof typeof SIGNS];
      depth += kind === "open" ? 1 : kind === "close" ? -1 : 0;
      tokens.push({ kind, at, end: (at += 1) });
    } else {
      const token = sign === '"' ? quoted(text, at) : word(text, at, depth);
      tokens.push(token);
      at = token.end;
    }
  }
  return compared(tokens);
}

const COMPARES = /^(?:[<>]=?|!?==?)/;

/** `wer > 0.1` as one term: a sign that compares means nothing by itself. */
function compared(tokens: Token[]): Token[] {
  const joined: Token[] = [];
  for (const token of tokens) {
    const before = joined.at(-1);
    const not = before?.kind === "not" && before.end === token.at ? joined.at(-2) : undefined;
    if (token.kind === "term" && token.text[0] === "=" && not?.kind === "term" && isName(not.text)) {
      joined.splice(-2, 2, { ...not, end: token.end, text: `${not.text}!${token.text}` });
    } else if (token.kind === "term" && before?.kind === "term" && belongs(before.text, token.text)) {
      joined.splice(-1, 1, { ...before, end: token.end, text: before.text + token.text });
    } else joined.push(token);
  }
  return joined;
}

function belongs(before: string, text: string): boolean {
  return COMPARES.test(text) ? isName(before) : /^[^"<>=!:]+(?:[<>]=?|!?==?)$/.test(before) && /^[-.\d]/.test(text);
}

function isName(text: string): boolean {
  return /^[\w.-]+$/.test(text);
}

function quoted(text: string, at: number): Token {
  const { end, closed } = behindQuote(text, at);
  return { kind: "quoted", at, end, text: unquote(text.slice(at + 1, closed ? end - 1 : end)), closed };
}

function word(text: string, at: number, depth: number): Token {
  let end = at;
  while (end < text.length) {
    const sign = text[end]!;
    if (SPACE.test(sign) || sign === "|" || (sign === ")" && depth > 0)) break;
    end = sign === '"' ? behindQuote(text, end).end : end + 1;
  }
  const said = text.slice(at, end);
  if (said.toLowerCase() === "or") return { kind: "or", at, end };
  if (said === "NOT") return { kind: "not", at, end };
  if (said === "AND") return { kind: "and", at, end };
  return { kind: "term", at, end, text: said };
}

function behindQuote(text: string, at: number): { end: number; closed: boolean } {
  for (let place = at + 1; place < text.length; place += 1) {
    if (text[place] === "\\") place += 1;
    else if (text[place] === '"') return { end: place + 1, closed: true };
  }
  return { end: text.length, closed: false };
}

/** Backslash before `"` or `\` makes it a plain sign. */
export function unquote(text: string): string {
  return text.replace(/\\(["\\])/g, "$1");
}

/** In quotation marks if it would be read as something else without. */
export function quote(text: string): string {
  const plain = /^[^\s"|()!:<>=,\\*][^\s"|()<>=:,\\*]*$/.test(text) && text.toLowerCase() !== "or";
  return plain && text !== "NOT" && text !== "AND" ? text : `"${text.replace(/["\\]/g, "\\$&")}"`;
}
