"""docs/models.md holds the tables; EVALKIT_GOLD=write in the environment writes them anew."""

import os
from pathlib import Path

from evalkit.profiles.known import PROFILES
from evalkit.profiles.table import models_table

DOCS = Path(__file__).resolve().parents[2] / "docs" / "models.md"
BEGIN = "<!-- From here on made by evalkit/profiles/table.py. -->\n\n"


def test_the_documentation_holds_the_data() -> None:
    head, begin, found = DOCS.read_text(encoding="utf-8").partition(BEGIN)
    assert begin
    if os.environ.get("EVALKIT_GOLD") == "write":
        DOCS.write_text(head + begin + models_table(), encoding="utf-8")
        found = models_table()
    assert found == models_table()


def test_each_profile_has_a_row_in_each_table() -> None:
    for profile in PROFILES:
        assert models_table().count(f"| `{profile.name}` |") == (3 if profile.models else 0)


def test_what_nobody_confirmed_is_marked() -> None:
    rows = [line for line in models_table().splitlines() if line.startswith("| `dev-3.1` |")]
    takes, behaves = rows[1], rows[2]
    assert "| 1011 Internal error encountered. |" in takes
    assert "| yes (?) |" in takes, "Search beside functions"
    assert "| `function-call-N` (?) |" in behaves
