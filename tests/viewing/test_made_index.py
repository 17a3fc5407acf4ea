"""The page of all runs: what lies beside them, and that no history, however damaged, hides them."""

from pathlib import Path

from evalkit.viewing.made_index import made_index
from evalkit.viewing.shelf import Shelf
from tests.viewing.stored import attempt, now, store


def made(root: Path) -> str:
    return made_index(Shelf(root, now))[0]


def test_pages_that_lie_beside_the_runs_are_named(tmp_path: Path) -> None:
    (tmp_path / "one & two.html").write_text("x")
    (tmp_path / "index.html").write_text("x")
    (tmp_path / ".hidden.html").write_text("x")
    (tmp_path / "out.html").symlink_to("/etc/passwd")
    page = made(tmp_path)
    assert '<a href="./one%20%26%20two.html"><bdi>one &amp; two.html</bdi></a>' in page
    assert "hidden.html" not in page
    assert "out.html" not in page


def test_a_damaged_history_hides_no_run(tmp_path: Path) -> None:
    store(tmp_path, "the-run", [attempt()], planned=1, finished_at="2026-03-04T05:08:09+00:00")
    (tmp_path / "history").mkdir()
    (tmp_path / "history" / "20260304-050607-x.json").write_text("{")
    page = made(tmp_path)
    assert "the-run" in page


def test_names_of_strangers_stay_text(tmp_path: Path) -> None:
    store(tmp_path, "<script>alert(1)<", [attempt("<script>alert(2)</script>")], run_id="</template><script>alert(3)")
    page = made(tmp_path)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(3)" in page
