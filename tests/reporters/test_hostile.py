"""Whatever a model says stays text, in every report."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from evalkit.reporters.html.files import report_files
from evalkit.reporters.html.index import index_page, index_rows, run_line
from evalkit.reporters.html.writer import REPORTER as HTML
from evalkit.reporters.junit import junit_xml
from evalkit.reporters.markdown import summary_markdown
from evalkit.reporters.markdown_text import escape
from evalkit.reporters.terminal import summary
from evalkit.results import RunResult
from tests.reporters.hostile import CORPUS, hostile_judged, hostile_run
from tests.reporters.parts import details_of, page_of, summary_of

RELATIVE = re.compile(r"(?:[^/:?#\\]+/)*[^/:?#\\]+\.js")
"""What `frontend/src/data/parts.ts` lets in."""
VOID = {"meta", "input", "br", "line", "circle"}
KNOWN = {
    "testsuites", "testsuite", "properties", "property", "testcase", "failure", "error", "skipped", "system-out"
}  # fmt: skip
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class Shape(HTMLParser):
    """The elements and attribute names of a page, its addresses, and what never closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: Counter[tuple[str, ...]] = Counter()
        self.addresses: list[str] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[(tag, *sorted(name for name, _ in attrs))] += 1
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[(tag, *sorted(name for name, _ in attrs))] += 1

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def markup_of(run: RunResult) -> str:
    """The page without the text of its style and script, which are the same for every run."""
    return re.sub(r"(<style>|<script>).*?(?=</style>|</script>)", r"\1", page_of(run), flags=re.DOTALL)


def texts(value: Any) -> Iterator[str]:
    """Every text of a document, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from value
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)


def terminal_of(run: RunResult, width: int = 80, color: bool = False) -> str:
    out = io.StringIO()
    Console(file=out, width=width, force_terminal=color, color_system="truecolor" if color else None).print(
        summary(run)
    )
    return out.getvalue()


@pytest.mark.parametrize("text", CORPUS)
def test_html_gains_no_element_no_attribute_and_no_address(text: str) -> None:
    page, plain = Shape(markup_of(hostile_run(text))), Shape(markup_of(hostile_run("plain words")))
    known = set(plain.tags)
    assert set(page.tags) <= known
    assert page.tags[("script",)] == 1
    assert page.tags[("style",)] == 1
    assert page.open == []
    assert all(address.startswith(("#", "./")) for address in page.addresses)


@pytest.mark.parametrize("text", CORPUS)
def test_a_judged_run_is_as_inert(text: str) -> None:
    page, plain = Shape(markup_of(hostile_judged(text))), Shape(markup_of(hostile_judged("plain words")))
    assert set(page.tags) <= set(plain.tags)
    assert page.open == []
    assert all(address.startswith(("#", "./")) for address in page.addresses)
    assert HIDDEN.search(markup_of(hostile_judged(text))) is None
    assert {element.tag for element in ET.fromstring(junit_xml(hostile_judged(text)).encode()).iter()} <= KNOWN
    printed = terminal_of(hostile_judged(text))
    assert HIDDEN.search(printed) is None
    assert len(printed.splitlines()) <= 24


@pytest.mark.parametrize("text", CORPUS)
def test_html_holds_no_hidden_character_and_encodes(text: str) -> None:
    page = markup_of(hostile_run(text))
    assert HIDDEN.search(page) is None
    page.encode()


@pytest.mark.parametrize("text", CORPUS)
@pytest.mark.parametrize("hostile", [hostile_run, hostile_judged])
def test_the_data_of_the_page_hold_no_hidden_character(text: str, hostile: Callable[[str], RunResult]) -> None:
    for document in (summary_of(hostile(text)), details_of(hostile(text))):
        for each in texts(document):
            assert HIDDEN.search(each) is None
            assert len(each) < 21_000


@pytest.mark.parametrize("text", CORPUS)
def test_addresses_in_the_data_lead_below_the_page(text: str) -> None:
    """Only of files that exist there are any; here every file the run names does, whatever it is called."""
    run = hostile_judged(text)
    names = ("user.flac", "model.flac", "events.jsonl", "timeline.js", f"frames/{text}")
    details = details_of(run, {f"{each.folder}/{name}" for each in run.attempts for name in names})
    for each in details["attempts"].values():
        assert each["base"] in ("", f"{quote(text.replace(chr(92), '/'), safe='/', errors='replace')}/")
        clips = [clip for turn in each["turns"] for clip in (turn["user_clip"], turn["model_clip"])]
        found = [clip["url"] for clip in (each["user_audio"], each["model_audio"], *clips) if clip]
        assert all(url.startswith("./") for url in [*found, *filter(None, [each["events_url"]])])
        assert not any(
            part in ("", ".", "..") for url in found for part in url.removeprefix("./").split("#")[0].split("/")
        )
        assert RELATIVE.fullmatch(each["timeline_url"] or "x.js")


@pytest.mark.parametrize("text", CORPUS)
def test_the_files_beside_the_page_hold_nothing_but_packed_data(text: str) -> None:
    for name, content in report_files(hostile_judged(text), frozenset()):
        assert name == "report.html" or re.fullmatch(r'evalkit\.put\("[A-Za-z0-9+/=]+"\)\n', content)


@pytest.mark.parametrize("text", CORPUS)
def test_a_hostile_run_is_written_as_every_report(text: str, tmp_path: Path) -> None:
    assert HTML.write(hostile_run(text), tmp_path).stat().st_size > 0


@pytest.mark.parametrize("text", CORPUS)
def test_the_index_is_inert(text: str) -> None:
    lines = [run_line(hostile_run(text), text, (text, "report.html"))]
    plain = Shape(index_page(index_rows([run_line(hostile_run("plain"), "a", ("b", "report.html"))])))
    page = Shape(index_page(index_rows(lines)))
    assert set(page.tags) <= set(plain.tags)
    assert all(address.startswith("./") for address in page.addresses)


@pytest.mark.parametrize("text", CORPUS)
def test_junit_is_well_formed_and_keeps_its_shape(text: str) -> None:
    tree = ET.fromstring(junit_xml(hostile_run(text)).encode())
    assert [case.tag for case in tree.iter("testcase")] == ["testcase"] * 7
    assert {element.tag for element in tree.iter()} <= KNOWN


@pytest.mark.parametrize("text", CORPUS)
@pytest.mark.parametrize("hostile", [hostile_run, hostile_judged])
def test_markdown_shows_text_as_text(text: str, hostile: Callable[[str], RunResult]) -> None:
    page = summary_markdown(hostile(text))
    assert HIDDEN.search(page) is None
    assert "<" not in page
    assert not re.search(r"(?<!\\)`", page)
    assert not re.search(r"[@#](?=[a-z0-9])", page)
    assert "://" not in page
    assert not re.search(r"(?<!\\)\]\(", page)
    for line in page.splitlines():
        if line.startswith("|"):
            assert len(re.findall(r"(?<!\\)\|", line)) in (6, 8, 9)


@pytest.mark.parametrize("text", CORPUS)
def test_the_terminal_prints_letters_only(text: str) -> None:
    printed = terminal_of(hostile_run(text))
    assert HIDDEN.search(printed) is None
    assert len(printed.splitlines()) <= 24


@pytest.mark.parametrize("text", CORPUS)
def test_the_terminal_emits_no_style_but_its_own(text: str) -> None:
    printed = terminal_of(hostile_run(text), color=True)
    assert not re.search(r"\x1b(?!\[[0-9;]*m)", printed)
    assert HIDDEN.search(re.sub(r"\x1b\[[0-9;]*m", "", printed)) is None


def test_rich_markup_and_emoji_codes_are_printed_as_they_are() -> None:
    assert "[bold red]markup[/bold red]" in terminal_of(hostile_run("[bold red]markup[/bold red] :smile:"), width=400)


def test_a_megabyte_of_text_is_cut_and_the_cut_is_told() -> None:
    run = hostile_run("<b>" * 350_000)
    assert len(markup_of(run)) < 200_000
    details = details_of(run)
    assert sum(map(len, texts(details))) < 4_000_000
    assert any("more characters in the recording" in each for each in texts(details))
    assert len(junit_xml(run)) < 1_000_000
    assert len(summary_markdown(run)) < 100_000
    assert len(terminal_of(run).splitlines()) <= 24


@given(st.text(st.characters(codec=None), max_size=40))
@settings(max_examples=25, deadline=None)
def test_no_text_at_all_breaks_a_report(text: str) -> None:
    for run in (hostile_run(text), hostile_judged(text)):
        ET.fromstring(junit_xml(run).encode())
        assert Shape(markup_of(run)).open == []
        summary_markdown(run).encode()
        terminal_of(run).encode()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a|b", r"a\|b"),
        ("`x`", r"\`x\`"),
        ("<b>&", "&lt;b&gt;&amp;"),
        ("@team", "@\u200bteam"),
        ("#12", "#\u200b12"),
        ("https://a.b", "https:\u200b//a.b"),
        ("www.a.b", "www\u200b.a.b"),
        ("a\nb", "a b"),
        ("- a", "-\u200b a"),
        ("1. a", "1\u200b. a"),
        ("\\|", r"\\\|"),
    ],
)
def test_markdown_escapes(text: str, shown: str) -> None:
    assert escape(text) == shown
