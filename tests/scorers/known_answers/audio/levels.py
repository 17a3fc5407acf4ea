"""Level, length and end.

The level of `sine` is its peaks' less 3.01 dB, here -9.01 dBFS unless a case says otherwise. It is held for 200 ms: so
1 s of it before a pause counts as 1.2 s, and its level falls by 10 * log10(1.2) = 0.79 dB. Of a text a Latin letter
takes 1 / 25.6 s, a Chinese one 1 / 8.32 s, a digit 1 / 8 s.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from evalkit.media.pcm import Samples
from evalkit.trace.events import Event
from tests.scorers.known_answers import Answer, Case, unscored
from tests.scorers.known_answers.audio.made import both, joined, of_drafts, pause, sine
from tests.traces import TurnDraft, a_turn, interrupted, said, turn_complete
from tests.utterances import RATE_HZ, answer, chunks

__all__ = ["LEVELS"]

LETTERS = "abcd efgh " * 8
"""64 letters: 2.5 s at the least."""
AT_END = unscored("the recording ends before the answer was over")
INTERRUPTED = unscored("the answer was interrupted")


def level() -> Iterator[Case]:
    square = np.where(np.arange(RATE_HZ) % 240 < 120, 16384, -16384).astype(np.int16)
    values: tuple[tuple[str, Samples, float], ...] = (
        ("a sine with peaks at -6", sine(1.0), -9.01),
        ("one at -20", sine(1.0, -20), -23.01),
        ("one that nobody hears", sine(3.0, -80), -83.01),
        ("one with peaks at full scale", sine(0.5, 0), -3.01),
        # 20 * log10(16384 / 32768).
        ("a square wave at half of full scale", square, -6.02),
        ("digital silence", pause(1.0), -100.0),
        ("a constant offset is no sound", np.full(RATE_HZ, 3000, np.int16), -100.0),
        ("1 s, then 1 s of pause", joined(sine(1.0), pause(1.0)), -9.01 - 0.79),
        # 2 s are 2.2 s: 10 * log10(200 / 220) = -0.41.
        ("a pause of 1 s within", joined(sine(1.0), pause(1.0), sine(1.0)), -9.01 - 0.41),
        # Within 15.9 dB all counts: 10 * log10((1 + 0.1) / 2) = -2.60.
        ("1 s, then 1 s 10 dB below", joined(sine(1.0), sine(1.0, -16)), -9.01 - 2.60),
        # 30 dB below, it is a pause; its own power adds 0.004 dB.
        ("1 s, then 1 s 30 dB below", joined(sine(1.0), sine(1.0, -36)), -9.01 - 0.79),
    )
    for what, samples, value in values:
        # Peaks of a quiet sine are few quantisation steps: that of -80 dBFS has 3.3 of them.
        yield from both("audible", what, samples, value, 0.02 if value > -60 else 0.3)
    at_16_khz = answer(sine(1.0, -20, 16_000), rate_hz=16_000)
    yield from of_drafts("audible", "one at 16 kHz", (at_16_khz,), -23.01, 0.02)


def coverage() -> Iterator[Case]:
    for what, samples, words, value in (
        ("2.5 s for 2.5 s of letters", sine(2.5), LETTERS, 1.0),
        ("half of it", sine(1.25), LETTERS, 0.5),
        ("twice of it", sine(5.0), LETTERS, 2.0),
        ("digital silence", pause(2.5), LETTERS, 0.0),
        # 1 s counts as 1.2 s before a pause: 1.2 / 2.5.
        ("a pause does not speak", joined(sine(1.0), pause(3.0)), LETTERS, 0.48),
        ("1.5 s for 1 s of digits, zero takes no time", sine(1.5), "1,234,567 8 0", 1.5),
        # 26 / 8.32 = 3.125.
        ("2.5 s for 26 Chinese letters", sine(2.5), "好" * 26, 0.8),
        ("control tokens are not spoken", sine(2.5), f"<ctrl46>{LETTERS}<noise>", 1.0),
        ("marks and emoji are not spoken", sine(2.5), f"{LETTERS}😀 … !", 1.0),
        ("only an emoji", sine(1.0), "😀", unscored("no transcript of the answer tells")),
        ("no transcript", sine(1.0), "", unscored("no transcript of the answer tells")),
    ):
        yield from both("truncated", what, samples, value, words=words)
    for what, draft, kept in cut_off(1.0):
        yield from of_drafts("truncated", what, (draft,), kept)


def end() -> Iterator[Case]:
    for what, samples, value in (
        ("it goes on to the last sample", sine(1.0), 0.0),
        # The level is -9.80, the end -100.
        ("it ends in digital silence", joined(sine(1.0), pause(0.5)), 90.2),
        # 30 and 20 dB below are pauses: 1 s counts as 1.2 s.
        ("it ends 30 dB below", joined(sine(1.0), sine(0.5, -36)), 30 - 0.79),
        ("it ends 20 dB below", joined(sine(1.0), sine(0.5, -26)), 20 - 0.77),
        # All 1.5 s count: 10 * log10((1 + 0.05) / 1.5) = -1.55.
        ("it ends 10 dB below", joined(sine(1.0), sine(0.5, -16)), 10 - 1.55),
        # 10 * log10((0.1 + 0.5) / 1.5) = -3.98: it ends louder than it is.
        ("it ends 10 dB above", joined(sine(1.0, -16), sine(0.5)), -3.98),
        # The last 20 ms are half sine, half silence: 3.01 dB below; its level is that of 1 s in 1.01 s.
        ("it ends 10 ms before the audio", joined(sine(1.0), pause(0.01)), 3.01 - 0.04),
        ("digital silence", pause(1.0), unscored("the audio is digital silence")),
        ("too short to have an end", sine(0.09), unscored("it takes 0.1 s")),
    ):
        yield from both("abrupt_end", what, samples, value, 0.02)
    for what, draft, kept in cut_off(0.0):
        yield from of_drafts("abrupt_end", what, (draft,), kept)


def cut_off(whole: float) -> Iterator[tuple[str, TurnDraft, Answer]]:
    """An answer of 2.5 s that need not be whole, and one that was stopped only after its end."""
    heard: list[Event] = [*chunks(sine(2.5)), said(3.9, LETTERS)]
    yield "interrupted", a_turn("Well?", *heard, interrupted(4.1), turn_complete(4.1)), INTERRUPTED
    yield "the next turn came", a_turn("Well?", *heard, finish="barged_in"), INTERRUPTED
    yield "the recording is cut", a_turn("Well?", *heard, finish=""), AT_END
    yield "the connection closed", a_turn("Well?", *heard, finish="closed"), unscored("the connection closed before")
    yield "interrupted after its end", a_turn("Well?", *heard, turn_complete(4.1), interrupted(4.2)), whole


LEVELS = (*level(), *coverage(), *end())
