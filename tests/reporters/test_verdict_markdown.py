from __future__ import annotations

from dataclasses import replace

import pytest

from evalkit.reporters.markdown import summary_markdown
from evalkit.reporters.verdict_markdown import verdict_heading, verdict_markdown
from tests.reporters.verdicts import SLOWER, VERDICTS, judged, judged_sample


def test_the_verdict_is_the_first_line_and_the_tally_the_second() -> None:
    lines = [line for line in summary_markdown(judged("regressed")).splitlines() if line]
    assert lines[0].startswith("## ❌ REGRESSED — broken: tools/temperature \\(1/5, 70/70 before\\); worse: pass rate")
    assert lines[1] == "**1 passed · 1 failed — 3.2 s**"
    assert lines[2:4] == [
        "> not measured: 1 infra  ",
        "> at worst 1 of 3 passed \\(33.3 %\\), had all failed that was not measured  ",
    ]


def test_each_primary_is_a_row_with_its_interval_and_what_it_would_have_found() -> None:
    rows = [line for line in verdict_markdown(VERDICTS["regressed"]) if line.startswith("| ")]
    assert len(rows) == 6
    assert rows[1].startswith(
        "| ❌ REGRESSED | pass rate | 97.2 % | 90.1 % | −7.1 points \\(−7.3 %\\) | −10.2 to −4.1 points | 4 points | "
    )


def test_what_changed_stands_before_the_primaries_and_both_before_what_went_wrong() -> None:
    text = summary_markdown(judged_sample())
    places = [text.index(f"### {head}\n") for head in ("What changed", "Against the baseline", "What went wrong")]
    assert places == sorted(places)
    assert "- new, not compared: tools/wind\n" in text


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("improved", "📈 IMPROVED"),
        ("passed", "✅ PASS"),
        ("no-evidence", "❔ NO EVIDENCE"),
        ("inconclusive", "⚠️ INCONCLUSIVE"),
        ("new-key", "🆕 NEW KEY"),
    ],
)
def test_every_outcome_has_its_mark_and_says_what_to_do(name: str, start: str) -> None:
    assert verdict_heading(VERDICTS[name]).startswith(f"{start} — ")
    told = "\n".join(verdict_markdown(VERDICTS[name]))
    assert ("**Next:** " in told) is (name != "passed")


def test_thousands_of_changes_are_bounded() -> None:
    many = replace(VERDICTS["exactly-regressed"], changes=(SLOWER,) * 3_000)
    text = summary_markdown(replace(judged("regressed"), verdict=many))
    assert "- … and 2,980 more in the HTML report\n" in text
    assert len(text) < 10_000


def test_without_a_baseline_there_is_no_word_of_one() -> None:
    text = summary_markdown(replace(judged("regressed"), verdict=None))
    assert text.startswith("## ❌ 1 passed · 1 failed — 3.2 s\n")
    assert "baseline" not in text
