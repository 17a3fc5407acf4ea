"""Facts of an answer: what counts as one, what is audible and when it is heard, and the forms of silence."""

import pytest

from evalkit.scenario.model import TextInput
from evalkit.trace.answer import Answer, SilenceForm, answer_of, asks_for_text, silence_form
from evalkit.trace.events import Event, MediaReceived, OutputTranscript, SetupSent
from tests.traces import (
    TurnDraft,
    a_trace,
    a_turn,
    audio,
    called,
    code_run,
    code_written,
    grounded,
    heard,
    interrupted,
    said,
    text,
    turn_complete,
    usage,
)


def answer(*events: Event, timed: bool = True) -> Answer:
    return answer_of(a_trace(a_turn("Hello?", *events), timed=timed).turns[0])


def seq(event: Event | None) -> int | None:
    return None if event is None else event.seq


def test_what_was_heard_thoughts_usage_and_empty_transcripts_are_no_answer() -> None:
    facts = answer(heard(1.1, "hello"), text(1.2, "hm", thought=True), said(1.3, ""), usage(1.4, totalTokenCount=3))
    assert facts.first_event is None
    assert facts.text == ""


def test_what_a_search_found_is_no_sign_of_an_answer_for_it_may_follow_its_end() -> None:
    assert answer(grounded(1.5)).first_event is None
    assert answer(said(1.5, "a"), turn_complete(1.6), grounded(1.7)).completed


def test_code_is_an_act_and_a_call_too() -> None:
    assert seq(answer(text(1.4, "a"), code_written(1.5), called(1.6, "f")).first_act) == 1


@pytest.mark.parametrize(
    "event",
    [
        audio(1.5),
        text(1.5, "a"),
        said(1.5, "a"),
        called(1.5, "f"),
        code_written(1.5),
        code_run(1.5),
        MediaReceived(seq=0, t=1.5, mime_type="image/png"),
    ],
)
def test_audio_text_acts_and_transcripts_are(event: Event) -> None:
    assert seq(answer(heard(1.1, "hello"), event).first_event) == 1


def test_the_first_audible_sample_is_heard_in_real_time_however_early_the_burst_brought_it() -> None:
    facts = answer(audio(1.5, 0.2, level_dbfs=-120), audio(1.51, 0.2), audio(1.52, 0.2))
    assert facts.first_audible_t == pytest.approx(1.7, abs=0.001)
    assert (seq(facts.first_audio), seq(facts.first_audible)) == (0, 1)
    assert facts.audible_s == pytest.approx(0.4, abs=0.02)


def test_silence_within_a_chunk_is_counted() -> None:
    facts = answer(audio(1.5, 0.5, lead_silence_s=0.3))
    assert facts.first_audible_t == pytest.approx(1.8, abs=0.02)


def test_a_gap_in_the_stream_is_waited_for() -> None:
    facts = answer(audio(1.5, 0.1, level_dbfs=-120), audio(3.0, 0.1))
    assert facts.first_audible_t == pytest.approx(3.0, abs=0.001)


def test_audio_of_another_rate_plays_as_long_as_it_lasts() -> None:
    facts = answer(audio(1.5, 0.2, rate_hz=8_000, level_dbfs=-120), audio(1.51, 0.2))
    assert facts.first_audible_t == pytest.approx(1.7, abs=0.001)


def test_near_silent_audio_is_not_audible() -> None:
    facts = answer(audio(1.5, 2.0, level_dbfs=-85))
    assert seq(facts.first_audio) == 0
    assert (facts.first_audible, facts.first_audible_t, facts.audible_s) == (None, None, 0.0)


def test_what_an_interruption_drops_is_never_heard() -> None:
    facts = answer(audio(1.5, 0.5, level_dbfs=-120), audio(1.51, 0.5), interrupted(1.8))
    assert seq(facts.first_audible) == 1
    assert facts.first_audible_t is None


def test_an_interruption_after_the_first_sound_changes_nothing() -> None:
    assert answer(audio(1.5, 0.5), interrupted(1.8)).first_audible_t == pytest.approx(1.5, abs=0.001)


def test_without_times_the_audible_chunk_is_known_and_its_moment_is_not() -> None:
    facts = answer(audio(1.5, 0.5), timed=False)
    assert seq(facts.first_audible) == 0
    assert facts.first_audible_t is None
    assert facts.audible_s == pytest.approx(0.5, abs=0.02)


def test_the_text_answer_leaves_thoughts_out() -> None:
    assert answer(text(1.1, "Twelve"), text(1.2, "hmm", thought=True), text(1.3, " degrees.")).text == "Twelve degrees."


@pytest.mark.parametrize(
    ("events", "end", "completed"),
    [
        ((), None, False),
        ((audio(1.1), turn_complete(2.0)), 1, True),
        ((audio(1.1), turn_complete(2.0), turn_complete(3.0)), 1, True),
        ((turn_complete(1.1), audio(1.2), turn_complete(2.0)), 2, True),
        ((audio(1.1), turn_complete(2.0), audio(2.5)), 1, False),
        ((audio(1.1), turn_complete(2.0), said(2.5, "late")), 1, True),
        ((turn_complete(1.1),), 0, True),
    ],
)
def test_the_end_is_the_first_turn_complete_after_the_content(
    events: tuple[Event, ...], end: int | None, completed: bool
) -> None:
    facts = answer(*events)
    assert (seq(facts.end), facts.completed) == (end, completed)


@pytest.mark.parametrize(
    ("events", "form", "form_in_text"),
    [
        ((), "timeout", "timeout"),
        ((heard(1.1, "hello"), usage(1.2)), "timeout", "timeout"),
        ((turn_complete(1.5),), "empty_turn", "empty_turn"),
        ((turn_complete(1.5, reason="RESPONSE_REJECTED"),), "empty_turn_reason", "empty_turn_reason"),
        ((text(1.5, "hm", thought=True), turn_complete(2.0)), "empty_turn", "empty_turn"),
        ((text(1.5, "Yes."), turn_complete(2.0)), "text_only", "spoke"),
        ((text(1.5, " \n"), turn_complete(2.0)), "text_only", "text_only"),
        ((said(1.5, "Yes."),), "text_only", "text_only"),
        ((audio(1.5, level_dbfs=-85), said(1.5, "Yes."), turn_complete(2.0)), "inaudible_audio", "inaudible_audio"),
        ((called(1.5, "f"),), "acted", "acted"),
        ((called(1.5, "f"), audio(2.0)), "spoke", "spoke"),
        ((audio(1.5), turn_complete(2.0)), "spoke", "spoke"),
    ],
)
def test_every_form_of_silence(events: tuple[Event, ...], form: SilenceForm, form_in_text: SilenceForm) -> None:
    window = a_trace(a_turn("Hello?", *events)).turns[0]
    assert silence_form(answer_of(window), window, text_speaks=False) == form
    assert silence_form(answer_of(window), window, text_speaks=True) == form_in_text


def test_the_modality_is_that_of_the_setup_that_was_sent() -> None:
    turn: TurnDraft = a_turn(TextInput("hi"))
    text_setup = {"generationConfig": {"responseModalities": ["TEXT"]}}
    assert asks_for_text(a_trace(turn, setup=text_setup))
    assert not asks_for_text(a_trace(turn))
    sent = SetupSent(seq=0, t=0.0, setup={"generationConfig": {"responseModalities": ["AUDIO"]}})
    assert not asks_for_text(a_trace(turn, setup=text_setup, before=[sent]))


def test_an_output_transcript_is_an_event_of_the_answer_only_with_text() -> None:
    assert isinstance(answer(said(1.1, ""), said(1.2, "x")).first_event, OutputTranscript)


def test_windows_that_are_equal_are_each_looked_at_for_themselves() -> None:
    one, other = (a_trace(a_turn("Hello?", text(1.0, "Hi."))).turns[0] for _ in range(2))
    assert one == other
    assert answer_of(one) is answer_of(one)
    assert any(answer_of(one).first_event is event for event in one.events)
    assert any(answer_of(other).first_event is event for event in other.events)
