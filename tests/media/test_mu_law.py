import hashlib

import numpy as np
import pytest

from evalkit.media import mu_law

_ALL = np.arange(-32_768, 32_768).astype(np.int16)
_ENCODED = "81d633c9e6972a18c74a58720b96cb8ca0bdd096d4060b646dd708c3b846019a"
_DECODED = "3dab54339e520bb2c924826e3b72a917a2b612e9fd12fc867500f1d983a75827"
_CODES = np.arange(256).astype(np.uint8)


@pytest.mark.parametrize(
    ("sample", "code"),
    [
        # ITU-T G.711, table 2a/2b: the ends of the segments, on its scale of 8159 (a quarter of ours).
        (32_767, 0x80),
        (4063 * 4, 0x8F),
        (2015 * 4, 0x9F),
        (991 * 4, 0xAF),
        (479 * 4, 0xBF),
        (223 * 4, 0xCF),
        (95 * 4, 0xDF),
        (31 * 4, 0xEF),
        (1 * 4, 0xFE),
        (0, 0xFF),
        (-4, 0x7E),
        (-31 * 4, 0x6F),
        (-95 * 4, 0x5F),
        (-4063 * 4, 0x0F),
        (-32_768, 0x00),
    ],
)
def test_codes_of_the_recommendation(sample: int, code: int) -> None:
    assert mu_law.encode(np.array([sample], np.int16))[0] == code


@pytest.mark.parametrize(
    ("code", "sample"),
    [
        (0x80, 8031 * 4),
        (0x8F, 4191 * 4),
        (0x9F, 2079 * 4),
        (0xEF, 33 * 4),
        (0xFE, 8),
        (0xFF, 0),
        (0x7F, 0),
        (0, -8031 * 4),
    ],
)
def test_values_of_the_recommendation(code: int, sample: int) -> None:
    assert mu_law.decode(np.array([code], np.uint8))[0] == sample


def test_the_whole_table_is_that_of_the_reference_implementation() -> None:
    """Digests of what `audioop` of Python 3.11 (Sun's g711.c) gives for all samples and all codes."""
    assert hashlib.sha256(mu_law.encode(_ALL).tobytes()).hexdigest() == _ENCODED
    assert hashlib.sha256(mu_law.decode(_CODES).astype("<i2").tobytes()).hexdigest() == _DECODED


def test_what_was_decoded_is_encoded_to_the_same_code() -> None:
    again = mu_law.encode(mu_law.decode(_CODES))
    # Both zeros are decoded to the one there is.
    assert (again == np.where(_CODES == 0x7F, 0xFF, _CODES)).all()


def test_a_sample_is_never_far_from_its_code() -> None:
    apart = np.abs(mu_law.decode(mu_law.encode(_ALL)).astype(int) - _ALL)
    assert (apart <= 8 + np.abs(_ALL.astype(int)) // 32).all()
    assert np.abs(mu_law.decode(_CODES).astype(int)).max() == mu_law.LOUDEST


def test_shape_is_kept() -> None:
    assert mu_law.encode(np.zeros(0, np.int16)).shape == (0,)
    assert mu_law.decode(np.zeros((2, 3), np.uint8)).shape == (2, 3)
