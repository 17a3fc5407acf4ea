from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from evalkit.reporters.html.attempt import attempt_view
from evalkit.reporters.html.attempt_model import SilenceView, ToolView
from evalkit.scorers.base import Score
from tests.reporters.rich import RICH_FILES, rich_attempt
from tests.reporters.sample import attempt, sample_run, small_run, spoken, timed

ALL = {f"attempts/latency/story/1/{name}" for name in ("user.flac", "model.flac", "events.jsonl")}


def test_a_turn_is_told_in_full() -> None:
    first, second = attempt_view(small_run().attempts[1], ALL).turns
    assert first.anchor == "latency/story/1/1"
    assert first.user_clip is not None
    assert first.user_clip.url.startswith("./attempts/latency/story/1/user.flac#t=0.400,")
    assert first.interrupted
    assert not second.interrupted
    assert first.error_rate == "word error rate 25.0%: 1 substitution, 1 deletion, 1 insertion"
    assert [piece.op for piece in first.alignment].count("substitute") == 1
    assert first.failed[1] == "wer.input_wer 0.25, expected ≤ 0.10"


def test_missing_audio_is_said_not_linked() -> None:
    view = attempt_view(small_run().attempts[1], {"attempts/latency/story/1/user.flac"})
    assert view.audio_note == "model.flac not found in attempts/latency/story/1: nothing to play"
    assert view.model_audio is None
    assert view.turns[0].model_clip is None
    assert attempt_view(small_run().attempts[1], ALL).audio_note == ""


def test_a_reason_stands_at_its_turn_and_only_there() -> None:
    assert attempt_view(small_run().attempts[1], ALL).problem == ()
    whole = Score(scorer="wer", metric="input_wer", version=1, turn=None, value=0.3, passed=False, expected="≤ 0.10")
    failed = attempt("a", "failed", [spoken("a", "b")], [*timed(9000), whole])
    assert attempt_view(failed, ()).problem == ("session: wer.input_wer 0.3, expected ≤ 0.10",)
    assert attempt_view(small_run().attempts[2], ()).problem[0].startswith("setup: closed 1011")


def test_silence_has_its_form() -> None:
    found = {each.scenario_id: attempt_view(each, ()).turns for each in sample_run().attempts}
    assert found["silence/quiet-room"][0].silence == SilenceView(True, "no message at all")
    assert found["silence/background-talk"][0].silence == SilenceView(False, "spoke")
    assert found["text/typed"][0].silence is None


def test_scores_of_every_kind() -> None:
    missed = Score(
        scorer="s", metric="m", version=1, turn=None, value=None, passed=False, expected="≤ 1", explanation="why"
    )
    view = attempt_view(attempt("a", "failed", [], [*timed(1), missed, replace(missed, passed=None)]), ())
    assert [(score.kind, score.words, score.value) for score in view.scores[1:]] == [
        ("measured", "", "-89 ms"),
        ("pass", "met", "1 ms"),
        ("fail", "no data", "—"),
        ("unscored", "unscored", "—"),
    ]


def test_tools_with_and_without_an_answer() -> None:
    calls = ({"name": "a", "args": {"x": 1}, "response": {}}, {"name": "b", "cancelled": True})
    view = attempt_view(attempt("a", "passed", [spoken("a", "b", tool_calls=calls)], []), ())
    assert view.turns[0].tools == (ToolView("a", '{"x": 1}', "{}", False), ToolView("b", "{}", "", True))


@pytest.mark.parametrize(
    ("call", "note"),
    [
        ({"scheduling": "SILENT"}, "SILENT"),
        ({"scheduling": "WHEN_IDLE", "held_t": 1.0, "answered_t": 1.5}, "WHEN_IDLE · held for 0.50 s"),
        ({"held_t": 1.0, "answered_t": None}, "held, and never sent"),
        ({"held_t": "x", "scheduling": 7}, ""),
    ],
)
def test_how_an_answer_was_sent(call: dict[str, Any], note: str) -> None:
    view = attempt_view(attempt("a", "passed", [spoken("a", "b", tool_calls=({"name": "f", **call},))], []), ())
    assert view.turns[0].tools[0].note == note


def test_a_rich_turn_is_told_in_full() -> None:
    view = attempt_view(rich_attempt(), RICH_FILES)
    video, search, code, last = view.turns
    assert video.frames is not None
    assert len(video.frames.thumbnails) == 3
    assert search.search is not None
    assert search.search.queries == ("euro 2024 winner", "spain england final score")
    assert [(piece.outcome, piece.good) for piece in code.code] == [("failed", False), ("ok", True), ("", False)]
    assert [notice.kind for notice in last.before] == ["going", "resumed"]
    assert view.after == ()


def test_a_torn_recording_says_so() -> None:
    view = attempt_view(attempt("a", "infra", [], [], complete=False, torn="line 7"), ())
    assert view.notes == ("the recording is not complete: the session was cut off", "torn recording: line 7")
