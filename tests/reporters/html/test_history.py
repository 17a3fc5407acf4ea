from __future__ import annotations

import re

from evalkit.history.night import Night
from evalkit.history.sections import sections
from evalkit.outcome import Outcome
from evalkit.reporters.html.history import history_chapters, history_page
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


def test_a_chapter_has_charts_strips_and_nights() -> None:
    (chapter,) = history_chapters(sections(NIGHTS), NIGHTS, METRICS)
    assert chapter.title == "vertex · models/b · us-central1"
    assert chapter.sentence == "3 nights, 1 accepted; 2026-11-01 to 2026-11-03"
    assert [chart.title for chart in chapter.charts] == ["attempts that passed", "first audio"]
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
    (chapter,) = history_chapters(sections(nights), nights, METRICS)
    (strip,) = chapter.strips
    assert (strip.flaky, strip.quarantined) == ("12 of 24 passed, a rate of 34 to 66%", True)
    assert '<span class="chip warn">flaky</span>' in page(*nights)


def test_the_page_asks_for_nothing_and_says_all_without_its_script() -> None:
    text = page()
    assert "://" not in text
    assert not re.search(r"<[^>]* (style|on\w+)=", text)
    without = re.sub(r"<(script|style)>.*?</\1>", "", text, flags=re.DOTALL)
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
    (chapter,) = history_chapters(sections([night]), [night], METRICS)
    assert chapter.charts == ()
    assert [row.passed for row in chapter.nights] == ["not measured"]
    assert "not measured" in page(night)
