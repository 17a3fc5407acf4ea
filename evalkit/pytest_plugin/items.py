"""A scenario file as a collector, and each attempt at it as an item."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from evalkit.errors import EvalkitError
from evalkit.pytest_plugin.call import Call

if TYPE_CHECKING:
    from evalkit.results import AttemptResult
    from evalkit.scenario.model import Scenario

__all__ = ["ScenarioFile", "ScenarioItem"]

_NOT_OURS = frozenset(
    {"anyio", "asyncio", "filterwarnings", "flaky", "parametrize", "skip", "skipif", "timeout", "trio", "usefixtures"}
    | {"xfail"}
)
"""Tags that would make pytest or a plugin do something; they select by `-k` only."""


class ScenarioFile(pytest.File):
    """One scenario file."""

    def __init__(self, *, call: Call, **more: Any) -> None:
        super().__init__(**more)
        self._call = call

    def collect(self) -> Iterator[ScenarioItem]:
        """Reads and checks the scenario, and makes an item of each attempt at it.

        Raises:
            CollectError: there is a mistake in the file, with its place.
        """
        scenario = self._read()
        repeat = self._call.repeat
        for number in range(1, repeat + 1):
            name = self.path.stem if repeat == 1 else f"{self.path.stem}[{number}]"
            item = ScenarioItem.from_parent(self, name=name, call=self._call, scenario=scenario, number=number)
            yield self._tagged(item, scenario.tags)

    def _read(self) -> Scenario:
        from evalkit.runner.plan import Selection, select

        try:
            (scenario,) = select(Selection((_shown(self.path),)))
        except EvalkitError as error:
            raise self.CollectError(str(error)) from None
        owner = self._call.owners.setdefault(scenario.id.casefold(), self.path)
        if owner != self.path:
            problem = f"{_shown(self.path)}: the scenario id {scenario.id!r} is taken; {_shown(owner)} has it"
            raise self.CollectError(f"{problem}; rename one of them")
        return scenario

    def _tagged(self, item: ScenarioItem, tags: tuple[str, ...]) -> ScenarioItem:
        for tag in tags:
            if tag in _NOT_OURS or not tag.replace("-", "_").isidentifier():
                item.extra_keyword_matches.add(tag)
            else:
                self.config.addinivalue_line("markers", f"{tag}: a tag of evalkit's scenarios")
                item.add_marker(tag)
        return item


class ScenarioItem(pytest.Item):
    """One attempt: played while pytest sets it up, judged when it is called.

    So what could not be measured is an error, and what the model missed a failure.
    """

    def __init__(self, *, call: Call, scenario: Scenario, number: int, **more: Any) -> None:
        super().__init__(**more)
        self._call = call
        self._scenario, self._number = scenario, number
        self._result: AttemptResult | None = None
        self.extra_keyword_matches.add(scenario.id)

    def setup(self) -> None:
        """Plays the attempt; an error where that was not possible."""
        try:
            run = self._call.run()
            result, interrupted = self._call.player().play(self._scenario, self._number, run.part())
        except EvalkitError as error:
            pytest.fail(str(error), pytrace=False)
        if interrupted or result is None:
            raise KeyboardInterrupt
        self._result = result
        self.user_properties.append(("evalkit_recording", f"{_shown(run.folder)}/{result.folder}"))
        if result.status in ("infra", "invalid") and not result.quarantined:
            pytest.fail(self._why(result), pytrace=False)

    def runtest(self) -> None:
        """Judges it by what the scenario expects."""
        result = self._result
        assert result is not None, "it was played"
        if result.quarantined and result.status != "passed":
            pytest.xfail(f"in quarantine {result.quarantined}")
        if result.status == "expected_failure":
            pytest.xfail(result.expected_failure)
        if result.status != "passed":
            pytest.fail(self._why(result), pytrace=False)

    def reportinfo(self) -> tuple[Path, None, str]:
        """The heading of a failure."""
        return self.path, None, self._scenario.id if self._call.repeat == 1 else self._named()

    def _named(self) -> str:
        return f"{self._scenario.id}, attempt {self._number}"

    def _why(self, result: AttemptResult) -> str:
        from evalkit.reporters.counts import STATUS_WORDS, failed_scores, reason, reasons

        missed = tuple(map(reason, failed_scores(result)))
        why = missed if result.status == "expected_failure" and missed else reasons(result)
        recording = f"{_shown(self._call.run().folder)}/{result.folder}"
        lines = [f"{self._named()}: {STATUS_WORDS[result.status]}", *(f"  {each}" for each in why)]
        return "\n".join([*lines, f"  recording: {recording}"])


def _shown(path: Path) -> Path:
    """As a person in this folder would write it."""
    relative = Path(os.path.relpath(path))
    return path if ".." in relative.parts else relative
