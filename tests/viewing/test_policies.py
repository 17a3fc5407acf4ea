"""The policy of an answer: a page's own, or none of a page's powers."""

import pytest

from evalkit.reporters.html.page import policy, static
from evalkit.viewing.policies import INERT, page_policy


def head(stated: str) -> str:
    return f'<!doctype html>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{stated}">'


def test_a_page_of_ours_keeps_its_policy_and_cannot_be_framed() -> None:
    stated = policy(static("run.css"), static("run.js"), connects=True)
    assert page_policy(head(stated.replace("'", "&#39;"))) == f"{stated}; frame-ancestors 'none'"


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<script>alert(1)</script>",
        head("script-src 'unsafe-inline'"),
        head("default-src *; script-src 'none'"),
        head("default-src 'none'; script-src 'none'\r\nX-Injected: yes"),
        head("default-src 'none'; img-src ü"),
        head(policy("a{}", "fetch('/other/results.jsonl')", connects=True)),
        head("default-src 'none'; script-src 'unsafe-inline'; connect-src *"),
        "<!-- " + head("default-src 'none'; script-src 'unsafe-inline'") + " -->",
    ],
)
def test_any_other_page_is_shown_without_power(page: str) -> None:
    assert page_policy(page) == INERT
    assert "sandbox" in INERT
    assert "script" not in INERT
