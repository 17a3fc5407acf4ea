"""What a blob's MIME type says of its audio."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.protocol.parts import Blob


@pytest.mark.parametrize(
    ("mime_type", "rate_hz"),
    [
        ("audio/pcm;rate=24000", 24_000),
        ("audio/pcm; rate = 16000", 16_000),
        (" AUDIO/PCM ;RATE=8000 ", 8000),
        ("audio/pcm\n", None),
        ("audio/l16;rate=44100;channels=1", 44_100),
        ("audio/pcm;channels=1;rate=24000", 24_000),
        ("audio/pcm;rate=24000;rate=16000", 24_000),
        ("audio/pcm;rate=100", 100),
        ("audio/pcm;rate=9999999", 9_999_999),
        ("audio/pcm", None),
        ("audio/pcm;", None),
        ("audio/pcm;rate=", None),
        ("audio/pcm;rate=0", None),
        ("audio/pcm;rate=99", None),
        ("audio/pcm;rate=10000000", None),
        ("audio/pcm;rate=-8000", None),
        ("audio/pcm;rate=fast", None),
        ("audio/pcm;bitrate=24000", None),
        ("audio/pcm;rate=\u0662\u0664\u0660\u0660\u0660", None),
        ("audio/pcm;rate=" + "9" * 400, None),
    ],
)
def test_pcm_has_the_rate_its_type_names(mime_type: str, rate_hz: int | None) -> None:
    blob = Blob(mime_type=mime_type)
    assert (blob.is_pcm, blob.rate_hz) == (True, rate_hz)


@pytest.mark.parametrize(
    "mime_type",
    [
        "",
        "image/png",
        "audio/mpeg;rate=24000",
        "audio/pcmu;rate=8000",
        "audio/pcm rate=24000",
        "x-audio/pcm;rate=24000",
        "text/plain;type=audio/pcm;rate=24000",
        ";rate=24000",
    ],
)
def test_other_media_has_no_rate(mime_type: str) -> None:
    blob = Blob(mime_type=mime_type)
    assert (blob.is_pcm, blob.rate_hz) == (False, None)


@given(st.integers(100, 9_999_999))
def test_a_rate_is_read_as_it_was_written(rate_hz: int) -> None:
    assert Blob(mime_type=f"audio/pcm;rate={rate_hz}").rate_hz == rate_hz


@given(st.text())
def test_any_text_is_some_type(mime_type: str) -> None:
    blob = Blob(mime_type=mime_type)
    assert blob.is_pcm or blob.rate_hz is None
