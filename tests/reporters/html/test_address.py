from __future__ import annotations

import pytest

from evalkit.reporters.html.address import anchor, clip, file_url


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        (("tools/temperature", 1, 2), "tools/temperature/1/2"),
        (("a b#c?d", 1), "a%20b%23c%3Fd/1"),
        (("météo", 1), "m%C3%A9t%C3%A9o/1"),
        (("\ud800", 1), "%3F/1"),
        ((), "unnamed"),
    ],
)
def test_anchors_need_no_escaping(parts: tuple[str | int, ...], shown: str) -> None:
    assert anchor(*parts) == shown


@pytest.mark.parametrize(
    "folder", ["", "/etc", "../x", "a/../../b", "a//b", "//evil.example", "a\\..\\b", "C:\\..", "."]
)
def test_no_address_leads_out_of_the_run(folder: str) -> None:
    assert file_url(folder, "user.flac") is None


def test_names_are_quoted_and_never_a_scheme() -> None:
    assert file_url("attempts/tools/a b/1", "user.flac") == "./attempts/tools/a%20b/1/user.flac"
    assert file_url("javascript:alert(1)", "x") == "./javascript%3Aalert%281%29/x"


def test_a_clip_is_a_media_fragment() -> None:
    found = clip("./user.flac", (0.4, 2.85), "Play")
    assert found is not None
    assert (found.url, found.seconds) == ("./user.flac#t=0.400,2.850", "2.5 s")


@pytest.mark.parametrize("span", [None, (2.0, 1.0), (1.0, 1.0), (-1.0, 1.0), (0.0, float("nan")), (0.0, float("inf"))])
def test_no_clip_of_a_stretch_that_is_none(span: tuple[float, float] | None) -> None:
    assert clip("./user.flac", span, "Play") is None


def test_two_very_long_names_have_two_anchors() -> None:
    one, other = anchor("x" * 400), anchor("x" * 401)
    assert one != other
    assert len(one) == len(other) == 313
    assert anchor("x" * 300) == "x" * 300
