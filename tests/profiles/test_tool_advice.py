"""What is said of tools before each model, in words."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.profiles.saying import AUDIO, function, said


@pytest.mark.parametrize(
    ("profile", "setup", "line"),
    [
        (
            "dev-3.8",
            {**AUDIO, "tools": {"codeExecution": {}}},
            "error setup.tools.codeExecution: T does not run code; remove it",
        ),
        (
            "dev-3.1",
            {**AUDIO, "tools": [{"url_context": {}}]},
            "error setup.tools.0.url_context: T does not read pages; remove it",
        ),
        (
            "vertex-3.8",
            {**AUDIO, "tools": [{"google_maps": {}}]},
            "error setup.tools.0.google_maps: T has no Google Maps; remove it",
        ),
        (
            "vertex-3.8",
            {**AUDIO, "tools": [{"file_search": {}}]},
            "error setup.tools.0.file_search: Vertex AI has no such tool; the Developer API has it; remove it",
        ),
        (
            "vertex-2.5-native",
            {**AUDIO, "tools": [{"google_search": {}}, {"function_declarations": [{"name": "f"}]}]},
            "warning setup.tools.0.google_search: T refuses Google Search beside functions, or calls one of them only; "
            "keep one of them, or use gemini-3.8-live",
        ),
        (
            "dev-3.1",
            function(behavior="non_blocking"),
            "error setup.tools.0.function_declarations.0.behavior: T waits for every call's answer; remove behavior",
        ),
        (
            "dev-3.1",
            function(behavior="BLOCKING"),
            "warning setup.tools.0.function_declarations.0.behavior: T was seen never to go on after a call declared "
            "BLOCKING; remove behavior: it waits anyway",
        ),
        (
            "dev-3.8",
            function(behavior="BLOCKING"),
            "warning setup.tools.0.function_declarations.0.behavior: T cancels a blocking call when the user goes on "
            "speaking; declare it with behavior: NON_BLOCKING",
        ),
    ],
)
def test_in_words(profile: str, setup: Mapping[str, Any], line: str) -> None:
    assert said(profile, setup) == [line]
