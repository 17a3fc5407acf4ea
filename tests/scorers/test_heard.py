"""Whether an answer could be heard: when that is expected, what is said of one that could not, and the arguments."""

from typing import Any

import pytest

from evalkit.errors import UsageError
from evalkit.scorers.base import Score
from evalkit.scorers.heard import heard
from tests.scorers.known_answers.heard import ACTED, ASIDE, EMPTY, FAINT, REJECTED, SPOKEN, UNANSWERED, WRITTEN
from tests.traces import TurnDraft, a_trace

AUDIO = {"generationConfig": {"responseModalities": ["AUDIO"]}}
PROACTIVE = {**AUDIO, "proactivity": {"proactiveAudio": True}}


def score(draft: TurnDraft, setup: Any = AUDIO, **args: Any) -> Score:
    trace = a_trace(draft, setup=setup)
    (found,) = heard(**args)(trace, trace.turns[0])
    return found


@pytest.mark.parametrize(
    ("draft", "form", "why"),
    [
        (EMPTY, "empty_turn", "the turn ended without content"),
        (REJECTED, "empty_turn_reason", "the turn ended without content: RESPONSE_REJECTED"),
        (WRITTEN, "text_only", "text came, and no audio"),
        (FAINT, "inaudible_audio", "audio came that nobody can hear"),
    ],
)
def test_an_answer_nobody_can_hear_is_missed_and_named(draft: TurnDraft, form: str, why: str) -> None:
    found = score(draft)
    assert (found.value, found.passed, found.expected) == (0.0, False, "heard")
    assert (found.explanation, found.detail, found.evidence) == (why, {"form": form}, (0,))


def test_an_answer_that_is_heard() -> None:
    found = score(SPOKEN)
    assert (found.value, found.passed, found.explanation, found.evidence) == (1.0, True, "", (0,))


class TestWhatIsExpected:
    @pytest.mark.parametrize("draft", [ACTED, UNANSWERED])
    def test_nothing_where_nothing_is_known(self, draft: TurnDraft) -> None:
        found = score(draft)
        assert (found.value, found.passed, found.expected, found.evidence) == (None, None, "", ())

    @pytest.mark.parametrize(("draft", "passed"), [(SPOKEN, True), (FAINT, False), (WRITTEN, None), (EMPTY, None)])
    def test_where_no_modality_is_named_audio_must_have_come(self, draft: TurnDraft, passed: bool | None) -> None:
        assert score(draft, {}).passed is passed
        assert score(draft, {}, expected=True).passed is (draft is SPOKEN)

    @pytest.mark.parametrize(("draft", "passed"), [(SPOKEN, True), (FAINT, False), (WRITTEN, False)])
    def test_proactive_audio_excuses_no_answer_that_came(self, draft: TurnDraft, passed: bool) -> None:
        assert score(draft, PROACTIVE).passed is passed

    @pytest.mark.parametrize("draft", [EMPTY, REJECTED])
    def test_with_proactive_audio_an_empty_turn_may_be_a_choice(self, draft: TurnDraft) -> None:
        found = score(draft, PROACTIVE)
        assert (found.value, found.passed) == (0.0, None)
        assert found.explanation.endswith("; with proactive audio that may be a choice")
        assert score(draft, PROACTIVE, expected=True).passed is False

    @pytest.mark.parametrize("draft", [SPOKEN, FAINT, ACTED, UNANSWERED])
    def test_on_request_always_or_never(self, draft: TurnDraft) -> None:
        assert score(draft, expected=True).passed is (draft is SPOKEN)
        assert score(draft, expected=False).passed is None


class TestSession:
    def whole(self, *drafts: TurnDraft, **args: Any) -> Score:
        trace = a_trace(*drafts, setup=AUDIO)
        (found,) = heard(**args)(trace, trace.session)
        return found

    def test_a_share_with_its_counts(self) -> None:
        found = self.whole(SPOKEN, FAINT, ASIDE, ACTED, EMPTY)
        assert (found.value, found.passed, found.detail) == (1 / 3, False, {"part": 1, "whole": 3})
        assert found.explanation == "nobody can hear turn 2, 5"

    def test_all_heard(self) -> None:
        found = self.whole(SPOKEN, SPOKEN)
        assert (found.passed, found.expected, found.explanation) == (True, "heard in every turn", "2 of 2 turns")

    def test_without_an_answer_nothing_is_expected_but_on_request(self) -> None:
        assert self.whole(ACTED).passed is None
        assert self.whole(ACTED, expected=True).passed is False
        assert self.whole(FAINT, expected=False).passed is None


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"expected": "yes"}, "heard.expected: expected true or false, found 'yes'"),
        ({"expcted": True}, "heard: unknown argument 'expcted'; did you mean 'expected'?"),
    ],
)
def test_mistakes(args: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        heard(**args)
    assert str(caught.value) == message
