"""Which files a path may name: every way out of the folder that is known is closed."""

import os
from pathlib import Path

import pytest

from evalkit.viewing.paths import file_below, path_names

# From the lists of those who look for such holes: dots in every dress, separators of other systems, ends of strings.
OUT = [
    "/..",
    "/../secret.txt",
    "/run/../../secret.txt",
    "/%2e%2e/secret.txt",
    "/%2E%2E/secret.txt",
    "/.%2e/secret.txt",
    "/%2e./secret.txt",
    "/..%2fsecret.txt",
    "/..%5csecret.txt",
    "/..\\secret.txt",
    "/run/..%2f..%2fsecret.txt",
    "/%2e%2e%2fsecret.txt",
    "/..%00/secret.txt",
    "/page.html%00.js",
    "/run%0d%0aX: y",
    "//etc/passwd",
    "///etc/passwd",
    "/run//page.html",
    "/./page.html",
    "/%2e/page.html",
    "/%2fetc/passwd",
    "/C:%5cWindows%5cwin.ini",
    "/%c0%ae%c0%ae/secret.txt",
    "/%e0%80%ae%e0%80%ae/secret.txt",
    "/%ff",
    "/.git/config",
    "/run/.playing",
    "/.env",
    "/...",
    "",
    "page.html",
    "*",
    "http://evil.example/page.html",
]


@pytest.mark.parametrize("path", OUT)
def test_what_could_lead_out_is_no_path(path: str) -> None:
    assert path_names(path.encode()) is None


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/", ("",)),
        ("/run", ("run",)),
        ("/run/", ("run", "")),
        ("/run/attempts/a%20b/1/user.flac", ("run", "attempts", "a b", "1", "user.flac")),
        ("/%E0%A4%A8%E0%A4%AE", ("नम",)),
        ("/a%3Ab", ("a:b",)),
        # Decoded once: this names a file whose name begins with a percent sign.
        ("/%252e%252e/x", ("%2e%2e", "x")),
        ("/a..b/c..", ("a..b", "c..")),
    ],
)
def test_a_path_is_its_names(path: str, names: tuple[str, ...]) -> None:
    assert path_names(path.encode()) == names


def test_a_path_longer_than_any_file_system_takes_is_none() -> None:
    assert path_names(b"/" + b"a" * 4095) is not None
    assert path_names(b"/" + b"a" * 4096) is None


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "secret.txt").write_text("secret")
    root = tmp_path / "reports"
    (root / "run").mkdir(parents=True)
    (root / "run" / "page.html").write_text("page")
    (root / ".hidden").mkdir()
    (root / ".hidden" / "file").write_text("hidden")
    return root


def test_a_file_is_found(root: Path) -> None:
    assert file_below(root, ("run", "page.html")) == root / "run" / "page.html"


@pytest.mark.parametrize("names", [("run",), ("run", ""), ("",), ("nothing",), ("run", "page.html", "x"), ("x" * 300,)])
def test_what_is_no_file_is_not_found(root: Path, names: tuple[str, ...]) -> None:
    assert file_below(root, names) is None


def test_a_link_inside_is_followed_and_one_that_leads_out_or_to_what_is_hidden_is_not(root: Path) -> None:
    (root / "latest").symlink_to("run")
    (root / "out").symlink_to(root.parent)
    (root / "secret.txt").symlink_to("../secret.txt")
    (root / "seen").symlink_to(".hidden/file")
    (root / "circle").symlink_to("circle")
    assert file_below(root, ("latest", "page.html")) == root / "run" / "page.html"
    for names in [("out", "secret.txt"), ("secret.txt",), ("seen",), ("circle",)]:
        assert file_below(root, names) is None


def test_a_folder_whose_name_only_begins_alike_is_outside(root: Path) -> None:
    beside = root.parent / "reports-of-others"
    beside.mkdir()
    (beside / "x.txt").write_text("x")
    (root / "x.txt").symlink_to(beside / "x.txt")
    assert file_below(root, ("x.txt",)) is None


def test_what_is_not_a_regular_file_would_hang_a_reader(root: Path) -> None:
    os.mkfifo(root / "pipe")
    assert file_below(root, ("pipe",)) is None


def test_a_slash_at_the_end_names_no_file(tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text("x")
    assert file_below(tmp_path.resolve(), ("report.html",)) is not None
    assert file_below(tmp_path.resolve(), ("report.html", "")) is None
    assert file_below(tmp_path.resolve(), ()) is None
