"""Scenarios played against servers that call tools, fail, or are odd."""

import pytest

from evalkit.mock.model.scripted import ScriptedResponder
from evalkit.mock.server import serve_in_process
from evalkit.recording.model import Entry, Item, Recording
from evalkit.scenario.script import Call, Complete, Disconnect, Hear, Raw, Say, Script, ScriptTurn, Write
from evalkit.session.session import Session
from tests.conversations import a_scenario, converse, marks, messages, tone_voice
from tests.session.turns import SPOKEN, TYPED, finishes
from tests.virtual import in_virtual_time

DECLARED = {"tools": [{"functionDeclarations": [{"name": "f"}, {"name": "g"}]}]}
TOOLS = {"f": [{"when": {"city": "/york/i"}, "return": {"c": 12}, "after_ms": 300}, {"error": "no such city"}]}


def failure(recording: Recording) -> dict[str, str]:
    (mark,) = marks(recording, "session_failed")
    return dict(mark.detail)


class TestTools:
    def answered(self, *calls: tuple[str, dict[str, str]]) -> str:
        scenario = a_scenario(TYPED, setup=DECLARED, tools=TOOLS)
        recording = converse(scenario, (Call(calls), Say("yes", after_ms=100), Complete()))
        assert finishes(recording) == ["turn_complete"]
        (entry,) = messages(recording, "sent", "toolResponse")
        assert isinstance(entry.data, str)
        return entry.data

    def test_the_first_answer_that_fits(self) -> None:
        assert '"response":{"c":12}' in self.answered(("f", {"city": "New York"}))
        assert '"response":{"error":"no such city"}' in self.answered(("f", {"city": "Atlantis"}))

    def test_a_tool_without_a_stub_is_told_so(self) -> None:
        assert "the tool 'g' is not available" in self.answered(("g", {}))

    def test_calls_of_one_frame_are_answered_together(self) -> None:
        data = self.answered(("f", {"city": "York"}), ("g", {}))
        assert data.count('"response"') == 2

    def test_the_answer_takes_as_long_as_the_tool(self) -> None:
        scenario = a_scenario(TYPED, setup=DECLARED, tools=TOOLS)
        recording = converse(scenario, (Call((("f", {"city": "York"}),)), Say("yes", after_ms=100), Complete()))
        (called,), (answered,) = messages(recording, "received", "toolCall"), messages(recording, "sent", "toolResp")
        assert called.t is not None
        assert answered.t == pytest.approx(called.t + 0.3)

    def test_a_cancelled_call_is_not_answered(self) -> None:
        call = Raw({"toolCall": {"functionCalls": [{"name": "f", "args": {"city": "York"}, "id": "one"}]}})
        cancel = Raw({"toolCallCancellation": {"ids": ["one"]}}, after_ms=100)
        scenario = a_scenario(TYPED, setup=DECLARED, tools=TOOLS)
        recording = converse(scenario, (call, cancel, Say("never mind", after_ms=500), Complete()))
        assert messages(recording, "sent", "toolResponse") == []
        assert finishes(recording) == ["turn_complete"]


class TestFailures:
    def script(self, **fields: object) -> Recording:
        script = Script(turns=(ScriptTurn(()),), **fields)  # type: ignore[arg-type]
        return converse(a_scenario(TYPED), responder=ScriptedResponder(script, tone_voice, "test"))

    def test_a_server_that_never_answers_the_setup(self) -> None:
        recording = self.script(silent_setup=True)
        assert failure(recording) == {
            "kind": "SetupError",
            "message": "setup: no setupComplete within 10 s; some models answer an unsupported setup with silence: "
            "compare it with the model's page",
            "status": "infra",
        }

    @pytest.mark.parametrize(("code", "status"), [(1007, "invalid"), (1008, "invalid"), (1011, "infra")])
    def test_a_server_that_closes_instead(self, code: int, status: str) -> None:
        recording = self.script(on_setup=(Disconnect(code, "Cannot extract voices"),))
        detail = failure(recording)
        assert detail["status"] == status
        assert detail["message"].startswith(
            f"setup: connection closed by the server: {code} 'Cannot extract voices' instead of setupComplete; "
        )

    def test_a_server_that_closes_in_the_middle_of_a_turn(self) -> None:
        recording = converse(a_scenario(SPOKEN, SPOKEN), (Say("ye", after_ms=700), Disconnect(1011, "Internal error")))
        assert finishes(recording) == ["closed"]
        assert failure(recording) == {
            "kind": "ConnectionClosed",
            "message": "connection closed by the server: 1011 'Internal error'; try again later",
            "status": "infra",
        }

    def test_a_server_that_closes_after_the_last_answer_has_finished_the_conversation(self) -> None:
        recording = converse(a_scenario(TYPED), (Say("yes"), Complete(), Disconnect(1000, "done", after_ms=10)))
        assert marks(recording, "session_failed") == []
        assert finishes(recording) == ["turn_complete"]

    def test_a_message_that_breaks_the_protocol(self) -> None:
        recording = converse(a_scenario(TYPED), (Raw({"setupComplete": {}}),))
        detail = failure(recording)
        assert (detail["kind"], detail["status"]) == ("RemoteProtocolError", "infra")

    def test_what_was_recorded_before_the_failure_is_kept(self) -> None:
        recording = converse(a_scenario(TYPED), (Say("yes"), Disconnect(1011)))
        assert messages(recording, "received", "inlineData")
        assert recording.close is not None
        assert recording.close.by == "remote"


class TestOddServers:
    """What reference §4.4, §7 and §11 have seen servers do."""

    def called(self, *frames: Raw, tools: dict[str, object] | None = None) -> Recording:
        scenario = a_scenario(TYPED, setup=DECLARED, tools=tools or {"f": {"return": {"n": 1}, "after_ms": 300}})
        return converse(scenario, (*frames, Say("yes", after_ms=900), Complete()))

    def raw_call(self, *ids: str | None, after_ms: float = 0.0) -> Raw:
        calls = [{"name": "f", "args": {}, **({} if id is None else {"id": id})} for id in ids]
        return Raw({"toolCall": {"functionCalls": calls}}, after_ms=after_ms)

    def answers(self, recording: Recording) -> int:
        entries = messages(recording, "sent", "toolResponse")
        return sum(str(entry.data).count('"response":') for entry in entries)

    def test_an_empty_list_of_calls(self) -> None:
        recording = self.called(self.raw_call())
        assert (finishes(recording), self.answers(recording)) == (["turn_complete"], 0)

    def test_calls_without_ids(self) -> None:
        recording = self.called(self.raw_call(None, None), self.raw_call(None, after_ms=100))
        assert (finishes(recording), self.answers(recording)) == (["turn_complete"], 3)

    def test_an_id_that_comes_twice_is_answered_once(self) -> None:
        recording = self.called(self.raw_call("one"), self.raw_call("one", after_ms=100))
        assert (finishes(recording), self.answers(recording)) == (["turn_complete"], 1)

    def test_one_of_two_calls_is_cancelled(self) -> None:
        cancel = Raw({"toolCallCancellation": {"ids": ["one"]}}, after_ms=100)
        recording = self.called(self.raw_call("one", "two"), cancel)
        assert (finishes(recording), self.answers(recording)) == (["turn_complete"], 1)

    @pytest.mark.parametrize("after_ms", [0, 300])
    def test_the_resumed_answer_of_a_non_blocking_tool_is_waited_for(self, after_ms: int) -> None:
        scenario = a_scenario(TYPED, setup=DECLARED, tools={"f": {"return": {}, "after_ms": after_ms}})
        steps = (Call((("f", {}),), wait=False), Complete(after_ms=5), Say("it is 12", after_ms=1500), Complete())
        recording = converse(scenario, steps)
        assert finishes(recording) == ["turn_complete"]
        assert len(messages(recording, "received", "turnComplete")) == 2

    def test_a_model_that_says_nothing_after_the_tool_has_completed_its_turn(self) -> None:
        scenario = a_scenario(TYPED, setup=DECLARED, tools={"f": {"return": {}}}, timeouts={"gap_s": 2})
        assert finishes(converse(scenario, (Call((("f", {}),)), Complete()))) == ["turn_complete"]

    def test_an_interaction_in_progress_is_waited_for(self) -> None:
        busy = Raw({"serverContent": {"turnComplete": True, "interactionStatus": "IN_PROGRESS"}})
        recording = converse(a_scenario(TYPED), (Write("hm"), busy, Say("yes", after_ms=3000), Complete()))
        assert messages(recording, "received", "inlineData")

    def test_the_late_close_of_a_swallowed_utterance_does_not_end_the_next_turn(self) -> None:
        scenario = a_scenario({**SPOKEN}, SPOKEN, timeouts={"first_response_s": 3})
        close = (Raw({"serverContent": {"turnComplete": True}}, after_ms=4300), Hear("x", after_ms=0))
        recording = converse(scenario, close, (Say("yes", after_ms=1500), Complete()))
        assert finishes(recording) == ["no_response", "turn_complete"]
        assert messages(recording, "received", "inlineData")

    def test_a_server_that_closes_while_the_microphone_is_open(self) -> None:
        scenario = a_scenario(TYPED, {**SPOKEN, "start": {"after": "input_end", "delay_ms": 0}})
        recording = converse(scenario, (Disconnect(1011, "boom", after_ms=45),))
        assert finishes(recording) == ["barged_in", "closed"]
        assert len(messages(recording, "sent", "audio/pcm")) == 2

    def test_a_mistake_of_ours_in_the_reader_is_raised_and_not_waited_out(self) -> None:
        scenario = a_scenario(TYPED)
        items: list[Item] = []

        def sink(item: Item) -> None:
            items.append(item)
            if isinstance(item, Entry) and item.direction == "received":
                raise ZeroDivisionError("our own")

        async def both() -> None:
            async with serve_in_process(ScriptedResponder(Script(()), tone_voice, "t")) as transport:
                await Session(scenario, {}, "models/mock", sink).run(transport)

        with pytest.raises(ZeroDivisionError):
            in_virtual_time(both())
