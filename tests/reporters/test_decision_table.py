"""Speech and silence in words."""

import io
import re
from dataclasses import replace
from typing import Any

from rich.console import Console

from evalkit.reporters import terminal
from evalkit.reporters.decision_table import DecisionRow, decision_table
from evalkit.reporters.html.attempt import attempt_view
from evalkit.reporters.markdown import summary_markdown
from evalkit.results import RunResult, TurnSummary
from evalkit.scorers.base import Score
from tests.reporters.parts import page_of
from tests.reporters.sample import attempt
from tests.test_decisions import an_attempt, told


def test_a_run_with_wrong_late_and_doubtful_decisions() -> None:
    table = decision_table(
        [
            an_attempt(
                told(0, "speak", "spoke", late=True, after_ms=7040.2),
                told(1, "silent", "spoke", after_ms=1480.0),
                told(2, "silent", "silent", form="empty_turn"),
                told(3, "speak", "silent", form="inaudible_audio", alive=False),
                told(4, "either", "spoke"),
                told(5, "silent", "unknown"),
            )
        ]
    )
    assert table is not None
    assert table.sentence == "spoke 1/2 when it should, kept silent 1/2, F1 0.50 (0.02 to 0.95)"
    assert table.rows == (
        DecisionRow("should speak", 1, 1, 1),
        DecisionRow("should keep silent", 1, 1, 1),
        DecisionRow("either", 1, 0, 0),
    )
    assert table.rates == (
        ("precision", "0.50 (0.01 to 0.99)"),
        ("recall", "0.50 (0.01 to 0.99)"),
        ("F1", "0.50 (0.02 to 0.95)"),
    )
    assert table.notes == (
        "spoke where it should keep silent: kitchen attempt 1 turn 2, 1,480 ms after the user",
        "kept silent where it should speak: kitchen attempt 1 turn 4 (inaudible audio)",
        "spoke late: kitchen attempt 1 turn 1, 7,040 ms after the user",
        "forms of silence: empty turn 1, inaudible audio 1",
        "1 silence may be a broken model's: no later turn was answered",
        "1 turn ended before anything was decided",
    )


def test_missed_speech_has_its_time_too() -> None:
    table = decision_table([an_attempt(told(0, "speak", "silent", waited_ms=15_000))])
    assert table is not None
    missed = "kept silent where it should speak: kitchen attempt 1 turn 1, not heard for 15,000 ms after the user"
    assert table.notes[0] == f"{missed} (nothing came)"


def test_what_was_heard_without_a_voice_is_told() -> None:
    table = decision_table([an_attempt(told(0, "silent", "spoke", voiceless=True), told(1, "speak", "spoke"))])
    assert table is not None
    assert table.notes[-1] == "1 turn could be heard, and no voice is found in what was"


def test_silence_alone_has_no_rates() -> None:
    table = decision_table([an_attempt(told(0, "silent", "silent"))])
    assert table is not None
    assert (table.sentence, table.rates) == ("kept silent 1/1", ())
    assert table.notes == ("forms of silence: nothing came 1",)


def test_nothing_decided_and_nothing_labelled() -> None:
    table = decision_table([an_attempt(told(0, "either", "spoke"))])
    assert table is not None
    assert table.sentence == "nothing was decided"
    assert decision_table([an_attempt()]) is None


def test_many_wrong_decisions_are_cut_and_strange_names_made_safe() -> None:
    many = [told(turn, "silent", "silent", form="\x1b[31mtimeout") for turn in range(2)]
    wrong = [told(turn, "silent", "spoke") for turn in range(2, 32)]
    table = decision_table([an_attempt(*many, *wrong)])
    assert table is not None
    assert table.notes[20] == "spoke where it should keep silent: … and 10 more"
    assert table.notes[21] == "forms of silence: ␛[31mtimeout 2"


def a_run(*decisions: dict[str, Any]) -> RunResult:
    attempt = replace(an_attempt(*decisions), provenance="synthetic")
    return RunResult(run_id="r", endpoint="replay", planned=1, attempts=(attempt,))


def in_terminal(run: RunResult) -> str:
    console = Console(width=80, file=io.StringIO(), color_system=None)
    with console.capture() as capture:
        console.print(terminal.summary(run))
    return capture.get()


def in_html(run: RunResult) -> str:
    return re.sub(r"<(style|script)>.*?</\1>", "", page_of(run), flags=re.DOTALL)


def test_every_report_shows_it() -> None:
    run = a_run(told(0, "speak", "spoke"), told(1, "silent", "spoke", after_ms=1480.0))
    assert "\n  speech: spoke 1/1 when it should, kept silent 0/1, F1 0.67 (0.02 to 0.99)\n" in in_terminal(run)
    markdown = summary_markdown(run)
    assert "### Speech and silence\n\n|  | spoke | kept silent |\n" in markdown
    assert "| should speak | 1 | 0 |\n| should keep silent | 1 | 0 |\n" in markdown
    assert "\n- recall 1.00 \\(0.03 to 1.00\\)\n" in markdown
    assert "\n- spoke where it should keep silent: kitchen attempt 1 turn 2, 1,480 ms after the user\n" in markdown
    page = in_html(run)
    assert '<tr><th scope="row">should keep silent</th><td class="num">1</td><td class="num">0</td>' in page
    assert "precision 0.50 (0.01 to 0.99) · recall 1.00" in page


def test_no_report_shows_what_is_not_there() -> None:
    run = a_run()
    for shown in (in_terminal(run), summary_markdown(run), in_html(run)):
        assert "speech" not in shown.lower()


def test_speaking_up_is_not_shown_as_silence_kept() -> None:
    score = Score(scorer="silence", metric="spoke_up", version=1, turn=0, value=1.0, detail={"form": "spoke"})
    turns = (TurnSummary(index=0, user="How long?", kind="say"),)
    (turn,) = attempt_view(attempt("kitchen", "passed", turns, [score]), ()).turns
    assert turn.silence is None
