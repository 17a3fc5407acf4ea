"""The watch itself: what a page must not do is noted, whichever way it does it."""

from pathlib import Path

import pytest

from tests.browser.axe import violations
from tests.browser.measure import filter_times_ms, long_tasks_ms, slowest_key_ms, watch_input, watch_tasks
from tests.browser.watch import OpenPage, Watch, address

POLICY = "default-src 'none'; script-src 'unsafe-inline'"


@pytest.mark.parametrize(
    ("body", "noted"),
    [
        ("<script>console.error('oh no')</script>", "console error: oh no"),
        ("<script>console.warn('hm')</script>", "console warning: hm"),
        ("<script>null.length</script>", "error: Cannot read properties of null (reading 'length')"),
        ("<script>Promise.reject(new Error('lost'))</script>", "error: lost"),
        (
            "<p id=p><script>new ResizeObserver(() => p.style.width = p.offsetWidth - 1 + 'px').observe(p)</script>",
            "ResizeObs",
        ),
        ("<script>alert('pwned')</script>", "dialog: pwned"),
        ("<script>window.pwned = true</script>", "a script of the data ran"),
        ("<img src=http://127.0.0.1:9/x.png>", "request: http://127.0.0.1:9/x.png"),
        ("<script src=lost.js></script>", "console error: Failed to load resource: net::ERR_FILE_NOT_FOUND"),
        (f'<meta http-equiv=Content-Security-Policy content="{POLICY}"><img src=x>', "policy: img-src"),
    ],
)
def test_what_a_page_must_not_do_is_noted(open_page: OpenPage, tmp_path: Path, body: str, noted: str) -> None:
    page = open_page(_page(tmp_path / "quiet.html", ""))
    context = page.context.browser.new_context(offline=True)  # type: ignore[union-attr]
    watch = Watch(context)
    noisy = context.new_page()
    noisy.goto(address(_page(tmp_path / "page.html", body)))
    noisy.evaluate("() => new Promise((done) => setTimeout(done, 20))")
    with pytest.raises(AssertionError) as caught:
        watch.check()
    context.close()
    assert noted in str(caught.value)


def test_axe_finds_what_it_should(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(
        _page(tmp_path / "page.html", "<main><h1>A</h1><p style='color:#ccc'>pale</p><button></button></main>")
    )
    assert {found.partition(" ")[0] for found in violations(page)} == {"color-contrast", "button-name"}


def test_a_page_that_stalls_is_noted(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(_page(tmp_path / "page.html", "<p>hello"))
    watch_tasks(page)
    page.evaluate("""() => new Promise((done) => setTimeout(() => {
      const end = performance.now() + 120;
      while (performance.now() < end);
      setTimeout(done, 50);
    }))""")
    assert max(long_tasks_ms(page)) > 100


def test_an_input_that_takes_long_is_noted(open_page: OpenPage, tmp_path: Path) -> None:
    slow = "<input oninput='const end = performance.now() + 60; while (performance.now() < end);'>"
    page = open_page(_page(tmp_path / "page.html", slow))
    field = page.get_by_role("textbox")
    watch_input(field)
    times = filter_times_ms(page, field, "ab")
    assert list(times) == ["a", "ab"]
    assert min(times.values()) >= 60
    assert list(filter_times_ms(page, field, "c")) == ["c"]
    assert slowest_key_ms(page, field, ["d", "ef"], 2) >= 60


def _page(file: Path, rest: str) -> Path:
    file.write_text(f"<!doctype html><html lang=en><meta charset=utf-8><title>t</title>{rest}", encoding="utf-8")
    return file
