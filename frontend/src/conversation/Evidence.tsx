import type { TurnDetails } from "../data/summary";

/** What the model searched for and found. An address is text, never a link: the model wrote it. */
export function Search({ search }: { search: NonNullable<TurnDetails["search"]> }) {
  return (
    <div class="line search">
      <span class="who">Search</span>
      <div>
        <p>{search.queries.map((query) => <><span class="chip"><bdi>{query}</bdi></span> </>)}</p>
        {search.sources.length > 0 ? (
          <ol class="sources small">
            {search.sources.map(({ title, address }) => (
              <li><bdi>{title || "(without a title)"}</bdi> {address && <span class="muted"><bdi>{address}</bdi></span>}</li>
            ))}
          </ol>
        ) : <p class="muted small">no source was named</p>}
        {search.more > 0 && <p class="muted small">… and {search.more} more</p>}
      </div>
    </div>
  );
}

/** Code that the model wrote, and what came of running it. */
export function Code({ code }: { code: TurnDetails["code"][number] }) {
  return (
    <div class="line code">
      <span class="who">Code</span>
      <div>
        {code.code && <pre dir="ltr" tabIndex={0}><code>{code.code}</code></pre>}
        <p>
          {code.outcome
            ? <span class={`chip ${code.good ? "good" : "bad"}`}><bdi>{code.outcome}</bdi></span>
            : <span class="muted small">not run</span>}{" "}
          {code.language && <span class="muted small"><bdi>{code.language}</bdi></span>}
        </p>
        {code.output && <pre class="output" dir="ltr" tabIndex={0}><code>{code.output}</code></pre>}
      </div>
    </div>
  );
}
