"""What is to be said of scenarios before they are played: what nothing can meet, what a model refuses, what expired."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from evalkit.errors import ScenarioError
from evalkit.profiles.advice import Advice, Severity, advice
from evalkit.profiles.known import ANY, profile_of
from evalkit.profiles.profile import Backend, Profile
from evalkit.runner.preparation import Prepared
from evalkit.scenario.files import find_scenario_files
from evalkit.scenario.impossible import impossible_expectations
from evalkit.scenario.mistakes import Mistake
from evalkit.scenario.model import Scenario
from evalkit.scenario.written_places import placed_in_file

__all__ = ["Finding", "ModelNote", "findings", "model_note"]

_BACKENDS: Mapping[Backend, str] = {"vertex": "Vertex AI", "gemini": "the Developer API"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found in a scenario file, in a line for people."""

    at: ScenarioError
    severity: Severity

    def __str__(self) -> str:
        place = f"{self.at.path}:{self.at.line}:{self.at.column}" if self.at.line else str(self.at.path)
        key = f"{self.at.key}: " if self.at.key else ""
        hint = f"; {self.at.hint}" if self.at.hint else ""
        return f"{place}: {self.severity}: {key}{self.at.problem}{hint}"


@dataclass(frozen=True, slots=True)
class ModelNote:
    """What is to be said of a model whatever the scenarios hold."""

    profile: Profile
    warning: str = ""
    """Why it may not answer at all; empty: nothing is known against it."""


def model_note(model: str, backend: Backend | None = None) -> ModelNote:
    """Returns what is known of a model: its profile, and whether it is served at all.

    Args:
        model: its id or resource name.
        backend: where it is to be used; None: where its name says.
    """
    profile = profile_of(model, backend)
    if profile is not ANY:
        return ModelNote(profile, _past(model, profile))
    elsewhere = profile_of(model)
    if backend is not None and elsewhere.backend is not None:
        there = _BACKENDS[elsewhere.backend]
        return ModelNote(ANY, f"{model} is a model of {there}; {_BACKENDS[backend]} closes the session with 1008")
    return ModelNote(ANY, f"nothing is known of {model}, so the scenarios are not checked against it")


def _past(model: str, profile: Profile) -> str:
    status = profile.status
    if status.stage not in ("retired", "deprecated"):
        return ""
    what = "was shut down" if status.stage == "retired" else "is deprecated"
    since = f"{' in' if len(status.since) == 7 else ' on' if status.stage == 'retired' else ' since'} {status.since}"
    note = f"; {status.note}" if status.note else ""
    sure = ", not confirmed" if profile.doubts("status") else ""
    return f"{model} {what}{since} (as of {status.as_of}{sure}){note}"


def findings(
    scenarios: Sequence[Scenario],
    paths: Iterable[Path],
    prepared: Mapping[str, Prepared] | None = None,
    profile: Profile | None = None,
    version: str = "",
    today: date | None = None,
) -> tuple[Finding, ...]:
    """Returns what is found in the scenarios, file by file in the order given, each in line order.

    Args:
        scenarios: read from files below `paths`.
        paths: what the user named; messages name files the same way.
        prepared: what `prepare` made, which knows how long turns take.
        profile: the model's; None: only what no model could do.
        version: of the API, as in `v1beta`; empty: not known.
        today: in UTC; a quarantine that does not hold on it is an error. None: not asked.
    """
    names = {os.path.abspath(file): file for file in find_scenario_files(paths)}
    found: list[Finding] = []
    for scenario in scenarios:
        if scenario.source is not None:
            shown_as = names.get(str(scenario.source), scenario.source)
            found += _of_file(scenario, shown_as, tuple(_noticed(scenario, prepared or {}, profile, version, today)))
    return tuple(found)


def _noticed(
    scenario: Scenario, prepared: Mapping[str, Prepared], profile: Profile | None, version: str, today: date | None
) -> Iterator[tuple[Mistake, Severity]]:
    if scenario.quarantine is not None and today is not None and (problem := scenario.quarantine.problem(today)):
        yield Mistake(("quarantine", "until"), problem, scenario.quarantine.hint(today)), "error"
    speaks = profile is not None and "TEXT" not in profile.accepts.modalities
    for mistake in impossible_expectations(scenario, speaks=speaks):
        yield mistake, "warning"
    if profile is not None:
        spoken_s = _spoken_s(prepared.get(scenario.id))
        for each in advice(scenario.setup, scenario, profile, version=version, spoken_s=spoken_s):
            yield _mistake(each), each.severity


def _spoken_s(prepared: Prepared | None) -> dict[int, float]:
    return {} if prepared is None else {index: audio.duration_s for index, audio in prepared.spoken.items()}


def _mistake(found: Advice) -> Mistake:
    return Mistake(found.path, found.problem, found.hint)


def _of_file(scenario: Scenario, shown_as: Path, noticed: Sequence[tuple[Mistake, Severity]]) -> list[Finding]:
    assert scenario.source is not None, "only scenarios of files are looked at"
    of_severity: dict[Severity, list[Mistake]] = {"error": [], "warning": []}
    for mistake, severity in noticed:
        of_severity[severity].append(mistake)
    found = [
        Finding(error, severity)
        for severity, mistakes in of_severity.items()
        if mistakes
        for error in placed_in_file(mistakes, scenario.source, shown_as)
    ]
    return sorted(found, key=lambda each: (each.at.line, each.at.column))
