"""The list of faults: complete, readable, and refused where they cannot be had together."""

from __future__ import annotations

import re

import pytest

from evalkit.errors import UsageError
from evalkit.mock.faults.known import FAULTS, check_faults, faults_named

MUST_HAVE = """
http-401 http-403 http-404 http-429 http-503 bad-credentials setup-silent setup-close-1007 setup-close-1008
setup-close-1011 long-close-reason text-frames empty-frames empty-turn early-turn-complete missing-turn-complete
rejected-turn text-only-turn near-silent-audio swallowed-utterance burst paced transcript-before-audio
transcript-after-audio transcript-only empty-transcript finished-transcript duplicate-transcript bundled-frames
interrupted-alone interrupted-late sequential-calls empty-call call-without-id call-with-code cancelled-call
turn-complete-before-answer tool-wedge audio-while-pending-1008 go-away drop-at-setup drop-mid-turn drop-while-calling
stale-handle resume-race resume-amnesia usage-repeated usage-off usage-missing error-mid-turn-1011 in-band-error
slow-outliers context-overflow-1007 control-tokens thought-text unknown-message bad-base64 odd-bytes no-rate other-rate
audio-after-turn-complete not-json
"""


def test_every_switch_of_the_reference_is_there() -> None:
    assert sorted(FAULTS) == sorted(MUST_HAVE.split())


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_says_what_it_does_and_where_it_was_seen(name: str) -> None:
    fault = FAULTS[name]
    assert fault.name == name
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)
    assert re.fullmatch(r"[A-Z].*\.", fault.summary)
    assert len(fault.summary) <= 80
    assert fault.source.startswith("§")
    assert (fault.http_status > 0) is (fault.stage == "upgrade")


def test_faults_are_found_by_name_each_once() -> None:
    assert faults_named(["paced", "empty-call", "paced"]) == (FAULTS["paced"], FAULTS["empty-call"])


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("emtpy-turn", "there is no fault 'emtpy-turn'; did you mean 'empty-turn'?"),
        ("zzz", "there is no fault 'zzz'; `evalkit serve --list-faults` lists them"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest(name: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        faults_named([name])
    assert str(caught.value) == message


def test_faults_that_exclude_one_another_are_refused() -> None:
    with pytest.raises(UsageError) as caught:
        faults_named(["burst", "empty-turn", "rejected-turn"])
    assert str(caught.value) == (
        "the faults 'empty-turn' and 'rejected-turn' exclude one another: an answer has one end; give one of them"
    )


def test_faults_of_other_kinds_go_together() -> None:
    check_faults([FAULTS[name] for name in ("text-frames", "burst", "empty-turn", "usage-missing", "resume-race")])
