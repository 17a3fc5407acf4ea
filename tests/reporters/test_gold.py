"""What a small run's reports look like, letter by letter; EVALKIT_GOLD=write in the environment writes them anew."""

from __future__ import annotations

import io
import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from evalkit.reporters.junit import junit_xml
from evalkit.reporters.markdown import summary_markdown
from evalkit.reporters.terminal import summary
from evalkit.results import RunResult
from tests.reporters.parts import details_of, page_of, summary_of
from tests.reporters.rich import RICH_FILES, rich_run
from tests.reporters.sample import small_run
from tests.reporters.verdicts import VERDICTS, judged

GOLD = Path(__file__).parent / "gold"
FILES = RICH_FILES | {
    f"attempts/tools/temperature/1/{name}" for name in ("user.flac", "model.flac", "events.jsonl", "timeline.js")
}


def html(run: RunResult) -> str:
    page = re.sub(r"(<style>|<script>).*?(?=</style>|</script>)", r"\1", page_of(run, FILES), flags=re.DOTALL)
    page = re.sub(r"sha256-[\w+/=]+", "sha256-…", page)
    summary = json.dumps(summary_of(run, FILES), ensure_ascii=False, indent=1)
    return re.sub(r'(<template data-part="summary">)[^<]*', lambda found: f"{found[1]}\n{summary}\n", page)


def details(run: RunResult) -> str:
    return json.dumps(details_of(run, FILES), ensure_ascii=False, indent=1) + "\n"


def terminal(run: RunResult) -> str:
    out = io.StringIO()
    Console(file=out, width=80).print(summary(run, Path("reports/small/report.html")))
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


@pytest.mark.parametrize(
    ("name", "report", "run"),
    [
        ("report.html", html, small_run()),
        ("junit.xml", junit_xml, small_run()),
        ("summary.md", summary_markdown, small_run()),
        ("terminal.txt", terminal, small_run()),
        ("details.json", details, small_run()),
        ("rich.json", details, rich_run()),
        ("regressed.html", html, judged("regressed")),
        ("regressed.xml", junit_xml, judged("regressed")),
        ("exactly-regressed.xml", junit_xml, judged("exactly-regressed")),
        *((f"{name}.md", summary_markdown, judged(name)) for name in VERDICTS),
        *((f"{name}.txt", terminal, judged(name)) for name in VERDICTS),
    ],
)
def test_gold(name: str, report: Callable[[RunResult], str], run: RunResult) -> None:
    found, path = report(run), GOLD / name
    if os.environ.get("EVALKIT_GOLD") == "write":
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")
