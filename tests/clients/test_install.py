"""The clients that `make clients` installs."""

from __future__ import annotations

import json
import re

import pytest

from tests.clients.install import main
from tests.clients.installed import HERE, requirement


def test_an_unknown_client_is_refused_before_anything_is_installed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["javascript", "nobody"]) == 4
    assert capsys.readouterr().err == "no client nobody; there are javascript, pipecat, livekit\n"


def test_every_version_is_exact() -> None:
    packages = json.loads((HERE / "js" / "package.json").read_text(encoding="utf-8"))["dependencies"]
    versions = [*packages.values(), *(requirement(each).partition("==")[2] for each in ("pipecat", "livekit"))]
    assert [version for version in versions if not re.fullmatch(r"\d+(\.\d+)+", version)] == []
