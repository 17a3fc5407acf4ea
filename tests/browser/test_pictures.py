"""The pictures in the documents: there is one of each page, and none is larger than a reader would wait for."""

import io

import pytest
from PIL import Image

from tests.browser.pictures import DOCS, PICTURES, main


@pytest.mark.parametrize("name", PICTURES)
def test_picture_is_there_and_small(name: str) -> None:
    taken = (DOCS / f"{name}.png").read_bytes()
    assert len(taken) <= 300_000
    with Image.open(io.BytesIO(taken)) as picture:
        assert picture.size == (1200, PICTURES[name].height)


def test_unknown_name_is_told_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["repotr"]) == 4
    assert capsys.readouterr().err.startswith("no picture repotr; there are report, list, session")
