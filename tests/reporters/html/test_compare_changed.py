from __future__ import annotations

from dataclasses import replace

from evalkit.outcome import GateName
from evalkit.reporters.html.compare_changed import MOST_CHANGED, changed_views, pair_address, pair_of
from evalkit.reporters.html.compare_model import ChangedView, Side
from evalkit.reporters.html.scenario import Grouped, grouped
from evalkit.reporters.verdict_words import Moved, moved
from evalkit.results import RunResult
from tests.reporters.html.comparing import AFTER, BEFORE, FOUND, attempt, run_of

WARM = Moved("worse", "tools/warm", GateName.TOOLS, "tools right 50 % → 0 %")


def side(letter: str, run: RunResult, base: str) -> tuple[Side, Grouped]:
    files = {f"{each.folder}/{name}" for each in run.attempts for name in ("user.flac", "model.flac")}
    return Side(letter, run, base, files), grouped(run)


def views(before: RunResult = BEFORE, now: RunResult = AFTER) -> tuple[ChangedView, ...]:
    return changed_views(moved(FOUND.verdict), side("A", before, "../mon%20day/"), side("B", now, ""))


def test_a_scenario_stands_once_with_all_that_changed_of_it() -> None:
    (found,) = views()
    assert (found.kind, found.name) == ("worse", "tools/warm")
    assert found.sentences == (
        "pass rate 50\u00a0% → 0\u00a0%, −50 points (−100\u00a0%)",
        "tools right 50\u00a0% → 0\u00a0%, −50 points (−100\u00a0%)",
    )
    assert found.href == "#tools/warm?a=1&b=1&turn=1"


def test_both_are_heard_from_their_own_folders_at_the_same_turn() -> None:
    a, b = views()[0].heard
    assert (a.letter, a.where, a.said, a.calls) == (
        "A",
        "attempt 1, turn 1",
        "In Reading.",
        'warm {"place": "Reading"}',
    )
    assert (b.letter, b.where, b.said, b.calls) == ("B", "attempt 1, turn 1", "In Leeds.", 'warm {"place": "Leeds"}')
    assert a.model is not None
    assert b.model is not None
    assert a.model.url == "../mon%20day/attempts/tools/warm/1/model.flac#t=0.250,2.000"
    assert b.model.url == "./attempts/tools/warm/1/model.flac#t=0.250,2.000"


def test_what_went_another_way_says_so() -> None:
    found = (WARM, replace(WARM, kind="better", gate=GateName.WER, sentence="word error rate 9 % → 8 %"))
    (view,) = changed_views(found, side("A", BEFORE, ""), side("B", AFTER, ""))
    assert view.sentences == ("tools right 50\u00a0% → 0\u00a0%", "better: word error rate 9\u00a0% → 8\u00a0%")


def test_the_same_calls_are_not_named() -> None:
    (found,) = views(BEFORE, replace(AFTER, attempts=BEFORE.attempts))
    assert [each.calls for each in found.heard] == ["", ""]


def test_what_went_the_other_way_is_laid_beside_it_before_the_same_number() -> None:
    before, now = grouped(BEFORE)["tools/warm"], grouped(AFTER)["tools/warm"]
    found = pair_of(WARM, before[::-1], now[1:])
    assert found is not None
    # Attempt 2 of B failed; so did A's, and its first one passed.
    assert [each.attempt for each in found[:2]] == [1, 2]
    assert pair_address(found) == "#tools/warm?a=1&b=2&turn=1"
    same = pair_of(WARM, before[1:], now[1:])
    assert same is not None
    assert [each.attempt for each in same[:2]] == [2, 2]


def test_of_times_the_same_number_is_laid_beside_it_and_of_what_got_better_one_that_failed() -> None:
    before, now = grouped(BEFORE)["tools/warm"], grouped(AFTER)["tools/warm"]
    slower = pair_of(replace(WARM, gate=GateName.LATENCY), before, now[1:])
    assert slower is not None
    assert [each.attempt for each in slower[:2]] == [2, 2]
    better = pair_of(replace(WARM, kind="better"), before, [replace(now[0], status="passed")])
    assert better is not None
    assert [each.attempt for each in better[:2]] == [2, 1]


def test_what_one_run_lacks_or_could_not_measure_has_no_pair() -> None:
    now = grouped(AFTER)["tools/warm"]
    assert pair_of(WARM, (), now) is None
    assert pair_of(WARM, now, ()) is None
    assert pair_of(WARM, [attempt("tools/warm", 1, "infra")], now) is None
    assert pair_of(WARM, [replace(now[0], fresh=True), replace(now[0], arm="baseline")], now) is None
    (found,) = views(before=run_of("empty"))
    assert (found.href, found.heard) == ("", ())


def test_the_list_has_an_end() -> None:
    many = [replace(WARM, scenario_id=f"s{number}") for number in range(MOST_CHANGED + 1)]
    assert len(changed_views(many, side("A", BEFORE, ""), side("B", AFTER, ""))) == MOST_CHANGED
