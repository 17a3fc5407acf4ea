"""What a wrong sample rate shows in: pitch, pace and reach."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.media.pcm import resample
from tests.scorers.known_answers import Case, unscored
from tests.scorers.known_answers.audio.made import both, joined, noise, of_drafts, pause, pulses, sine
from tests.traces import a_turn
from tests.utterances import RATE_HZ, answer, chunks, tone

__all__ = ["RATES"]

LETTERS = "abcd efgh " * 8
"""64 letters: 2.5 s at the least."""


def signs() -> Iterator[Case]:
    for what, samples, words, value in (
        ("a pitch of 120 Hz, no transcript", pulses(120), "", 0),
        ("one of 120 Hz, at a pace", pulses(120, 3.0), LETTERS, 0),
        ("too high", pulses(400), "", 1),
        ("too low", pulses(50), "", 1),
        ("at the right pitch, in too short a time", pulses(120), LETTERS, 1),
        ("too high and in too short a time", pulses(400), LETTERS, 2),
        ("too low, at a pace", pulses(50, 3.0), LETTERS, 1),
        ("no pitch, at a pace", noise(3.0), LETTERS, 0),
        ("no pitch, in too short a time", noise(1.0), LETTERS, 1),
        ("no pitch and no transcript", noise(1.0), "", unscored("neither 200 ms of voice nor a whole transcript")),
        ("digital silence of any length", pause(3.0), LETTERS, 1),
    ):
        yield from both("rate_mistake", what, samples, value, words=words)
    # 40 Hz lower and three times as long: 120 Hz at a third of the rate.
    for what, rate_hz, value in (("a third of", RATE_HZ // 3, 1), ("three times", RATE_HZ * 3, 2)):
        draft = answer(pulses(120, 3.0), LETTERS, rate_hz)
        yield from of_drafts("rate_mistake", f"120 Hz that claim {what} the rate", (draft,), value)
    cut = a_turn("Well?", *chunks(pulses(400)), finish="closed")
    yield from of_drafts("rate_mistake", "too high, cut off", (cut,), 1)


def pitch() -> Iterator[Case]:
    """Pulses have the pitch they were made at, to 3 in 100: a period is a whole number of samples at 8 kHz."""
    for hz in (60, 100, 120, 180, 300, 500):
        yield from both("pitch", f"pulses of {hz} Hz", pulses(hz), hz, 0.03 * hz)
    for what, samples, value in (
        ("2 s of 100 and 1 s of 250 Hz: the median", joined(pulses(100, 2.0), pulses(250, 1.0)), 100),
        ("a sine of 200 Hz", tone(1.0, 200), 200),
        ("pauses have no pitch", joined(pause(1.0), pulses(150), pause(1.0)), 150),
        ("noise", noise(1.0), unscored("less than 200 ms of voice")),
        ("0.1 s", pulses(120, 0.1), unscored("less than 200 ms of voice")),
    ):
        yield from both("pitch", what, samples, value, 6)
    claimed = answer(pulses(120), rate_hz=RATE_HZ // 2)
    yield from of_drafts("pitch", "pulses of 120 Hz that claim half the rate", (claimed,), 60, 2)


def bandwidth() -> Iterator[Case]:
    """Bands of 250 Hz, and the slope of a filter."""
    for what, samples, value in (
        ("a sine of 1 kHz", tone(1.0, 1000), 1000),
        ("a sine of 3 kHz", tone(1.0, 3000), 3000),
        ("a sine of 6 kHz", tone(1.0, 6000), 6000),
        ("two sines, the higher", tone(1.0, 1000) + tone(1.0, 9000), 9000),
        ("noise", noise(1.0), 12_000),
        ("noise kept at 16 kHz", resample(noise(1.0, rate_hz=16_000), 16_000, RATE_HZ), 8_000),
        ("noise kept at 8 kHz", resample(noise(1.0, rate_hz=8_000), 8_000, RATE_HZ), 4_000),
        # 60 dB below: 6000 / 1000 = 6.
        ("a second sine 60 dB below is none", tone(1.0, 1000, amplitude=30_000) + tone(1.0, 9000, amplitude=30), 1000),
        ("digital silence", pause(1.0), unscored("there is no sound")),
        ("0.05 s", sine(0.05), unscored("less than 0.1 s of audio")),
    ):
        yield from both("bandwidth", what, samples, value, 300)
    for rate_hz in (8_000, 16_000, 48_000):
        draft = answer(noise(1.0, rate_hz=rate_hz), rate_hz=rate_hz)
        yield from of_drafts("bandwidth", f"noise at {rate_hz} Hz", (draft,), rate_hz / 2, 300)


RATES = (*signs(), *pitch(), *bandwidth())
