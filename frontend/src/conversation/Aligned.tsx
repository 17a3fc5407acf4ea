import type { Piece } from "../data/summary";

const SAID = { delete: "missed: ", insert: "added: ", substitute: "instead of: " };

/** What was heard against what was said: coloured, shaped, and in words for who hears the page. */
export function Aligned({ pieces }: { pieces: Piece[] }) {
  return <span class="al">{pieces.map((piece, at) => [at ? " " : "", <Word piece={piece} />])}</span>;
}

function Word({ piece }: { piece: Piece }) {
  if (piece.op === "equal") return <>{piece.hypothesis}</>;
  if (piece.op === "delete") return <del><Unseen>{SAID.delete}</Unseen>{piece.reference}</del>;
  if (piece.op === "insert") return <ins><Unseen>{SAID.insert}</Unseen>{piece.hypothesis}</ins>;
  return (
    <span class="sub" title={`“${piece.reference}” was heard as “${piece.hypothesis}”`}>
      <del><Unseen>{SAID.substitute}</Unseen>{piece.reference}</del> <ins>{piece.hypothesis}</ins>
    </span>
  );
}

function Unseen({ children }: { children: string }) {
  return <span class="unseen">{children}</span>;
}
