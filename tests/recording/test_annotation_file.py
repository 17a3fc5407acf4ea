"""Annotations are kept line by line, come back equal, and a damaged file is told from a cut one."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.errors import FormatVersionError, RecordingError
from evalkit.recording.annotation import Annotation
from evalkit.recording.annotation_file import ANNOTATIONS, append_annotations, read_annotations
from evalkit.recording.redact import Redactor

A_VOTE = Annotation(
    kind="judgement",
    key="k1",
    vote=2,
    by="some-model-001",
    provenance="synthetic",
    asked={"prompt": "Was it kind? ✓"},
    answer={"text": '{"score": 1}', "score": 1.0},
    usage={"prompt_tokens": 12},
    made_at="2026-11-22T08:00:00Z",
)
A_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def test_none_where_there_is_no_file(tmp_path: Path) -> None:
    assert read_annotations(tmp_path) == ()


def test_appending_keeps_what_was_there(tmp_path: Path) -> None:
    append_annotations(tmp_path, [A_VOTE])
    append_annotations(tmp_path, [])
    append_annotations(tmp_path, [replace(A_VOTE, vote=3), replace(A_VOTE, key="k2", usage={}, made_at="")])
    assert [(each.key, each.vote) for each in read_annotations(tmp_path)] == [("k1", 2), ("k1", 3), ("k2", 2)]
    assert read_annotations(tmp_path)[0] == A_VOTE


@given(st.dictionaries(st.text(), A_JSON, max_size=4))
def test_whatever_is_json_comes_back(answer: dict[str, Any]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        append_annotations(Path(folder), [replace(A_VOTE, answer=answer)])
        assert read_annotations(Path(folder)) == (replace(A_VOTE, answer=answer),)


def test_a_line_cut_off_by_a_crash_is_an_open_question(tmp_path: Path) -> None:
    append_annotations(tmp_path, [A_VOTE, replace(A_VOTE, vote=3)])
    path = tmp_path / ANNOTATIONS
    path.write_bytes(path.read_bytes()[:-20])
    assert read_annotations(tmp_path) == (A_VOTE,)
    append_annotations(tmp_path, [replace(A_VOTE, vote=4)])
    assert [each.vote for each in read_annotations(tmp_path)] == [2, 4]


def test_secrets_never_reach_the_file(tmp_path: Path) -> None:
    asked = {"prompt": "the key is hunter2hunter2"}
    append_annotations(tmp_path, [replace(A_VOTE, asked=asked)], Redactor(["hunter2hunter2"]))
    assert read_annotations(tmp_path)[0].asked == {"prompt": "the key is REDACTED"}


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('["judgement"]', "not an annotation: not an object; remove the line; its question is then open again"),
        ('{"format": 1}', "`kind` is missing; remove the line; its question is then open again"),
        (
            '{"format":1,"kind":"oracle","key":"k","by":"b","provenance":"synthetic","asked":{},"answer":{}}',
            "`kind` must be judgement or recognition; remove the line; its question is then open again",
        ),
        (
            '{"format":1,"kind":"judgement","key":"k","by":"b","provenance":"guessed","asked":{},"answer":{}}',
            "`provenance` must be recorded or synthetic; remove the line; its question is then open again",
        ),
        (
            '{"format":1,"kind":"judgement","key":"k","by":7,"provenance":"recorded","asked":{},"answer":{}}',
            "`by` must be text; remove the line; its question is then open again",
        ),
        (
            '{"format":1,"kind":"judgement","key":"k","vote":0,"by":"b","provenance":"recorded","asked":{},"answer":{}}',
            "`vote` must be a whole number from 1; remove the line; its question is then open again",
        ),
        (
            '{"format":1,"kind":"judgement","key":"k","by":"b","provenance":"recorded","asked":[],"answer":{}}',
            "`asked` must be an object; remove the line; its question is then open again",
        ),
    ],
)
def test_what_is_no_annotation_is_named_by_line(tmp_path: Path, line: str, problem: str) -> None:
    path = tmp_path / ANNOTATIONS
    append_annotations(tmp_path, [A_VOTE])
    path.write_bytes(path.read_bytes() + line.encode() + b"\n")
    with pytest.raises(RecordingError) as raised:
        read_annotations(tmp_path)
    assert str(raised.value) == f"{path}:2: {problem}"


def test_another_format_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / ANNOTATIONS
    path.write_text('{"format": 7}\n', encoding="utf-8")
    with pytest.raises(FormatVersionError) as raised:
        read_annotations(tmp_path)
    assert str(raised.value) == f"{path}:1: format 7 is unknown; this version reads format 1; use a newer evalkit"


def test_a_disk_that_refuses(tmp_path: Path) -> None:
    (tmp_path / ANNOTATIONS).mkdir()
    with pytest.raises(RecordingError, match="cannot be written: Is a directory"):
        append_annotations(tmp_path, [A_VOTE])
    with pytest.raises(RecordingError, match="cannot be read: Is a directory; check the path"):
        read_annotations(tmp_path)


def test_what_is_not_json_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="an annotation cannot be written as JSON"):
        append_annotations(tmp_path, [replace(A_VOTE, answer={"score": object()})])
    assert not (tmp_path / ANNOTATIONS).exists()
