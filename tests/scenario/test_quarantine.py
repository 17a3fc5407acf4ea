from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from evalkit.errors import ScenarioErrors
from evalkit.scenario.content import content_digest
from evalkit.scenario.loader import load_scenario
from evalkit.scenario.quarantine import Quarantine

UNTIL = Quarantine(date(2026, 12, 6), "flaky on Vertex")


@pytest.mark.parametrize(
    ("day", "problem"),
    [
        ("2026-11-21", "the quarantine ends in 15 days; 14 are the most"),
        ("2026-11-22", ""),
        ("2026-12-06", ""),
        ("2026-12-07", "the quarantine ended on 2026-12-06"),
        ("2027-12-07", "the quarantine ended on 2026-12-06"),
    ],
)
def test_it_holds_for_fourteen_days_and_through_its_last(day: str, problem: str) -> None:
    assert UNTIL.problem(date.fromisoformat(day)) == problem


def test_longer_needs_a_reason_and_still_ends() -> None:
    longer = Quarantine(date(2027, 2, 1), "the tool is being rebuilt", longer="the team is back in February")
    assert longer.problem(date(2026, 11, 22)) == ""
    assert longer.problem(date(2027, 2, 2)) == "the quarantine ended on 2027-02-01"


def test_what_to_do_is_said() -> None:
    assert UNTIL.hint(date(2026, 11, 1)) == "end it by 2026-11-15, or write beside it why it takes longer: `longer: …`"
    assert UNTIL.hint(date(2027, 1, 1)).startswith("mend the scenario, remove the key, or give it another day")
    assert str(UNTIL) == "until 2026-12-06: flaky on Vertex"


def loaded(tmp_path: Path, quarantine: str) -> Any:
    path = tmp_path / "a.yaml"
    path.write_text(f"turns: [{{text: Hello}}]\n{quarantine}\n", encoding="utf-8")
    return load_scenario(path)


def test_a_file_says_until_when_and_why(tmp_path: Path) -> None:
    scenario = loaded(tmp_path, "quarantine: {until: 2026-12-06, reason: flaky on Vertex}")
    assert scenario.quarantine == UNTIL
    assert loaded(tmp_path, "").quarantine is None
    assert loaded(tmp_path, "quarantine: {until: '2026-12-06', reason: a, longer: b}").quarantine.longer == "b"


@pytest.mark.parametrize(
    ("quarantine", "mistake"),
    [
        ("quarantine: {until: 2026-12-06}", "2:13: quarantine: missing key 'reason'"),
        ("quarantine: {reason: flaky}", "2:13: quarantine: missing key 'until'"),
        ("quarantine: yes", "2:13: quarantine: expected a mapping, found 'yes'"),
        (
            "quarantine: {until: 2026-02-30, reason: a}",
            "2:21: quarantine.until: expected a day such as 2026-12-06, found '2026-02-30'",
        ),
        (
            "quarantine: {until: tomorrow, reason: a}",
            "2:21: quarantine.until: expected a day such as 2026-12-06, found 'tomorrow'",
        ),
        (
            "quarantine: {until: 20261206, reason: a}",
            "2:21: quarantine.until: expected a string, found 20261206; put it in quotes",
        ),
        (
            "quarantine: {until: 2026-12-06, reason: ' '}",
            "2:41: quarantine.reason: expected some text, found ' '",
        ),
        (
            "quarantine: {til: 2026-12-06, until: 2026-12-06, reason: a}",
            "2:14: quarantine.til: unknown key 'til'; did you mean 'until'?",
        ),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, quarantine: str, mistake: str) -> None:
    with pytest.raises(ScenarioErrors) as found:
        loaded(tmp_path, quarantine)
    assert str(found.value) == f"{tmp_path}/a.yaml:{mistake}"


def test_quarantine_makes_no_other_scenario_of_it(tmp_path: Path) -> None:
    plain, aside = loaded(tmp_path, ""), loaded(tmp_path, "quarantine: {until: 2026-12-06, reason: a}")
    assert content_digest(plain.document) == content_digest(aside.document)
