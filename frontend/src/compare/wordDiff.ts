// Two transcripts word by word: what both say, what only the first says, what only the second.

export interface Piece {
  op: "equal" | "delete" | "insert";
  text: string;
}

interface Word {
  text: string;
  /** As it is compared: without case and without the punctuation around it. */
  plain: string;
  /** Whether white space follows. */
  space: boolean;
}

// Scripts that put no spaces between words are compared by letters.
const UNSPACED = "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}";
const WORDS = new RegExp(`([${UNSPACED}]\\p{M}*|[^\\s${UNSPACED}]+)(\\s*)`, "gu");
const AROUND = /^[\p{P}\p{S}]+|[\p{P}\p{S}]+$/gu;
/** Longer texts than this have all of their middle told as other words, rather than a page that stands still. */
const MOST = 4_000_000;

/** The pieces in order; equal words stand as the second text writes them. */
export function wordDiff(first: string, second: string): Piece[] {
  const [a, b] = [wordsOf(first), wordsOf(second)];
  let start = 0;
  while (start < Math.min(a.length, b.length) && same(a[start]!, b[start]!)) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && same(a.at(-1 - end)!, b.at(-1 - end)!)) end += 1;
  const middle = between(a.slice(start, a.length - end), b.slice(start, b.length - end));
  return joined([...b.slice(0, start).map(kept), ...middle, ...b.slice(b.length - end).map(kept)]);
}

/** True when both say the same words. */
export function sameWords(first: string, second: string): boolean {
  return wordDiff(first, second).every((piece) => piece.op === "equal");
}

type Step = [op: Piece["op"], word: Word];

function kept(word: Word): Step {
  return ["equal", word];
}

function wordsOf(text: string): Word[] {
  return [...text.matchAll(WORDS)].map(([, word = "", space = ""]) => ({
    text: word, plain: word.toLowerCase().replace(AROUND, "") || word, space: space !== "",
  }));
}

function same(one: Word, other: Word): boolean {
  return one.plain === other.plain;
}

/** By the longest run of words in common (LCS); what is lost stands before what is new. */
function between(a: Word[], b: Word[]): Step[] {
  const lost = (word: Word): Step => ["delete", word];
  const added = (word: Word): Step => ["insert", word];
  if (!a.length || !b.length || a.length * b.length > MOST) return [...a.map(lost), ...b.map(added)];
  const wide = b.length + 1;
  // lengths[i * wide + j]: how many words `a` from i and `b` from j have in common, in order.
  const lengths = new Uint32Array((a.length + 1) * wide);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      lengths[i * wide + j] = same(a[i]!, b[j]!)
        ? lengths[(i + 1) * wide + j + 1]! + 1
        : Math.max(lengths[(i + 1) * wide + j]!, lengths[i * wide + j + 1]!);
    }
  }
  const found: Step[] = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    if (same(a[i]!, b[j]!)) [found[found.length], i, j] = [kept(b[j]!), i + 1, j + 1];
    else if (lengths[(i + 1) * wide + j]! >= lengths[i * wide + j + 1]!) found.push(lost(a[i++]!));
    else found.push(added(b[j++]!));
  }
  return [...found, ...a.slice(i).map(lost), ...b.slice(j).map(added)];
}

/** Neighbours of one kind become one piece. */
function joined(steps: Step[]): Piece[] {
  const found: (Piece & { space: boolean })[] = [];
  for (const [op, word] of steps) {
    const last = found.at(-1);
    if (last?.op === op) [last.text, last.space] = [`${last.text}${last.space ? " " : ""}${word.text}`, word.space];
    else found.push({ op, text: word.text, space: word.space });
  }
  return found.map(({ op, text }) => ({ op, text }));
}
