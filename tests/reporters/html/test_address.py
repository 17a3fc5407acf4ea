from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.reporters.html.address import attempt_anchor, clip, file_url, scenario_anchor
from evalkit.results import AttemptResult


@pytest.mark.parametrize(
    ("scenario", "shown"),
    [
        ("tools/temperature", "tools/temperature"),
        ("a b#c?d", "a%20b%23c%3Fd"),
        ("météo", "m%C3%A9t%C3%A9o"),
        ("\ud800", "%3F"),
        ("2024", "2024"),
        ("a/1", "a/=1"),
        ("a/1/b", "a/1/b"),
        ("a/=1", "a/%3D1"),
        ("", "unnamed"),
    ],
)
def test_anchors_need_no_escaping(scenario: str, shown: str) -> None:
    assert scenario_anchor(scenario) == shown


IDS = st.lists(st.sampled_from(["a", "b", "1", "2", "1-fresh", "1-baseline", "=1", "%3D1"]), min_size=1, max_size=4)


@given(st.lists(IDS.map("/".join), unique=True, min_size=2, max_size=6))
def test_every_scenario_attempt_and_turn_has_an_anchor_of_its_own(ids: list[str]) -> None:
    anchors = [scenario_anchor(name) for name in ids]
    for name in ids:
        for number, arm, fresh in ((1, "", False), (1, "", True), (1, "baseline", False), (2, "", False)):
            attempt = AttemptResult(scenario_id=name, attempt=number, status="passed", arm=arm, fresh=fresh)
            anchors += [attempt_anchor(attempt), attempt_anchor(attempt, 1), attempt_anchor(attempt, 2)]
    assert len(set(anchors)) == len(anchors)


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
    one, other = scenario_anchor("x" * 400), scenario_anchor("x" * 401)
    assert one != other
    assert len(one) == len(other) == 313
    assert scenario_anchor("x" * 300) == "x" * 300
