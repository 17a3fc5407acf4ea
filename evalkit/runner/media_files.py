"""The media files of a scenario, each read once; a mistake in one has its place in the scenario that names it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from evalkit.errors import MediaError, SpeechUnavailable
from evalkit.media.decode import load_audio
from evalkit.media.frames import Frame
from evalkit.media.image import read_image
from evalkit.media.noise import NoiseKind, make_noise
from evalkit.media.pcm import Samples
from evalkit.media.pictures import Fit
from evalkit.media.user_audio import UserAudio, spoken_audio
from evalkit.media.video import read_frames, read_soundtrack
from evalkit.scenario.model import Scenario
from evalkit.scenario.places import error_at
from evalkit.scenario.yaml_nodes import KeyPath

__all__ = ["MediaFiles", "located", "placed"]

T = TypeVar("T")


class MediaFiles:
    """Reads media files; what several turns or scenarios name is read once.

    Every method raises MediaError for a file that cannot be used.
    """

    def __init__(self) -> None:
        self._read: dict[tuple[Any, ...], Any] = {}

    def samples(self, path: Path) -> Samples:
        """The sound of an audio file, 16 kHz mono."""
        return self._once(("samples", path), lambda: load_audio(path))

    def speech(self, path: Path) -> UserAudio:
        """The sound of an audio file, with the speech in it."""
        return self._once(("speech", path), lambda: spoken_audio(self.samples(path)))

    def soundtrack(self, path: Path) -> UserAudio:
        """The sound of a video file, with the speech in it."""
        return self._once(("soundtrack", path), lambda: spoken_audio(read_soundtrack(path)))

    def frames(self, path: Path, fit: Fit) -> tuple[Frame, ...]:
        """One picture a second of a video file."""
        return self._once(("frames", path, fit), lambda: read_frames(path, fit))

    def image(self, path: Path, fit: Fit) -> bytes:
        """A picture file, as JPEG."""
        return self._once(("image", path, fit), lambda: read_image(path, fit))

    def noise(self, kind: NoiseKind, seed: int) -> Samples:
        """Noise of a kind; the one thing that is made and not read."""
        return self._once(("noise", kind, seed), lambda: make_noise(kind, seed))

    def _once(self, key: tuple[Any, ...], read: Callable[[], T]) -> T:
        if key not in self._read:
            self._read[key] = read()
        found: T = self._read[key]
        return found


def located(scenario: Scenario, path: str) -> Path:
    """Returns where a file lies that a scenario names."""
    assert scenario.source is not None, "a scenario read from a file has a source"
    return scenario.source.parent / path


@contextmanager
def placed(scenario: Scenario, path: str, *places: KeyPath) -> Iterator[None]:
    """Turns a MediaError raised inside into a ScenarioError at the place that names the file.

    Args:
        scenario: read from a file.
        path: the media file as the scenario names it; empty when it names none.
        places: where it may do so; the first that the scenario's file has.
    """
    try:
        yield
    except SpeechUnavailable:
        # Not the file is wrong but the machine: the same words for every turn, and they say what to install.
        raise
    except MediaError as error:
        raise error_at(scenario, places, f"{path or error.path}: {error.problem}", error.hint) from None
