"""Pictures and videos for tests, made here and small."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import av
import numpy as np
from PIL import Image

__all__ = [
    "BLACK",
    "BLUE",
    "GREEN",
    "RED",
    "WHITE",
    "Colour",
    "colour_at",
    "opened",
    "quarters",
    "saved",
    "write_video",
]

Colour = tuple[int, int, int]
RED, GREEN, BLUE, WHITE, BLACK = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255), (0, 0, 0)
_MS = Fraction(1, 1000)
_FINE = {"libx264": {"crf": "10"}}


def quarters(width: int, height: int, corners: Sequence[Colour] = (RED, GREEN, BLUE, WHITE)) -> Image.Image:
    """A picture of four colours: top left, top right, bottom left, bottom right."""
    pixels = np.zeros((height, width, 3), np.uint8)
    middle, half = width // 2, height // 2
    pixels[:half, :middle], pixels[:half, middle:] = corners[0], corners[1]
    pixels[half:, :middle], pixels[half:, middle:] = corners[2], corners[3]
    return Image.fromarray(pixels)


def saved(image: Image.Image, kind: str = "PNG", **how: Any) -> bytes:
    """An encoded picture."""
    file = BytesIO()
    image.save(file, kind, **how)
    return file.getvalue()


def opened(data: bytes) -> Image.Image:
    """A decoded picture."""
    return Image.open(BytesIO(data))


def colour_at(data: bytes, x: int, y: int) -> Colour:
    """The pure colour nearest to a pixel of an encoded picture: each channel all on or all off."""
    red, green, blue = opened(data).convert("RGB").getpixel((x, y))  # type: ignore[misc]
    return 255 * (red > 127), 255 * (green > 127), 255 * (blue > 127)


def write_video(
    path: Path,
    shown: Sequence[tuple[float, Image.Image]],
    *,
    codec: str = "libx264",
    rotation: int = 0,
    pixel_aspect: Fraction | None = None,
    tone_s: float = 0.0,
    tone_from_s: float = 0.0,
    loud: bool = True,
    index_first: bool = False,
) -> Path:
    """Writes pictures, each from its second on, and with `tone_s` a sound track of that length; returns the path."""
    with av.open(str(path), "w", options={"movflags": "faststart"} if index_first else {}) as container:
        video = cast(av.VideoStream, container.add_stream(codec, rate=30, options=_FINE.get(codec, {})))
        video.width, video.height, video.pix_fmt = *shown[0][1].size, "yuv420p"
        video.codec_context.time_base = _MS
        if rotation:
            video.set_display_rotation(rotation)
        if pixel_aspect:
            video.codec_context.sample_aspect_ratio = pixel_aspect
        sound = container.add_stream("aac", rate=48_000, layout="mono") if tone_s else None
        for time_s, image in shown:
            frame = av.VideoFrame.from_ndarray(np.asarray(image), "rgb24")
            frame.pts, frame.time_base = round(time_s * 1000), _MS
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        if sound is not None:
            heard = _tone(tone_s, loud)
            heard.pts = round(tone_from_s * heard.sample_rate)
            container.mux([*sound.encode(heard), *sound.encode(None)])
    return path


def _tone(seconds: float, loud: bool) -> av.AudioFrame:
    """Loud for the middle half, which the voice detection takes for speech."""
    times = np.arange(round(seconds * 48_000)) / 48_000
    inside = (times > seconds / 4) & (times < 3 * seconds / 4)
    samples = np.asarray(np.rint(np.sin(2 * np.pi * 440 * times) * 8_000 * inside * loud), np.int16)
    frame = av.AudioFrame.from_ndarray(samples[np.newaxis], "s16", "mono")
    frame.sample_rate = 48_000
    return frame
