from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from evalkit.media.pictures import SIDE, Fit, alike, decoded, encoded, fitted
from tests.media.pictures import BLACK, BLUE, GREEN, RED, WHITE, colour_at, quarters, saved


def _photo(seed: int = 1, noise: int = 6) -> Image.Image:
    """Something like a photograph: soft shapes of many colours, and grain."""
    generator = np.random.default_rng(seed)
    shapes = Image.fromarray(generator.integers(0, 256, (9, 9, 3), dtype=np.uint8)).resize((SIDE, SIDE))
    grain = generator.integers(-noise, noise + 1, (SIDE, SIDE, 3))
    return Image.fromarray((np.asarray(shapes) + grain).clip(0, 255).astype(np.uint8))


@pytest.mark.parametrize(
    ("size", "bars", "seen"),
    [
        ((64, 32), [(384, 100), (384, 668)], [(10, 210), (758, 210), (10, 558), (758, 558)]),
        ((32, 64), [(100, 384), (668, 384)], [(210, 10), (558, 10), (210, 758), (558, 758)]),
        ((2000, 2000), [], [(10, 10), (758, 10), (10, 758), (758, 758)]),
    ],
)
def test_letterbox_shows_all_of_it_between_black_bars(
    size: tuple[int, int], bars: list[tuple[int, int]], seen: list[tuple[int, int]]
) -> None:
    square = encoded(fitted(quarters(*size), "letterbox"))
    assert [colour_at(square, *place) for place in bars] == [BLACK] * len(bars)
    assert [colour_at(square, *place) for place in seen] == [RED, GREEN, BLUE, WHITE]


@pytest.mark.parametrize("size", [(64, 32), (32, 64), (900, 1600), (768, 768)])
def test_crop_shows_the_middle_without_bars(size: tuple[int, int]) -> None:
    square = encoded(fitted(quarters(*size), "crop"))
    corners = [(5, 5), (762, 5), (5, 762), (762, 762)]
    assert [colour_at(square, *place) for place in corners] == [RED, GREEN, BLUE, WHITE]


def test_crop_cuts_off_the_same_on_both_sides() -> None:
    wide = Image.new("RGB", (300, 100), RED)
    wide.paste(BLUE, (100, 0, 200, 100))
    square = encoded(fitted(wide, "crop"))
    assert {colour_at(square, x, y) for x in (10, 384, 757) for y in (10, 757)} == {BLUE}


def test_the_aspect_that_is_to_be_seen_goes_before_the_pixels() -> None:
    square = encoded(fitted(quarters(40, 40), "letterbox", aspect=2.0))
    assert [colour_at(square, 384, y) for y in (100, 668)] == [BLACK, BLACK]
    assert colour_at(square, 10, 210) == RED


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 3000), st.integers(1, 3), st.booleans(), st.sampled_from(["letterbox", "crop"]))
def test_any_size_becomes_the_square(long: int, short: int, wide: bool, fit: Fit) -> None:
    size = (long, short) if wide else (short, long)
    assert fitted(Image.new("RGB", size, WHITE), fit).size == (SIDE, SIDE)


def test_the_same_picture_gives_the_same_bytes() -> None:
    assert encoded(_photo()) == encoded(_photo())
    assert encoded(_photo()).startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize(
    "other",
    [
        saved(_photo(), "JPEG", quality=40),
        saved(_photo(), "JPEG", quality=95, subsampling=0),
        saved(_photo(), "PNG", compress_level=1),
        saved(_photo(), "WEBP", quality=50),
        saved(_photo(noise=0), "JPEG"),
        saved(_photo().resize((500, 500), Image.Resampling.BILINEAR).resize((SIDE, SIDE)), "JPEG"),
    ],
    ids=["poor", "fine", "png", "webp", "no_grain", "resampled"],
)
def test_other_encoders_make_pictures_that_are_alike(other: bytes) -> None:
    assert alike(encoded(_photo()), other)
    assert alike(other, encoded(_photo()))


def _drawn_on(colour: tuple[int, int, int], box: tuple[int, int, int, int]) -> bytes:
    image = _photo()
    ImageDraw.Draw(image).rectangle(box, fill=colour)
    return encoded(image)


@pytest.mark.parametrize(
    "other",
    [
        encoded(_photo(2)),
        encoded(_photo().transpose(Image.Transpose.FLIP_LEFT_RIGHT)),
        encoded(_photo().transpose(Image.Transpose.ROTATE_90)),
        encoded(_photo().resize((SIDE // 2, SIDE // 2))),
        encoded(_photo().point(lambda level: min(255, level + 40))),
        _drawn_on(WHITE, (300, 300, 380, 380)),
        saved(_photo().convert("L"), "JPEG"),
    ],
    ids=["another", "mirrored", "turned", "smaller", "brighter", "an_object_in_it", "grey"],
)
def test_other_pictures_are_not_alike(other: bytes) -> None:
    assert not alike(encoded(_photo()), other)


def test_what_cannot_be_decoded_is_like_nothing_but_itself() -> None:
    picture = encoded(_photo())
    assert alike(b"no picture", b"no picture")
    assert not alike(b"no picture", picture)
    assert not alike(picture, picture[: len(picture) // 2])
    assert not alike(picture, b"")


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_may_be_compared(data: bytes) -> None:
    assert not alike(saved(quarters(8, 8)), data)


def test_a_decoded_picture_is_rgb() -> None:
    assert decoded(BytesIO(saved(quarters(8, 8).convert("L")))).mode == "RGB"
