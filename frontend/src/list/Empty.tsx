import { lex } from "../filter/lex";
import { textsOf } from "../filter/parse";
import { fieldTerm } from "../filter/term";
import type { ListState } from "./state";
import { goList } from "./travel";

/** The filter with that word of it as a status. */
function asStatus(query: string, word: string): string {
  const token = lex(query).find((each) => "text" in each && each.text === word);
  return token ? `${query.slice(0, token.at)}s:${word.toLowerCase()}${query.slice(token.end)}` : query;
}

/** Where nothing passes the filter: what may have been meant. */
export function Empty({ state }: { state: ListState }) {
  if (!state.summary.scenarios.name.length) return <p class="empty">No scenario was played yet.</p>;
  const words = textsOf(state.filter.value.meaning);
  const statuses = words.filter((word) => typeof fieldTerm("s", word, state.columns.known) !== "string");
  return (
    <p class="empty">
      No scenario passes this filter. Take a part of it away
      {state.query.value.includes(" ") ? ", or put | between two parts so that one of them is enough" : ""}.
      {words.length > 0 && " Words are looked for in names, tags, descriptions and reasons, not in what was said."}
      {statuses.map((word) => (
        <> Did you mean <button type="button" onClick={() => goList(state, { q: asStatus(state.query.peek(), word) })}>
          s:{word.toLowerCase()}
        </button>?</>
      ))}
    </p>
  );
}
