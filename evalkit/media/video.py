"""Reads a video file into the JPEG frames and the sound that are sent; refuses with one clear error what is none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from PIL import Image

from evalkit.errors import MediaError
from evalkit.media.decode import load_audio
from evalkit.media.files import COPY_AGAIN, FFMPEG_OPTIONS, check_file, reason, refuse_text
from evalkit.media.frames import Frame
from evalkit.media.pcm import Samples
from evalkit.media.pictures import Fit, encoded, fitted

__all__ = ["LONGEST_S", "read_frames", "read_soundtrack"]

LONGEST_S = 15 * 60
"""The longest video that is read, in seconds."""

_MOST_PIXELS = 8192 * 4352
_TOLERANCE_S = 1.0
_SOUND_HZ = 16_000
_UNHEARD_S = 0.02
"""Codecs put their sound up to this far from its place; nobody hears it."""
_DURATION_TAG = re.compile(r"(\d{1,4}):(\d\d):(\d\d(?:\.\d{1,9})?)")
_SAVE_AGAIN = "save it again as MP4 (H.264) or WebM"


def read_frames(path: Path, fit: Fit = "letterbox", rate_fps: float = 1.0) -> tuple[Frame, ...]:
    """Reads the pictures of a video that are on the screen at 0 s, 1 s, 2 s and so on, as JPEGs of 768 x 768 pixels.

    What is on the screen is decided by the times in the file, so the pictures may come at any rate or at none. The
    rotation that a camera noted and pixels that are not square are obeyed. The same file gives the same bytes on the
    same machine.

    Args:
        path: A regular file, up to 15 minutes long: mp4, mov, webm, mkv, avi and the like.
        fit: How the pictures are made square.
        rate_fps: Pictures a second, above 0; the API takes no more than one (reference §5.1).

    Returns:
        At least one frame; times count from the beginning of the file.

    Raises:
        MediaError: The file cannot be read, holds no pictures, is damaged, or is too long. Nothing else is raised.
    """
    check_file(path, "video")
    try:
        with path.open("rb") as file:
            refuse_text(path, file.read(64), "video")
        frames = _read(path, fit, 1 / Fraction(rate_fps))
    except MediaError:
        raise
    except av.FFmpegError as error:
        raise MediaError(path, f"cannot be decoded: {reason(error)}", _SAVE_AGAIN) from None
    except OSError as error:
        raise MediaError(path, f"cannot be read: {reason(error)}") from None
    except Exception as error:  # a decoder's own failure on a damaged file can be of any type
        raise MediaError(path, f"cannot be decoded: {reason(error)}", _SAVE_AGAIN) from None
    if not frames:
        raise MediaError(path, "holds no pictures that can be decoded", _SAVE_AGAIN)
    return frames


def read_soundtrack(path: Path) -> Samples:
    """Reads the sound of a video, 16 kHz mono, shape (samples,).

    Where it begins after the pictures, silence comes first: a word is heard while its picture is on the screen.

    Raises:
        MediaError: As `load_audio`; `NO_AUDIO` is the problem of a video without sound. Nothing else is raised.
    """
    samples = load_audio(path)
    try:
        with _opened(path) as container:
            sound = container.streams.audio[0]
            starts_s = float((sound.start_time or 0) * (sound.time_base or 0)) - (container.start_time or 0) / 1_000_000
    except MediaError:
        raise
    except Exception as error:  # a decoder's own failure on a damaged file can be of any type
        raise MediaError(path, f"cannot be decoded: {reason(error)}", _SAVE_AGAIN) from None
    late = round(min(max(0.0, starts_s), LONGEST_S) * _SOUND_HZ)
    return np.concatenate((np.zeros(late, np.int16), samples)) if late > _SOUND_HZ * _UNHEARD_S else samples


def _read(path: Path, fit: Fit, step_s: Fraction) -> tuple[Frame, ...]:
    with _opened(path) as container:
        stream = _pictures_of(path, container)
        pixel_aspect = float(stream.sample_aspect_ratio or 1)
        sampled = _sampled(path, _shown(path, container, stream), step_s)
        number, data = -1, b""
        frames = []
        for due_s, index, frame in sampled:
            if number != index:
                number, data = index, encoded(_square(frame, pixel_aspect, fit))
            frames.append(Frame(float(due_s), data))
    return tuple(frames)


def _sampled(
    path: Path, shown: Iterator[tuple[Fraction, av.VideoFrame | None]], step_s: Fraction
) -> Iterator[tuple[Fraction, int, av.VideoFrame]]:
    """At each multiple of `step_s` the picture that is on the screen, with its number; before the first, the first."""
    due_s, number, current = Fraction(0), 0, None
    for index, (time_s, picture) in enumerate(shown):
        if time_s > LONGEST_S:
            raise MediaError(path, f"is longer than {LONGEST_S // 60} minutes", "cut it into turns")
        while due_s < time_s and (on_screen := current or picture) is not None:
            yield due_s, number, on_screen
            due_s += step_s
        number, current = index, picture


def _shown(
    path: Path, container: av.container.InputContainer, stream: av.VideoStream
) -> Iterator[tuple[Fraction, av.VideoFrame | None]]:
    """Every picture with the time from which on it is shown; last the end, without a picture."""
    began_s = Fraction(container.start_time or 0, 1_000_000)
    usual_s = 1 / Fraction(stream.average_rate or 25)
    time_s = end_s = Fraction(0)
    for frame in container.decode(stream):
        if frame.is_corrupt:
            raise MediaError(path, f"is damaged at {float(end_s):.1f} s", COPY_AGAIN)
        unit_s = frame.time_base or stream.time_base or usual_s
        pts = frame.pts if frame.pts is not None else frame.dts
        time_s = end_s if pts is None else max(time_s, pts * unit_s - began_s)
        end_s = time_s + ((frame.duration or 0) * unit_s or usual_s)
        yield time_s, frame
    declared_s = _declared_s(stream)
    if end_s < declared_s - _TOLERANCE_S:
        raise MediaError(path, f"is truncated: {float(end_s):.1f} s of {float(declared_s):.1f} s", COPY_AGAIN)
    yield end_s, None


def _declared_s(stream: av.VideoStream) -> Fraction:
    """How long the pictures last by the file's own word: MP4 says it of each track, Matroska in a tag; 0 unsaid."""
    if stream.duration is not None:
        return stream.duration * Fraction(stream.time_base or 1)
    tag = _DURATION_TAG.match(stream.metadata.get("DURATION", ""))
    return Fraction(tag[1]) * 3600 + Fraction(tag[2]) * 60 + Fraction(tag[3]) if tag else Fraction(0)


def _opened(path: Path) -> av.container.InputContainer:
    try:
        return av.open(f"file:{path}", mode="r", options=FFMPEG_OPTIONS, metadata_errors="replace")
    except (av.FFmpegError, ValueError):
        raise MediaError(path, "is no video file of a known kind, or is damaged", _SAVE_AGAIN) from None


def _pictures_of(path: Path, container: av.container.InputContainer) -> av.VideoStream:
    """The first stream of moving pictures; the cover of a song is none."""
    cover = av.stream.Disposition.attached_pic
    stream = next((each for each in container.streams.video if not each.disposition & cover), None)
    if stream is None:
        raise MediaError(path, "holds no pictures", "name a file with a video track")
    if stream.codec_context is None:
        raise MediaError(path, "holds pictures of an unknown kind", _SAVE_AGAIN)
    if stream.width * stream.height > _MOST_PIXELS:
        raise MediaError(path, f"has pictures of {stream.width} x {stream.height} pixels", "scale it down")
    # The size may also change later on.
    stream.codec_context.options = {"max_pixels": str(_MOST_PIXELS)}
    stream.thread_type = "AUTO"
    return stream


def _square(frame: av.VideoFrame, pixel_aspect: float, fit: Fit) -> Image.Image:
    """The picture as it is to be seen."""
    image: Image.Image = frame.to_image()  # type: ignore[no-untyped-call]
    aspect = image.width / image.height * pixel_aspect
    # The file and Pillow both count counterclockwise.
    quarters = round(frame.rotation / 90) % 4
    turned = image.transpose(_TURNS[quarters]) if quarters else image
    return fitted(turned, fit, 1 / aspect if quarters % 2 else aspect)


_TURNS = {1: Image.Transpose.ROTATE_90, 2: Image.Transpose.ROTATE_180, 3: Image.Transpose.ROTATE_270}
