"""docs/calibration.md holds the table as it is measured; EVALKIT_GOLD=write in the environment writes it anew."""

import os
import re
from functools import cache
from pathlib import Path

import pytest

from evalkit.calibration.calibrate import INSTRUMENTS, calibrate
from evalkit.calibration.table import as_data, markdown, plain
from evalkit.calibration.trial import YES_OR_NO, Bars, Trial, bars_of
from evalkit.errors import UsageError

DOCS = Path(__file__).resolve().parents[2] / "docs" / "calibration.md"
BEGIN = "<!-- From here on made by evalkit/calibration/table.py. -->\n\n"
TOLERANCE = 1.0
"""In the unit of a row: platforms round a sample or a frame's level differently now and then, never by much."""


@cache
def measured() -> tuple[Bars, ...]:
    return calibrate()


def test_the_documentation_holds_what_is_measured() -> None:
    head, begin, found = DOCS.read_text(encoding="utf-8").partition(BEGIN)
    assert begin
    if os.environ.get("EVALKIT_GOLD") == "write":
        found = markdown(measured())
        DOCS.write_text(head + begin + found, encoding="utf-8")
    written, anew = cells(found), cells(markdown(measured()))
    assert [row[:2] for row in written] == [row[:2] for row in anew]
    for old, new in zip(written[2:], anew[2:], strict=True):
        assert numbers(old) == pytest.approx(numbers(new), abs=TOLERANCE), old
        assert old[2:] == new[2:] or numbers(old), old
        assert old[7:] == new[7:], "misses and false alarms are counts"


def cells(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]


def numbers(row: list[str]) -> list[float]:
    return [float(cell) for cell in row[2:7] if cell != "–"]


def test_every_instrument_has_a_row() -> None:
    assert {bars.instrument for bars in measured()} == set(INSTRUMENTS)


def test_a_line_of_the_terminal_has_120_columns_at_the_most() -> None:
    assert max(map(len, plain(measured()).splitlines())) <= 120


@pytest.mark.parametrize(
    ("material", "shown"),
    [
        ("espeakng-loader, any noise 20 dB", "espeakng-loader, any noise 20 dB"),
        ("a-text-to-speech-engine, any noise 20 dB", "a-text-to-speech…, any noise 20 dB"),
        ("x" * 50, "x" * 33 + "…"),
        ("a, " + "y" * 50, "…, " + "y" * 31),
    ],
)
def test_a_long_name_of_an_engine_moves_no_column(material: str, shown: str) -> None:
    line = plain([bars_of("end_of_speech", material, "ms", [Trial(100, 104)])]).splitlines()[2]
    assert (
        line == f"{'end_of_speech (ms)':21} {shown:34}   1      4      4      –      4      0/1 0–98 %               –"
    )


def test_a_row_says_what_is_known_and_nothing_more() -> None:
    few = bars_of(
        "stop_ms",
        "three trials",
        "ms",
        [Trial(100, 104), Trial(100, 98.5), Trial(100, None), Trial(None, 1), Trial(None, None)],
    )
    assert markdown([few]).splitlines()[2] == (
        "| stop_ms | three trials | 2 | 1.25 | 2.75 | – | 4 | 1/3 1–91 % | 1/2 1–99 % |"
    )
    found = bars_of("click", "one trial", YES_OR_NO, [Trial(None, None)])
    assert markdown([found]).splitlines()[2] == "| click | one trial | 0 | – | – | – | – | – | 0/1 0–98 % |"
    assert as_data([found])[0]["false_alarms"] == {"part": 0, "whole": 1, "low": 0.0, "high": pytest.approx(0.975)}


def test_the_95th_percentile_needs_twenty_errors() -> None:
    trials = [Trial(0, place) for place in range(1, 21)]
    assert bars_of("a", "b", "ms", trials[:19]).p95 is None
    # Linear between the 19th and the 20th of twenty: 19 + 0.05.
    assert bars_of("a", "b", "ms", trials).p95 == pytest.approx(19.05)


def test_an_unknown_instrument_is_named_with_the_nearest() -> None:
    with pytest.raises(UsageError) as caught:
        calibrate(["end_of_spech"])
    assert str(caught.value) == "there is no instrument 'end_of_spech'; did you mean end_of_speech?"


def test_timing_scorers_are_exact_on_timelines() -> None:
    for bars in calibrate(["first_audible_ms", "first_played_ms", "underrun_ms", "overhang_ms", "talk_over_ms"]):
        assert (len(bars.errors), bars.misses) == (24, 0)
        assert abs(bars.worst or 0.0) <= 0.002, bars.instrument


def test_the_documentation_names_every_instrument_in_words() -> None:
    head = DOCS.read_text(encoding="utf-8").partition(BEGIN)[0]
    assert not [name for name in INSTRUMENTS if not re.search(rf"`{name}`", head)]
