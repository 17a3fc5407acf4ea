"""A run against its baseline as a JUnit suite: a testcase for each primary, for what broke, and for the whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from evalkit.outcome import Gate, GateName, Outcome, RunVerdict
from evalkit.reporters.gate_words import gate_sentence
from evalkit.reporters.number_words import gate_name
from evalkit.reporters.verdict_words import Moved, caveats, headline, moved

__all__ = ["gates_suite"]

_MOST_TOLD = 50


@dataclass(frozen=True, slots=True)
class _Case:
    """A testcase; `kind` is failure, error, skipped, or empty where it passed."""

    name: str
    kind: str
    message: str
    lines: tuple[str, ...] = ()


def gates_suite(verdict: RunVerdict, *, interleaved: bool = False) -> ET.Element:
    """Returns the suite `gates`: what is red is a failure, what could not be told is skipped.

    A run that is inconclusive is an error. The names stay the same from night to night, so that a CI server can follow
    each of them; `interleaved` as for `caveats`.
    """
    cases = tuple(_cases(verdict, interleaved))
    suite = ET.Element("testsuite", name="gates", tests=str(len(cases)))
    for attribute, kind in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(attribute, str(sum(case.kind == kind for case in cases)))
    suite.set("time", "0.000")
    properties = ET.SubElement(suite, "properties")
    facts = (("outcome", verdict.outcome.value), ("accepted_nights", verdict.nights), ("seed", verdict.seed))
    for name, value in facts:
        ET.SubElement(properties, "property", name=name, value=str(value))
    for case in cases:
        suite.append(_element(case))
    return suite


def _cases(verdict: RunVerdict, interleaved: bool) -> Iterator[_Case]:
    yield _whole(verdict, interleaved)
    if verdict.outcome in (Outcome.INCONCLUSIVE, Outcome.NEW_KEY):
        return
    found = moved(verdict)
    if verdict.exact:
        yield from (_exact(name, found) for name in GateName)
        return
    yield from map(_gate, verdict.gates)
    broke = [each for each in found if each.kind == "broke"]
    yield _told("no scenario broke", broke, [each for each in found if each.kind == "unconfirmed"])


def _whole(verdict: RunVerdict, interleaved: bool) -> _Case:
    kind = {Outcome.INCONCLUSIVE: "error", Outcome.NEW_KEY: "skipped", Outcome.NO_EVIDENCE: "skipped"}
    told = caveats(verdict, interleaved=interleaved)
    # A regression fails its own case; to fail this one too would count it twice.
    return _Case("comparable with the baseline", kind.get(verdict.outcome, ""), headline(verdict), told)


def _gate(gate: Gate) -> _Case:
    kinds = {Outcome.REGRESSED: "failure", Outcome.NO_EVIDENCE: "skipped", Outcome.NEW_KEY: "skipped"}
    return _Case(gate_name(gate.name), kinds.get(gate.outcome, ""), f"{gate.outcome.value}: {gate_sentence(gate)}")


def _exact(name: GateName, found: tuple[Moved, ...]) -> _Case:
    """Of a run in which nothing is random, every scenario that is worse fails its gate."""
    ours = [each for each in found if each.gate is name]
    worse = [each for each in ours if each.kind == "worse"]
    return _told(gate_name(name), worse, [each for each in ours if each.kind == "better"])


def _told(name: str, bad: list[Moved], beside: list[Moved]) -> _Case:
    """Fails where anything is bad, and tells what stands beside it in any case."""
    told = tuple(each.said for each in (*bad, *beside)[:_MOST_TOLD])
    more = f" (and {len(bad) - 1:,} more)" if len(bad) > 1 else ""
    return _Case(name, "failure", bad[0].said + more, told) if bad else _Case(name, "", "", told)


def _element(case: _Case) -> ET.Element:
    element = ET.Element("testcase", classname="evalkit.gates", name=case.name, time="0.000")
    text = "\n".join(case.lines)
    if case.kind:
        inner = ET.SubElement(element, case.kind, message=case.message)
        inner.text = text or case.message
        if case.kind == "failure":
            inner.set("type", "evalkit.regressed")
    elif case.message or text:
        ET.SubElement(element, "system-out").text = "\n".join(part for part in (case.message, text) if part)
    return element
