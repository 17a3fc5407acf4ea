"""What is said of failed connections, and how long a server asks us to wait."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.transport.problems import quoted, retry_after_s, server_message, status_problem

NOON = "Sun, 22 Nov 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "wait_s"),
    [
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": " 120 "}, 120),
        ({"Retry-After": "Sun, 22 Nov 2026 12:01:30 GMT", "Date": NOON}, 90),
        ({"Retry-After": "Sun, 22 Nov 2026 11:00:00 GMT", "Date": NOON}, 0),
        ({"Retry-After": "Sun, 22 Nov 2026 12:01:30 GMT"}, None),
        ({"Retry-After": "Sun, 22 Nov 2026 12:01:30", "Date": NOON}, None),
        ({"Retry-After": "-1"}, None),
        ({"Retry-After": "1e9"}, None),
        ({"Retry-After": "٧"}, None),
        ({"Retry-After": "99999999"}, None),
        ({"Retry-After": ""}, None),
        ({}, None),
    ],
)
def test_how_long_to_wait(headers: dict[str, str], wait_s: float | None) -> None:
    assert retry_after_s(headers) == wait_s


@given(st.text(), st.text())
def test_no_header_breaks_it(asked: str, date: str) -> None:
    wait_s = retry_after_s({"Retry-After": asked, "Date": date})
    assert wait_s is None or wait_s >= 0


def test_a_page_is_not_quoted_and_a_secret_neither() -> None:
    assert status_problem(503, b"<html>", (), None, ())[0] == "HTTP 503"
    problem, hint = status_problem(429, b"no more for k-123", (), 2.5, ("k-123",))
    assert problem == "HTTP 429: no more for …"
    assert hint == "the quota is used up: try again later, or with a lower --concurrency (it asks for 2.5 s)"


@given(st.text(max_size=400))
def test_what_is_quoted_is_one_short_printable_line(text: str) -> None:
    shown = quoted(text)
    assert len(shown) <= 160
    assert shown.isprintable()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            '{"error": {"code": 403, "message": "API is not enabled.", "status": "PERMISSION_DENIED"}}',
            "API is not enabled",
        ),
        ('[{"error": {"message": " No more. "}}]\n', "No more"),
        ('{"error": "of another kind"}', '{"error": "of another kind"}'),
        ('{"error": ', '{"error":'),
        ("[" * 100_000, "[" * 100_000),
        (" in words ", "in words"),
        ("", ""),
    ],
    ids=["google", "list", "other", "cut", "deep", "words", "nothing"],
)
def test_an_error_of_google_is_quoted_by_its_message(body: str, said: str) -> None:
    assert server_message(body) == said


def test_a_refusal_says_what_googles_error_says() -> None:
    body = b'{\n  "error": {\n    "code": 429,\n    "message": "Quota exceeded for k-123."\n  }\n}\n'
    assert status_problem(429, body, (), None, ("k-123",))[0] == "HTTP 429: Quota exceeded for …"
