"""What a server may be asked to be, and what answers for which scenarios."""

from pathlib import Path

import pytest

from evalkit.errors import NothingSelected, UsageError
from evalkit.mock.answers.base import Answers
from evalkit.mock.answers.echo import echo
from evalkit.mock.faults.known import Fault
from evalkit.serving.settings import Cast, ServeSettings, cast_of
from tests.runner.small import TESTS_OPTIONS, typed, write_scenarios

ORIGIN = "not an origin; write it as a browser sends it, as in http://localhost:3000"
CAST = Cast(echo(), ("tools/temperature",))


def kind(answers: Answers) -> str:
    return type(answers).__name__


def test_without_scenarios_the_model_echoes() -> None:
    assert (kind(cast_of(()).answers), cast_of(()).scenarios) == (kind(echo()), ())


def test_scenarios_answer_and_can_be_asked_for(tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, b=typed(), tools__a=typed())
    cast = cast_of((root,), speech=TESTS_OPTIONS.speech)
    assert kind(cast.answers) != kind(echo())
    assert cast.scenarios == ("b", "tools/a")


def test_echo_is_stronger_than_scenarios_which_need_nothing_to_play_then(tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, a="turns: [{text: Hi}]\n")
    cast = cast_of((root,), "echo")
    assert (kind(cast.answers), cast.scenarios) == (kind(echo()), ("a",))


@pytest.mark.parametrize("with_scenarios", [True, False])
def test_answers_of_ones_own(tmp_path: Path, with_scenarios: bool) -> None:
    own = echo()
    paths = (write_scenarios(tmp_path, a=typed()),) if with_scenarios else ()
    assert cast_of(paths, own).answers is own


def test_scenario_that_is_wrong_is_known_at_once(tmp_path: Path) -> None:
    with pytest.raises(NothingSelected):
        cast_of((tmp_path,))


def test_rules_of_the_door_come_from_the_settings() -> None:
    fault = Fault("http-503", "", "upgrade", http_status=503)
    settings = ServeSettings(
        CAST, faults=(fault,), names=("Mock.Internal",), origins=("http://a",), credentials=("right",)
    )
    rules = settings.admission
    assert (rules.scenarios, rules.names, rules.origins) == (CAST.scenarios, ("mock.internal",), ("http://a",))
    assert (rules.credentials, rules.faults, rules.addresses) == (("right",), (fault,), False)
    assert ServeSettings(CAST, host="0.0.0.0", unsafe_bind=True).admission.addresses
    assert ServeSettings(CAST, names=("::2", "10.0.0.1", "a-b.c_d"), origins=("null",)).admission.origins == ("null",)
    assert "right" not in repr(settings)


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"speed": 0.0}, "speed 0: more than 0 and at most 1000 is possible"),
        ({"speed": float("nan")}, "speed nan: more than 0 and at most 1000 is possible"),
        ({"speed": float("inf")}, "speed inf: more than 0 and at most 1000 is possible"),
        ({"names": ("host:80",)}, "--name host:80: not a host name; give it as in a URL, without a port"),
        ({"names": ("",)}, "--name : not a host name; give it as in a URL, without a port"),
        ({"origins": ("localhost:3000",)}, f"--allow-origin localhost:3000: {ORIGIN}"),
        ({"origins": ("http://localhost:3000/",)}, f"--allow-origin http://localhost:3000/: {ORIGIN}"),
        ({"port": -1}, "port -1: there is none of that number; choose one from 1024 to 65535"),
        ({"port": 65536}, "port 65536: there is none of that number; choose one from 1024 to 65535"),
        ({"host": "localhost"}, "--host localhost: not a numeric address"),
        ({"host": "0.0.0.0"}, "--host 0.0.0.0: other machines could reach the server"),
        ({"ca_file": Path("ca.pem")}, "a file for the certificate is of no use without TLS; add --tls"),
    ],
)
def test_what_cannot_be_served_is_refused(settings: dict[str, object], problem: str) -> None:
    with pytest.raises(UsageError) as error:
        ServeSettings(CAST, **settings)  # type: ignore[arg-type]
    assert str(error.value).startswith(problem)
