"""The confusion table over attempts: what is counted where, its rates and their exact intervals."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from evalkit.decisions import Confusion, confusion
from evalkit.recording.store import read_recording
from evalkit.results import AttemptResult, AttemptStatus
from evalkit.scorers.base import Score
from evalkit.scoring import score_recording

RECORDINGS = Path(__file__).resolve().parents[1] / "scenarios" / "recordings"


def told(turn: int, label: str, decided: str, **more: Any) -> dict[str, Any]:
    form = "spoke" if decided == "spoke" else "timeout"
    facts = {"turn": turn, "label": label, "decided": decided, "form": form, "after_ms": None, "late": False}
    return {**facts, "alive": True, **more}


def a_score(turn: int | None, *decisions: Any) -> Score:
    detail = {"decisions": list(decisions)}
    return Score(scorer="silence", metric="kept_silent", version=2, turn=turn, value=1.0, detail=detail)


def an_attempt(*decisions: Any, status: AttemptStatus = "passed", number: int = 1) -> AttemptResult:
    scores = tuple(a_score(place, each) for place, each in enumerate(decisions))
    return AttemptResult(scenario_id="kitchen", attempt=number, status=status, scores=scores)


def pooled(attempts: Iterable[AttemptResult]) -> Confusion:
    found = confusion(attempts)
    assert found is not None
    return found


def test_every_decision_has_its_cell() -> None:
    found = pooled(
        [
            an_attempt(told(0, "speak", "spoke"), told(1, "silent", "spoke", after_ms=480.5)),
            an_attempt(told(0, "speak", "silent"), told(1, "silent", "silent"), told(2, "either", "spoke"), number=2),
            an_attempt(told(0, "silent", "unknown"), told(1, "either", "unknown"), status="failed", number=3),
        ]
    )
    assert [(each.attempt, each.turn) for each in found.spoke_rightly] == [(1, 0)]
    assert [(each.scenario_id, each.turn, each.after_ms) for each in found.false_speech] == [("kitchen", 1, 480.5)]
    assert [(each.attempt, each.turn) for each in found.missed] == [(2, 0)]
    assert [(each.attempt, each.turn) for each in found.kept_silent] == [(2, 1)]
    assert (found.judged, len(found.either), [each.attempt for each in found.unknown]) == (4, 2, [3])


def test_rates_with_exact_intervals() -> None:
    """8 of 10 and 8 of 9: Clopper-Pearson 0.4439 to 0.9748 and 0.5175 to 0.9972; J = 8/11: 0.3903 to 0.9398."""
    right = [told(turn, "speak", "spoke") for turn in range(8)]
    wrong = [told(8, "silent", "spoke"), told(9, "silent", "spoke"), told(10, "speak", "silent")]
    found = pooled([an_attempt(*right, *wrong)])
    assert found.precision is not None
    assert found.recall is not None
    assert found.f1 is not None
    assert found.precision.value == 0.8
    assert found.recall.value == pytest.approx(8 / 9)
    assert found.precision.interval.low == pytest.approx(0.44390, abs=1e-4)
    assert found.precision.interval.high == pytest.approx(0.97479, abs=1e-4)
    assert found.recall.interval.low == pytest.approx(0.51750, abs=1e-4)
    assert found.f1.value == pytest.approx(2 * 8 / (2 * 8 + 2 + 1))
    assert found.f1.value == pytest.approx(2 / (1 / found.precision.value + 1 / found.recall.value))
    assert found.f1.interval.low == pytest.approx(2 * 0.39026 / 1.39026, abs=1e-4)
    assert found.f1.interval.high == pytest.approx(2 * 0.93978 / 1.93978, abs=1e-4)


def test_a_rate_without_a_case_is_none() -> None:
    silent = pooled([an_attempt(told(0, "silent", "silent"))])
    assert (silent.precision, silent.recall, silent.f1) == (None, None, None)
    missed = pooled([an_attempt(told(0, "speak", "silent"))])
    assert missed.precision is None
    assert missed.recall is not None
    assert (missed.recall.value, missed.f1 and missed.f1.value) == (0.0, 0.0)


def test_late_speech_is_right_and_named() -> None:
    found = pooled([an_attempt(told(0, "speak", "spoke", late=True, after_ms=7000), told(1, "silent", "spoke"))])
    assert [(each.turn, each.after_ms) for each in found.late] == [(0, 7000.0)]
    assert len(found.spoke_rightly) == 1


def test_forms_of_silence_and_signs_of_life() -> None:
    found = pooled(
        [
            an_attempt(
                told(0, "silent", "silent", form="empty_turn"),
                told(1, "silent", "silent", form="timeout", alive=False),
                told(2, "speak", "silent", form="timeout", alive=False),
                told(3, "silent", "silent", form="acted", alive=False),
            )
        ]
    )
    assert dict(found.forms) == {"timeout": 2, "empty_turn": 1, "acted": 1}
    assert [each.turn for each in found.maybe_broken] == [1, 2]


def test_attempts_that_measured_nothing_do_not_count() -> None:
    assert confusion([an_attempt(told(0, "speak", "spoke"), status="infra")]) is None
    assert confusion([an_attempt(told(0, "speak", "spoke"), status="invalid")]) is None
    assert confusion([an_attempt(told(0, "silent", "spoke"), status="expected_failure")]) is not None
    assert confusion([]) is None


def test_a_turns_own_label_wins_over_its_sessions() -> None:
    session = a_score(None, told(0, "silent", "spoke"), told(1, "silent", "silent"))
    scores = (session, a_score(0, told(0, "either", "spoke")))
    attempt = AttemptResult(scenario_id="a", attempt=1, status="passed", scores=scores)
    assert [(each.turn, each.label) for each in pooled([attempt]).decisions] == [(0, "either"), (1, "silent")]


@pytest.mark.parametrize(
    "broken",
    [None, 3, "x", [], {"turn": "0", "label": "speak", "decided": "spoke"}, {"turn": 0, "label": [], "decided": "x"}],
)
def test_what_is_no_decision_is_left_out(broken: Any) -> None:
    assert confusion([an_attempt(broken)]) is None


def test_other_scorers_decide_nothing() -> None:
    score = Score(
        scorer="mine", metric="m", version=1, turn=0, value=1.0, detail={"decisions": [told(0, "speak", "spoke")]}
    )
    assert confusion([AttemptResult(scenario_id="a", attempt=1, status="passed", scores=(score,))]) is None


@pytest.mark.parametrize(
    ("scenario", "labels", "forms"),
    [
        ("proactive/cooking", ["silent", "silent", "speak"], {"empty_turn": 1, "timeout": 1}),
        ("notebook/proactive_audio", ["silent", "speak"], {"empty_turn": 1}),
    ],
)
def test_the_built_in_scenarios_of_proactive_audio(scenario: str, labels: list[str], forms: dict[str, int]) -> None:
    found = pooled([score_recording(read_recording(RECORDINGS / scenario))])
    assert [each.label for each in found.decisions] == labels
    assert (found.judged, dict(found.forms), found.maybe_broken) == (len(labels), forms, ())
    assert (found.missed, found.false_speech, found.late) == ((), (), ())
