"""A mock model that says back what it hears."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from evalkit.media.pcm import Samples, resample
from evalkit.mock.answers.base import Answer, Answers, HeardTurn, Opening, Place
from evalkit.scenario.script import Complete, Hear, Say, Step

__all__ = ["echo"]

_HEARD_RATE_HZ = 16_000
_SPOKEN_RATE_HZ = 24_000
_THINKS_MS = 300.0
_NOTES_HZ = (523.25, 659.25, 783.99)
"""C5, E5, G5: what stands for speech where there is no voice to echo."""
_NOTE_S = 0.12
_LEVEL = 0.2


def echo() -> Answers:
    """Makes a model that answers every turn with the turn itself, 300 ms after its end.

    Speech comes back as it was heard, with a transcript that claims no words: "(1.3 s of speech)". To typed text it
    says "You said: ..."; there is no voice here to speak that with, so in AUDIO mode the sound is a short melody of
    three notes and the words stand in the output transcription. Pictures are counted: "(2 pictures)".
    """
    return _Echo()


class _Echo:
    def opening(self, place: Place) -> Opening:
        return Opening()

    def answer(self, heard: HeardTurn, place: Place, setup: Mapping[str, Any]) -> Answer:
        words = _words(heard)
        steps: list[Step] = []
        if heard.spoken:
            steps.append(Hear(words, after_ms=_THINKS_MS / 2))
        thinks_ms = _THINKS_MS / 2 if heard.spoken else _THINKS_MS
        said = words if heard.spoken else f"You said: {words}"
        sound = resample(heard.samples, _HEARD_RATE_HZ, _SPOKEN_RATE_HZ) if heard.spoken else _melody()
        steps += [Say(said, after_ms=thinks_ms, pcm=sound.astype("<i2").tobytes()), Complete()]
        return Answer(tuple(steps), lambda _: sound, place.further())


def _words(heard: HeardTurn) -> str:
    said = f"({len(heard.samples) / _HEARD_RATE_HZ:.1f} s of speech)" if heard.spoken else heard.text
    pictures = f"({heard.pictures} picture{'s' if heard.pictures > 1 else ''})" if heard.pictures else ""
    return " ".join(part for part in (said, pictures) if part)


def _melody() -> Samples:
    t = np.arange(round(_NOTE_S * _SPOKEN_RATE_HZ)) / _SPOKEN_RATE_HZ
    fade = np.minimum(1.0, np.minimum(t, t[::-1]) / 0.01)
    notes = [np.sin(2 * np.pi * pitch * t) * fade for pitch in _NOTES_HZ]
    return np.asarray(np.rint(np.concatenate(notes) * _LEVEL * 32767).astype(np.int16))
