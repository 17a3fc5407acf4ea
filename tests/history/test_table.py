from __future__ import annotations

from evalkit.history.table import history_table
from tests.history.made_nights import FIRST, a_night, attempts


def test_every_attempt_is_a_row_and_every_metric_a_column() -> None:
    played = (
        *attempts("a", "+", amounts={FIRST: (10.0, 30.0)}, counts={"wer.input_wer@4": (1.0, 8.0)}),
        *attempts("b", "-?", arm="candidate", quarantined=True),
    )
    table = history_table([a_night(1, played, accepted_at="2026-11-02"), a_night(2, attempts("a", "+"))])
    assert list(table["run_id"]) == ["20261101-020000-vertex"] * 3 + ["20261102-020000-vertex"]
    assert list(table["accepted"]) == [True, True, True, False]
    assert list(table["scenario"]) == ["a", "b", "b", "a"]
    assert list(table["passed"]) == [True, False, None, True]
    assert list(table["quarantined"]) == [False, True, True, False]
    assert table[FIRST].iloc[0] == 20.0
    assert table["wer.input_wer@4"].iloc[0] == 0.125
    assert table[FIRST].isna().sum() == 3


def test_no_nights_make_an_empty_table() -> None:
    assert history_table([]).empty
