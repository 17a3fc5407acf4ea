"""Sounds made to measure, and the cases made of them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from evalkit.media.pcm import Samples, silence
from evalkit.scorers.audio_checks import CHECKS
from tests.scorers.known_answers import Answer, Case
from tests.traces import TurnDraft, a_trace
from tests.utterances import RATE_HZ, answer

__all__ = ["FULL_DBFS", "PERIOD", "both", "joined", "noise", "of_drafts", "only", "pause", "pulses", "sine"]

PERIOD = 60
"""Samples of one period of `sine`: its crest is the 16th, its zeros are the first and the 31st."""
FULL_DBFS = -3.01
"""The level of a sine whose peaks are at full scale."""


def sine(seconds: float, peak_dbfs: float = -6.0, rate_hz: int = RATE_HZ) -> Samples:
    """400 Hz: four periods to a frame of 10 ms, so that each frame has the level of the whole, `peak_dbfs` - 3.01."""
    wave = np.sin(2 * np.pi * 400 * np.arange(round(seconds * rate_hz)) / rate_hz) * 32768 * 10 ** (peak_dbfs / 20)
    return np.asarray(np.clip(np.rint(wave), -32768, 32767).astype(np.int16))


def pause(seconds: float) -> Samples:
    """Digital silence."""
    return silence(seconds, RATE_HZ)


def noise(seconds: float, seed: int = 0, rate_hz: int = RATE_HZ) -> Samples:
    """White noise of some -24 dBFS."""
    wave = np.random.default_rng(seed).standard_normal(round(seconds * rate_hz)) * 2000
    return np.asarray(np.clip(wave, -32768, 32767).astype(np.int16))


def pulses(hz: float, seconds: float = 1.0) -> Samples:
    """Pulses, as of a throat."""
    phase = np.arange(round(seconds * RATE_HZ)) * hz / RATE_HZ % 1
    return np.asarray((9000 * np.exp(-12 * phase)).astype(np.int16))


def joined(*parts: Samples) -> Samples:
    """One after the other."""
    return np.concatenate(parts)


def only(check: str) -> dict[str, bool]:
    """Arguments with this check and no other."""
    return {each.name: each.name == check for each in CHECKS}


def both(
    check: str, what: str, samples: Samples, value: Answer, tolerance: float = 0.002, words: str = ""
) -> Iterator[Case]:
    """A turn answered by these samples and words, and its session, whose worst turn it is."""
    return of_drafts(check, what, (answer(samples, words),), value, tolerance)


def of_drafts(
    check: str, what: str, drafts: tuple[TurnDraft, ...], value: Answer, tolerance: float = 0.002
) -> Iterator[Case]:
    """The first turn, where there is no other, and the session."""
    trace, args = a_trace(*drafts), only(check)
    metric = next(each for each in CHECKS if each.name == check).of_turn.name
    turn, session = {metric: value}, {f"worst_{metric}": value}
    if len(drafts) == 1:
        yield Case(what=f"{metric}: {what}", trace=trace, answers=turn, args=args, tolerance=tolerance)
    what = f"session, {metric}: {what}"
    yield Case(what=what, trace=trace, answers=session, args=args, tolerance=tolerance, turn=None)
