// What the lanes draw, in words, for who sees them for the first time.

const LANES: [name: string, words: string][] = [
  ["Time", "the session's clock; each turn from its start to its end"],
  ["Latency", "from the user's last word to the first audio; dotted, to the first that can be heard; then the answer"],
  ["User", "the audio as it was sent. Shaded below a line: speech. Filled flag: the scripted end of speech, or activity that the client told. "
    + "Hollow flag: the server's first sign that it heard something"],
  ["Model", "the audio as a listener hears it, or at its arrival. Hatched: silence before the answer. Red line: interrupted"],
  ["Buffer", "audio that arrived and was not heard yet, and the most there was of it. Red: thrown away at an interruption; "
    + "hatched in a frame: it ran dry, and the answer stuttered"],
  ["Transcripts", "above what the server heard, below what the model said, each piece where it arrived"],
];

export function Guide() {
  return (
    <details class="event-table">
      <summary>How to read the lanes</summary>
      <dl class="guide">
        {LANES.map(([name, words]) => <div><dt>{name}</dt><dd>{words}.</dd></div>)}
      </dl>
      <p class="small muted">
        Point at anything for its numbers, press to go there, drag to select, press twice to come close. The wheel with
        Ctrl zooms, with Shift moves along. All keys: <kbd>?</kbd>
      </p>
    </details>
  );
}
