from __future__ import annotations

from dataclasses import replace

import pytest

from evalkit.outcome import RunVerdict
from evalkit.reporters.verdict_lines import gate_lines, moved_lines
from tests.reporters.verdicts import BROKE, SLOWER, VERDICTS

REGRESSED = VERDICTS["regressed"]


@pytest.mark.parametrize("verdict", VERDICTS.values(), ids=VERDICTS)
def test_the_table_of_primaries_fits_80_columns(verdict: RunVerdict) -> None:
    lines = [text for text, _ in gate_lines(verdict)]
    assert len(lines) == (len(verdict.gates) + 1 if verdict.gates else 0)
    assert all(len(line) <= 80 for line in lines)


def test_a_primary_is_a_line() -> None:
    assert [text for text, _ in gate_lines(REGRESSED)][1:3] == [
        "✗ pass rate                  97.2 %   90.1 %  −7.1 points (−7.3 %)   4 points",
        "✓ tools right                  95 %     92 %  −3 points (−3.2 %)     3.2 points",
    ]
    assert "+ tools right                                 nothing to compare     —" in [
        text for text, _ in gate_lines(VERDICTS["no-evidence"])
    ]


@pytest.mark.parametrize("room", range(-2, 14))
def test_what_changed_never_takes_more_than_its_room(room: int) -> None:
    lines = [text for text, _ in moved_lines(REGRESSED, room)]
    assert len(lines) <= max(0, room)
    # Four changes, of which two have a second line, and three lists.
    assert ("more in the report" in "".join(lines)) is (0 < room < 9)


def test_what_there_is_no_room_for_is_counted() -> None:
    lines = [text for text, _ in moved_lines(REGRESSED, 4)]
    assert lines == [
        "✗ tools/temperature: 1 of 5 passed, 70 of 70 in 14 nights before",
        "  one chance in 20,000 if nothing had changed; fresh repeats 2/10: confirmed; one chance in 400 with all "
        "scenarios looked at",
        "  … and 6 more in the report",
    ]


def test_of_what_moved_perhaps_only_the_first_are_told() -> None:
    verdict = replace(REGRESSED, breaks=(), changes=(SLOWER,) * 9, new_scenarios=(), gone_scenarios=(), watched=())
    lines = [text for text, _ in moved_lines(verdict, 20)]
    assert lines[0] == ("~ latency/story: perhaps worse: first audible audio 1,210 ms → 3,120 ms, +1,910 ms (+158 %)")
    assert lines[3:] == ["  … and 6 more that moved, perhaps by chance"]
    exactly = [text for text, _ in moved_lines(replace(verdict, exact=True), 20)]
    assert len(exactly) == 9
    assert exactly[0].startswith("✗ latency/story: first audible audio")


def test_a_name_is_shown_safe_and_cut() -> None:
    verdict = replace(REGRESSED, breaks=(replace(BROKE, scenario_id=f"\x1b[31m{'x' * 90}"),), changes=())
    (first, _), *_ = moved_lines(verdict, 9)
    assert first.startswith("✗ ␛[31mxxx")
    assert "x…: 1 of 5 passed" in first
