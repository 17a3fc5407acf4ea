"""docs/normalising.md says what the normalisers do: each of its rows is run here."""

from pathlib import Path

import pytest

from evalkit.text.normalize import CHANGES, normalizer

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "normalising.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[tuple[str, ...]]:
    """The cells of each row of the table under a heading."""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines[2:]]


@pytest.mark.parametrize("row", rows("The same"), ids=" ".join)
def test_these_become_the_same(row: tuple[str, str, str]) -> None:
    language, texts, become = row
    words = normalizer(language)
    assert {text: words(text) for text in texts.split(" · ")} == dict.fromkeys(texts.split(" · "), become)


@pytest.mark.parametrize("row", rows("Not the same"), ids=" ".join)
def test_these_stay_apart(row: tuple[str, str, str, str]) -> None:
    language, one, other, _ = row
    assert normalizer(language)(one) != normalizer(language)(other)


def test_the_versions_are_those_of_the_code() -> None:
    listed = PAGE.split("\n## Versions\n\n")[1].strip()
    assert listed == "\n".join(f"- **{version}** {change}" for version, change in sorted(CHANGES.items()))


def test_there_are_rows_to_run() -> None:
    assert (len(rows("The same")), len(rows("Not the same"))) == (31, 16)
