import base64
import json
import os
import random
import re
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.recording.redact import Redactor

SECRET = 'p/ss+w"rd é\\ 42'


@pytest.mark.parametrize(
    "form",
    [
        SECRET,
        quote(SECRET),
        quote(SECRET, safe=""),
        re.sub("%..", lambda escape: escape[0].lower(), quote(SECRET, safe="")),
        quote_plus(SECRET),
        json.dumps(SECRET)[1:-1],
        json.dumps(SECRET, ensure_ascii=False)[1:-1],
        json.dumps(SECRET)[1:-1].replace("/", "\\/"),
    ],
)
def test_literal_secret_is_found_in_every_encoding(form: str) -> None:
    redactor = Redactor([SECRET])
    assert redactor.suspects(f"a {form} b")
    assert redactor.text(f"a {form} b") == "a REDACTED b"


@given(st.binary(max_size=5), st.binary(min_size=6, max_size=30), st.binary(max_size=5), st.booleans())
def test_base64_of_anything_around_a_secret_is_found(before: bytes, core: bytes, after: bytes, urlsafe: bool) -> None:
    secret = core.hex()
    encode = base64.urlsafe_b64encode if urlsafe else base64.b64encode
    text = encode(before + secret.encode() + after).decode()
    clean = Redactor([secret]).text(text)
    assert "REDACTED" in clean
    assert len(clean.replace("REDACTED", "")) <= 4 * ((len(before) + len(after)) // 3 + 3)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("AIza" + "S" * 35, "REDACTED"),
        ("key AIza" + "S-_" * 11 + "ab.", "key REDACTED."),
        ("AQ." + "Ab8RN6" * 8, "REDACTED"),
        ("ya29.a0AfH6SMBx-y_z", "REDACTED"),
        ("Authorization: Bearer abcdefghij.klmnop/qr==", "Authorization: Bearer REDACTED"),
        ("bearer%20abcdefghijklmnopqr", "bearer%20REDACTED"),
        ("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl", "REDACTED"),
        ("wss://h/p?key=abc&alt=json", "wss://h/p?key=REDACTED&alt=json"),
        ("wss://h/p?alt=json&access_token=x%2Fy z", "wss://h/p?alt=json&access_token=REDACTED z"),
        ('{"access_token=a"}', '{"access_token=REDACTED"}'),
        ("name: auth_tokens/0f1e2d-3c", "name: auth_tokens/REDACTED"),
    ],
)
def test_shapes_of_credentials_are_replaced(text: str, clean: str) -> None:
    redactor = Redactor()
    assert redactor.suspects(text)
    assert redactor.text(text) == clean
    assert redactor.text(clean) == clean


@pytest.mark.parametrize(
    "text",
    [
        "sorted(names, key=len)",
        "a bearer of bad news",
        "AIza is how a key begins",
        "the eyJ prefix",
        "models/gemini-2.0-flash",
        # A resumption handle: a replay needs it, and it is no credential.
        "Cig3MDE4NjY3Ni1hYmNkLTQwMDAtODAwMC0wMTIzNDU2Nzg5YWI=",
        "",
    ],
)
def test_what_only_resembles_a_credential_stays(text: str) -> None:
    assert Redactor().text(text) == text


def test_base64_media_is_not_hit_by_chance() -> None:
    noise = "".join(random.Random(7).choices("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", k=90))
    media = f"{noise}AIza{noise}eyJ{noise}"
    assert Redactor().text(f'{{"data":"{media}"}}') == f'{{"data":"{media}"}}'
    for _ in range(20):
        text = base64.b64encode(os.urandom(20_000)).decode()
        assert Redactor(["a-secret-of-ours"]).text(text) == text


def test_secret_within_a_longer_secret_leaves_no_rest() -> None:
    assert Redactor(["secret", "secret-and-more"]).text("my secret-and-more") == "my REDACTED"


@pytest.mark.parametrize("secret", ["", "  ", "a", "short", "\n"])
def test_secrets_too_short_to_be_one_are_ignored(secret: str) -> None:
    assert Redactor([secret]).text("a short\ntext") == "a short\ntext"


def test_white_space_around_a_secret_does_not_hide_it() -> None:
    assert Redactor([" hunter2222\n"]).text("hunter2222") == "REDACTED"


def test_document_is_copied_and_cleaned_in_keys_strings_and_numbers() -> None:
    document = {"secret-1": ["see secret-1", 123456, 1.5, True, None], "keep": "secret-1 kept"}
    clean = Redactor(["secret-1", "123456"]).document(document, keep=lambda text: text.endswith("kept"))
    assert clean == {"REDACTED": ["see REDACTED", "REDACTED", 1.5, True, None], "keep": "secret-1 kept"}
    assert document["secret-1"] == ["see secret-1", 123456, 1.5, True, None]


@given(st.text(max_size=30), st.lists(st.text(max_size=12), max_size=3))
def test_what_is_not_suspected_is_not_changed(text: str, secrets: list[str]) -> None:
    redactor = Redactor(secrets)
    assert redactor.suspects(text) or redactor.text(text) == text
