"""Pictures as they are sent: a square of one size, encoded as JPEG; and whether two of them show the same."""

from __future__ import annotations

import warnings
from io import BytesIO
from typing import BinaryIO, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

__all__ = [
    "DIFFERENT",
    "MOST_PIXELS",
    "QUALITY",
    "SIDE",
    "Fit",
    "TooManyPixels",
    "alike",
    "decoded",
    "encoded",
    "fitted",
]

Fit: TypeAlias = Literal["letterbox", "crop"]

SIDE = 768
"""Width and height in pixels, as the API suggests (reference §5.1)."""

QUALITY = 90
"""Pillow's JPEG quality: about 150 kB for a photograph."""

MOST_PIXELS = 64_000_000
"""A picture of more is not decoded: a small file can claim to hold any number."""

DIFFERENT = 10.0
"""From this mean difference on, of 255 steps a channel, a part of a picture shows something else."""

_CELLS = 64
_PART = 8
_KINDS = ("JPEG", "PNG", "WEBP")


class TooManyPixels(ValueError):
    """A picture claims to have more than `MOST_PIXELS`."""


def decoded(file: BinaryIO) -> Image.Image:
    """Decodes a JPEG, PNG or WebP to mode RGB: upright, and black where it is transparent.

    Raises:
        TooManyPixels: Nothing was decoded.
        Exception: Of any type, for what is no picture or is damaged.
    """
    with _opened(file) as image:
        if image.width * image.height > MOST_PIXELS:
            raise TooManyPixels
        image.load()
        return _on_black(ImageOps.exif_transpose(image))


def _opened(file: BinaryIO) -> Image.Image:
    with warnings.catch_warnings():
        # Pillow warns of what our own limit refuses a moment later.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            return Image.open(file, formats=_KINDS)
        except Image.DecompressionBombError:
            raise TooManyPixels from None


def _on_black(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):  # 16 bits, of which Pillow would keep the lower 8
        return Image.fromarray((np.asarray(image) >> 8).clip(0, 255).astype(np.uint8)).convert("RGB")
    if not image.has_transparency_data:
        return image.convert("RGB")
    coloured = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", coloured.size, "black"), coloured).convert("RGB")


def fitted(image: Image.Image, fit: Fit, aspect: float | None = None) -> Image.Image:
    """Scales a picture to the square.

    Args:
        image: of mode RGB.
        fit: `letterbox` shows all of it between black bars; `crop` fills the square and cuts off what sticks out, the
            same on both sides.
        aspect: width by height as it is to be seen; None: its pixels are square.
    """
    shown = aspect or image.width / image.height
    wide = shown >= 1
    if fit == "crop":
        size = (max(SIDE, round(SIDE * shown)), SIDE) if wide else (SIDE, max(SIDE, round(SIDE / shown)))
        return _cropped(image, size)
    size = (SIDE, max(1, round(SIDE / shown))) if wide else (max(1, round(SIDE * shown)), SIDE)
    square = Image.new("RGB", (SIDE, SIDE))
    square.paste(image.resize(size, Image.Resampling.LANCZOS), ((SIDE - size[0]) // 2, (SIDE - size[1]) // 2))
    return square


def _cropped(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The middle of the picture scaled to `size`; only what is seen is scaled, however long the picture is."""
    width, height = image.width * SIDE / size[0], image.height * SIDE / size[1]
    left, top = (image.width - width) / 2, (image.height - height) / 2
    box = (left, top, left + width, top + height)
    return image.resize((SIDE, SIDE), Image.Resampling.LANCZOS, box)


def encoded(image: Image.Image) -> bytes:
    """Encodes a picture as JPEG; the same picture gives the same bytes wherever Pillow is of the same version."""
    file = BytesIO()
    image.save(file, "JPEG", quality=QUALITY)
    return file.getvalue()


def alike(a: bytes, b: bytes) -> bool:
    """True when two encoded pictures show the same, although another encoder or another quality made the bytes.

    Both must have the same size in pixels. They are made as small as 64 x 64; when the mean difference in every part of
    8 x 8 of those stays below `DIFFERENT`, they are alike. What cannot be decoded is like nothing but itself.

    Args:
        a: JPEG, PNG or WebP.
        b: the same.
    """
    if a == b:
        return True
    one, other = _small(a), _small(b)
    if one is None or other is None or one[0] != other[0]:
        return False
    apart = np.abs(one[1] - other[1]).mean(axis=2)
    parts = apart.reshape(_CELLS // _PART, _PART, _CELLS // _PART, _PART).mean(axis=(1, 3))
    return bool(parts.max() < DIFFERENT)


def _small(data: bytes) -> tuple[tuple[int, int], NDArray[np.float64]] | None:
    """Size of an encoded picture, and its colours as float of shape (64, 64, 3); None for what is no picture."""
    try:
        image = decoded(BytesIO(data))
    except Exception:  # a decoder's own failure on damaged bytes can be of any type
        return None
    return image.size, np.asarray(image.resize((_CELLS, _CELLS), Image.Resampling.BOX), np.float64)
