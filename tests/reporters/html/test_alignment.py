from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from evalkit.reporters.html.alignment import alignment
from evalkit.reporters.html.attempt_model import Piece
from evalkit.scorers.base import Score


def score(rows: Any) -> Score:
    return Score(scorer="wer", metric="input_wer", version=1, turn=0, value=0.5, detail={"alignment": rows})


def test_pieces_in_order() -> None:
    rows = [
        ["equal", "in new", "in new"],
        ["substitute", "york", "work"],
        ["delete", "now", ""],
        ["insert", "", ["a", "b"]],
    ]
    assert alignment(score(rows), 0) == (
        Piece("equal", "in new", "in new"),
        Piece("substitute", "york", "work"),
        Piece("delete", "now", ""),
        Piece("insert", "", "a b"),
    )


def test_a_session_score_keeps_one_for_each_turn() -> None:
    turns = [{"turn": 0, "alignment": [["equal", ["a"], ["a"]]]}, 7, {"turn": 1, "alignment": [["insert", [], ["b"]]]}]
    whole = replace(score(None), turn=None, detail={"turns": turns})
    assert alignment(whole, 1) == (Piece("insert", "", "b"),)
    assert alignment(whole, 2) == ()


def test_characters_are_joined_without_spaces() -> None:
    found = alignment(replace(score([["equal", ["你", "好"], ["你", "好"]]]), metric="input_cer"), 0)
    assert found == (Piece("equal", "你好", "你好"),)


@pytest.mark.parametrize(
    "rows", [None, "equal", 7, [], [["swap", "a", "b"]], [["equal", "a"]], [7, "abc"], [[["x"], "a", "b"]], {}]
)
def test_what_cannot_be_read_is_no_alignment(rows: Any) -> None:
    assert alignment(score(rows), 0) == ()
