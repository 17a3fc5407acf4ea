from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

from evalkit.reporters.counts import count
from evalkit.reporters.junit import junit_xml
from evalkit.results import RunResult
from tests.reporters.sample import attempt, sample_run, small_run, timed


def tree(run: RunResult) -> ET.Element:
    return ET.fromstring(junit_xml(run).encode())


def case(run: RunResult, name: str) -> ET.Element:
    found = tree(run).find(f".//testcase[@name='{name}']")
    assert found is not None
    return found


def test_counts_agree_with_the_testcases() -> None:
    suite = tree(sample_run()).find("testsuite")
    assert suite is not None
    for attribute, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        assert int(suite.attrib[attribute]) == len(list(suite.iter(tag)))
    assert suite.attrib["time"] == "3.200"


def test_a_folder_is_a_class_and_an_attempt_a_name() -> None:
    names = [(each.get("classname"), each.get("name")) for each in tree(small_run()).iter("testcase")]
    assert names == [("tools", "temperature"), ("latency", "story"), ("video", "dog")]
    nested = RunResult(
        run_id="", endpoint="", attempts=(attempt("a/b/c", "passed", [], []), attempt("top", "passed", [], []))
    )
    assert [each.get("classname") for each in tree(nested).iter("testcase")] == ["a.b", "scenarios"]
    assert case(sample_run(), "greeting[2]").get("classname") == "basics"


def test_a_failure_tells_every_missed_expectation() -> None:
    failure = case(small_run(), "story").find("failure")
    assert failure is not None
    assert failure.get("message", "").endswith(
        "expected ≤ 2500 ms; counted from the end of the user's speech (and 1 more)"
    )
    assert (failure.text or "").splitlines()[1] == "turn 1: wer.input_wer 0.25, expected ≤ 0.10"


def test_what_could_not_be_measured_is_an_error_and_an_announced_failure_is_skipped() -> None:
    error = case(small_run(), "dog").find("error")
    assert error is not None
    assert error.attrib == {
        "message": "setup: closed 1011 'You exceeded your current quota'; wait and try again",
        "type": "evalkit.infra",
    }
    skipped = case(sample_run(), "thinking-aloud[1]").find("skipped")
    assert skipped is not None
    assert skipped.get("message") == "the model takes any pause of 700 ms for the end of the turn"


def test_metrics_are_properties() -> None:
    found = {each.get("name"): each.get("value") for each in case(small_run(), "story").iter("property")}
    assert found["latency.first_audible_ms (turn 1)"] == "3120 ms"
    assert found["wer.output_wer (session)"] == "unscored"
    assert found["folder"] == "attempts/latency/story/1"


def test_an_incomplete_run_is_never_green() -> None:
    run = replace(small_run(), attempts=(attempt("a", "passed", [], timed(1)),), planned=3)
    error = case(run, "every planned attempt finished").find("error")
    assert error is not None
    assert error.get("message") == "2 of 3 planned attempts never finished"


def test_an_unexpected_pass_is_a_failure() -> None:
    run = RunResult(
        run_id="", endpoint="", attempts=(attempt("a", "unexpected_pass", [], [], expected_failure="slow"),)
    )
    failure = case(run, "a").find("failure")
    assert failure is not None
    assert failure.get("message") == "passed, though announced to fail: slow"


def test_a_run_that_gave_up_says_why() -> None:
    run = replace(small_run(), planned=99, settings={"stopped": "the key was refused"})
    error = case(run, "every planned attempt finished").find("error")
    assert error is not None
    assert error.get("message", "").endswith(
        " of 99 planned attempts never finished; the run stopped by itself: the key was refused"
    )


def test_what_is_in_quarantine_is_skipped_with_its_reason_and_fails_nothing() -> None:
    kept_out = replace(attempt("a", "failed", [], timed(9_000)), quarantined="until 2026-12-06: flaky line")
    run = RunResult(run_id="r", endpoint="gemini", planned=2, attempts=(kept_out, attempt("b", "passed", [], [])))
    suite = tree(run).find("testsuite")
    assert suite is not None
    assert (suite.get("failures"), suite.get("skipped")) == ("0", "1")
    skipped = case(run, "a").find("skipped")
    assert skipped is not None
    assert (skipped.get("type"), "until 2026-12-06: flaky line" in (skipped.get("message") or "")) == (
        "evalkit.quarantined",
        True,
    )
    counted = count(run)
    assert (counted.standing, counted.quarantined) == ("passed", 1)
    assert "1 not passed in quarantine" in counted.sentence
