"""What changed between two runs, worst first, with the audio of both at the place that shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from evalkit.outcome import GateName
from evalkit.reporters.counts import numbered
from evalkit.reporters.html.address import attempt_anchor, scenario_anchor
from evalkit.reporters.html.attempt import attempt_view
from evalkit.reporters.html.baseline import unbroken
from evalkit.reporters.html.clips import Clip
from evalkit.reporters.html.compare_model import ChangedView, HeardView, Side
from evalkit.reporters.html.evidence import evidence
from evalkit.reporters.html.scenario import Grouped
from evalkit.reporters.plain import one_line
from evalkit.reporters.verdict_words import KINDS, Moved
from evalkit.results import AttemptResult

__all__ = ["MOST_CHANGED", "Pair", "changed_views", "pair_address", "pair_of"]

MOST_CHANGED = 50
_LONGEST_SAID = 300
_BETTER = ("better", "maybe_better")
_SIZES = (GateName.WER, GateName.LATENCY)
"""What is a matter of how much, not of right and wrong."""

Pair = tuple[AttemptResult, AttemptResult, int | None]
"""An attempt of each run, and the index of the turn in which to hear the change."""


def changed_views(
    found: Sequence[Moved], before: tuple[Side, Grouped], now: tuple[Side, Grouped]
) -> tuple[ChangedView, ...]:
    """Returns what changed, a scenario once, as far as a page lists it."""
    by_scenario: dict[str, list[Moved]] = {}
    for each in found:
        by_scenario.setdefault(each.scenario_id, []).append(each)
    return tuple(_changed(group, before, now) for group in list(by_scenario.values())[:MOST_CHANGED])


def pair_of(moved: Moved, before: Sequence[AttemptResult], now: Sequence[AttemptResult]) -> Pair | None:
    """Returns the two attempts, and the turn, that let a person hear the change; None where a run has none.

    Of the second run what shows it best. Of the first, where it is about right and wrong, one that went the other way;
    of several the one of the same number.
    """
    shown = evidence(moved, now)
    if shown is None:
        return None
    attempt, turn = shown.attempt, shown.turn
    known = [each for each in before if _is_own(each) and each.status not in ("infra", "invalid")]
    wanted = moved.kind not in _BETTER
    known.sort(key=lambda each: (_is_good(each) is not wanted, each.attempt != attempt.attempt))
    if moved.gate in _SIZES:
        known.sort(key=lambda each: each.attempt != attempt.attempt)
    return (known[0], attempt, turn) if known else None


def pair_address(pair: Pair) -> str:
    """Returns where the page shows both, as `#tools/temperature?a=1&b=2&turn=1`."""
    before, now, turn = pair
    words = [f"a={_number(before)}", f"b={_number(now)}", *([] if turn is None else [f"turn={turn + 1}"])]
    return f"#{scenario_anchor(now.scenario_id)}?{'&'.join(words)}"


def _changed(group: Sequence[Moved], before: tuple[Side, Grouped], now: tuple[Side, Grouped]) -> ChangedView:
    worst = group[0]
    pair = pair_of(worst, before[1].get(worst.scenario_id, ()), now[1].get(worst.scenario_id, ()))
    heard: tuple[HeardView, ...] = ()
    if pair is not None:
        heard = (_heard(before[0], pair[0], pair[2]), _heard(now[0], pair[1], pair[2]))
        if heard[0].calls == heard[1].calls:
            heard = tuple(replace(each, calls="") for each in heard)
    return ChangedView(
        kind=worst.kind,
        words=KINDS[worst.kind],
        name=worst.name,
        sentences=tuple(_sentence(each, worst) for each in group),
        href=pair_address(pair) if pair else "",
        heard=heard,
    )


def _sentence(each: Moved, worst: Moved) -> str:
    """One that went another way than the scenario's worst says so."""
    return unbroken(each.sentence if each.kind == worst.kind else f"{KINDS[each.kind]}: {each.sentence}")


def _heard(side: Side, attempt: AttemptResult, turn: int | None) -> HeardView:
    shown = attempt_view(attempt, side.files)
    for each in shown.turns:
        if turn is not None and each.number == turn + 1:
            return HeardView(
                letter=side.letter,
                where=f"{numbered(attempt)}, turn {each.number}",
                calls=one_line("; ".join(f"{call.name} {call.args}" for call in each.tools), _LONGEST_SAID),
                said=one_line(each.said, _LONGEST_SAID),
                user=_moved(side, each.user_clip),
                model=_moved(side, each.model_clip),
            )
    user, model = _moved(side, shown.user_audio), _moved(side, shown.model_audio)
    return HeardView(side.letter, numbered(attempt), "", "", user, model)


def _moved(side: Side, clip: Clip | None) -> Clip | None:
    """The clip as seen from this page."""
    if clip is None or not side.base:
        return clip
    return replace(clip, url=side.base + clip.url.removeprefix("./"))


def _is_good(attempt: AttemptResult) -> bool:
    return attempt.status == "passed"


def _is_own(attempt: AttemptResult) -> bool:
    return not attempt.fresh and attempt.arm != "baseline"


def _number(attempt: AttemptResult) -> str:
    return attempt_anchor(attempt).rpartition("/")[2]
