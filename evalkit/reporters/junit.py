"""`junit.xml`: the format in which CI systems read test results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from evalkit.reporters.base import write_whole
from evalkit.reporters.counts import count, failed_scores, reason, reasons
from evalkit.reporters.plain import one_line, plain
from evalkit.reporters.verdict_junit import gates_suite
from evalkit.results import AttemptResult, RunResult

__all__ = ["REPORTER", "JUnit", "junit_xml"]


@dataclass(frozen=True, slots=True)
class JUnit:
    """Writes `junit.xml`."""

    name: str = "junit"

    def write(self, run: RunResult, folder: Path) -> Path:
        """Writes `junit.xml` into the run's folder."""
        return write_whole(folder / "junit.xml", junit_xml(run))


REPORTER = JUnit()


def junit_xml(run: RunResult) -> str:
    """The run as JUnit XML in the shape pytest writes (its `xunit2` family), one testcase an attempt.

    A missed expectation is a `failure`; what could not be measured an `error`; an expected failure is `skipped`
    with its reason, as pytest's xfail, and so is whatever a scenario in quarantine did not pass. Planned attempts
    that never finished are one more testcase, an error, so that an incomplete run is never green. Fresh repeats and
    the arm of a baseline are no testcases; a run with a baseline has a second suite, `gates`. Characters that XML
    1.0 forbids appear as pictures or code points.
    """
    found = count(run)
    kinds = Counter(map(_kind, run.sample))
    suites = ET.Element("testsuites", name="evalkit")
    suite = ET.SubElement(
        suites,
        "testsuite",
        name="evalkit",
        tests=str(len(run.sample) + bool(found.missing)),
        failures=str(kinds["failure"]),
        errors=str(kinds["error"] + bool(found.missing)),
        skipped=str(kinds["skipped"]),
        time=_seconds(found.elapsed_s),
        timestamp=one_line(run.started_at, 40),
    )
    _properties(
        suite, (("run_id", run.run_id), ("endpoint", run.endpoint), ("model", run.model), ("evalkit", run.evalkit))
    )
    repeated = len({each.scenario_id for each in run.sample}) < len(run.sample)
    for attempt in run.sample:
        _testcase(suite, attempt, repeated)
    if found.missing:
        case = ET.SubElement(
            suite, "testcase", classname="evalkit", name="every planned attempt finished", time="0.000"
        )
        why = f"; the run stopped by itself: {found.stopped}" if found.stopped else ""
        message = f"{found.missing} of {run.planned} planned attempts never finished{why}"
        ET.SubElement(case, "error", message=message)
    if run.verdict is not None:
        suites.append(gates_suite(run.verdict, interleaved=found.baseline_arm > 0))
    ET.indent(suites)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(suites, encoding="unicode")}\n'


def _testcase(suite: ET.Element, attempt: AttemptResult, repeated: bool) -> None:
    folder, _, name = one_line(attempt.scenario_id, 300).rpartition("/")
    case = ET.SubElement(
        suite,
        "testcase",
        # Jenkins takes dots as package separators.
        classname=folder.replace("/", ".") or "scenarios",
        name=f"{name or 'unnamed'}[{attempt.attempt}]" if repeated else name or "unnamed",
        time=_seconds(attempt.duration_s),
    )
    _properties(case, _facts(attempt))
    if attempt.status == "expected_failure":
        skipped = ET.SubElement(case, "skipped", type="evalkit.expected_failure")
        skipped.set("message", one_line(attempt.expected_failure) or "expected to fail")
        skipped.text = "\n".join(map(reason, failed_scores(attempt)))
    elif _kind(attempt) == "skipped":
        message = f"in quarantine: {one_line(attempt.quarantined)}"
        skipped = ET.SubElement(case, "skipped", type="evalkit.quarantined", message=message)
        skipped.text = "\n".join(reasons(attempt))
    elif attempt.status != "passed":
        _bad(case, attempt)
    if attempt.notes:
        ET.SubElement(case, "system-out").text = "\n".join(plain(note) for note in attempt.notes)


def _kind(attempt: AttemptResult) -> str:
    """The element that tells of it: failure, error, skipped, or empty where it passed."""
    if attempt.status == "passed":
        return ""
    if attempt.quarantined or attempt.status == "expected_failure":
        return "skipped"
    return "error" if attempt.status in ("infra", "invalid") else "failure"


def _bad(case: ET.Element, attempt: AttemptResult) -> None:
    why = reasons(attempt)
    more = f" (and {len(why) - 1} more)" if len(why) > 1 else ""
    bad = ET.SubElement(case, _kind(attempt), message=why[0] + more, type=f"evalkit.{attempt.status}")
    bad.text = "\n".join(why)


def _facts(attempt: AttemptResult) -> Iterator[tuple[str, str]]:
    yield "status", attempt.status
    if attempt.quarantined:
        yield "quarantined", attempt.quarantined
    if attempt.tags:
        yield "tags", " ".join(attempt.tags)
    if attempt.folder:
        yield "folder", attempt.folder
    for score in attempt.scores:
        where = "session" if score.turn is None else f"turn {score.turn + 1}"
        value = "unscored" if score.value is None else f"{score.value:.6g}"
        yield f"{score.scorer}.{score.metric} ({where})", f"{value} {score.unit}".strip()


def _properties(parent: ET.Element, facts: Iterator[tuple[str, str]] | tuple[tuple[str, str], ...]) -> None:
    properties = ET.SubElement(parent, "properties")
    for name, value in facts:
        ET.SubElement(properties, "property", name=one_line(name, 200), value=one_line(value, 500))


def _seconds(value: float | None) -> str:
    return f"{value or 0.0:.3f}"
