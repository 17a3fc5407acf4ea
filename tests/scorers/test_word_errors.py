"""Counts of errors: known ones, those of the definition, and those of NIST sclite and jiwer."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jiwer
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.scorers.word_errors import ErrorCounts, align, missing_edges, pooled

GOLD: dict[str, Any] = json.loads((Path(__file__).parent / "gold" / "sclite.json").read_text(encoding="utf-8"))
WORDS = st.lists(st.sampled_from("abcd"), max_size=8)


def counted(reference: str, hypothesis: str) -> ErrorCounts:
    return align(reference.split(), hypothesis.split())[0]


@pytest.mark.parametrize(
    ("reference", "hypothesis", "counts"),
    [
        ("a b c", "a x c", (2, 1, 0, 0)),
        ("d e", "d", (1, 0, 1, 0)),
        ("f", "f g h", (1, 0, 0, 2)),
        ("", "i", (0, 0, 0, 1)),
        ("j k", "", (0, 0, 2, 0)),
        ("", "", (0, 0, 0, 0)),
        ("a b", "b c", (1, 0, 1, 1)),  # two errors either way: the way with the hit
        ("the the cat", "the cat", (2, 0, 1, 0)),
        ("a b c d e", "d e x y z", (0, 5, 0, 0)),  # the two hits would cost a sixth error
        ("a b c a b c", "a b c", (3, 0, 3, 0)),
        ("नमस्ते दुनिया", "नमस्त दुनिया", (1, 1, 0, 0)),
        ("x " * 400 + "a b", "x " * 400 + "b", (401, 0, 1, 0)),
    ],
)
def test_known_pairs(reference: str, hypothesis: str, counts: tuple[int, ...]) -> None:
    assert counted(reference, hypothesis) == ErrorCounts(*counts)


def test_the_rate_of_sums_is_the_pooled_rate() -> None:
    total = pooled([ErrorCounts(2, 1, 0, 0), ErrorCounts(1, 0, 1, 0), ErrorCounts(1, 0, 2, 3)])
    assert total == ErrorCounts(4, 1, 3, 3)
    assert (total.reference, total.errors, total.rate, total.match_error_rate) == (8, 7, 7 / 8, 7 / 11)


def test_an_empty_reference_has_no_rate() -> None:
    assert (ErrorCounts(insertions=5).rate, ErrorCounts(insertions=5).match_error_rate) == (None, 1)
    assert pooled([]) == ErrorCounts()
    assert (ErrorCounts().rate, ErrorCounts().match_error_rate) == (None, None)


@pytest.mark.parametrize(
    ("reference", "hypothesis", "edges"),
    [
        ("i want to go home", "go home", (3, 0)),
        ("i want to go home", "i want", (0, 3)),
        ("i want to go home", "want to", (1, 2)),
        ("i want to go home", "i home", (0, 0)),
        ("i want to go home", "you want to go", (0, 1)),  # a wrong word stands for the first one
        ("i want to go home", "", (5, 0)),
        ("", "thank you", (0, 0)),
        ("the the cat", "the cat", (0, 0)),
        ("stop", "please stop it", (0, 0)),
    ],
)
def test_missing_edges(reference: str, hypothesis: str, edges: tuple[int, int]) -> None:
    assert missing_edges(align(reference.split(), hypothesis.split())[1]) == edges


def fewest(reference: Sequence[str], hypothesis: Sequence[str]) -> tuple[int, int]:
    """Errors and, among the ways with as few, substitutions, by the definition."""
    row = [(place, 0) for place in range(len(hypothesis) + 1)]
    for unit in reference:
        before, row = row, [(row[0][0] + 1, 0)]
        for place, against in enumerate(hypothesis):
            wrong = unit != against
            diagonal = (before[place][0] + wrong, before[place][1] + wrong)
            one_more = [(errors + 1, subs) for errors, subs in (before[place + 1], row[-1])]
            row.append(min(diagonal, *one_more))
    return row[-1]


@settings(max_examples=150, deadline=None)
@given(WORDS, WORDS)
def test_counts_are_those_of_the_least_errors(reference: list[str], hypothesis: list[str]) -> None:
    counts, alignment = align(reference, hypothesis)
    assert (counts.errors, counts.substitutions) == fewest(reference, hypothesis)
    assert counts.reference == len(reference)
    assert [unit for _, units, _ in alignment for unit in units] == reference
    assert [unit for _, _, units in alignment for unit in units] == hypothesis
    assert all((wanted == got) is (op == "equal") for op, wanted, got in alignment)


@settings(max_examples=100, deadline=None)
@given(WORDS.filter(bool), WORDS)
def test_the_rate_is_that_of_jiwer(reference: list[str], hypothesis: list[str]) -> None:
    assert align(reference, hypothesis)[0].rate == jiwer.wer(" ".join(reference), " ".join(hypothesis))


@settings(max_examples=100, deadline=None)
@given(WORDS.filter(bool), WORDS)
def test_the_character_rate_is_that_of_jiwer(reference: list[str], hypothesis: list[str]) -> None:
    wanted, got = " ".join(reference), " ".join(hypothesis)
    assert align(list(wanted), list(got))[0].rate == jiwer.cer(wanted, got)


@settings(max_examples=100, deadline=None)
@given(WORDS.filter(bool), WORDS)
def test_the_match_error_rate_has_the_most_hits(reference: list[str], hypothesis: list[str]) -> None:
    # Alignments with as few errors may differ in their hits; jiwer takes any of them.
    theirs = jiwer.process_words(" ".join(reference), " ".join(hypothesis))
    counts = align(reference, hypothesis)[0]
    assert counts.hits >= theirs.hits
    assert counts.match_error_rate is not None
    assert counts.match_error_rate <= theirs.mer


def test_counts_are_those_of_sclite_or_have_fewer_errors() -> None:
    unequal = []
    for reference, hypothesis, numbers in GOLD["pairs"]:
        ours, theirs = counted(reference, hypothesis), ErrorCounts(*numbers)
        if ours != theirs:
            # sclite's weights are 4 for a substitution, 3 for the others: its way is the cheaper one by those only.
            assert 3 * theirs.errors + theirs.substitutions <= 3 * ours.errors + ours.substitutions
            unequal.append((ours.errors, theirs.errors, ours.substitutions - theirs.substitutions))
    assert len(GOLD["pairs"]) == 203
    # Two pairs of sequences with nearly nothing in common, one of them made for this; of 140 sentences none.
    assert unequal == [(8, 9, 5), (5, 6, 5)]


@pytest.mark.skipif(shutil.which("sctk") is None, reason="needs NIST sclite: apt install sctk")
def test_the_kept_counts_are_those_of_the_sclite_that_is_installed(tmp_path: Path) -> None:
    for name, column in (("reference", 0), ("hypothesis", 1)):
        lines = [f"{pair[column]} (s_{place})\n" for place, pair in enumerate(GOLD["pairs"])]
        (tmp_path / name).write_text("".join(lines), encoding="utf-8")
    command = "sctk sclite -r reference trn -h hypothesis trn -i spu_id -s -o pra stdout"
    ran = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, check=True, timeout=60)
    scores = [line.split()[-4:] for line in ran.stdout.decode(errors="replace").splitlines() if "(#C #S #D #I)" in line]
    assert [list(map(int, one)) for one in scores] == [pair[2] for pair in GOLD["pairs"]]
