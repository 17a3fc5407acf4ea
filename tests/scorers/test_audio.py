"""The audio scorer: what it expects, what has no data, the whole session, and how its arguments are read."""

from typing import Any

import pytest

from evalkit.errors import UsageError
from evalkit.media.pcm import gain, silence
from evalkit.scenario.script import Complete, Say
from evalkit.scorers.audio import audio
from evalkit.scorers.base import Score
from evalkit.scoring import score_recording
from evalkit.trace.trace import Trace
from tests.conversations import a_scenario, converse
from tests.traces import TurnDraft, a_trace, a_turn, interrupted, said, text, turn_complete
from tests.utterances import RATE_HZ, answer, chunks, story, tone

DEFAULT = (
    "active_level_dbfs",
    "voice_found",
    "speech_coverage",
    "end_drop_db",
    "clipped_share",
    "dropouts",
    "longest_tone_s",
    "looped_s",
)
TEXT_SETUP = {"generationConfig": {"responseModalities": ["TEXT"]}}


def whole() -> TurnDraft:
    return answer(story().samples, story().text)


def scores(trace: Trace, **args: Any) -> dict[str, Score]:
    return {score.metric: score for score in audio(**args)(trace, trace.turns[0])}


def failed(draft: TurnDraft, **args: Any) -> list[str]:
    return [score.metric for score in scores(a_trace(draft), **args).values() if score.passed is False]


def test_whole_answer_passes_every_check() -> None:
    found = scores(a_trace(whole()))
    assert tuple(found) == DEFAULT
    assert all(score.passed and score.explanation in ("", COVERED) for score in found.values())
    assert {score.expected for score in found.values()} == {
        *("≥ -50 dBFS", "≥ 1", "≥ 6 dB", "≤ 0.001", "≤ 0", "≤ 1.5 s", "≤ 0.5 s")
    }
    level = found["active_level_dbfs"]
    assert (level.scorer, level.version, level.turn, level.unit, level.better) == ("audio", 1, 0, "dBFS", "higher")
    assert level.value == pytest.approx(-18.7, abs=0.5)
    assert level.evidence == (0, 266)


COVERED = "10.44 s of speech, and the transcript takes 5.47 s at the least"


class TestNoData:
    @pytest.mark.parametrize(
        ("draft", "setup", "why"),
        [
            (a_turn("Well?", finished=16.0, finish="no_response"), None, "the turn was never answered (no_response)"),
            (a_turn("Well?", text(1.5, "Yes."), turn_complete(2.0)), None, "the answer has no audio"),
            (
                a_turn("Well?", text(1.5, "Yes."), turn_complete(2.0)),
                TEXT_SETUP,
                "the setup asks for TEXT, so no audio came",
            ),
            (
                a_turn("(aside)", turn_complete(2.0), expect={"silence": {}}),
                None,
                "the turn expects silence, and no audio came",
            ),
            (
                answer(tone(0.2), rate_hz=100),
                None,
                "the audio claims 100 Hz, and can be measured from 8000 to 96000 Hz",
            ),
        ],
    )
    def test_no_audio_is_unscored_and_not_audible(self, draft: TurnDraft, setup: Any, why: str) -> None:
        found = scores(a_trace(draft, setup=setup))
        assert all((score.value, score.explanation, score.evidence) == (None, why, ()) for score in found.values())
        assert [metric for metric, score in found.items() if score.passed is False] == ["active_level_dbfs"]

    def test_a_named_check_without_data_is_missed(self) -> None:
        draft = answer(story().samples)
        assert failed(draft) == []
        assert failed(draft, truncated=True) == ["speech_coverage"]
        found = scores(a_trace(draft))["speech_coverage"]
        assert (found.passed, found.explanation) == (
            None,
            "no transcript of the answer tells what it should hold",
        )

    @pytest.mark.parametrize(
        ("draft", "why"),
        [
            (
                a_turn("Well?", *chunks(tone(1.0)), said(2.6, "Once upon a"), interrupted(2.7)),
                "the answer was interrupted, so it need not be whole",
            ),
            (
                a_turn("Well?", *chunks(tone(1.0)), finish="barged_in"),
                "the answer was interrupted, so it need not be whole",
            ),
            (a_turn("Well?", *chunks(tone(1.0)), finish=""), "the recording ends before the answer was over"),
            (a_turn("Well?", *chunks(tone(1.0)), finish="closed"), "the connection closed before the answer was over"),
        ],
    )
    def test_what_was_cut_off_is_not_truncated(self, draft: TurnDraft, why: str) -> None:
        found = scores(a_trace(draft))
        for metric in ("speech_coverage", "end_drop_db"):
            assert (found[metric].value, found[metric].passed, found[metric].explanation) == (None, None, why)

    def test_what_was_interrupted_after_its_end_is_whole(self) -> None:
        events = chunks(story().samples)
        draft = a_turn("Well?", *events, said(12.3, story().text), turn_complete(12.4), interrupted(12.5))
        assert all(score.passed for score in scores(a_trace(draft)).values())

    def test_digital_silence(self) -> None:
        found = scores(a_trace(answer(silence(2.0, RATE_HZ), "Yes.")))
        assert found["active_level_dbfs"].value == -100.0
        assert found["speech_coverage"].value == 0.0
        assert found["end_drop_db"].explanation == "the audio is digital silence"
        assert found["end_drop_db"].passed is None

    def test_too_little_audio_is_unscored_with_what_it_takes(self) -> None:
        found = scores(a_trace(answer(tone(0.05), "Yes.")))
        unscored = {metric: score.explanation for metric, score in found.items() if score.unscored}
        assert unscored == {
            "voice_found": "0.05 s of audio are too few: it takes 0.2 s",
            "end_drop_db": "0.05 s of audio are too few: it takes 0.1 s",
            "looped_s": "0.05 s of audio are too few: it takes 0.8 s",
        }

    def test_without_times_everything_is_measured(self) -> None:
        found = scores(a_trace(whole(), timed=False))
        assert all(score.passed for score in found.values())


class TestSession:
    def test_shows_the_worst_turn(self) -> None:
        trace = a_trace(whole(), answer(gain(story().samples, -60), story().text, start_t=20.0))
        found = {score.metric: score for score in audio()(trace, trace.session)}
        assert tuple(found) == tuple(f"worst_{metric}" for metric in DEFAULT)
        level = found["worst_active_level_dbfs"]
        assert (level.turn, level.passed) == (None, False)
        assert level.explanation == "missed in turn 2; the worst of 2 turns is turn 2"
        assert level.evidence[0] > 266
        assert found["worst_dropouts"].explanation == "turn 1 alone has a value"

    def test_a_share_is_pooled_by_its_samples_and_a_worst_one_is_not(self) -> None:
        trace = a_trace(answer(gain(story().samples, 12), story().text))
        turn = scores(trace)["clipped_share"]
        worst = {score.metric: score for score in audio()(trace, trace.session)}["worst_clipped_share"]
        assert turn.detail["whole"] == len(story().samples)
        assert turn.value == worst.value == pytest.approx(turn.detail["part"] / turn.detail["whole"], abs=1e-6)
        assert worst.detail == {}

    def test_turns_without_audio_do_not_count(self) -> None:
        trace = a_trace(whole(), a_turn("(aside)", turn_complete(20.0), expect={"silence": {}}))
        assert all(score.passed for score in audio()(trace, trace.session))

    def test_without_any_audio_it_is_not_audible(self) -> None:
        trace = a_trace(a_turn("Well?", turn_complete(2.0)))
        found = audio()(trace, trace.session)
        assert {score.explanation for score in found} == {"no turn has audio"}
        assert [score.metric for score in found if score.passed is False] == ["worst_active_level_dbfs"]


class TestArguments:
    def test_a_check_that_is_off_is_not_measured(self) -> None:
        assert "speech_coverage" not in scores(a_trace(whole()), truncated=False)

    def test_a_limit_replaces_its_own(self) -> None:
        found = scores(a_trace(whole()), truncated={"min": 2})["speech_coverage"]
        assert (found.expected, found.passed) == ("≥ 2", False)
        assert failed(answer(gain(story().samples, 12)), clipped={"max": 0.5}) == []

    @pytest.mark.parametrize(
        ("args", "message"),
        [
            ({"cliped": True}, "audio: unknown argument 'cliped'; did you mean 'clipped'?"),
            ({"clipped": 0.1}, "audio.clipped: expected a limit, found 0.1; write clipped: {max: 0.1}"),
            ({"audible": {}}, "audio.audible: expected a limit, found {}; write {max: …}, {min: …} or both"),
            ({"pitch": {"min": 300, "max": 70}}, "audio.pitch: min 300 is above max 70; swap them"),
            ({"looped": {"mx": 1}}, "audio.looped: unknown argument 'mx'; did you mean 'max'?"),
        ],
    )
    def test_mistakes(self, args: dict[str, Any], message: str) -> None:
        with pytest.raises(UsageError) as caught:
            audio(**args)
        assert str(caught.value) == message


def test_of_a_session_that_was_played() -> None:
    """The mock's voice here is a buzz that ends hard."""
    scenario = a_scenario({"text": "Well?", "expect": {"audio": {}}})
    result = score_recording(converse(scenario, (Say("Once upon a time", after_ms=200), Complete())))
    assert result.status == "failed"
    missed = {score.metric for score in result.scores if score.scorer == "audio" and score.passed is False}
    assert missed == {"voice_found", "end_drop_db"}
    assert all(score.passed is not None for score in result.scores if score.scorer == "audio")
