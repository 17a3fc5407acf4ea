from __future__ import annotations

import base64
import hashlib
import re
from html import unescape
from urllib.parse import quote

import pytest
from jinja2 import UndefinedError

from evalkit.reporters.html.files import report_files
from evalkit.reporters.html.page import policy, render, static
from evalkit.results import RunResult
from tests.reporters.parts import details_of, page_of
from tests.reporters.sample import attempt, sample_run

PAGE = page_of(sample_run())
BUNDLES = ("run", "compare", "index")


@pytest.mark.parametrize("element", ["style", "script"])
def test_the_policy_names_what_is_inside_by_its_hash(element: str) -> None:
    (content,) = re.findall(rf"<{element}>(.*?)</{element}>", PAGE, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
    (found,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', PAGE)
    assert f"{element}-src 'sha256-{digest}'" in unescape(found)


def test_the_policy_lets_nothing_else_in() -> None:
    style, script = (f"'sha256-{base64.b64encode(hashlib.sha256(each).digest()).decode()}'" for each in (b"a", b"b"))
    assert policy("a", "b").split("; ") == [
        "default-src 'none'",
        f"script-src {script} 'strict-dynamic'",
        f"style-src {style}",
        "img-src 'self' file: data: blob:",
        "media-src 'self' file: data: blob:",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types evalkit",
    ]


def test_only_a_page_that_follows_a_run_may_ask_its_server() -> None:
    assert "connect-src 'self'" in policy("a", "b", connects=True).split("; ")
    live = dict(report_files(sample_run(), (), live=True))["report.html"]
    assert "connect-src" in live
    assert "connect-src" not in PAGE


def test_nothing_is_asked_of_anywhere() -> None:
    assert not re.search(r"""(?:src|href)=["'](?:[a-z]+:|//)""", PAGE)
    assert "@import" not in PAGE
    assert "url(" not in static("run.css")


def test_no_style_attribute_and_no_handler_the_policy_would_refuse() -> None:
    markup = re.sub(r"<(style|script)>.*?</\1>", "", PAGE, flags=re.DOTALL)
    assert not re.search(r"<[^>]* (style|on\w+)=", markup)


@pytest.mark.parametrize("bundle", BUNDLES)
def test_the_script_evaluates_nothing_and_ends_no_element(bundle: str) -> None:
    script = static(f"{bundle}.js")
    for word in ("document.write", "eval(", "Function(", "insertAdjacentHTML", "outerHTML"):
        assert word not in script
    assert "</script" not in script.lower()
    assert "</style" not in static(f"{bundle}.css").lower()


def test_a_name_the_template_was_not_given_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="'report' is undefined"):
        render("report.html.j2", "run")


def test_every_id_is_there_once_and_every_link_within_the_page_leads_somewhere() -> None:
    ids = re.findall(r' id="([^"]*)"', PAGE)
    assert len(ids) == len(set(ids))
    details = details_of(sample_run())
    turns = {turn["anchor"] for each in details["attempts"].values() for turn in each["turns"]}
    assert set(re.findall(r'href="#([^"?]*)(?:\?play=1)?"', PAGE)) <= {
        *ids,
        *details["scenarios"],
        *details["attempts"],
        *turns,
    }


@pytest.mark.parametrize("name", ["status", "audio", "ui:audio", "ui:app", "filter"])
def test_no_scenario_can_take_the_place_of_a_control(name: str) -> None:
    run = RunResult(run_id="", endpoint="", attempts=(attempt(name, "passed", [], []),))
    assert quote(name) in details_of(run)["scenarios"]
    assert not {quote(name)} & set(re.findall(r' id="([^"]*)"', page_of(run)))
