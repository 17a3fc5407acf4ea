"""Writes made-up votes beside a built-in reference recording, so that a judge's scores can be seen without a key.

    python bench/made_up_votes.py scenarios/recordings/affective/tone

Nobody judged anything: the votes below were written by hand to show what a report makes of votes that differ. They
are marked `synthetic`, the score and the report say that they are made up, and `evalkit judge` replaces them.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from evalkit.recording.annotation import Annotation
from evalkit.recording.annotation_file import ANNOTATIONS, append_annotations
from evalkit.recording.store import read_recording
from evalkit.scoring import questions

BY = "nobody"
VOTES: Mapping[str, tuple[tuple[float, float, float], tuple[str, str, str]]] = {
    "empathy": (
        (1.0, 0.75, 1.0),
        (
            "It names the hour on hold and says sorry before it speaks of the charges.",
            "It says sorry first, and takes up the anger only by way of the waiting time.",
            "The first sentence takes the caller's side, the help comes after it.",
        ),
    ),
    "tone": (
        (0.5, 0.75, 0.5),
        (
            "Calm and unhurried, though the voice stays flat where warmth was due.",
            "Even and patient; nothing in it sounds cheerful or bored.",
            "Neither cheerful nor hurried, and not very warm.",
        ),
    ),
    "brevity": (
        (1.0, 1.0, 1.0),
        (
            "Two sentences and no question.",
            "It says what it does and stops.",
            "Nothing could be left out.",
        ),
    ),
}


def main(folder: Path) -> None:
    """Replaces the folder's annotations by three votes on each of its questions."""
    recording = read_recording(folder)
    (folder / ANNOTATIONS).unlink(missing_ok=True)
    for question in questions(recording):
        for vote in range(1, question.votes + 1):
            answer = {name: {"score": VOTES[name][0][vote - 1], "why": VOTES[name][1][vote - 1]} for name in VOTES}
            annotation = Annotation(
                kind="judgement",
                key=question.key,
                vote=vote,
                by=BY,
                provenance="synthetic",
                asked=question.facts,
                answer={"votes": answer},
            )
            append_annotations(folder, (annotation,))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
