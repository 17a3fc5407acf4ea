from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from evalkit.errors import HistoryError
from evalkit.history.location import Folder, location_of


def test_a_folder_holds_files_by_name(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "a" / "b")
    assert list(folder.names()) == []
    folder.write("2.json", b"two")
    folder.write("1.json", b"one")
    folder.write("1.json", b"new")
    assert list(folder.names()) == ["1.json", "2.json"]
    assert folder.read(["2.json", "3.json", "1.json"]) == [b"two", None, b"new"]


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Folder(tmp_path)
    folder.write("1.json", b"old")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(HistoryError) as found:
        folder.write("1.json", b"new")
    hint = "the run itself is kept: evalkit accept adds it once there is room"
    assert str(found.value) == f"{tmp_path}/1.json: cannot be written: No space left on device; {hint}"
    assert folder.read(["1.json"]) == [b"old"]
    assert [path.name for path in tmp_path.iterdir()] == ["1.json"]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(HistoryError, match="a file, not a folder of nights; give the folder it is in"):
        location_of(tmp_path / "file").names()
    with pytest.raises(HistoryError, match="cannot be written"):
        location_of(tmp_path / "file").write("1.json", b"")


def test_an_unknown_kind_of_address_says_what_is_known() -> None:
    with pytest.raises(HistoryError) as found:
        location_of("ftp://host/path")
    known = "gs://, s3://, az://, https://"
    assert str(found.value) == f"ftp://: nights are not kept there; give a folder or one of {known}"


def test_a_bucket_without_the_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "obstore", None)
    monkeypatch.setitem(sys.modules, "obstore.store", None)
    with pytest.raises(HistoryError) as found:
        location_of("gs://nights/evalkit/")
    assert str(found.value) == (
        "gs://nights/evalkit: nights in a bucket or on the web need the extra `bucket`; "
        "install it: pip install 'evalkit[bucket]'"
    )


def test_a_windows_path_is_a_folder() -> None:
    assert isinstance(location_of(r"C:\nights"), Folder)
