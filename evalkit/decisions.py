"""Speech and silence over a set of attempts: who spoke where they should, as one table with exact intervals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evalkit.results import AttemptResult
from evalkit.scorers.base import Score
from evalkit.stats.intervals import Interval, clopper_pearson

__all__ = ["Confusion", "Rate", "TurnDecision", "confusion"]

_LABELS = ("silent", "speak", "either")
_DECIDED = ("spoke", "silent", "unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnDecision:
    """What one turn of one attempt asked, and what the model did."""

    scenario_id: str
    attempt: int
    turn: int
    label: str
    """silent, speak or either."""
    decided: str
    """spoke (it was heard), silent, or unknown (the session broke)."""
    form: str
    """Which form the silence took (`evalkit.trace.answer.SilenceForm`); acted and spoke are among them."""
    after_ms: float | None
    """When speech was heard after the end of the user's speech or typing; None without speech or times."""
    late: bool
    alive: bool
    """True when a later turn was answered."""
    waited_ms: float | None = None
    """For how long after the user nothing was heard; None when it spoke, and without times."""
    voiceless: bool = False
    """True when it was heard, and no voice is found in that."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A share and its interval; the decisions are taken to be independent, which repeats of one turn are not quite."""

    value: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class Confusion:
    """Decisions against labels, speech being what is looked for; `either` turns and unknown decisions stand apart."""

    decisions: tuple[TurnDecision, ...]

    @property
    def spoke_rightly(self) -> tuple[TurnDecision, ...]:
        """True positives, the late ones among them."""
        return self._of("speak", "spoke")

    @property
    def missed(self) -> tuple[TurnDecision, ...]:
        """Missed speech: false negatives."""
        return self._of("speak", "silent")

    @property
    def false_speech(self) -> tuple[TurnDecision, ...]:
        """Speech where silence was asked for: false positives."""
        return self._of("silent", "spoke")

    @property
    def kept_silent(self) -> tuple[TurnDecision, ...]:
        """True negatives; acts such as tool calls are no speech."""
        return self._of("silent", "silent")

    @property
    def late(self) -> tuple[TurnDecision, ...]:
        """Right speech that came late."""
        return tuple(each for each in self.spoke_rightly if each.late)

    @property
    def either(self) -> tuple[TurnDecision, ...]:
        """Turns in which nothing is wrong."""
        return tuple(each for each in self.decisions if each.label == "either")

    @property
    def unknown(self) -> tuple[TurnDecision, ...]:
        """Turns of sessions that broke before anything was decided."""
        return tuple(each for each in self.decisions if each.decided == "unknown" and each.label != "either")

    @property
    def maybe_broken(self) -> tuple[TurnDecision, ...]:
        """Silences after which no turn was answered, so that nothing shows the model was there to choose."""
        return tuple(each for each in self.decisions if each.decided == "silent" and not each.alive)

    @property
    def voiceless(self) -> tuple[TurnDecision, ...]:
        """What counts as speech by its level and has no voice in it: noise, a tone, a chime."""
        return tuple(each for each in self.decisions if each.decided == "spoke" and each.voiceless)

    @property
    def judged(self) -> int:
        """Decisions in the table."""
        return sum(map(len, (self.spoke_rightly, self.missed, self.false_speech, self.kept_silent)))

    @property
    def forms(self) -> Mapping[str, int]:
        """How often each form of silence was taken, most often first."""
        return dict(Counter(each.form for each in self.decisions if each.decided == "silent").most_common())

    @property
    def precision(self) -> Rate | None:
        """The share of its speech that was asked for; None when it never spoke. Interval: Clopper-Pearson, 95 %."""
        return _rate(len(self.spoke_rightly), len(self.spoke_rightly) + len(self.false_speech))

    @property
    def recall(self) -> Rate | None:
        """The share of asked speech that came; None when none was asked for. Interval: Clopper-Pearson, 95 %."""
        return _rate(len(self.spoke_rightly), len(self.spoke_rightly) + len(self.missed))

    @property
    def f1(self) -> Rate | None:
        """2 TP / (2 TP + FP + FN); None when nobody spoke nor should have.

        With J = TP / (TP + FP + FN), F1 = 2 J / (1 + J) grows with J, so that J's exact interval gives F1's.
        """
        overlap = _rate(len(self.spoke_rightly), len(self.spoke_rightly) + len(self.false_speech) + len(self.missed))
        if overlap is None:
            return None
        low, high = _f1(overlap.interval.low), _f1(overlap.interval.high)
        return Rate(_f1(overlap.value), Interval(low, high))

    def _of(self, label: str, decided: str) -> tuple[TurnDecision, ...]:
        return tuple(each for each in self.decisions if (each.label, each.decided) == (label, decided))


def confusion(attempts: Iterable[AttemptResult]) -> Confusion | None:
    """Returns the decisions of these attempts; None when no turn of theirs is labelled.

    Attempts that could not be measured (`infra`, `invalid`) do not count. A turn's own label wins over that of its
    session.
    """
    found: list[TurnDecision] = []
    for attempt in attempts:
        if attempt.status not in ("infra", "invalid"):
            scores = [score for score in attempt.scores if score.scorer == "silence"]
            found += _of_attempt(attempt, sorted(scores, key=lambda score: score.turn is None))
    return Confusion(tuple(found)) if found else None


def _of_attempt(attempt: AttemptResult, scores: Sequence[Score]) -> list[TurnDecision]:
    by_turn: dict[int, TurnDecision] = {}
    for score in scores:
        for each in _told(attempt, score.detail.get("decisions")):
            by_turn.setdefault(each.turn, each)
    return [by_turn[turn] for turn in sorted(by_turn)]


def _told(attempt: AttemptResult, listed: Any) -> Iterator[TurnDecision]:
    """The decisions a score carries; results come from a file, so what is none is left out."""
    for each in listed if isinstance(listed, list | tuple) else ():
        if not isinstance(each, Mapping):
            continue
        turn, label, decided = each.get("turn"), each.get("label"), each.get("decided")
        if isinstance(turn, int) and label in _LABELS and decided in _DECIDED:
            yield TurnDecision(
                scenario_id=attempt.scenario_id,
                attempt=attempt.attempt,
                turn=turn,
                label=label,
                decided=decided,
                form=str(each.get("form", "")),
                after_ms=_ms(each.get("after_ms")),
                late=each.get("late") is True,
                alive=each.get("alive") is True or each.get("form") in ("spoke", "acted"),
                waited_ms=_ms(each.get("waited_ms")),
                voiceless=each.get("voiceless") is True,
            )


def _ms(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _rate(hits: int, trials: int) -> Rate | None:
    return Rate(hits / trials, clopper_pearson(hits, trials)) if trials else None


def _f1(overlap: float) -> float:
    return 2 * overlap / (1 + overlap)
