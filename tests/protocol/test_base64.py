import base64
import binascii

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.protocol.base64 import decode_base64, encode_base64


@given(st.binary(max_size=70))
def test_both_alphabets_padded_or_not_mean_the_same_bytes(data: bytes) -> None:
    standard, urlsafe = base64.b64encode(data).decode(), base64.urlsafe_b64encode(data).decode()
    for text in (standard, urlsafe, standard.rstrip("="), urlsafe.rstrip("=")):
        assert decode_base64(text) == data


@given(st.binary(max_size=70))
def test_bytes_are_written_in_the_standard_alphabet_with_padding(data: bytes) -> None:
    assert encode_base64(data) == base64.b64encode(data).decode()


@pytest.mark.parametrize("text", ["A", "QQ=", "QQ===", "====", "Q Q=", "QUJD\n", "QQ==QQ==", "é", "****", "=QQ="])
def test_what_is_not_base64_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="base64"):
        decode_base64(text)


@given(st.text())
def test_any_text_gives_bytes_or_a_value_error(text: str) -> None:
    try:
        data = decode_base64(text)
    except ValueError:
        return
    assert len(data) == len(text.rstrip("=")) * 3 // 4
    assert binascii.a2b_base64(encode_base64(data)) == data
