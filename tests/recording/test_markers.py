import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.recording.markers import LineError, PastLaneEnd, cut_audio, is_marker, mentions_marker, restore_media


def blob(data: str, mime: str = "audio/pcm") -> dict[str, Any]:
    return {"data": data, "mimeType": mime}


def standard(pcm: bytes) -> str:
    return base64.b64encode(pcm).decode()


def test_marker_names_the_bytes_after_what_the_lane_holds() -> None:
    message = {"a": [blob(standard(b"\1\2\3\4")), blob(standard(b"\5\6"))]}
    assert cut_audio(message, "model", 9600) == b"\1\2\3\4\5\6"
    assert [item["data"] for item in message["a"]] == ["@model[9600:9604]", "@model[9604:9606]"]


def test_odd_chunk_is_padded_so_that_the_next_starts_on_a_sample() -> None:
    message = [blob(standard(b"\1\2\3")), blob(standard(b"\4\5"))]
    assert cut_audio(message, "user", 0) == b"\1\2\3\0\4\5"
    assert [item["data"] for item in message] == ["@user[0:3]", "@user[4:6]"]


@pytest.mark.parametrize(
    ("data", "marker"),
    [
        ("++//", "@user[0:3]"),
        ("--__", "@user[0:3]+urlsafe"),
        ("AAA=", "@user[0:2]"),
        ("AAA", "@user[0:2]+unpadded"),
        ("A_8", "@user[0:2]+urlsafe+unpadded"),
    ],
)
def test_suffix_says_how_the_text_was_written(data: str, marker: str) -> None:
    message = blob(data)
    pcm = cut_audio(message, "user", 0)
    assert message["data"] == marker
    restore_media(message, {"user": pcm, "model": b""})
    assert message["data"] == data


@pytest.mark.parametrize(
    "data", ["", "A", "AAB=", "AAB", "+-__", "AA A", "AAAA====", "AAAA=", "AA\nAA", "é===", "@user[0:2]", "=", "===="]
)
def test_text_that_would_not_come_back_stays_inline(data: str) -> None:
    message = blob(data)
    assert cut_audio(message, "user", 0) == b""
    assert message == blob(data)


@pytest.mark.parametrize(
    ("mime", "cut"),
    [
        ("audio/pcm", True),
        ("audio/pcm;rate=16000", True),
        ("Audio/PCM; rate=16000", True),
        ("audio/pcm;rate=24000", False),
        ("audio/pcm;rate=", False),
        ("audio/pcm;rate=16000;channels=2", False),
        ("image/jpeg", False),
        ("audio/opus", False),
    ],
)
def test_only_pcm_of_the_lanes_rate_is_cut(mime: str, cut: bool) -> None:
    message = blob("AAAA", mime)
    assert (cut_audio(message, "user", 0) != b"") is cut
    assert (message["data"] == "AAAA") is not cut


@pytest.mark.parametrize(
    "message", [{"data": "AAAA"}, {"data": 3, "mimeType": "audio/pcm"}, {"data": "AAAA", "mimeType": 1}]
)
def test_what_is_no_chunk_is_left_alone(message: dict[str, Any]) -> None:
    before = dict(message)
    assert cut_audio(message, "user", 0) == b""
    assert message == before


def test_snake_case_chunk_is_cut() -> None:
    assert cut_audio({"data": "AAAA", "mime_type": "audio/pcm"}, "user", 0) == b"\0\0\0\0"


def test_range_past_the_end_of_its_lane_names_the_lane() -> None:
    with pytest.raises(PastLaneEnd, match=r"^bytes 2:6 lie past the end of the model lane$") as caught:
        restore_media(blob("@model[2:6]"), {"user": bytes(9), "model": bytes(4)})
    assert caught.value.lane == "model"


def test_range_that_runs_backwards_is_no_torn_lane() -> None:
    with pytest.raises(LineError, match=r"^the range 6:2 runs backwards$") as caught:
        restore_media(blob("@model[6:2]"), {"user": b"", "model": bytes(9)})
    assert not isinstance(caught.value, PastLaneEnd)


def test_marker_with_absurd_digits_is_no_marker() -> None:
    assert not is_marker(f"@user[0:{'9' * 5000}]")
    assert mentions_marker(b"say @user[ now")
    assert mentions_marker(b"a @frame[ of mind")
    assert not mentions_marker(b"@user and @model and @frame")


def test_deep_nesting_needs_no_recursion() -> None:
    message: Any = blob("AAAA")
    for _ in range(50_000):
        message = [message]
    assert cut_audio(message, "user", 0) == b"\0\0\0\0"


@given(
    st.lists(st.tuples(st.binary(max_size=40), st.booleans(), st.booleans()), max_size=5),
    st.integers(0, 1000).map(lambda samples: 2 * samples),
)
def test_cut_and_restored_gives_the_same_message(chunks: list[tuple[bytes, bool, bool]], start: int) -> None:
    texts = [
        (base64.urlsafe_b64encode(pcm) if urlsafe else base64.b64encode(pcm)).decode().rstrip("=" if bare else "")
        for pcm, urlsafe, bare in chunks
    ]
    message = [blob(text) for text in texts]
    audio = cut_audio(message, "model", start)
    assert len(audio) % 2 == 0
    assert all(item["data"].startswith("@model[") for item, text in zip(message, texts, strict=True) if text)
    restore_media(message, {"user": b"", "model": bytes(start) + audio})
    assert [item["data"] for item in message] == texts
