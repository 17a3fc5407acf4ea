"""Sessions of several turns: of each check the turn that is furthest on the wrong side of its limit."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.media.pcm import Samples, gain
from tests.scorers.known_answers import Case
from tests.scorers.known_answers.audio.made import joined, noise, of_drafts, pause, pulses, sine
from tests.traces import a_turn, turn_complete
from tests.utterances import RATE_HZ, answer, tone, utterances

__all__ = ["WORST"]


def worst() -> Iterator[Case]:
    spoken = utterances()[0].samples[: 2 * RATE_HZ]
    for check, what, turns, value in (
        ("audible", "the quieter", (sine(1.0), sine(1.0, -40)), -43.01),
        ("voice", "the one without", (noise(1.0), spoken), 0.0),
        ("abrupt_end", "the harder", (joined(sine(1.0), pause(0.5)), sine(1.0)), 0.0),
        # Of each half period of 30 samples all but the zero: 29 / 30.
        ("clipped", "the only one", (gain(sine(1.0), 60), sine(1.0)), 0.96667),
        ("sustained_tone", "the longer", (sine(1.0), sine(2.0)), 2.0),
        ("looped", "the longer", (looped(0.6), looped(1.2)), 1.2),
        ("rate_mistake", "the one with a sign", (pulses(120), pulses(400)), 1.0),
        # 20 Hz above the limit of 300, 28 below that of 70.
        ("pitch", "the further outside", (pulses(320), pulses(42), pulses(120)), 42.0),
        ("bandwidth", "the narrower", (tone(1.0, 6000), tone(1.0, 3000)), 3000.0),
    ):
        drafts = tuple(answer(samples, start_t=1.5 + 10 * place) for place, samples in enumerate(turns))
        yield from of_drafts(check, f"of several turns {what}", drafts, value, TOLERANCE.get(check, 0.02))
    letters = "abcd efgh " * 8
    short, whole = answer(sine(1.25), letters), answer(sine(5.0), letters, start_t=11.5)
    yield from of_drafts("truncated", "of several turns the shorter", (whole, short), 0.5)
    silent = a_turn("(aside)", turn_complete(20.0), expect={"silence": {}})
    yield from of_drafts("audible", "turns without audio do not count", (answer(sine(1.0)), silent), -9.01, 0.02)


def looped(seconds: float) -> Samples:
    return joined(noise(0.7, 1), noise(seconds), noise(seconds), noise(0.7, 2))


TOLERANCE = {"clipped": 1e-4, "sustained_tone": 0.04, "looped": 0.1, "pitch": 2, "bandwidth": 300}

WORST = tuple(worst())
