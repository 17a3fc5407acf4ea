"""Speech and silence of a run in words: the confusion table, its rates, and each decision worth a look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from evalkit.decisions import Confusion, Rate, TurnDecision, confusion
from evalkit.reporters.plain import one_line, quantity
from evalkit.results import AttemptResult

__all__ = ["DecisionRow", "DecisionTable", "decision_table"]

_MOST = 20
"""Decisions named one by one."""
_FORMS = {
    "timeout": "nothing came",
    "empty_turn": "empty turn",
    "empty_turn_reason": "empty turn with a reason",
    "text_only": "text only",
    "inaudible_audio": "inaudible audio",
    "acted": "it acted without a word",
    "spoke": "it spoke later",
}


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One line of the confusion table."""

    label: str
    spoke: int
    silent: int
    wrong: int
    """How many of both should have been the other."""


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """What reports show of a run's speech and silence; every text is safe to show."""

    sentence: str
    """All of it on one line."""
    rows: tuple[DecisionRow, ...]
    """Should speak, should keep silent and, where a turn leaves it open, either."""
    rates: tuple[tuple[str, str], ...]
    """Precision, recall and F1, each with its 95 % interval; those that have a value."""
    notes: tuple[str, ...]
    """Wrong and late decisions with their times, forms of silence, and what is in doubt."""


def decision_table(attempts: Iterable[AttemptResult]) -> DecisionTable | None:
    """Returns the table; None when no turn of these attempts is labelled with speech or silence."""
    found = confusion(attempts)
    if found is None:
        return None
    rates = (("precision", found.precision), ("recall", found.recall), ("F1", found.f1))
    return DecisionTable(
        sentence=_sentence(found),
        rows=tuple(_rows(found)),
        rates=tuple((name, _shown(rate)) for name, rate in rates if rate is not None),
        notes=tuple(_notes(found)),
    )


def _sentence(found: Confusion) -> str:
    spoke, should_speak = len(found.spoke_rightly), len(found.spoke_rightly) + len(found.missed)
    silent, should_not = len(found.kept_silent), len(found.kept_silent) + len(found.false_speech)
    parts = []
    if should_speak:
        parts.append(f"spoke {spoke:,}/{should_speak:,} when it should")
    if should_not:
        parts.append(f"kept silent {silent:,}/{should_not:,}")
    if found.f1 is not None:
        parts.append(f"F1 {_shown(found.f1)}")
    return ", ".join(parts) or "nothing was decided"


def _rows(found: Confusion) -> Iterator[DecisionRow]:
    missed, false = len(found.missed), len(found.false_speech)
    yield DecisionRow("should speak", len(found.spoke_rightly), missed, missed)
    yield DecisionRow("should keep silent", false, len(found.kept_silent), false)
    if found.either:
        decided = [each.decided for each in found.either]
        yield DecisionRow("either", decided.count("spoke"), decided.count("silent"), 0)


def _shown(rate: Rate) -> str:
    return f"{rate.value:.2f} ({rate.interval.low:.2f} to {rate.interval.high:.2f})"


def _notes(found: Confusion) -> Iterator[str]:
    yield from _named("spoke where it should keep silent", found.false_speech)
    yield from _named("kept silent where it should speak", found.missed)
    yield from _named("spoke late", found.late)
    if found.forms:
        forms = ", ".join(f"{_FORMS.get(form, one_line(form, 40))} {count:,}" for form, count in found.forms.items())
        yield f"forms of silence: {forms}"
    if found.maybe_broken:
        yield f"{_counted(found.maybe_broken, 'silence')} may be a broken model's: no later turn was answered"
    if found.voiceless:
        yield f"{_counted(found.voiceless, 'turn')} could be heard, and no voice is found in what was"
    if found.unknown:
        yield f"{_counted(found.unknown, 'turn')} ended before anything was decided"


def _named(what: str, decisions: tuple[TurnDecision, ...]) -> Iterator[str]:
    for each in decisions[:_MOST]:
        where = f"{one_line(each.scenario_id, 100)} attempt {each.attempt} turn {each.turn + 1}"
        form = f" ({_FORMS.get(each.form, one_line(each.form, 40))})" if each.decided == "silent" else ""
        yield f"{what}: {where}{_when(each)}{form}"
    if len(decisions) > _MOST:
        yield f"{what}: … and {len(decisions) - _MOST:,} more"


def _when(each: TurnDecision) -> str:
    """When it spoke, or for how long it did not."""
    if each.after_ms is not None:
        return f", {quantity(each.after_ms, 'ms')} after the user"
    if each.waited_ms is None or each.decided != "silent":
        return ""
    return f", not heard for {quantity(each.waited_ms, 'ms')} after the user"


def _counted(decisions: tuple[TurnDecision, ...], noun: str) -> str:
    return f"{len(decisions):,} {noun}{'' if len(decisions) == 1 else 's'}"
