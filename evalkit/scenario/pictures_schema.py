"""The `video` and `image` keys of a turn: a file, or a file and how it is made square; of images also a list."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from pydantic import Discriminator, Field, Tag

from evalkit.scenario.model import Fit
from evalkit.scenario.strict import Strict, Words

__all__ = ["AnyPicture", "AnyPictures", "PictureFile", "picture_files"]


class PictureFile(Strict):
    """A file to be seen, and how it is made square."""

    file: Words = Field(description="A file, relative to the scenario file.")
    fit: Fit = Field(
        default="letterbox",
        description="letterbox: all of it, between black bars; crop: its middle fills the square.",
    )


def _shape(value: Any) -> str:
    if isinstance(value, list):
        return "<list>"
    return "<mapping>" if isinstance(value, dict | PictureFile) else "<path>"


AnyPicture: TypeAlias = Annotated[
    Annotated[Words, Tag("<path>")] | Annotated[PictureFile, Tag("<mapping>")],
    Discriminator(lambda value: "<path>" if _shape(value) == "<list>" else _shape(value)),
]
AnyPictures: TypeAlias = Annotated[
    Annotated[Words, Tag("<path>")]
    | Annotated[PictureFile, Tag("<mapping>")]
    | Annotated[list[AnyPicture], Field(min_length=1), Tag("<list>")],
    Discriminator(_shape),
]


def picture_files(written: str | PictureFile | list[str | PictureFile] | None) -> tuple[PictureFile, ...]:
    """Returns what `video` or `image` names as a tuple, however it was written."""
    if written is None:
        return ()
    listed = written if isinstance(written, list) else [written]
    return tuple(PictureFile(file=each) if isinstance(each, str) else each for each in listed)
