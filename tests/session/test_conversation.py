"""What a session makes of each message, in the order in which they come."""

import numpy as np
import pytest

from evalkit.protocol.messages import (
    Blob,
    Content,
    FunctionCall,
    InteractionStatus,
    Message,
    OutputTranscription,
    Part,
    ServerContent,
    ToolCall,
    ToolCallCancellation,
    Transcription,
)
from evalkit.session.conversation import Conversation
from tests.recordings import answer as said
from tests.recordings import noise

DONE = ServerContent(turn_complete=True)
INTERRUPTED = ServerContent(interrupted=True)
TRANSCRIPT = ServerContent(output_transcription=Transcription(text="and so"))


def audio(seconds: float = 0.5, mime_type: str = "audio/pcm;rate=24000", rate_hz: int = 24_000) -> ServerContent:
    return playing(noise(seconds, rate_hz=rate_hz), mime_type)


def playing(samples: "np.ndarray[tuple[int], np.dtype[np.int16]]", mime_type: str = "audio/pcm") -> ServerContent:
    part = Part(inline_data=Blob(mime_type=mime_type, data=samples.astype("<i2").tobytes()))
    return ServerContent(model_turn=Content(parts=(part,)))


def call(name: str = "f", id: str | None = "1") -> FunctionCall:
    return FunctionCall(name=name, id=id)


def after(*messages: Message, ended: bool = True) -> Conversation:
    """A first turn whose input is over, and these messages, one a second from 1 s on."""
    conversation = Conversation()
    conversation.begin(0)
    if ended:
        conversation.input_ended()
    for t, message in enumerate(messages, start=1):
        conversation.take(message, float(t))
    return conversation


class TestSigns:
    @pytest.mark.parametrize("message", [said("hello"), audio(), TRANSCRIPT, OutputTranscription(text="hi")])
    def test_content_is_a_sign_of_an_answer(self, message: Message) -> None:
        answer = after(message).current
        assert (answer.first_t, answer.last_t) == (1.0, 1.0)

    @pytest.mark.parametrize(
        "message",
        [
            ServerContent(),
            ServerContent(output_transcription=Transcription()),
            ServerContent(input_transcription=Transcription(text="hello")),
            ServerContent(model_turn=Content(parts=(Part(text="hm", thought=True),))),
            ServerContent(model_turn=Content(parts=(Part(inline_data=Blob(mime_type="image/png", data=b"x")),))),
            ToolCall(function_calls=()),
        ],
    )
    def test_what_is_no_content_is_no_sign(self, message: Message) -> None:
        answer = after(message).current
        assert (answer.first_t, answer.open_calls, answer.complete) == (None, 0, False)

    def test_quiet_begins_when_the_audio_has_been_played(self) -> None:
        assert after(audio(2.0)).current.quiet_since == 3.0

    @pytest.mark.parametrize(
        ("mime_type", "rate_hz"),
        [("audio/pcm", 24_000), ("audio/pcm;rate=16000", 16_000), ("AUDIO/L16; rate=8000", 8000)],
    )
    def test_audio_lasts_as_long_as_its_rate_says(self, mime_type: str, rate_hz: int) -> None:
        assert after(audio(1.5, mime_type, rate_hz)).current.quiet_since == 2.5

    def test_the_first_audible_sample_is_heard_after_the_silence_before_it(self) -> None:
        samples = np.concatenate((np.zeros(6000, np.int16), noise(0.5, rate_hz=24_000)))
        assert after(playing(samples)).current.audible_t == pytest.approx(1.25, abs=1e-3)

    def test_inaudible_audio_is_a_sign_and_is_not_heard(self) -> None:
        answer = after(playing(np.zeros(2400, np.int16))).current
        assert (answer.first_t, answer.audible_t) == (1.0, None)

    def test_what_is_interrupted_before_it_is_heard_was_not_heard(self) -> None:
        silent_first = np.concatenate((np.zeros(48_000, np.int16), noise(0.5, rate_hz=24_000)))
        assert after(playing(silent_first), INTERRUPTED).current.audible_t is None


class TestEndings:
    def test_turn_complete_ends_the_answer(self) -> None:
        assert after(said("hello"), DONE).current.complete

    def test_content_after_turn_complete_opens_it_again(self) -> None:
        assert not after(said("hello"), DONE, audio()).current.complete
        assert after(said("hello"), DONE, audio(), DONE).current.complete

    def test_a_late_transcript_does_not(self) -> None:
        assert after(said("hello"), DONE, TRANSCRIPT).current.complete

    def test_an_empty_turn_is_complete(self) -> None:
        assert after(DONE).current.complete

    def test_an_empty_turn_that_is_closed_while_the_user_speaks_may_be_another(self) -> None:
        answer = after(DONE, ended=False).current
        assert (answer.complete, answer.maybe_ended) == (False, True)

    @pytest.mark.parametrize("at_root", [True, False])
    def test_an_interaction_in_progress_goes_on(self, at_root: bool) -> None:
        """Reference §4.2, extended thinking: turnComplete is not the end of the interaction."""
        status = InteractionStatus(status="IN_PROGRESS")
        within = ServerContent(turn_complete=True, interaction_status="IN_PROGRESS")
        first = (DONE, status) if at_root else (within,)
        assert not after(said("let me think"), *first).current.complete
        last = ServerContent(turn_complete=True, interaction_status="IDLE")
        assert after(said("let me think"), *first, said("it is 12"), last).current.complete


class TestTools:
    def test_a_turn_with_an_open_call_is_not_complete(self) -> None:
        conversation = after(ToolCall(function_calls=(call(),)), DONE)
        assert not conversation.current.complete
        assert conversation.current.called_t == 1.0

    def test_after_the_answer_the_model_owes_the_rest(self) -> None:
        """Reference §4.4: toolCall, turnComplete, toolResponse, content, turnComplete."""
        one = call()
        conversation = after(ToolCall(function_calls=(one,)), DONE)
        conversation.answered([one], 3.0)
        assert not conversation.current.complete
        conversation.take(said("it is 12"), 4.0)
        conversation.take(DONE, 5.0)
        assert conversation.current.complete

    def test_a_turn_complete_that_crosses_the_answer_may_close_the_call_only(self) -> None:
        one = call()
        conversation = after(ToolCall(function_calls=(one,)))
        conversation.answered([one], 2.0)
        conversation.take(DONE, 3.0)
        assert not conversation.current.complete
        assert conversation.current.ended

    def test_after_a_silent_answer_it_owes_nothing(self) -> None:
        one = call()
        conversation = after(ToolCall(function_calls=(one,)), DONE)
        conversation.answered([one], 3.0, owed=False)
        assert conversation.current.complete

    def test_a_call_that_cannot_be_answered_any_more_is_waited_for_no_longer(self) -> None:
        one = call()
        conversation = after(ToolCall(function_calls=(one,)))
        conversation.abandoned([one])
        assert conversation.current.open_calls == 0

    def test_one_of_two_calls_cancelled_leaves_one(self) -> None:
        one, two = call(id="1"), call(id="2")
        conversation = after(ToolCall(function_calls=(one, two)), ToolCallCancellation(ids=("1",)))
        assert conversation.current.open_calls == 1
        conversation.answered([two], 3.0)
        assert conversation.current.open_calls == 0

    def test_cancelling_the_last_call_of_a_closed_turn_completes_it(self) -> None:
        cancelled = ToolCallCancellation(ids=("1",))
        assert after(ToolCall(function_calls=(call(),)), DONE, cancelled).current.complete

    def test_cancelling_what_was_never_called_changes_nothing(self) -> None:
        conversation = after(ToolCall(function_calls=(call(),)), ToolCallCancellation(ids=("7",)))
        assert conversation.current.open_calls == 1

    def test_calls_without_ids_are_told_apart(self) -> None:
        one, two = call(id=None), call(id=None)
        conversation = after(ToolCall(function_calls=(one,)), ToolCall(function_calls=(two,)))
        conversation.answered([two], 3.0)
        assert conversation.current.open_calls == 1

    def test_an_id_used_again_means_the_new_call(self) -> None:
        conversation = after(ToolCall(function_calls=(call(),)), ToolCall(function_calls=(call(),)))
        assert conversation.current.open_calls == 1

    def test_an_answer_after_the_next_turn_began_is_not_the_next_turns(self) -> None:
        one = call()
        conversation = after(ToolCall(function_calls=(one,)))
        first, second = conversation.current, conversation.begin(1)
        conversation.answered([one], 2.0)
        assert (first.open_calls, second.open_calls, second.last_t, second.owed) == (0, 0, None, False)

    def test_a_call_within_content_is_a_sign(self) -> None:
        part = Part(function_call=call())
        assert after(ServerContent(model_turn=Content(parts=(part,)))).current.called_t == 1.0


class TestBargeIn:
    def barged(self, *messages: Message, before_input_ends: int | None = None) -> Conversation:
        """A second turn that begins into the first answer; then these messages."""
        conversation = after(audio())
        conversation.begin(1)
        count = len(messages) if before_input_ends is None else before_input_ends
        for place, message in enumerate(messages):
            if place == count:
                conversation.input_ended()
            conversation.take(message, 10.0 + place)
        if count >= len(messages):
            conversation.input_ended()
        return conversation

    def test_content_before_the_interruption_is_the_old_answers(self) -> None:
        assert self.barged(audio(), TRANSCRIPT).current.first_t is None

    def test_late_transcripts_and_turn_complete_close_the_interrupted_answer(self) -> None:
        """Reference §4.1, INTERRUPTED: late transcripts, usage, turnComplete."""
        answer = self.barged(INTERRUPTED, TRANSCRIPT, DONE).current
        assert (answer.first_t, answer.complete, answer.maybe_ended) == (None, False, False)

    def test_without_its_turn_complete_the_new_content_is_the_new_answers(self) -> None:
        answer = self.barged(INTERRUPTED, audio(), DONE).current
        assert (answer.first_t, answer.complete) == (11.0, True)

    def test_interrupted_and_new_content_in_the_same_turn_with_both_endings(self) -> None:
        assert self.barged(INTERRUPTED, DONE, audio(), DONE).current.complete

    def test_the_bundled_ending(self) -> None:
        assert not self.barged(ServerContent(interrupted=True, turn_complete=True)).current.complete

    def test_turn_complete_without_interrupted_closes_the_old_answer(self) -> None:
        assert not self.barged(DONE).current.complete

    def test_content_after_the_input_without_any_ending_may_be_either_answers(self) -> None:
        answer = self.barged(audio(), before_input_ends=0).current
        assert (answer.first_t, answer.maybe_begun) == (None, True)
        answer = self.barged(audio(), DONE, before_input_ends=0).current
        assert (answer.complete, answer.maybe_ended) == (False, True)
        assert self.barged(audio(), DONE, audio(), DONE, before_input_ends=0).current.complete

    def test_an_interrupted_answer_that_is_never_closed_ends_with_the_input(self) -> None:
        conversation = self.barged(INTERRUPTED)
        conversation.take(DONE, 20.0)
        assert not conversation.current.complete
        assert conversation.current.maybe_ended


def test_the_late_close_of_a_swallowed_utterance_is_not_the_next_turns() -> None:
    """Reference §4.5 b: it comes while the next utterance is spoken."""
    conversation = after()
    conversation.begin(1)
    conversation.take(DONE, 5.0)
    conversation.input_ended()
    assert (conversation.current.complete, conversation.current.maybe_ended) == (False, False)
    conversation.take(said("hello"), 6.0)
    conversation.take(DONE, 7.0)
    assert conversation.current.complete


def test_on_a_new_connection_waiting_begins_anew() -> None:
    conversation = after()
    conversation.renewed(7.0)
    assert (conversation.current.held_up_t, conversation.current.last_t) == (7.0, None)
    conversation.take(said("well"), 8.0)
    conversation.renewed(9.0)
    assert conversation.current.quiet_since == 9.0


class TestCutOff:
    def cut(self, *redo: Message, spoken: tuple[Message, ...] = ()) -> Conversation:
        """An answer cut by a lost connection, what came of it in the next turn, and what came once the user spoke."""
        conversation = after(said("I was about"))
        conversation.renewed(2.0)
        conversation.begin(1)
        for t, message in enumerate(redo, start=3):
            conversation.take(message, float(t))
        conversation.last_word()
        for t, message in enumerate(spoken, start=10):
            conversation.take(message, float(t))
        conversation.input_ended()
        return conversation

    def test_what_comes_once_the_user_spoke_is_the_next_turns(self) -> None:
        answer = self.cut(spoken=(said("yes"), DONE)).current
        assert (answer.first_t, answer.complete) == (10.0, True)

    def test_an_empty_turn_is_the_next_turns_too(self) -> None:
        assert self.cut(spoken=(DONE,)).current.maybe_ended

    def test_what_is_said_again_before_that_is_interrupted(self) -> None:
        answer = self.cut(said("I was about"), spoken=(INTERRUPTED, DONE, said("yes"), DONE)).current
        assert (answer.first_t, answer.complete) == (12.0, True)

    def test_what_is_interrupted_before_that_is_closed_after_it(self) -> None:
        answer = self.cut(INTERRUPTED, spoken=(DONE,)).current
        assert (answer.complete, answer.maybe_ended) == (False, False)

    def test_typed_input_is_over_at_once(self) -> None:
        conversation = after(said("I was about"))
        conversation.renewed(2.0)
        conversation.begin(1)
        conversation.input_ended()
        conversation.take(said("yes"), 3.0)
        assert conversation.current.first_t == 3.0

    def test_while_its_turn_is_waited_for_it_goes_on(self) -> None:
        conversation = after(said("I was about"))
        conversation.renewed(2.0)
        conversation.take(said("I was about to say"), 3.0)
        conversation.take(DONE, 4.0)
        assert conversation.current.complete


def test_on_a_new_connection_what_may_have_been_the_next_turns_was() -> None:
    conversation = after(said("I was about"))
    conversation.begin(1)
    conversation.input_ended()
    conversation.take(said("yes"), 2.0)
    conversation.renewed(3.0)
    conversation.take(DONE, 4.0)
    assert conversation.current.complete


def test_a_turn_complete_before_an_answer_is_not_its_end_once_it_began() -> None:
    conversation = after(DONE, said("well"), ended=False)
    assert not conversation.current.maybe_ended


def test_on_a_new_connection_nothing_belongs_to_an_answer_that_was_barged_into() -> None:
    conversation = after(said("I was about"))
    conversation.begin(1)
    conversation.renewed(2.0)
    conversation.take(said("yes"), 3.0)
    assert conversation.current.first_t == 3.0
