"""Speech for `say` turns: found among the stored files, or spoken by an engine and stored."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import tempfile
import threading
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
import soundfile as sf
from numpy.typing import NDArray

from evalkit.errors import MediaError, SpeechUnavailable
from evalkit.media.decode import load_audio
from evalkit.media.pcm import Samples, resample
from evalkit.media.speech.engine import Engine
from evalkit.media.speech.engines import default_engines
from evalkit.media.speech.loudness import even_out

__all__ = ["RATE_HZ", "SpeechStore", "default_cache", "speech_file_name"]

RATE_HZ = 16_000
_FORMAT = 1
_INSTALL = "commit that file, or install an engine: `apt install flite` or `pip install 'evalkit[tts]'`"


def speech_file_name(text: str, speaker: str, language: str) -> str:
    """Returns the name of the file that holds this speech, whichever engine spoke it.

    It depends on what the scenario states and on nothing else, so that a committed file is found on a machine without
    an engine, and a scenario does not change because a voice package did. Runs of white space in the text count as one
    space.
    """
    key = json.dumps([_FORMAT, _normalised(text), speaker, language])
    return f"{_slug(text)}-{hashlib.sha256(key.encode()).hexdigest()[:12]}.flac"


def default_cache(xdg_cache_home: str = "") -> Path:
    """Returns the folder for speech that no scenario keeps; nothing is created.

    Args:
        xdg_cache_home: $XDG_CACHE_HOME, which the caller reads; ~/.cache when empty or not absolute, as the XDG Base
            Directory Specification wants it.
    """
    if Path(xdg_cache_home).is_absolute():
        return Path(xdg_cache_home) / "evalkit" / "speech"
    try:
        home = Path.home()
    except RuntimeError:  # an account without a home, as in some containers
        home = Path(tempfile.gettempdir())
    return home / ".cache" / "evalkit" / "speech"


class SpeechStore:
    """Gives the audio of `say` turns, the same for every attempt.

    It looks into `folders` in order (a scenario root's `audio/say/`), then `write_to`, then the cache; what is nowhere
    is spoken by the first engine that can, and stored. May be used from several threads.

    Args:
        folders: Folders of stored speech; they need not exist, and nothing is written to them.
        write_to: Where new speech is stored; the cache when None. Speech found only in the cache is copied here.
        engines: Engines in order of preference; all that evalkit knows when None.
        cache: The folder of last resort; `default_cache()` when None.
    """

    def __init__(
        self,
        folders: Sequence[Path],
        write_to: Path | None = None,
        engines: Sequence[Engine] | None = None,
        cache: Path | None = None,
    ) -> None:
        self._folders = tuple(folders)
        self._write_to = write_to
        self._engines = default_engines() if engines is None else tuple(engines)
        self._cache = cache or default_cache()
        self._heard: dict[str, Samples] = {}
        self._lock = threading.Lock()

    def get(self, text: str, speaker: str, language: str) -> NDArray[np.int16]:
        """Returns the speech at 16 kHz, mono, shape (samples,), read-only.

        Args:
            text: What is said; some of it must be speakable.
            speaker: The speaker's name in the scenario, "" for the first user, "model" for the model's own voice.
            language: BCP-47.

        Raises:
            SpeechUnavailable: The speech is not stored, and no engine here can speak it.
            MediaError: A stored file is damaged, or the new file cannot be written.
        """
        name = speech_file_name(text, speaker, language)
        with self._lock:
            if name not in self._heard:
                samples = self._find(name)
                if samples is None:
                    samples = self._make(name, _normalised(text), speaker, language)
                samples.setflags(write=False)
                self._heard[name] = samples
            return self._heard[name]

    def _find(self, name: str) -> Samples | None:
        kept = (*self._folders, self._write_to) if self._write_to else self._folders
        for folder in kept:
            if os.path.exists(folder / name):  # unlike Path.exists, False for a folder that may not be entered
                return _load(folder / name)
        stored = self._cache / name
        if not os.path.exists(stored):
            return None
        samples = _load(stored)
        if self._write_to:
            _write(self._write_to / name, stored.read_bytes())
        return samples

    def _make(self, name: str, text: str, speaker: str, language: str) -> Samples:
        expected = (self._write_to or (*self._folders, self._cache)[0]) / name
        if not text:
            raise SpeechUnavailable(expected, "there is no text to say", "give `say` some words")
        what = f"{_shortened(text)!r} in {language}"
        engine = self._engine_for(language)
        if engine is None:
            raise SpeechUnavailable(expected, f"no such file, and no engine here can say {what}", _INSTALL)
        voice = engine.voice_of(speaker, language)
        try:
            speech = _even(*engine.speak(text, voice, language))
        except MediaError as error:
            raise SpeechUnavailable(expected, f"{engine.name} could not say {what}: {error}", _INSTALL) from None
        if not len(speech):
            raise SpeechUnavailable(expected, f"{engine.name} is silent at {what}", "give `say` speakable words")
        self._keep(name, _as_flac(speech, engine, voice, text))
        return speech

    def _engine_for(self, language: str) -> Engine | None:
        return next((engine for engine in self._engines if engine.available() and engine.speaks(language)), None)

    def _keep(self, name: str, flac: bytes) -> None:
        if self._write_to:
            _write(self._write_to / name, flac)
            return
        # A cache that cannot be written, such as a read-only home, costs time and nothing else.
        with suppress(MediaError):
            _write(self._cache / name, flac)


def _even(samples: Samples, rate_hz: int) -> Samples:
    return even_out(resample(samples, rate_hz, RATE_HZ), RATE_HZ)


def _load(path: Path) -> Samples:
    try:
        return load_audio(path, RATE_HZ)
    except MediaError as error:
        raise MediaError(path, f"stored speech {error.problem}", "delete it, and it is spoken again") from None


def _as_flac(samples: Samples, engine: Engine, voice: str, text: str) -> bytes:
    file = io.BytesIO()
    with sf.SoundFile(file, "w", RATE_HZ, 1, "PCM_16", format="FLAC") as sound:
        sound.software = _tag(f"evalkit; {engine.name} {engine.version}".rstrip())
        sound.artist = _tag(voice)
        sound.comment = _tag(text)
        sound.write(samples)
    return file.getvalue()


def _tag(value: str) -> str:
    return value.replace("\0", " ").encode("utf-8", errors="replace").decode()


def _write(path: Path, content: bytes) -> None:
    """Writes the whole file or none of it, also when two runs store the same speech at once."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(temporary).chmod(0o644)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise MediaError(path, f"cannot be written: {error.strerror or error}") from None


def _normalised(text: str) -> str:
    return " ".join(text.split())


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", ""))
    return "-".join(words[:6])[:40].strip("-") or "speech"


def _shortened(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
