"""Each check of the audio scorer, on answers damaged in a known way; and what it makes of any samples."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from evalkit.media.pcm import Samples, gain, resample
from evalkit.scorers.audio import audio
from evalkit.scorers.base import Score
from evalkit.trace.trace import Trace
from tests.traces import TurnDraft, a_trace
from tests.utterances import CHUNK, RATE_HZ, answer, story, tone, utterances

NAMES = ("audible", "voice", "truncated", "abrupt_end", "clipped", "dropouts", "sustained_tone", "looped")
ALL = dict.fromkeys((*NAMES, "rate_mistake", "pitch", "bandwidth"), True)
OFF = dict.fromkeys(NAMES, False)


def whole() -> TurnDraft:
    return answer(story().samples, story().text)


def scores(trace: Trace, **args: Any) -> dict[str, Score]:
    return {score.metric: score for score in audio(**args)(trace, trace.turns[0])}


def failed(draft: TurnDraft, **args: Any) -> list[str]:
    return [score.metric for score in scores(a_trace(draft), **args).values() if score.passed is False]


@pytest.mark.parametrize("part", [0, 1])
def test_no_clean_utterance_fails_any_check(part: int) -> None:
    asked = {**ALL, "voice": False}
    # A check that is named and has too little audio is missed: a loop takes 0.8 s.
    long_enough = [each for each in utterances() if len(each.samples) >= 0.8 * RATE_HZ]
    assert [each.name for each in long_enough[part::2] if failed(answer(each.samples, each.text), **asked)] == []


class TestDamage:
    """Each damage is found by its own check and by no other."""

    def test_near_silence(self) -> None:
        quiet = answer(gain(story().samples, -60), story().text)
        assert failed(quiet) == ["active_level_dbfs"]
        found = scores(a_trace(quiet))
        assert found["active_level_dbfs"].value == pytest.approx(-78.7, abs=1)
        assert found["voice_found"].value == 1.0
        for metric in ("dropouts", "longest_tone_s", "looped_s"):
            assert found[metric].explanation == "the audio is too quiet to be searched"

    def test_half_an_answer(self) -> None:
        cut = story().samples[: round(4.9 * RATE_HZ)]
        found = scores(a_trace(answer(cut, story().text)))
        assert found["speech_coverage"].passed is False
        assert found["speech_coverage"].value == pytest.approx(0.88, abs=0.02)
        assert found["speech_coverage"].detail["needed_s"] == pytest.approx(5.47, abs=0.01)
        assert found["speech_coverage"].explanation.endswith("and the transcript takes 5.47 s at the least")

    @pytest.mark.parametrize(
        ("left", "by_length", "by_either"), [(0.3, 72, 75), (0.4, 68, 72), (0.5, 45, 62), (0.7, 0, 45)]
    )
    def test_share_of_cut_answers_that_is_found(self, left: float, by_length: int, by_either: int) -> None:
        cuts = [(each.text, each.samples[: round(len(each.samples) * left)]) for each in utterances()]
        asked = {**OFF, "truncated": True, "abrupt_end": True}
        missed = [failed(answer(samples, text), **asked) for text, samples in cuts]
        assert sum("speech_coverage" in each for each in missed) >= by_length
        assert sum(bool(each) for each in missed) >= by_either

    def test_an_end_in_mid_word(self) -> None:
        cut = story().samples[: round(8.2 * RATE_HZ)]
        draft = answer(cut, story().text)
        assert failed(draft) == ["end_drop_db"]
        last = scores(a_trace(draft))["end_drop_db"]
        assert last.value is not None
        assert last.value < 6
        assert last.evidence == (204,)

    def test_clipping(self) -> None:
        assert failed(answer(gain(story().samples, 12), story().text)) == ["clipped_share"]

    def test_a_hole_with_its_place(self) -> None:
        samples = story().samples.copy()
        loud = 20_000 + int(np.argmax(np.abs(samples[20_000:60_000].astype(int))))
        samples[loud : loud + 960] = 0
        found = scores(a_trace(answer(samples, story().text)))["dropouts"]
        assert (found.value, found.passed, found.better) == (1.0, False, "lower")
        assert found.explanation == f"{found.detail['length_ms'][0]:g} ms at {found.detail['at_s'][0]:g} s"
        assert found.detail["at_s"][0] == pytest.approx(loud / RATE_HZ, abs=0.002)
        assert found.evidence == (loud // CHUNK,)

    def test_a_tone(self) -> None:
        middle = 5 * RATE_HZ
        stuck = np.concatenate((story().samples[:middle], tone(2.0), story().samples[middle:]))
        assert failed(answer(stuck, story().text)) == ["longest_tone_s"]
        found = scores(a_trace(answer(stuck, story().text)))["longest_tone_s"]
        assert found.value == pytest.approx(2.0, abs=0.05)
        assert found.explanation.startswith("the sound stands still from 4.99 s")
        assert found.evidence == pytest.approx((125, 175), abs=1)

    def test_a_tone_to_the_end_while_the_transcript_stalls(self) -> None:
        stuck = np.concatenate((story().samples[: 3 * RATE_HZ], tone(6.0)))
        assert failed(answer(stuck, "Once upon a time")) == ["end_drop_db", "longest_tone_s"]

    def test_a_loop(self) -> None:
        samples = story().samples
        looped = np.concatenate((samples[: 5 * RATE_HZ], samples[4 * RATE_HZ :]))
        assert failed(answer(looped, story().text)) == ["looped_s"]
        found = scores(a_trace(answer(looped, story().text)))["looped_s"]
        assert found.explanation.endswith("s on it repeats what was heard 1.00 s before")

    def test_no_voice(self) -> None:
        noise = (np.random.default_rng(7).standard_normal(3 * RATE_HZ) * np.hanning(3 * RATE_HZ) * 3000).astype(
            np.int16
        )
        draft = answer(noise)
        assert failed(draft) == ["voice_found"]
        assert scores(a_trace(draft))["voice_found"].explanation == "no voice is found in the audio"


class TestRates:
    """What must be asked for by name: it needs to know the voice."""

    def test_three_times_too_fast(self) -> None:
        fast = resample(story().samples, 3 * RATE_HZ, RATE_HZ)
        found = scores(a_trace(answer(fast, story().text)), rate_mistake=True)["rate_signs"]
        assert (found.value, found.passed) == (2.0, False)
        assert found.explanation.startswith("a median pitch of 3")
        assert found.explanation.endswith(" s for a text of 5.47 s at the least")

    def test_the_right_rate_shows_no_sign(self) -> None:
        found = scores(a_trace(whole()), rate_mistake=True)["rate_signs"]
        assert (found.value, found.passed, found.explanation) == (0.0, True, "")

    @pytest.mark.parametrize(("factor", "least"), [(3.0, 0.9), (2.0, 0.4), (0.5, 0.55), (2 / 3, 0.5)])
    def test_share_of_utterances_whose_wrong_rate_shows(self, factor: float, least: float) -> None:
        drafts = [answer(each.samples, each.text, round(RATE_HZ * factor)) for each in utterances()]
        found = [failed(draft, rate_mistake=True, **OFF) == ["rate_signs"] for draft in drafts]
        assert sum(found) >= least * len(found)

    def test_a_limit_for_the_voice_tells_one_and_a_half(self) -> None:
        fast = answer(story().samples, story().text, round(RATE_HZ * 1.5))
        assert failed(fast, rate_mistake=True) == []
        assert failed(fast, pitch={"min": 80, "max": 130}) == ["pitch_hz"]
        assert failed(whole(), pitch={"min": 80, "max": 130}) == []

    def test_bandwidth(self) -> None:
        narrow = resample(resample(story().samples, RATE_HZ, 8_000), 8_000, RATE_HZ)
        found = scores(a_trace(answer(narrow, story().text)), bandwidth=True)["bandwidth_hz"]
        assert (found.passed, found.expected) == (False, "≥ 7000 Hz")
        assert failed(whole(), bandwidth=True) == []


@given(
    arrays.arrays(np.int16, st.integers(1, 20_000), elements=st.integers(-32768, 32767), fill=st.just(0)),
    st.sampled_from([8_000, 11_025, 24_000, 96_000]),
    st.sampled_from(["", "Yes.", "<ctrl46>", "١٢٣"]),
)
@settings(max_examples=25)
def test_any_audio_gets_numbers_or_reasons(samples: Samples, rate_hz: int, words: str) -> None:
    found = scores(a_trace(answer(samples, words, rate_hz)), **ALL)
    assert len(found) == len(ALL)
    for score in found.values():
        assert score.explanation if score.value is None else np.isfinite(score.value)
        assert isinstance(score.passed, bool)
        json.dumps(dict(score.detail), allow_nan=False)
