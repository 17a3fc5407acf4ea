import ast
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit import errors
from evalkit.errors import (
    ConnectError,
    ConnectionClosed,
    EvalkitError,
    ExitCode,
    FormatVersionError,
    HistoryError,
    LocalProtocolError,
    MediaError,
    NothingSelected,
    PluginError,
    PoolingError,
    ProtocolError,
    RecordingError,
    RemoteProtocolError,
    ReplayMismatch,
    ScenarioError,
    ScenarioErrors,
    ServerReportedError,
    SetupError,
    SpeechUnavailable,
    TransportError,
    UsageError,
    VirtualTimeDeadlock,
    nearest,
)

FILE = Path("scenarios/a.yaml")
LANE = Path("user.flac")
EVENTS = Path("events.jsonl")
URL = "ws://127.0.0.1:1"
CALL = "a tool response"

SENTENCES = [
    (UsageError("--repeat must be 1 or more"), "--repeat must be 1 or more"),
    (UsageError("unknown tag 'a'", "did you mean 'b'?"), "unknown tag 'a'; did you mean 'b'?"),
    (NothingSelected("scenarios/"), "no scenario selected in scenarios/"),
    (NothingSelected("scenarios/", "known tags: nightly"), "no scenario selected in scenarios/; known tags: nightly"),
    (ScenarioError(FILE, 3, 5, "turns.0.say", "is empty"), "scenarios/a.yaml:3:5: turns.0.say: is empty"),
    (ScenarioError(FILE, 3, 5, "", "is no mapping"), "scenarios/a.yaml:3:5: is no mapping"),
    (ScenarioError(FILE, 0, 0, "", "is empty", "add turns"), "scenarios/a.yaml: is empty; add turns"),
    (ScenarioErrors((ScenarioError(FILE, 1, 2, "", "a"), ScenarioError(FILE, 3, 4, "k", "b"))),
     "scenarios/a.yaml:1:2: a\nscenarios/a.yaml:3:4: k: b"),
    (MediaError(LANE, "holds no sample"), "user.flac: holds no sample"),
    (MediaError(LANE, "not found", "record it"), "user.flac: not found; record it"),
    (SpeechUnavailable(FILE, "no engine", "install flite"), "scenarios/a.yaml: no engine; install flite"),
    (RecordingError(EVENTS, 7, "no JSON"), "events.jsonl:7: no JSON"),
    (RecordingError(EVENTS, 0, "is empty", "run again"), "events.jsonl: is empty; run again"),
    (FormatVersionError(EVENTS, 1, "format 9 is unknown"), "events.jsonl:1: format 9 is unknown"),
    (HistoryError("gs://nights", "cannot be listed"), "gs://nights: cannot be listed"),
    (HistoryError("gs://nights", "cannot be listed", "log in"), "gs://nights: cannot be listed; log in"),
    (ReplayMismatch(None, "a setup", CALL),
     "replay, setup: expected a setup, found a tool response; "
     "record the scenario again if the change is meant"),
    (ReplayMismatch(0, "text", CALL, "entry 12, text"),
     "replay, turn 1: expected text, found a tool response; nearest unused entry: entry 12, text; "
     "record the scenario again if the change is meant"),
    (ProtocolError("must be a list"), "must be a list"),
    (ProtocolError("must be a list", "setup.tools"), "setup.tools: must be a list"),
    (LocalProtocolError("sent twice", "setup"), "setup: sent twice"),
    (RemoteProtocolError("no JSON object"), "no JSON object"),
    (ConnectError(URL, "refused"), "cannot connect to ws://127.0.0.1:1: refused"),
    (ConnectError(URL, "refused", "start it"), "cannot connect to ws://127.0.0.1:1: refused; start it"),
    (SetupError("no answer in 10 s", False), "setup: no answer in 10 s"),
    (SetupError("model not found", True, "see doctor"), "setup: model not found; see doctor"),
    (ServerReportedError(13, ""), "the server reports error 13"),
    (ServerReportedError(3, "bad", "INVALID_ARGUMENT"), "the server reports error 3 INVALID_ARGUMENT: 'bad'"),
    (ConnectionClosed(1000, "", "local"), "connection closed by us: 1000"),
    (ConnectionClosed(1011, "quota", "remote"), "connection closed by the server: 1011 'quota'"),
    (ConnectionClosed(1006, "", "lost"), "connection lost without a close frame: 1006"),
    (VirtualTimeDeadlock(), "virtual time stands still: no callback, no timer; waiting: nothing"),
    (VirtualTimeDeadlock(("a", "b")), "virtual time stands still: no callback, no timer; waiting: a, b"),
    (
        PoolingError("latency.turn_ms", ("version 1", "version 2")),
        "latency.turn_ms: version 1 and version 2 do not measure the same thing and are never pooled; "
        "score the older run again: evalkit score RUN",
    ),
    (PluginError("scorer", "latnecy", "unknown"), "scorer 'latnecy': unknown"),
    (PluginError("scorer", "latnecy", "unknown", "did you mean 'latency'?"),
     "scorer 'latnecy': unknown; did you mean 'latency'?"),
]  # fmt: skip

EXIT_CODES = {
    EvalkitError: ExitCode.INVALID,
    UsageError: ExitCode.INVALID,
    NothingSelected: ExitCode.NOTHING_SELECTED,
    ScenarioError: ExitCode.INVALID,
    ScenarioErrors: ExitCode.INVALID,
    MediaError: ExitCode.INVALID,
    SpeechUnavailable: ExitCode.INVALID,
    RecordingError: ExitCode.INVALID,
    FormatVersionError: ExitCode.INVALID,
    HistoryError: ExitCode.INVALID,
    ReplayMismatch: ExitCode.INVALID,
    ProtocolError: ExitCode.INCONCLUSIVE,
    LocalProtocolError: ExitCode.INVALID,
    RemoteProtocolError: ExitCode.INCONCLUSIVE,
    TransportError: ExitCode.INCONCLUSIVE,
    ConnectError: ExitCode.INCONCLUSIVE,
    ServerReportedError: ExitCode.INCONCLUSIVE,
    SetupError: ExitCode.INCONCLUSIVE,
    ConnectionClosed: ExitCode.INCONCLUSIVE,
    VirtualTimeDeadlock: ExitCode.INTERNAL,
    PluginError: ExitCode.INVALID,
    PoolingError: ExitCode.INVALID,
}


def error_classes() -> set[type[EvalkitError]]:
    """Every class of the tree, the root included."""
    found: set[type[EvalkitError]] = set()
    waiting: list[type[EvalkitError]] = [EvalkitError]
    while waiting:
        found.add(waiting[-1])
        waiting += waiting.pop().__subclasses__()
    return {kind for kind in found if kind.__module__ == errors.__name__}


def drawn_parents() -> dict[str, str]:
    """Child to parent, as the module's docstring draws them."""
    parents: dict[str, str] = {}
    branch = ["EvalkitError"]
    for indent, name in re.findall(r"^((?:│   |    )*)[├└]── (\w+)", errors.__doc__ or "", re.MULTILINE):
        del branch[len(indent) // 4 + 1 :]
        parents[name] = branch[-1]
        branch.append(name)
    return parents


@pytest.mark.parametrize(("error", "sentence"), SENTENCES, ids=lambda value: type(value).__name__)
def test_sentence(error: EvalkitError, sentence: str) -> None:
    assert str(error) == sentence


def test_every_class_that_has_fields_has_a_sentence_here() -> None:
    assert error_classes() - {type(error) for error, _ in SENTENCES} == {EvalkitError, TransportError}


def test_docstring_draws_the_tree_that_exists() -> None:
    real = {kind.__name__: kind.__bases__[0].__name__ for kind in error_classes() - {EvalkitError}}
    assert drawn_parents() == real


def test_exit_codes() -> None:
    assert {kind: kind.exit_code for kind in error_classes()} == EXIT_CODES


def test_exit_code_numbers_are_a_promise_to_the_shell() -> None:
    assert {code.name: code.value for code in ExitCode} == {
        "OK": 0,
        "FAILED": 1,
        "INTERRUPTED": 2,
        "INTERNAL": 3,
        "INVALID": 4,
        "NOTHING_SELECTED": 5,
        "REGRESSED": 6,
        "INCONCLUSIVE": 7,
    }


def test_nothing_but_the_tree_nearest_and_exit_code_is_exported() -> None:
    assert set(errors.__all__) == {kind.__name__ for kind in error_classes()} | {"ExitCode", "nearest"}


@pytest.mark.parametrize(("error", "sentence"), SENTENCES, ids=lambda value: type(value).__name__)
def test_errors_are_raised_caught_and_compared_by_identity(error: EvalkitError, sentence: str) -> None:
    with pytest.raises(EvalkitError, match=re.escape(sentence)) as caught:
        raise error
    assert caught.value is error
    assert hash(error) == object.__hash__(error)


def test_remote_protocol_error_answers_with_close_code_1007_unless_told() -> None:
    assert RemoteProtocolError("x").close_code == 1007
    assert RemoteProtocolError("x", close_code=1008).close_code == 1008


def test_the_module_imports_only_the_standard_library() -> None:
    tree = ast.parse(Path(errors.__file__).read_bytes())
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not {name for name in imported if name.startswith("evalkit")}


@pytest.mark.parametrize(
    ("name", "known", "expected"),
    [
        ("latnecy", ["latency", "wer", "tools"], "latency"),
        ("latency", ["latency"], "latency"),
        ("tool", ["tools", "took"], "tools"),
        ("entirely_else", ["latency", "wer"], None),
        ("", ["latency"], None),
        ("wer", [], None),
    ],
)
def test_nearest(name: str, known: list[str], expected: str | None) -> None:
    assert nearest(name, known) == expected


def test_nearest_reads_any_iterable_once() -> None:
    assert nearest("mokc", iter(("mock", "replay"))) == "mock"


@given(st.text(max_size=12), st.lists(st.text(max_size=12), max_size=6))
def test_nearest_is_always_one_of_the_known(name: str, known: list[str]) -> None:
    assert nearest(name, known) in {None, *known}
