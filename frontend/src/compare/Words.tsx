import { wordDiff, type Piece } from "./wordDiff";

/** Two texts as one: what only A has is struck out, what only B has is underlined; both say so to who hears the page. */
export function Words({ a, b }: { a: string; b: string }) {
  return <span class="al">{wordDiff(a, b).map((piece, at) => [at ? " " : "", <Part piece={piece} />])}</span>;
}

function Part({ piece }: { piece: Piece }) {
  if (piece.op === "equal") return <>{piece.text}</>;
  if (piece.op === "delete") return <del><span class="unseen">only in A: </span>{piece.text}</del>;
  return <ins><span class="unseen">only in B: </span>{piece.text}</ins>;
}
