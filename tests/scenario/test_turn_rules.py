"""Whatever stands under the keys of a turn and of conditions, checking it gives a scenario or mistakes with a place."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.errors import ScenarioErrors
from evalkit.scenario.document import scenario_from_document
from evalkit.scenario.turn_rules import NamedFile, media_files

_KEYS = [
    "text", "say", "audio", "silence_s", "video", "image", "transcript", "conditions", "start", "file", "fit",
    "background", "second_speaker", "noise", "snr_db", "seed", "gain_db", "channel", "reconnect", "end",
]  # fmt: skip
_PLAIN: list[Any] = [None, True, 0, -1, 2.5, "", " ", "a.wav", "/a", "crop", "pink", "telephone", "http://a/b"]
_VALUES = st.recursive(
    st.sampled_from(_PLAIN),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_KEYS), inner, max_size=4),
    max_leaves=12,
)


@given(st.lists(_VALUES, max_size=3) | _VALUES, _VALUES, _VALUES)
def test_any_document_is_a_scenario_or_mistakes(turns: Any, conditions: Any, audio: Any) -> None:
    document = {"turns": turns, "conditions": conditions, "audio": audio}
    list(media_files(document))
    with suppress(ScenarioErrors):
        assert scenario_from_document(document, "a").id == "a"


@given(_VALUES)
def test_any_second_turn_is_a_turn_or_mistakes(turn: Any) -> None:
    with suppress(ScenarioErrors):
        assert len(scenario_from_document({"turns": [{"say": "Hi"}, turn]}, "a").turns) == 2


def test_every_file_is_named_with_its_place_and_kind() -> None:
    conditions = {"background": {"file": "cafe.flac", "snr_db": 3}, "second_speaker": {"audio": "b.wav", "snr_db": 3}}
    document = {
        "conditions": conditions,
        "turns": [
            {"audio": "a.wav", "video": "a.mp4", "image": "a.png", "conditions": conditions},
            {"say": "Hi", "video": {"file": "b.mp4"}, "image": ["b.png", {"file": "c.png"}]},
            {"text": "Hi", "image": {"file": "d.png"}},
        ],
    }
    shared = ("conditions", "background", "file"), ("conditions", "second_speaker", "audio")
    assert list(media_files(document)) == [
        NamedFile(shared[0], "cafe.flac", "audio"),
        NamedFile(shared[1], "b.wav", "audio"),
        NamedFile(("turns", 0, "audio"), "a.wav", "audio"),
        NamedFile(("turns", 0, "video"), "a.mp4", "video"),
        NamedFile(("turns", 0, "image"), "a.png", "image"),
        NamedFile(("turns", 0, *shared[0]), "cafe.flac", "audio"),
        NamedFile(("turns", 0, *shared[1]), "b.wav", "audio"),
        NamedFile(("turns", 1, "video", "file"), "b.mp4", "video"),
        NamedFile(("turns", 1, "image", 0), "b.png", "image"),
        NamedFile(("turns", 1, "image", 1, "file"), "c.png", "image"),
        NamedFile(("turns", 2, "image", "file"), "d.png", "image"),
    ]


@pytest.mark.parametrize("path", ["", " ", "/a.wav", "~/a.wav", "http://a/b.wav", 3, None, ["a.wav"]])
def test_what_is_no_path_names_no_file(path: object) -> None:
    assert list(media_files({"turns": [{"audio": path, "video": {"file": path}}]})) == []
