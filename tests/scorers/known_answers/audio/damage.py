"""Voice, clipping, holes, tones and loops."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from evalkit.media.pcm import Samples, gain
from tests.scorers.known_answers import Answer, Case, unscored
from tests.scorers.known_answers.audio.made import PERIOD, both, joined, noise, pause, sine
from tests.utterances import RATE_HZ, utterances

__all__ = ["DAMAGE"]

TOO_QUIET = unscored("the audio is too quiet to be searched")


def voice() -> Iterator[Case]:
    """Speech is speech at any level and after any silence; a tone, noise and silence are none."""
    for each in utterances()[:60:20]:
        yield from both("voice", f"speech, {each.name}", each.samples[: 3 * RATE_HZ], 1)
    spoken = utterances()[0].samples[: 2 * RATE_HZ]
    for what, samples, value in (
        ("speech 60 dB lower", gain(spoken, -60), 1),
        ("speech after 2 s of silence", joined(pause(2.0), spoken), 1),
        ("a sine", sine(2.0), 0),
        ("white noise", noise(2.0), 0),
        ("digital silence", pause(2.0), 0),
        ("near-silence: one bit of noise", (noise(2.0) > 0).astype(np.int16), 0),
        ("a single click", click(), 0),
        ("too short", spoken[: RATE_HZ // 10], unscored("it takes 0.2 s")),
    ):
        yield from both("voice", what, samples, value)


def click() -> Samples:
    samples = pause(1.0)
    samples[RATE_HZ // 2] = 32767
    return samples


def clipping() -> Iterator[Case]:
    """Of 24000 samples, those of runs of three or more at full scale."""
    for what, runs, value in (
        ("none", (), 0.0),
        ("a run of 24", ((100, 24, 32767),), 0.001),
        ("runs of two are peaks", ((100, 2, 32767), (200, 2, -32768)), 0.0),
        ("a run of three", ((100, 3, 32767),), 0.000125),
        ("runs of both signs", ((100, 12, 32767), (200, 12, -32768)), 0.001),
        ("an encoder with a symmetric range", ((100, 24, -32767),), 0.001),
        ("one below full scale is not clipped", ((100, 24, 32766),), 0.0),
        ("both signs side by side are two runs of two", ((100, 2, 32767), (102, 2, -32768)), 0.0),
        ("a tenth of it", ((0, 2400, 32767),), 0.1),
        ("all of it", ((0, 24000, -32768),), 1.0),
    ):
        samples = pause(1.0)
        for start, length, value_at in runs:
            samples[start : start + length] = value_at
        yield from both("clipped", what, samples, value, 1e-6)


def holes() -> Iterator[Case]:
    """Cut into 2 s of a sine, at a crest unless the case says otherwise; a hole of 20 ms has eight periods."""
    crest, zero, step = PERIOD // 4, 0, 6000
    for what, cuts, value in (
        ("none", (), 0),
        ("20 ms", ((crest, 0.02),), 1),
        ("15 ms are too short", ((crest, 0.015),), 0),
        ("300 ms", ((crest, 0.3),), 1),
        ("320 ms are a pause", ((crest, 0.32),), 0),
        ("two", ((crest, 0.02), (crest + step, 0.1)), 2),
        ("three", tuple((crest + place * step, 0.04) for place in range(3)), 3),
        ("four", tuple((crest + place * step, 0.02) for place in range(4)), 4),
        ("one of 40 ms that begins and ends at a zero of the wave", ((zero, 0.04),), 0),
        ("one of 40 ms that begins at a zero and ends at a crest", ((zero, 0.04 + crest / RATE_HZ),), 1),
    ):
        samples = sine(2.0)
        for start, length_s in cuts:
            samples[RATE_HZ // 4 + start :][: round(length_s * RATE_HZ)] = 0
        yield from both("dropouts", what, samples, value)
    yield from both("dropouts", "before and after all sound", joined(pause(0.1), sine(1.0), pause(0.1)), 0)
    yield from both("dropouts", "near-silence", sine(1.0, -80), TOO_QUIET)


def tones() -> Iterator[Case]:
    """Frames of 32 ms every 16 ms place an end to some 30 ms."""
    for what, samples, value in (
        ("a sine of 0.6 s", joined(noise(0.5), sine(0.6), noise(0.5, 1)), 0.6),
        ("one of 1 s", joined(noise(0.5), sine(1.0), noise(0.5, 1)), 1.0),
        ("one of 2 s", joined(noise(0.5), sine(2.0), noise(0.5, 1)), 2.0),
        ("one of 0.4 s is none", joined(noise(0.5), sine(0.4), noise(0.5, 1)), 0.0),
        ("noise", noise(2.0), 0.0),
        ("the longer of two", joined(sine(0.6), pause(0.5), sine(1.5)), 1.5),
        ("one that falls by 5 dB", joined(sine(1.0), sine(1.0, -11)), 2.0),
        ("all of it", sine(3.0), 3.0),
        ("a hum of three overtones", hum(1.2), 1.2),
        ("speech", utterances()[0].samples[: 2 * RATE_HZ], 0.0),
        ("near-silence", sine(2.0, -80), TOO_QUIET),
    ):
        yield from both("sustained_tone", what, samples, value, 0.04)


def hum(seconds: float) -> Samples:
    at_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    wave = sum(3000 / place * np.sin(2 * np.pi * 120 * place * at_s) for place in (1, 2, 3))
    return np.asarray(np.rint(wave).astype(np.int16))


def loops() -> Iterator[Case]:
    """A stretch of noise that comes a second time is what was played twice; noise is compared 50 ms by 50 ms."""
    lead, tail = noise(0.7, 1), noise(0.7, 2)
    values: tuple[tuple[str, Samples, Answer], ...] = (
        ("nothing twice", noise(3.0), 0.0),
        *(
            (f"{length_s:g} s twice", joined(lead, noise(length_s), noise(length_s), tail), length_s)
            for length_s in LONG
        ),
        ("1 s, a pause, and again", joined(lead, noise(1.0), pause(0.5), noise(1.0), tail), 1.0),
        ("1 s again, 6 dB lower", joined(lead, noise(1.0), gain(noise(1.0), -6), tail), 1.0),
        ("0.3 s twice are too short", joined(lead, noise(0.3), noise(0.3), tail), 0.0),
        ("a tone is no loop", joined(lead, sine(2.0), tail), 0.0),
        ("too short to loop", noise(0.7), unscored("it takes 0.8 s")),
        ("near-silence", sine(2.0, -80), TOO_QUIET),
    )
    for what, samples, value in values:
        yield from both("looped", what, samples, value, 0.1)


LONG = (0.6, 1.0, 1.5, 2.0)

DAMAGE = (*voice(), *clipping(), *holes(), *tones(), *loops())
