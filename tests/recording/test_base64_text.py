import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.recording.base64_text import SUFFIXES, decoded, encoded


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("AAA=", (b"\0\0", "")),
        ("AAA", (b"\0\0", "+unpadded")),
        ("++//", (b"\xfb\xef\xff", "")),
        ("--__", (b"\xfb\xef\xff", "+urlsafe")),
        ("A_8", (b"\x03\xff", "+urlsafe+unpadded")),
        ("", None),
        ("+_//", None),
        ("AAB=", None),
        ("AA A", None),
        ("AA==A", None),
        ("é", None),
    ],
)
def test_only_text_that_comes_back_is_decoded(text: str, found: tuple[bytes, str] | None) -> None:
    assert decoded(text) == found


@given(st.binary(min_size=1, max_size=20), st.booleans(), st.booleans())
def test_every_way_of_writing_comes_back(data: bytes, urlsafe: bool, unpadded: bool) -> None:
    text = encoded(data, urlsafe=urlsafe, unpadded=unpadded)
    found = decoded(text)
    assert found is not None
    match = re.fullmatch(SUFFIXES, found[1])
    assert match is not None
    assert found[0] == data
    assert encoded(data, urlsafe=bool(match[1]), unpadded=bool(match[2])) == text
