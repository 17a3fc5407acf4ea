"""Jobs, counts and the table: nothing lost between processes, and words that say what the numbers do."""

import pytest

from evalkit.selftest.findings import Counted, Finding, Job, as_json, count, findings, jobs, table
from evalkit.selftest.promises import TRIALS, Counting


def finding(seen: int, nights: int, kind: str = "at most", bound: float | None = 0.01) -> Finding:
    return Finding("trial", Counting(what="what", seen=bool, kind=kind, bound=bound), nights, seen)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("seen", "nights", "kind", "bound", "word"),
    [
        (2, 1_000, "at most", 0.01, "kept"),
        (10, 1_000, "at most", 0.01, "kept"),
        (11, 1_000, "at most", 0.01, "in doubt"),
        # Exact interval of 17 in 1,000: 0.99 % to 2.7 %; of 18: 1.07 % to 2.8 %.
        (17, 1_000, "at most", 0.01, "in doubt"),
        (18, 1_000, "at most", 0.01, "broken"),
        (1, 1, "at most", 0.01, "broken"),
        (0, 1, "at most", 0.01, "kept"),
        (95, 100, "at least", 0.94, "kept"),
        (93, 100, "at least", 0.94, "in doubt"),
        (80, 100, "at least", 0.94, "broken"),
        (80, 100, "at least", None, ""),
    ],
)
def test_words(seen: int, nights: int, kind: str, bound: float | None, word: str) -> None:
    assert finding(seen, nights, kind, bound).word == word


def test_every_night_is_in_one_job() -> None:
    found = list(jobs(230, seed=5))
    for place, trial in enumerate(TRIALS):
        mine = [job for job in found if job.trial == place]
        assert sum(job.nights for job in mine) == (230 if trial.quiet else 58), "a quarter of 230, rounded up"
        assert [job.part for job in mine] == list(range(len(mine)))
    assert len(set(found)) == len(found)


def test_counts_add_up_whatever_their_order() -> None:
    parts = [Counted(2, 10, (9,)), Counted(0, 100, tuple(range(len(TRIALS[0].countings)))), Counted(2, 5, (4,))]
    found = findings(parts)
    assert found == findings(reversed(parts))
    assert [(each.trial, each.nights, each.seen) for each in found if each.trial == TRIALS[2].name] == [
        (TRIALS[2].name, 15, 13)
    ]
    assert [each.seen for each in found[:-1]] == list(range(len(TRIALS[0].countings)))


def test_a_job_counts_the_same_in_any_process() -> None:
    place = next(number for number, trial in enumerate(TRIALS) if trial.name == "interleaved-20")
    assert count(Job(place, 0, 3, 5)) == count(Job(place, 0, 3, 5)) == Counted(place, 3, (3,))


def test_the_table_lines_up() -> None:
    lines = table(
        [finding(2, 1_000), finding(930, 1_000, "at least", 0.94), finding(1, 1_000, bound=None)]
    ).splitlines()
    assert len({len(line) for line in lines}) == 1
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert cells[0] == ["on simulated nights", "promised", "found", "95 % interval", "nights", ""]
    assert cells[2:] == [
        ["what", "at most 1 %", "0.2 %", "0.0 to 0.7 %", "1,000", "kept"],
        ["what", "at least 94 %", "93.0 %", "91.2 to 94.5 %", "1,000", "in doubt"],
        ["what", "", "0.1 %", "0.0 to 0.6 %", "1,000", ""],
    ]


def test_json_has_shares() -> None:
    [found] = as_json([finding(2, 1_000)])
    assert found.pop("interval") == pytest.approx([0.000242, 0.007206], abs=1e-6)
    assert found == {
        "trial": "trial",
        "what": "what",
        "promise": {"at most": 0.01},
        "nights": 1_000,
        "seen": 2,
        "rate": 0.002,
        "verdict": "kept",
    }


def test_trials_have_names_of_their_own() -> None:
    assert len({trial.name for trial in TRIALS}) == len(TRIALS)
    words = [counting.what for trial in TRIALS for counting in trial.countings if counting.bound is not None]
    assert len(set(words)) == len(words)
