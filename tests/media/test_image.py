import os
import struct
import warnings
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from evalkit.errors import MediaError
from evalkit.media.image import read_image
from tests.media.pictures import BLACK, BLUE, GREEN, RED, WHITE, colour_at, opened, quarters, saved

_ORIENTATION = 0x0112
_CORNERS = [(10, 10), (757, 10), (10, 757), (757, 757)]


def _corners(data: bytes) -> list[tuple[int, int, int]]:
    return [colour_at(data, *place) for place in _CORNERS]


@pytest.fixture
def save(tmp_path: Path) -> Callable[[bytes], Path]:
    def save(data: bytes, name: str = "picture") -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return save


Save = Callable[..., Path]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_each_kind_is_found_by_its_content(save: Save, kind: str) -> None:
    sent = read_image(save(saved(quarters(100, 100), kind), "picture.txt"))
    assert (opened(sent).format, opened(sent).size, opened(sent).mode) == ("JPEG", (768, 768), "RGB")
    assert _corners(sent) == [RED, GREEN, BLUE, WHITE]


def test_fit_is_obeyed(save: Save) -> None:
    wide = save(saved(quarters(200, 100)))
    assert colour_at(read_image(wide), 384, 50) == BLACK
    assert colour_at(read_image(wide, "crop"), 10, 10) == RED


@pytest.mark.parametrize(
    ("orientation", "seen"),
    [
        (1, [RED, GREEN, BLUE, WHITE]),
        (2, [GREEN, RED, WHITE, BLUE]),
        (3, [WHITE, BLUE, GREEN, RED]),
        (6, [BLUE, RED, WHITE, GREEN]),
        (8, [GREEN, WHITE, RED, BLUE]),
    ],
)
def test_a_cameras_orientation_is_obeyed(save: Save, orientation: int, seen: list[tuple[int, int, int]]) -> None:
    exif = Image.Exif()
    exif[_ORIENTATION] = orientation
    assert _corners(read_image(save(saved(quarters(96, 96), "JPEG", exif=exif)))) == seen


def _transparent() -> Image.Image:
    image = quarters(64, 64).convert("RGBA")
    image.paste((255, 255, 255, 0), (0, 0, 32, 32))
    return image


@pytest.mark.parametrize(
    "data",
    [saved(_transparent()), saved(_transparent(), "WEBP", lossless=True), saved(_transparent().quantize(8))],
    ids=["png", "webp", "palette"],
)
def test_what_is_transparent_becomes_black(save: Save, data: bytes) -> None:
    assert _corners(read_image(save(data))) == [BLACK, GREEN, BLUE, WHITE]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK"])
def test_each_mode_keeps_black_and_white(save: Save, mode: str) -> None:
    image = quarters(64, 64, (BLACK, WHITE, WHITE, BLACK)).convert(mode)
    sent = read_image(save(saved(image, "JPEG" if mode == "CMYK" else "PNG")))
    assert _corners(sent) == [BLACK, WHITE, WHITE, BLACK]


def test_sixteen_bits_are_made_eight_by_their_upper_half(save: Save) -> None:
    levels = np.full((64, 64), 128 << 8, np.uint16)
    middle = opened(read_image(save(saved(Image.fromarray(levels))))).getpixel((384, 384))
    assert middle == (128, 128, 128)


def test_the_first_picture_of_an_animation_counts(save: Save) -> None:
    later = quarters(64, 64, (BLACK,) * 4)
    sent = read_image(save(saved(quarters(64, 64), "WEBP", save_all=True, append_images=[later], lossless=True)))
    assert _corners(sent) == [RED, GREEN, BLUE, WHITE]


def test_the_same_file_gives_the_same_bytes(save: Save) -> None:
    path = save(saved(quarters(100, 50)))
    assert read_image(path) == read_image(path)


def _png_of(width: int, height: int) -> bytes:
    """A tiny file that claims to be of this size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(bytes(100))), (b"IEND", b"")]
    body = b"".join(struct.pack(">I", len(d)) + n + d + struct.pack(">I", zlib.crc32(n + d)) for n, d in chunks)
    return b"\x89PNG\r\n\x1a\n" + body


_WHOLE = saved(quarters(64, 64))
_KNOWN = "is no picture of a known kind, or is damaged; save it again as PNG, JPEG or WebP"
_BAD: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "is empty; save it again"),
    "text": (b"this is no picture but words", "is text, not an image; name an image file"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is text, not an image; name an image file"),
    "git_lfs": (b"version https://git-lfs.github.com/spec/v1\n", "is a pointer of git-lfs, not the image; run "),
    "bytes": (bytes(range(128, 250)), _KNOWN),
    "gif": (saved(quarters(8, 8), "GIF"), _KNOWN),
    "bmp": (saved(quarters(8, 8), "BMP"), _KNOWN),
    "cut": (_WHOLE[:-80], "cannot be decoded: "),
    "head": (_WHOLE[:30], _KNOWN),
    "bomb": (_png_of(10_000, 10_000), "has more than 64 million pixels; scale it down"),
    "great_bomb": (_png_of(60_000, 60_000), "has more than 64 million pixels; scale it down"),
}


@pytest.mark.parametrize(("data", "message"), _BAD.values(), ids=_BAD)
def test_what_is_no_picture_is_refused(save: Save, data: bytes, message: str) -> None:
    path = save(data)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(MediaError) as raised:
            read_image(path)
    assert str(raised.value).startswith(f"{path}: {message}")
    assert "\n" not in str(raised.value)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name, problem in [("none", "no such file"), (".", "is a directory"), ("pipe", "is a pipe or a device")]:
        with pytest.raises(MediaError, match=problem):
            read_image(tmp_path / name)


_FILES = [saved(quarters(40, 30), kind) for kind in ("PNG", "JPEG", "WEBP")]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(_FILES), st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=4), st.data())
def test_a_damaged_file_gives_a_picture_or_a_media_error(
    save: Save, whole: bytes, changes: list[tuple[int, int]], data: st.DataObject
) -> None:
    damaged = bytearray(whole)
    for place, value in changes:
        damaged[place % len(damaged)] = value
    path = save(bytes(damaged[: data.draw(st.integers(0, len(damaged)))]))
    with suppress(MediaError):
        assert opened(read_image(path)).size == (768, 768)
