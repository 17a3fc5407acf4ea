"""What a run's page consists of, unpacked again: the page, its summary and its details."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Collection
from typing import Any

import orjson

from evalkit.reporters.html.files import report_files
from evalkit.results import RunResult

__all__ = ["details_of", "page_of", "summary_of", "unpacked"]


def page_of(run: RunResult, files: Collection[str] = ()) -> str:
    """`report.html` as it would be written."""
    return dict(report_files(run, files))["report.html"]


def summary_of(run: RunResult, files: Collection[str] = ()) -> dict[str, Any]:
    """The data that stand in the page."""
    (data,) = re.findall(r'<template data-part="summary">([^<]*)</template>', page_of(run, files))
    found: dict[str, Any] = unpacked(data)
    return found


def details_of(run: RunResult, files: Collection[str] = ()) -> dict[str, Any]:
    """The details of all files together."""
    found: dict[str, Any] = {"scenarios": {}, "attempts": {}}
    for name, text in report_files(run, files):
        if name.startswith("details/"):
            shard = unpacked(text.removeprefix('evalkit.put("').removesuffix('")\n'))
            found["scenarios"] |= shard["scenarios"]
            found["attempts"] |= shard["attempts"]
    return found


def unpacked(text: str) -> Any:
    """The document in base64 of a zlib stream of JSON."""
    return orjson.loads(zlib.decompress(base64.b64decode(text, validate=True)))
