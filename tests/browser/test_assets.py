"""What is shipped of the front end: made from its sources, without a foreign address, with everybody's licence."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FRONTEND = ROOT / "frontend"
STATIC = ROOT / "evalkit/reporters/html/static"
PAGES = ("run", "compare", "index")
SHIPPED = ("preact", "@preact/signals", "@preact/signals-core", "uplot")
FORBIDDEN = ("outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "XMLHttpRequest")
NAMESPACES = re.compile(r"http://www\.w3\.org/(2000/svg|1998/Math/MathML|1999/xhtml|1999/xlink)")

needs_node = pytest.mark.skipif(
    shutil.which("node") is None or not (FRONTEND / "node_modules").is_dir(),
    reason="the front end's tools are not installed: make frontend (needs Node and npm)",
)


def script(page: str) -> str:
    return (STATIC / f"{page}.js").read_text(encoding="utf-8")


def node(*command: str) -> str:
    ran = subprocess.run(command, cwd=FRONTEND, capture_output=True, text=True, timeout=60, check=False)
    return ran.stdout + ran.stderr if ran.returncode else ""


@needs_node
def test_what_is_shipped_is_what_the_sources_make() -> None:
    assert node("node", "build.mjs", "--check") == ""


@needs_node
def test_types_hold() -> None:
    assert node("node_modules/.bin/tsc") == ""


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("word", FORBIDDEN)
def test_no_script_makes_markup_or_code_of_text(page: str, word: str) -> None:
    assert word not in script(page)


# Preact's own code names innerHTML, for what we never ask of it; Trusted Types would refuse the text if we did.
@pytest.mark.parametrize("word", [*FORBIDDEN, "innerHTML", "dangerouslySetInnerHTML", "srcdoc", "javascript:"])
def test_no_source_makes_markup_or_code_of_text(word: str) -> None:
    sources = [path for path in (FRONTEND / "src").rglob("*.ts*") if not path.name.endswith(".test.ts")]
    assert sources
    code = {path.name: re.sub(r"^\s*(//|\*).*$", "", path.read_text("utf-8"), flags=re.MULTILINE) for path in sources}
    assert [name for name, text in code.items() if word in text] == []


@pytest.mark.parametrize("page", PAGES)
def test_no_script_or_style_names_a_foreign_address(page: str) -> None:
    style = (STATIC / f"{page}.css").read_text(encoding="utf-8")
    named = re.findall(r"https?://[^\"'`\s)]*|@import|url\([^)]*\)", NAMESPACES.sub("", script(page)) + style)
    assert [each for each in named if not each.startswith("url(data:")] == []


@pytest.mark.parametrize("page", PAGES)
def test_nothing_in_a_script_ends_its_element(page: str) -> None:
    assert "</script" not in script(page).lower()
    assert "<!--" not in script(page)


def test_licences_of_what_is_shipped_stand_beside_it() -> None:
    text = (STATIC / "LICENSES.txt").read_text(encoding="utf-8")
    versions = json.loads((FRONTEND / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert set(versions) <= set(SHIPPED)
    for name in SHIPPED:
        assert re.search(rf"^{name} {re.escape(versions.get(name, ''))}", text, re.MULTILINE), name
    assert text.count("Permission is hereby granted, free of charge") == len(SHIPPED)


@needs_node
@pytest.mark.parametrize("name", SHIPPED)
def test_licence_is_the_one_that_came_with_the_package(name: str) -> None:
    text = (STATIC / "LICENSES.txt").read_text(encoding="utf-8")
    package = FRONTEND / "node_modules" / name
    version = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    assert f"{name} {version}\n" in text
    assert (package / "LICENSE").read_text(encoding="utf-8").strip() in text
