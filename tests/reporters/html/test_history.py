from __future__ import annotations

import re

from evalkit.history.night import Night
from evalkit.history.sections import sections
from evalkit.outcome import Outcome
from evalkit.reporters.html.history import MOST_DOTS, Chapter
from evalkit.reporters.html.history_page import history_page, history_view
from evalkit.verdict.tally import METRICS
from tests.history.made_nights import FIRST, a_night, attempts

HOSTILE = '</title><script>alert(1)</script>"\u202e'


NIGHTS = [
    a_night(1, attempts("tools/a", "++", amounts={FIRST: (1000.0,)}), accepted_at="x", reason="the first"),
    a_night(2, attempts("tools/a", "+-", amounts={FIRST: (1200.0,)}), outcome=Outcome.REGRESSED, why="broken: tools/a"),
    a_night(3, attempts("tools/a", "--", amounts={FIRST: (1100.0,)}), key="k2", model="models/b"),
]


def page(*nights: Night) -> str:
    found = list(nights) or NIGHTS
    return history_page(sections(found), found, METRICS, "reports/history")


def chapters(*nights: Night) -> tuple[Chapter, ...]:
    found = list(nights)
    return history_view(sections(found), found).chapters


def test_a_chapter_has_charts_strips_and_nights() -> None:
    (chapter,) = chapters(*NIGHTS)
    assert chapter.title == "vertex · models/b · us-central1"
    assert chapter.sentence == "3 nights, 1 accepted; 2026-11-01 to 2026-11-03"
    assert [chart.title for chart in chapter.charts] == ["pass rate", "first audible audio"]
    passed, first = chapter.charts
    assert [point.accepted for point in passed.points] == [True, False, False]
    assert [point.red for point in passed.points] == [False, True, False]
    assert (first.low, first.high, first.newest) == ("1,000 ms", "1,200 ms", "1,100 ms")
    assert [each.words for each in first.breaks] == ["vertex · models/b · us-central1"]
    assert len(first.segments) == 1
    assert first.points[0].words == "2026-11-01 02:00:00 UTC: 1,000 ms; not judged; accepted: the first"
    (strip,) = chapter.strips
    assert [(glyph, kind) for glyph, kind, _ in strip.dots] == [("●", "good"), ("◐", "bad"), ("○", "bad")]
    assert strip.dots[1][2] == "2026-11-02 02:00:00 UTC: 1 of 2 passed"
    newest, middle, _ = chapter.nights
    assert (newest.new_key, newest.passed) == ("vertex · models/b · us-central1", "0% (0 to 66%)")
    assert (middle.outcome, middle.kind, middle.why, middle.accepted) == ("REGRESSED", "bad", "broken: tools/a", "")


def test_flaky_and_quarantined_scenarios_say_so() -> None:
    nights = [a_night(day, attempts("a", "+-", quarantined=day > 6)) for day in range(1, 13)]
    (chapter,) = chapters(*nights)
    (strip,) = chapter.strips
    assert (strip.flaky, strip.quarantined) == ("12 of 24 passed, a rate of 34 to 66%", True)
    assert '<span class="chip warn">flaky</span>' in page(*nights)


def test_the_page_asks_for_nothing_and_says_all_without_its_script() -> None:
    text = page()
    assert not re.search(r"<(link|iframe|object|embed|form)\b|<script[^>]*src|<a [^>]*://|url\(", text)
    markup = re.sub(r"<(script|style)>.*?</\1>", "", text, flags=re.DOTALL)
    assert "://" not in markup
    assert not re.search(r"<[^>]* (style|on\w+)=", markup)
    without = re.sub(r"<(script|style|template)\b.*?</\1>", "", text, flags=re.DOTALL)
    for words in ("REGRESSED", "broken: tools/a", "✓ <bdi>the first</bdi>", "1,200 ms", "<circle ", "new key"):
        assert words in without


def test_strangers_words_are_inert() -> None:
    night = a_night(
        1,
        attempts(HOSTILE, "+", amounts={FIRST: (1.0,)}),
        model=HOSTILE,
        place=HOSTILE,
        accepted_at="x",
        reason=HOSTILE,
        why=HOSTILE,
        outcome=Outcome.REGRESSED,
    )
    text = page(night)
    assert "<script>alert" not in text
    assert "\u202e" not in text
    assert "&lt;script&gt;alert" in text


def test_a_night_that_measured_nothing_has_a_line_and_no_chart() -> None:
    night = a_night(1, attempts("a", "??"))
    (chapter,) = chapters(night)
    assert chapter.charts == ()
    assert [row.passed for row in chapter.nights] == ["not measured"]
    assert "not measured" in page(night)


def test_a_year_of_equal_nights_needs_the_words_of_one() -> None:
    nights = [a_night(day, attempts("a", "+" if day != 20 else "+-")) for day in range(1, 31)]
    (strip,) = chapters(*nights)[0].strips
    assert strip.dots == (
        ("●" * 19, "good", "2026-11-01 to 2026-11-19: all passed"),
        ("◐", "bad", "2026-11-20 02:00:00 UTC: 1 of 2 passed"),
        ("●" * 10, "good", "2026-11-21 to 2026-11-30: all passed"),
    )


def test_another_content_and_nights_that_passed_in_part_keep_their_own_words() -> None:
    nights = [a_night(1, attempts("a", "+-")), a_night(2, attempts("a", "+-")), a_night(3, attempts("a", "+", "d"))]
    (strip,) = chapters(*nights)[0].strips
    assert [words for _, _, words in strip.dots] == [
        "2026-11-01 02:00:00 UTC: 1 of 2 passed",
        "2026-11-02 02:00:00 UTC: 1 of 2 passed",
        "2026-11-03 02:00:00 UTC: 1 of 1 passed; another content from here on",
    ]


def test_a_strip_has_the_newest_nights_and_says_so() -> None:
    nights = [
        a_night(
            1, attempts("a", "+"), run_id=f"r{number:03}", started_at=f"2026-{number // 28 + 1:02}-01T02:00:00+00:00"
        )
        for number in range(MOST_DOTS + 5)
    ]
    (chapter,) = chapters(*nights)
    assert sum(len(glyphs) for glyphs, _, _ in chapter.strips[0].dots) == chapter.dots == MOST_DOTS
    assert "the newest 90 nights" in page(*nights)


def test_every_metric_has_a_line_with_its_last_change() -> None:
    nights = [
        a_night(day, attempts("a", "+", amounts={FIRST: (1000.0 + day % 3 if day < 16 else 1300.0 + day % 3,)}))
        for day in range(1, 31)
    ]
    (chapter,) = chapters(*nights)
    rows = {row.title: row for row in chapter.metrics}
    assert list(rows) == ["pass rate", "first audible audio", "latency.first_audible_ms"]
    assert rows["first audible audio"].since == "since 2026-11-16: +30 % (median 1,001 ms → 1,301 ms)"
    assert (rows["first audible audio"].kind, rows["latency.first_audible_ms"].kind) == ("worse", "")
    assert [each.words for each in chapter.charts[1].changes] == [rows["first audible audio"].since]
    assert (rows["pass rate"].newest, rows["pass rate"].since) == ("100 %", "")
