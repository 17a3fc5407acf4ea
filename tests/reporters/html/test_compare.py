"""The page of two runs without its script: what it says, from where it plays, and that it stays text."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from evalkit.outcome import Outcome, RunVerdict
from evalkit.reporters.html.compare import compare_page, run_base
from evalkit.reporters.html.page import policy, static
from tests.reporters.hostile import CORPUS, hostile_judged
from tests.reporters.html.comparing import AFTER, BEFORE, FOUND, Found, run_of
from tests.reporters.parts import unpacked
from tests.reporters.test_hostile import Shape
from tests.reporters.verdicts import VERDICTS


def page(found: Found = FOUND) -> str:
    return compare_page(BEFORE, AFTER, found, "../monday/", "../tuesday/")


def text_of(html: str) -> str:
    inside = re.sub(r"<(style|script|template|svg)\b.*?</\1>", "", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", inside)).replace("\u00a0", " ")


def test_without_a_script_it_reads() -> None:
    said = text_of(page())
    assert "REGRESSED — worse: tools/warm (pass rate 50 % → 0 %)" in said
    assert "A before monday 3 passed · 1 failed" in said
    assert "B now tuesday 2 passed · 2 failed" in said
    assert "recordings or scripts answered: nothing is random, so every difference is real" in said
    assert "worse tools/warm pass rate 50 % → 0 %, −50 points (−100 %)" in said
    assert "only in the first run: gone" in said
    assert "latency.first_audible_ms changed in 1 scenario" in said
    assert "latency.first_audible_ms worse 812 ms 850 ms +38 ms (+4.6 %) 2" in said
    assert "tools.tools_ok worse 50 % 0 % −50 points (−100 %) 1" in said


def test_sound_comes_from_both_runs_by_links_that_need_no_script() -> None:
    links = re.findall(r'<a class="play \w+" href="([^"]+)"', page())
    assert links == [
        f"../{run}/attempts/tools/warm/1/{lane}"
        for run in ("monday", "tuesday")
        for lane in ("user.flac#t=0.000,1.500", "model.flac#t=0.250,2.000")
    ]
    assert '<a href="../monday/report.html"><bdi>monday</bdi></a>' in page()


def test_what_is_not_there_is_no_link() -> None:
    bare = compare_page(BEFORE, AFTER, FOUND, "../monday/", "../tuesday/", (), {"attempts/tools/warm/1/model.flac"})
    assert re.findall(r'<a class="play \w+" href="([^"]+)"', bare) == [
        "../tuesday/attempts/tools/warm/1/model.flac#t=0.250,2.000"
    ]


def test_its_data_stand_in_it() -> None:
    (data,) = re.findall(r'<template data-part="compare">([^<]*)</template>', page())
    found = unpacked(data)
    assert (found["a"]["run_id"], found["b"]["base"], found["exact"]) == ("monday", "../tuesday/", True)


def test_the_policy_lets_its_own_script_run_and_asks_nobody() -> None:
    html = page()
    (said,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', html)
    assert said.replace("&#39;", "'") == policy(static("compare.css"), static("compare.js"))
    assert "connect-src" not in said


def test_of_random_answers_it_says_how_sure_it_is() -> None:
    verdict = replace(VERDICTS["regressed"], exact=False)
    said = text_of(page(Found(verdict, differences=("model (models/m, models/n)",))))
    assert "compared all the same, so a change may come from there: model (models/m, models/n)" in said
    assert "of latency nothing is said, for it drifts from hour to hour" in said
    assert "fewer than 10 scenarios have none" in said
    assert "none of this is part of the verdict" in said
    assert "pass rate REGRESSED 97.2 % 90.1 %" in said


def test_runs_with_nothing_in_common_and_empty_runs_have_a_page_too() -> None:
    passed = Found(RunVerdict(outcome=Outcome.PASS, why="nothing changed", exact=True))
    assert "No metric moved." in text_of(compare_page(BEFORE, BEFORE, passed, "", ""))
    empty = text_of(compare_page(run_of("a"), run_of("b"), passed, "a/", "b/"))
    assert "There is no metric that both runs measured in the same scenario." in empty
    assert "no attempt finished" in empty
    assert "What changed, worst first" not in empty


@pytest.mark.parametrize("text", CORPUS)
def test_hostile_texts_stay_texts(text: str) -> None:
    run = hostile_judged(text)
    assert run.verdict is not None
    found = Found(run.verdict, (text,), (text,))
    plain = hostile_judged("plain")
    assert plain.verdict is not None
    shape = Shape(compare_page(run, run, found, "a/", "b/"))
    usual = Shape(compare_page(plain, plain, Found(plain.verdict, ("plain",), ("plain",)), "a/", "b/"))
    assert not shape.open
    assert set(shape.tags) <= set(usual.tags) | {("bdi",), ("p", "class", "dir")}
    assert all(re.match(r"#|[ab]/(?:report\.html|attempts/)|data:|\./|[ab]/", each) for each in shape.addresses)


def test_the_way_to_a_run_from_anywhere(tmp_path: Path) -> None:
    run = tmp_path / "nightly reports" / "a:1"
    run.mkdir(parents=True)
    assert run_base(tmp_path / "nightly reports" / "compare.html", run) == "a%3A1/"
    assert run_base(tmp_path / "pages" / "x" / "compare.html", run) == "../../nightly%20reports/a%3A1/"
    assert run_base(run / "compare.html", run) == ""
    link = tmp_path / "latest"
    link.symlink_to(run)
    assert run_base(tmp_path / "c.html", link) == "nightly%20reports/a%3A1/"
