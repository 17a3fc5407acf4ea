"""The page of a mistake: words, and ways on, with nothing in it that runs."""

import base64
import hashlib
import re

from evalkit.viewing.problem import problem_page, problem_policy


def test_every_text_stays_text() -> None:
    page = problem_page("<i>", '"><script>alert(1)</script>', (("<b>", '/"onclick="x'), ("All runs", "/")))
    assert "<script" not in page
    assert "<i>" not in page
    assert '<a href="/&quot;onclick=&quot;x">&lt;b&gt;</a> · <a href="/">All runs</a>' in page


def test_its_policy_lets_in_its_own_style_and_nothing_else() -> None:
    (style,) = re.findall("<style>(.*?)</style>", problem_page("a", "b", ()))
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert problem_policy() == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
