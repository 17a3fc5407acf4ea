"""Two configurations played in turn within one window, so that what drifts from hour to hour meets both.

The run's own configuration is the arm `candidate`. The arm `baseline` is the same but for what a small YAML file says:

    endpoint: vertex          # where; a URL too
    model: "2.5"
    location: europe-west4    # on Vertex AI, like `project`
    api_version: v1beta1
    setup:                    # laid over each scenario's own setup, key by key
      generation_config: {speech_config: {language_code: en-GB}}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from evalkit.errors import ScenarioError, ScenarioErrors, UsageError
from evalkit.runner.plan import Plan, PlannedAttempt
from evalkit.scenario.document import scenario_from_document
from evalkit.scenario.mistakes import Mistake, described, did_you_mean, placed
from evalkit.scenario.model import Scenario
from evalkit.scenario.setup_check import field_of, merged_setup, model_mistake, setup_mistakes
from evalkit.scenario.yaml_nodes import MAX_BYTES, parse_yaml
from evalkit.transport.url import shown_url

__all__ = ["BaselineConfig", "interleaved", "read_baseline_config"]

_EMPTY = "the file is empty"
_TEXTS = ("endpoint", "model", "project", "location", "api_version")
_KEYS = (*_TEXTS, "setup")


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineConfig:
    """In what the arm `baseline` differs from the run; what is empty is as the run has it."""

    path: Path
    endpoint: str = ""
    model: str = ""
    project: str = ""
    location: str = ""
    api_version: str = ""
    setup: Mapping[str, Any] = field(default_factory=dict)

    @property
    def settings(self) -> dict[str, Any]:
        """What `run.json` keeps of it: no project, and nothing of a URL that may be a secret."""
        given = {name: getattr(self, name) for name in (*_TEXTS, "setup") if name != "project"}
        if "://" in self.endpoint:
            given["endpoint"] = shown_url(self.endpoint)
        return {"file": str(self.path), **{name: value for name, value in given.items() if value}}


def read_baseline_config(path: Path) -> BaselineConfig:
    """Reads what the baseline is to have otherwise.

    Raises:
        UsageError: the file cannot be read.
        ScenarioErrors: every mistake in it, with its place.
        ScenarioError: it is not YAML, or holds what a scenario file may not hold either.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f"--interleave {path}: {error.strerror or error}", "name a YAML file") from error
    try:
        document = parse_yaml(data, path)
    except ScenarioError as error:
        if error.problem != _EMPTY:
            raise
        # What a scenario would need is no help here.
        raise UsageError(f"--interleave {path}: {_EMPTY}", f"say what differs: {', '.join(_KEYS)}") from None
    mistakes = tuple(_mistakes(document.data))
    if mistakes:
        raise ScenarioErrors(placed(mistakes, path, document.marks))
    return BaselineConfig(path=path, **document.data)


def interleaved(plan: Plan, config: BaselineConfig) -> Plan:
    """Returns a plan that plays each attempt in both arms, one right after the other.

    Which arm begins alternates from one attempt to the next, and for each scenario from round to round. Of a
    scenario's numbers the candidate has the odd ones, and the baseline the even one that follows.

    Raises:
        ScenarioErrors: a scenario cannot have the baseline's setup.
    """
    baseline = {scenario.id: _with_setup(scenario, config.setup) for scenario in plan.scenarios}
    places = {scenario_id: place for place, scenario_id in enumerate(sorted(baseline))}
    attempts: list[PlannedAttempt] = []
    for planned in plan.attempts:
        scenario_id, number = planned.scenario.id, 2 * planned.attempt
        pair = [
            replace(planned, attempt=number - 1, arm="candidate"),
            PlannedAttempt(baseline[scenario_id], number, "baseline"),
        ]
        attempts += pair if (places[scenario_id] + planned.attempt) % 2 else pair[::-1]
    return Plan(tuple(attempts), {**plan.settings, "interleave": config.settings})


def _with_setup(scenario: Scenario, setup: Mapping[str, Any]) -> Scenario:
    """The scenario with another setup; checked as its file was, for what is right in one may be wrong in another."""
    if not setup:
        return scenario
    document = {**scenario.document, "setup": merged_setup(scenario.document.get("setup") or {}, setup)}
    built = scenario_from_document(document, scenario.id, scenario.source, scenario.root)
    return replace(scenario, setup=built.setup, document=built.document)


def _mistakes(document: Any) -> Iterator[Mistake]:
    if not isinstance(document, dict):
        yield Mistake((), f"expected a mapping of {', '.join(_KEYS)}, found {described(document)}")
        return
    for key, value in document.items():
        if key not in _KEYS:
            yield Mistake((key,), f"unknown key {key!r}", did_you_mean(key, _KEYS), at_key=True)
        elif key == "setup":
            yield from _setup_mistakes(value)
        elif not isinstance(value, str) or not value.strip():
            yield Mistake((key,), f"expected a text, found {described(value)}", "put it in quotes")


def _setup_mistakes(setup: Any) -> Sequence[Mistake]:
    if not isinstance(setup, dict):
        return [Mistake(("setup",), f"expected a mapping, found {described(setup)}")]
    if field_of(setup, "model") is not None:
        mistake = model_mistake(("setup", "model"))
        return [replace(mistake, problem="a setup names no model", hint="give it as `model`, beside `setup`")]
    return list(setup_mistakes(setup))
