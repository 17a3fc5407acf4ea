from __future__ import annotations

import base64
import hashlib
import re
from html import unescape
from urllib.parse import quote

import pytest
from jinja2 import UndefinedError

from evalkit.reporters.html.index import index_rows
from evalkit.reporters.html.page import policy, render, static
from evalkit.reporters.html.view import report_view
from evalkit.results import RunResult
from tests.reporters.sample import attempt, sample_run

PAGES = {
    "report": render("report.html.j2", report=report_view(sample_run(), ())),
    "index": render("index.html.j2", rows=index_rows(())),
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
@pytest.mark.parametrize("element", ["style", "script"])
def test_the_policy_names_what_is_inside_by_its_hash(page: str, element: str) -> None:
    (content,) = re.findall(rf"<{element}>(.*?)</{element}>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
    (found,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)
    assert f"{element}-src 'sha256-{digest}'" in unescape(found)


def test_the_policy_lets_nothing_else_in() -> None:
    assert policy("a", "b").startswith("default-src 'none'; ")
    assert "unsafe" not in policy("a", "b")
    assert "img-src 'self' file:;" in policy("a", "b")


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_nothing_is_asked_of_anywhere(page: str) -> None:
    assert "://" not in page
    assert not re.search(r'(?:src|href)="//', page)
    assert "@import" not in page
    assert "url(" not in page


def test_no_style_attribute_and_no_handler_the_policy_would_refuse() -> None:
    assert not re.search(r"<[^>]* (style|on\w+)=", PAGES["report"])


def test_the_script_builds_no_markup() -> None:
    script = static("page.js")
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(", "fetch("):
        assert word not in script
    assert "</script" not in script.lower()
    assert "</style" not in static("page.css").lower()


def test_a_name_the_template_was_not_given_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="'rows' is undefined"):
        render("index.html.j2")


def test_every_id_is_there_once_and_every_link_within_the_page_leads_somewhere() -> None:
    page = PAGES["report"]
    ids = re.findall(r' id="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]*)"', page)) <= set(ids)


@pytest.mark.parametrize("name", ["status", "audio", "ui:audio", "filter"])
def test_no_scenario_can_take_the_place_of_a_control(name: str) -> None:
    run = RunResult(run_id="", endpoint="", attempts=(attempt(name, "passed", [], []),))
    ids = re.findall(r' id="([^"]*)"', render("report.html.j2", report=report_view(run, ())))
    assert len(ids) == len(set(ids))
    assert quote(name) in ids
