"""`evalkit history`: what a person reads of the nights."""

from __future__ import annotations

import base64
import json
import re
import zlib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from evalkit.cli.nights import keep
from evalkit.history.night import Night
from evalkit.history.store import keep_night
from evalkit.outcome import Outcome
from evalkit.reporters.html.index import write_index
from tests.cli.commands import Command
from tests.cli.test_accept import stored
from tests.history.made_nights import FIRST, a_night, attempts
from tests.reporters.sample import sample_run

LEGEND = "scenarios, oldest night first: ● all passed  ◐ some  ○ none  · not measured"


def kept(place: Path, *nights: Night) -> Path:
    for night in nights:
        keep_night(place, night)
    return place


def four_nights() -> list[Night]:
    """Two nights of one model and two of the next; `tools/b` was not there at first, and breaks at the end."""
    both = attempts("tools/a", "++", amounts={FIRST: (1000.0,)}, counts={"wer.input_wer@4": (1.0, 20.0)})
    return [
        a_night(
            1, both, accepted_at="2026-11-02", reason="the first", outcome=Outcome.NEW_KEY, why="no accepted night"
        ),
        a_night(2, (*both, *attempts("tools/b", "+-")), accepted_at="2026-11-03", reason="fine", outcome=Outcome.PASS),
        a_night(3, (*both, *attempts("tools/b", "++")), key="k2", model="models/b"),
        a_night(
            4,
            (*both, *attempts("tools/b", "--", quarantined=True)),
            key="k2",
            model="models/b",
            outcome=Outcome.REGRESSED,
            why="broken: tools/b",
        ),
    ]


def test_nights_are_lines_the_newest_first_and_scenarios_are_strips(evalkit: Command, tmp_path: Path) -> None:
    found = evalkit("history", kept(tmp_path / "h", *four_nights()))
    assert (found.code, found.err) == (0, "")
    assert [line.rstrip() for line in found.out.splitlines()] == [
        "vertex · models/b · us-central1: 4 nights, 2 accepted",
        "night             outcome                  passed   tools  silence     WER  first audible  accepted",
        "2026-11-04 02:00  REGRESSED     100% (34 to 100%)       –        –    5.0%       1,000 ms  –",
        "                  broken: tools/b",
        "2026-11-03 02:00  not judged    100% (51 to 100%)       –        –    5.0%       1,000 ms  –",
        "── new key: vertex · models/a · us-central1 → vertex · models/b · us-central1",
        "2026-11-02 02:00  PASS            75% (30 to 95%)       –        –    5.0%       1,000 ms  ✓ fine",
        "2026-11-01 02:00  NEW KEY       100% (34 to 100%)       –        –    5.0%       1,000 ms  ✓ the first",
        "                  no accepted night",
        "",
        LEGEND,
        "tools/a  ●●●●",
        "tools/b  ·◐●○  in quarantine",
    ]


def test_what_is_flaky_says_so(evalkit: Command, tmp_path: Path) -> None:
    nights = [a_night(day, (*attempts("a", "+-"), *attempts("b", "++"))) for day in range(1, 13)]
    found = evalkit("history", kept(tmp_path, *nights), "--nights", "3")
    assert found.out.splitlines()[-2:] == ["a  ◐◐◐  flaky: 12 of 24 passed (34 to 66%)", "b  ●●●"]


def test_two_models_every_night_have_a_part_each(evalkit: Command, tmp_path: Path) -> None:
    nights = [
        replace(a_night(day, attempts("a", "+"), key=key, model=key), run_id=f"{day}-{key}")
        for day in (1, 2)
        for key in ("one", "two")
    ]
    lines = evalkit("history", kept(tmp_path, *nights)).out.splitlines()
    assert [line for line in lines if line.startswith("vertex")] == [
        "vertex · two · us-central1: 2 nights, 0 accepted",
        "vertex · one · us-central1: 2 nights, 0 accepted",
    ]
    assert not any("new key" in line for line in lines)


def test_one_scenario_night_by_night(evalkit: Command, tmp_path: Path) -> None:
    nights = [
        a_night(1, attempts("a", "+++++")),
        a_night(2, attempts("b", "+")),
        a_night(3, attempts("a", "++-?+", content="new"), outcome=Outcome.PASS),
    ]
    found = evalkit("history", kept(tmp_path, *nights), "--scenario", "a")
    assert [line.rstrip() for line in found.out.splitlines()] == [
        "a on vertex · models/a · us-central1",
        "2026-11-03 02:00  ◐ 3 of 4  PASS          another content from here on",
        "2026-11-01 02:00  ● 5 of 5  not judged",
        "passed 3 of 4 over 1 night: a rate of 35 to 95%, 90 times in 100",
        "all 4 of one night alone would mean 51 to 100%",
    ]


def test_a_metric_night_by_night_and_version_by_version(evalkit: Command, tmp_path: Path) -> None:
    newer = "latency.first_audible_ms@2"
    nights = [
        a_night(1, attempts("a", "+", amounts={FIRST: (500.0,)})),
        a_night(2, attempts("a", "+", amounts={FIRST: (1000.0,)}), outcome=Outcome.PASS),
        a_night(3, attempts("a", "+", amounts={newer: (700.0,)})),
    ]
    found = evalkit("history", kept(tmp_path, *nights), "--metric", "latency.first_audible_ms")
    assert found.out.splitlines() == [
        "latency.first_audible_ms@2 on vertex · models/a · us-central1",
        f"2026-11-03 02:00  not judged         700 ms  {'▇' * 30}",
        "latency.first_audible_ms@1 on vertex · models/a · us-central1",
        f"2026-11-02 02:00  PASS             1,000 ms  {'▇' * 30}",
        f"2026-11-01 02:00  not judged         500 ms  {'▇' * 15}",
    ]


def test_the_page_and_the_table_are_written(evalkit: Command, tmp_path: Path) -> None:
    place = kept(tmp_path / "h", *four_nights())
    found = evalkit("history", place, "--html", tmp_path / "new" / "h.html", "--csv", tmp_path / "h.csv")
    assert found.out.splitlines()[-2:] == [f"page: {tmp_path}/new/h.html", f"table: {tmp_path}/h.csv"]
    assert "<h3>first audible audio" in (tmp_path / "new" / "h.html").read_text(encoding="utf-8")
    table = pd.read_csv(tmp_path / "h.csv")
    assert list(table["scenario"]).count("tools/b") == 6


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("--scenario", "tool/a"), "scenario 'tool/a': no night has it; did you mean 'tools/a'?"),
        (
            ("--metric", "latency.first_audio_ms"),
            "metric 'latency.first_audio_ms': none of the nights shown has it; "
            "did you mean 'latency.first_audible_ms'?",
        ),
        (
            ("--metric", "xyz"),
            "metric 'xyz': none of the nights shown has it; there are latency.first_audible_ms, wer.input_wer",
        ),
    ],
)
def test_what_is_not_there_is_named_with_what_is(
    evalkit: Command, tmp_path: Path, arguments: tuple[str, ...], problem: str
) -> None:
    found = evalkit("history", kept(tmp_path, *four_nights()), *arguments)
    assert (found.code, found.out, found.err) == (4, "", f"error: {problem}\n")


def a_year(place: Path, nights: int) -> Path:
    days = (date(2026, 1, 1) + timedelta(days=number) for number in range(nights))
    more = ({"run_id": f"{day:%Y%m%d}-020000-vertex", "started_at": f"{day}T02:00:00+00:00"} for day in days)
    return kept(place, *(a_night(1, attempts("a", "+"), **each) for each in more))


@pytest.mark.parametrize(("arguments", "lines", "drawn"), [((), 30, 40), (("--nights", "12"), 12, 12)])
def test_the_page_goes_further_back_than_a_terminal_is_high(
    evalkit: Command, tmp_path: Path, arguments: tuple[str, ...], lines: int, drawn: int
) -> None:
    found = evalkit("history", a_year(tmp_path / "h", 40), "--html", tmp_path / "h.html", *arguments)
    assert found.out.splitlines()[0] == f"vertex · models/a · us-central1: {lines} nights, 0 accepted"
    assert f"{drawn} nights, 0 accepted" in (tmp_path / "h.html").read_text(encoding="utf-8")


def test_a_night_leads_to_its_report_beside_the_history(evalkit: Command, tmp_path: Path) -> None:
    place = a_year(tmp_path / "reports" / "history", 1)
    report = tmp_path / "reports" / "20260101-020000-vertex" / "report.html"
    report.parent.mkdir()
    report.touch()
    evalkit("history", place, "--html", tmp_path / "else" / "h.html")
    text = (tmp_path / "else" / "h.html").read_text(encoding="utf-8")
    packed = re.search(r'data-part="trends">([^<]*)<', text)
    assert packed is not None
    trends = json.loads(zlib.decompress(base64.b64decode(packed[1])))
    assert trends["chapters"][0]["nights"]["url"] == ["./../reports/20260101-020000-vertex/report.html"]


def test_a_night_that_is_kept_is_drawn_by_the_index_beside_it(tmp_path: Path) -> None:
    write_index((), tmp_path)
    keep(sample_run(), str(tmp_path / "history"))
    assert "1 night, 0 accepted" in (tmp_path / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("place", ["nights", "history"])
def test_a_history_that_no_index_draws_makes_none(tmp_path: Path, place: str) -> None:
    keep(sample_run(), str(tmp_path / place))
    assert not (tmp_path / "index.html").exists()


def test_a_place_without_nights_says_what_makes_one(evalkit: Command, tmp_path: Path) -> None:
    found = evalkit("history", tmp_path / "h")
    assert (found.code, found.err) == (
        4,
        f"error: no night in {tmp_path}/h; evalkit accept RUN keeps the first; so does evalkit run --baseline\n",
    )


def test_a_damaged_night_is_one_line(evalkit: Command, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"format":99}')
    found = evalkit("history", tmp_path)
    assert found.code == 4
    assert found.err == (
        f"error: {tmp_path}/a.json: format 99; this version knows format 1; "
        "read it with the version of evalkit that wrote it, or remove it\n"
    )


def test_a_page_that_cannot_be_written_is_named(evalkit: Command, tmp_path: Path) -> None:
    found = evalkit("history", kept(tmp_path / "h", *four_nights()), "--html", tmp_path / "h")
    assert (found.code, found.err) == (4, f"error: cannot write {tmp_path}/h: Is a directory; choose another file\n")


def test_strangers_words_stay_words(evalkit: Command, tmp_path: Path) -> None:
    night = a_night(1, attempts("a", "+"), model="\x1b[31mred", accepted_at="x", reason="\u202eevil\x07")
    out = evalkit("history", kept(tmp_path, night)).out
    assert "\x1b[31m" not in out
    assert "\u202e" not in out
    assert "␛[31mred" in out


def test_the_history_beside_the_runs_is_no_run(evalkit: Command, tmp_path: Path) -> None:
    run = stored(tmp_path)
    evalkit("accept", run, "--reason", "x")
    assert evalkit("report", *sorted(tmp_path.iterdir())).code == 0
    alone = evalkit("report", tmp_path / "history")
    assert (alone.code, alone.err.startswith(f"error: {tmp_path}/history: no run here")) == (4, True)
