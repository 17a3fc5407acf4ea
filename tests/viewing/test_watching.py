"""Reading on: a run that grows is read from where it was, and one that was written anew from its beginning."""

from pathlib import Path

import pytest

from evalkit.errors import RecordingError
from evalkit.results import AttemptResult
from evalkit.results_json import result_from_line, result_to_line
from evalkit.viewing.watching import RunReader
from tests.viewing.stored import attempt, store


def numbers(reader: RunReader) -> list[int]:
    return [each.attempt for each in reader.read().attempts]


def append(folder: Path, data: bytes) -> None:
    with (folder / "results.jsonl").open("ab") as file:
        file.write(data)


def test_only_what_was_added_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = store(tmp_path, "run", [attempt(number=1), attempt(number=2)])
    reader = RunReader(folder)
    assert numbers(reader) == [1, 2]
    seen: list[int] = []

    def decode(line: bytes, path: Path, number: int) -> AttemptResult:
        seen.append(number)
        return result_from_line(line, path, number)

    monkeypatch.setattr("evalkit.viewing.watching.result_from_line", decode)
    append(folder, result_to_line(attempt(number=3)))
    assert numbers(reader) == [1, 2, 3]
    assert numbers(reader) == [1, 2, 3]
    assert seen == [3]


def test_half_a_line_waits_for_its_rest(tmp_path: Path) -> None:
    folder = store(tmp_path, "run", [attempt(number=1)])
    reader = RunReader(folder)
    line = result_to_line(attempt(number=2, description="नमस्ते"))
    for cut in range(1, len(line)):
        append(folder, line[cut - 1 : cut])
        assert numbers(reader) == [1], cut
    append(folder, line[-1:])
    assert numbers(reader) == [1, 2]


def test_a_run_without_results_yet(tmp_path: Path) -> None:
    folder = store(tmp_path, "run")
    (folder / "results.jsonl").unlink()
    reader = RunReader(folder)
    assert numbers(reader) == []
    append(folder, result_to_line(attempt()))
    assert numbers(reader) == [1]


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_results_that_were_written_anew_are_read_anew(tmp_path: Path, count: int) -> None:
    folder = store(tmp_path, "run", [attempt(number=1), attempt(number=2)])
    reader = RunReader(folder)
    numbers(reader)
    other = folder / "other"
    other.write_bytes(b"".join(result_to_line(attempt(number=10 + each)) for each in range(count)))
    other.replace(folder / "results.jsonl")
    assert numbers(reader) == [10 + each for each in range(count)]


def test_results_that_became_shorter_are_read_anew(tmp_path: Path) -> None:
    folder = store(tmp_path, "run", [attempt(number=1), attempt(number=2)])
    reader = RunReader(folder)
    numbers(reader)
    (folder / "results.jsonl").write_bytes(result_to_line(attempt(number=7)))
    assert numbers(reader) == [7]


def test_results_that_are_gone_are_none(tmp_path: Path) -> None:
    folder = store(tmp_path, "run", [attempt()])
    reader = RunReader(folder)
    numbers(reader)
    (folder / "results.jsonl").unlink()
    assert numbers(reader) == []


def test_a_new_plan_is_read_again(tmp_path: Path) -> None:
    folder = store(tmp_path, "run")
    reader = RunReader(folder)
    assert reader.read().finished_at == ""
    store(tmp_path, "other", finished_at="2026-03-04T05:07:00+00:00")
    (tmp_path / "other" / "run.json").replace(folder / "run.json")
    assert reader.read().finished_at == "2026-03-04T05:07:00+00:00"


def test_a_damaged_line_is_named_and_once_mended_all_is_read(tmp_path: Path) -> None:
    folder = store(tmp_path, "run", [attempt(number=1)])
    reader = RunReader(folder)
    numbers(reader)
    append(folder, b"{]\n")
    for _ in range(2):
        with pytest.raises(RecordingError, match=r"results\.jsonl:2: not JSON"):
            reader.read()
    (folder / "results.jsonl").write_bytes(result_to_line(attempt(number=1)) + result_to_line(attempt(number=2)))
    assert numbers(reader) == [1, 2]


def test_a_damaged_plan_is_named(tmp_path: Path) -> None:
    folder = store(tmp_path, "run")
    (folder / "run.json").write_bytes(b"")
    with pytest.raises(RecordingError, match=r"run\.json: is empty"):
        RunReader(folder).read()
