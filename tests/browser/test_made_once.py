"""What is dear is made once, and made again where it failed."""

from pathlib import Path

import pytest

from tests.browser.made_once import Workshop


def test_second_caller_finds_what_the_first_has_made(tmp_path: Path) -> None:
    made: list[Path] = []
    folders = [Workshop(tmp_path / "shared").made("it", made.append) for _ in range(2)]
    assert folders == [tmp_path / "shared" / "it"] * 2
    assert made == folders[:1]


def test_what_failed_is_made_again(tmp_path: Path) -> None:
    def fail(_: Path) -> None:
        raise OSError("no space")

    with pytest.raises(OSError, match="no space"):
        Workshop(tmp_path).made("it", fail)
    assert Workshop(tmp_path).made("it", lambda folder: (folder / "x").touch()).joinpath("x").exists()
