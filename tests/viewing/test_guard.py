"""Who is answered: every rule by itself, and what each refusal says."""

import pytest
from starlette.datastructures import Headers

from evalkit.viewing.guard import Refusal, Site, refusal

HERE = Site(7575)
FAR = Site(7575, "0.0.0.0", "s3cret")
NOT_OURS = Refusal(403, "This server answers to http://127.0.0.1:7575 only. Open that address.")
STRANGER = Refusal(403, "Another site's page may not ask this server.")
NO_TOKEN = Refusal(403, "Open the address with the token that `evalkit view` printed.")


def headers(*pairs: tuple[str, str], host: str = "127.0.0.1:7575") -> Headers:
    both = (("host", host), *pairs) if host else pairs
    return Headers(raw=[(name.encode(), value.encode()) for name, value in both])


@pytest.mark.parametrize("host", ["127.0.0.1:7575", "localhost:7575", "LOCALHOST:7575"])
def test_this_machine_is_answered(host: str) -> None:
    assert refusal(HERE, "GET", headers(host=host)) is None
    assert refusal(HERE, "HEAD", headers(("origin", f"http://{host}"), host=host)) is None


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.example",
        "evil.example:7575",
        "127.0.0.1",
        "127.0.0.1:80",
        "127.0.0.1:75750",
        "127.0.0.1:7575:7575",
        "127.0.0.1.evil.example:7575",
        "localhost.evil.example:7575",
        "localhost.:7575",
        "127.0.0.2:7575",
        "2130706433:7575",
        "0x7f.1:7575",
        "0.0.0.0:7575",
        "[::1]:7575",
        "[::ffff:127.0.0.1]:7575",
        "192.168.0.5:7575",
        "user@127.0.0.1:7575",
        "127.0.0.1:٧٥٧٥",
        "127.0.0.1:+7575",
        "127.0.0.1: 7575",
    ],
)
def test_another_name_for_this_machine_is_refused(host: str) -> None:
    assert refusal(HERE, "GET", headers(host=host)) == NOT_OURS


def test_two_hosts_are_refused() -> None:
    assert refusal(HERE, "GET", headers(("host", "127.0.0.1:7575"))) == NOT_OURS


def test_port_80_needs_no_number() -> None:
    assert refusal(Site(80), "GET", headers(host="127.0.0.1")) is None
    assert refusal(Site(80), "GET", headers(host="127.0.0.1:80")) is None


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "",
        "http://evil.example",
        "https://127.0.0.1:7575",
        "http://127.0.0.1",
        "http://127.0.0.1:8080",
        "http://localhost:7575",
        "http://127.0.0.1:7575/",
        "http://127.0.0.1:7575.evil.example",
        "file://",
    ],
)
def test_another_origin_is_refused(origin: str) -> None:
    assert refusal(HERE, "GET", headers(("origin", origin))) == STRANGER


@pytest.mark.parametrize(
    ("site", "mode", "destination"),
    [
        ("cross-site", "no-cors", "script"),
        ("cross-site", "no-cors", "audio"),
        ("cross-site", "navigate", "iframe"),
        ("same-site", "cors", "empty"),
        ("same-site", "no-cors", "image"),
    ],
)
def test_a_strangers_page_can_load_nothing(site: str, mode: str, destination: str) -> None:
    asked = headers(("sec-fetch-site", site), ("sec-fetch-mode", mode), ("sec-fetch-dest", destination))
    assert refusal(HERE, "GET", asked) == STRANGER


@pytest.mark.parametrize("site", ["none", "same-origin"])
def test_our_own_pages_can(site: str) -> None:
    assert refusal(HERE, "GET", headers(("sec-fetch-site", site), ("sec-fetch-mode", "no-cors"))) is None


def test_a_link_in_a_ticket_can_be_followed() -> None:
    asked = headers(("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document"))
    assert refusal(HERE, "GET", asked) is None


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "get", "FOO"])
def test_only_reading_is_answered(method: str) -> None:
    assert refusal(HERE, method, headers()) == Refusal(
        405, "This server shows reports; it takes nothing. Use GET or HEAD."
    )


def test_a_server_that_others_can_reach_wants_its_token() -> None:
    at = headers(host="192.168.0.5:7575")
    assert refusal(FAR, "GET", at) == NO_TOKEN
    assert refusal(FAR, "GET", at, "s3cre") == NO_TOKEN
    assert refusal(FAR, "GET", at, "s3cretx") == NO_TOKEN
    assert refusal(FAR, "GET", at, "ü") == NO_TOKEN
    assert refusal(FAR, "GET", at, "s3cret") is None


def test_the_token_may_be_in_its_cookie() -> None:
    for cookie, answered in [
        ("evalkit-view-7575=s3cret", True),
        ("a=b; evalkit-view-7575=s3cret; c=d", True),
        ("evalkit-view-7576=s3cret", False),
        ("evalkit-view-7575=", False),
        ("evalkit-view-7575", False),
        ('"; =;;', False),
    ]:
        found = refusal(FAR, "GET", headers(("cookie", cookie), host="10.0.0.1:7575"))
        assert (found is None) == answered, cookie


@pytest.mark.parametrize("host", ["10.0.0.1:7575", "[fe80::1]:7575", "localhost:7575", "127.0.0.1:7575"])
def test_there_it_answers_to_any_address_of_the_machine(host: str) -> None:
    assert refusal(FAR, "GET", headers(host=host), "s3cret") is None


def test_and_to_the_name_it_was_given() -> None:
    named = Site(7575, "box.local", "s3cret")
    assert refusal(named, "GET", headers(host="Box.local:7575"), "s3cret") is None
    assert refusal(named, "GET", headers(host="evil.example:7575"), "s3cret") == Refusal(
        403, "This server answers to http://box.local:7575 only. Open that address."
    )


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("127.0.0.1", "http://127.0.0.1:7575"),
        ("0.0.0.0", "http://127.0.0.1:7575"),
        ("::", "http://[::1]:7575"),
        ("fe80::1", "http://[fe80::1]:7575"),
        ("box.local", "http://box.local:7575"),
    ],
)
def test_the_address_is_one_that_a_browser_here_can_open(host: str, origin: str) -> None:
    assert Site(7575, host).origin == origin
