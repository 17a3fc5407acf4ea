from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from evalkit.outcome import RunVerdict
from evalkit.reporters.junit import junit_xml
from evalkit.reporters.verdict_junit import gates_suite
from tests.reporters.verdicts import NICER, SLOWER, VERDICTS, WRONG, judged


def kinds(verdict: RunVerdict) -> dict[str, str]:
    """What became of each testcase: failure, error, skipped, or passed."""
    cases = gates_suite(verdict).iter("testcase")
    bad = ("failure", "error", "skipped")
    return {case.get("name", ""): next((each.tag for each in case if each.tag in bad), "passed") for case in cases}


def message(verdict: RunVerdict, name: str) -> str:
    found = gates_suite(verdict).find(f".//testcase[@name='{name}']/*")
    assert found is not None
    return found.get("message", "")


def test_a_gate_fails_when_it_is_red_and_is_skipped_when_it_could_not_tell() -> None:
    assert kinds(VERDICTS["regressed"]) == {
        "comparable with the baseline": "passed",
        "pass rate": "failure",
        "tools right": "passed",
        "speech and silence right": "skipped",
        "word error rate": "passed",
        "first audible audio": "passed",
        "no scenario broke": "failure",
    }


def test_a_break_names_its_counts_and_its_chance() -> None:
    assert message(VERDICTS["regressed"], "no scenario broke") == (
        "tools/temperature: 1 of 5 passed, 70 of 70 in 14 nights before; one chance in 20,000 if nothing had changed; "
        "fresh repeats 2/10: confirmed; one chance in 400 with all scenarios looked at"
    )


def test_a_break_that_was_not_confirmed_fails_nothing_and_is_told() -> None:
    verdict = replace(VERDICTS["regressed"], breaks=VERDICTS["regressed"].breaks[1:], changes=())
    assert kinds(verdict)["no scenario broke"] == "passed"
    told = gates_suite(verdict).findtext(".//testcase[@name='no scenario broke']/system-out")
    assert told is not None
    assert told.startswith("video/dog: 3 of 5 passed")


def test_an_exact_run_fails_the_gates_in_which_a_scenario_is_worse() -> None:
    verdict = replace(VERDICTS["exactly-regressed"], changes=(WRONG, replace(WRONG, scenario_id="b"), SLOWER, NICER))
    assert [name for name, kind in kinds(verdict).items() if kind == "failure"] == ["pass rate", "first audible audio"]
    assert message(verdict, "pass rate").endswith("pass rate 100 % → 20 %, −80 points (−80 %) (and 1 more)")


@pytest.mark.parametrize(
    ("name", "kind"), [("inconclusive", "error"), ("new-key", "skipped"), ("no-evidence", "skipped")]
)
def test_a_run_that_cannot_be_compared_is_never_just_green(name: str, kind: str) -> None:
    assert kinds(VERDICTS[name])["comparable with the baseline"] == kind
    assert message(VERDICTS[name], "comparable with the baseline").startswith(VERDICTS[name].outcome.value)


@pytest.mark.parametrize("name", VERDICTS)
def test_counts_agree_with_the_testcases(name: str) -> None:
    for suite in ET.fromstring(junit_xml(judged(name)).encode()).iter("testsuite"):
        for attribute, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
            assert int(suite.attrib[attribute]) == len(list(suite.iter(tag)))
        assert int(suite.attrib["skipped"]) == len(list(suite.iter("skipped")))


def test_names_stay_the_same_from_night_to_night() -> None:
    assert set(kinds(VERDICTS["improved"])) == set(kinds(VERDICTS["regressed"]))


def test_without_a_baseline_there_is_one_suite() -> None:
    tree = ET.fromstring(junit_xml(replace(judged("regressed"), verdict=None)).encode())
    assert [suite.get("name") for suite in tree.iter("testsuite")] == ["evalkit"]
