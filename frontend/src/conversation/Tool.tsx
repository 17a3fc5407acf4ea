import type { ToolDetails } from "../data/summary";

const VERDICTS: Record<string, [kind: string, words: string]> = {
  expected: ["good", "✓ as expected"],
  differs: ["bad", "✕ not as expected"],
  unexpected: ["bad", "✕ not expected"],
  missing: ["bad", "✕ never called"],
};

/** A call, its answer, and where one was expected each argument beside what was expected of it. */
export function Tool({ call }: { call: ToolDetails }) {
  const [kind, words] = VERDICTS[call.verdict] ?? [];
  const long = call.args.includes("\n");
  return (
    <div class="line tool">
      <span class="who">Tool</span>
      <div>
        <p>
          <code><b><bdi>{call.name}</bdi></b>{long ? "" : <> <bdi>{call.args}</bdi></>}</code>{" "}
          {words && <span class={`chip ${kind}`}>{words}</span>}{" "}
          {call.cancelled && <span class="chip warn">cancelled</span>}
        </p>
        {long && <pre dir="ltr" tabIndex={0}><code>{call.args}</code></pre>}
        {call.compared.length > 0 && <Compared compared={call.compared} name={call.name} />}
        <p>
          {call.response
            ? <><span class="muted">→</span> <code><bdi>{call.response}</bdi></code></>
            : <span class="muted small">no response was sent</span>}
          {call.note && <> <span class="muted small"><bdi>{call.note}</bdi></span></>}
        </p>
      </div>
    </div>
  );
}

function Compared({ compared, name }: { compared: ToolDetails["compared"]; name: string }) {
  return (
    <div class="scroll">
      <table class="compared">
        <caption class="unseen">Arguments of {name}, expected and got</caption>
        <thead>
          <tr>
            <th scope="col">argument</th><th scope="col">expected</th><th scope="col">got</th>
            <th scope="col"><span class="unseen">same</span></th>
          </tr>
        </thead>
        <tbody>
          {compared.map((each) => (
            <tr class={each.same ? "same" : "other"}>
              <th scope="row"><code><bdi>{each.path}</bdi></code></th>
              <td><code><bdi>{each.expected}</bdi></code></td>
              <td><code class={each.same ? "" : "wrong"}><bdi>{each.got || "(nothing)"}</bdi></code></td>
              <td>
                {each.same ? <span class="good">✓<span class="unseen"> same</span></span> : <b class="bad">✕ differs</b>}
                {each.why && <div class="small"><bdi>{each.why}</bdi></div>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
