"""What is shown of a URL, and what in it is a credential."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.transport.url import credentials_in, is_this_machine, shown_url


@pytest.mark.parametrize(
    ("url", "shown", "credentials"),
    [
        ("wss://h/p", "wss://h/p", ()),
        ("ws://u:p%40ss@h:1/p?key=a%2Fb&x=1#f", "ws://h:1/p", ("p@ss", "a/b")),
        ("ws://[::1]:80/p?Access_Token=t&api_key=k", "ws://[::1]:80/p", ("t", "k")),
        ("ws://token@h?alt=sse", "ws://h", ("token",)),
        ("ws://[::1?key=x", "ws://…", ()),
        ("wss://u:pass/word@h/p", "wss://…", ()),
        ("wss://u:pass?word@h/p", "wss://…", ()),
        ("://h?key=x", "://…", ("x",)),
    ],
)
def test_shown_and_hidden(url: str, shown: str, credentials: tuple[str, ...]) -> None:
    assert (shown_url(url), credentials_in(url)) == (shown, credentials)


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("ws://127.0.0.1:1", True),
        ("ws://127.9.9.9", True),
        ("ws://[::1]:1/p", True),
        ("ws://LOCALHOST", True),
        ("ws://a.localhost", True),
        ("ws://127.0.0.1.example", False),
        ("ws://localhost.example", False),
        ("ws://10.0.0.1", False),
        ("ws://[", False),
        ("ws://", False),
    ],
)
def test_this_machine(url: str, here: bool) -> None:
    assert is_this_machine(url) is here


@given(st.text(max_size=40) | st.from_regex(r"wss?://[^#]{0,30}\?key=SECRET"))
def test_no_text_is_too_strange(url: str) -> None:
    assert "SECRET" not in shown_url(url) or "SECRET" in url.partition("?")[0]
    assert isinstance(credentials_in(url), tuple)
    assert is_this_machine(url) in (True, False)
