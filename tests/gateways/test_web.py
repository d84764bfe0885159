"""What leaves the house by HTTP goes where it was meant to, within its time and size, and never inside."""

from __future__ import annotations

import socket
import time
from collections.abc import Sequence
from ipaddress import ip_address
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcord.gateways.web import Answer, Ask, MemoryWeb, RealWeb, WebFailure, networks, parts_of
from medcord.gateways.web.addresses import is_open
from tests.gateways.servers import certificate, http_server

HERE = networks(["127.0.0.0/8"])


def reason(web: RealWeb, url: str, **more: object) -> str:
    with pytest.raises(WebFailure) as failure:
        web.send(Ask(url, **more))  # type: ignore[arg-type]
    return failure.value.reason


def test_a_call_arrives_whole_and_its_answer_comes_back() -> None:
    with http_server() as (port, seen):
        answer = RealWeb(private=HERE).send(
            Ask(f"http://127.0.0.1:{port}/in?a=1", "POST", b'{"a":1}', {"X-Mark": "yes"})
        )
    assert answer.status == 204
    ((path, headers, body),) = seen.requests
    assert (path, body, headers["X-Mark"], headers["Host"]) == ("/in?a=1", b'{"a":1}', "yes", f"127.0.0.1:{port}")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "168.63.129.16", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fc00::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::1",
        "2002:a9fe:a9fe::1", "fd00:ec2::254",
    ],
)  # fmt: skip
def test_nothing_inside_is_called_unless_it_is_listed(address: str) -> None:
    assert not is_open(ip_address(address), ())
    assert is_open(ip_address(address), networks([address]))
    host = f"[{address}]" if ":" in address else address
    assert reason(RealWeb(), f"https://{host}/") == "private-address"


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:4700::1111"])
def test_what_is_public_may_be_called(address: str) -> None:
    assert is_open(ip_address(address), ())


@given(st.ip_addresses(v=4))
def test_an_address_is_as_open_as_what_is_hidden_in_it(address: object) -> None:
    mapped, translated = ip_address(f"::ffff:{address}"), ip_address(f"64:ff9b::{address}")
    if not is_open(address, ()):  # type: ignore[arg-type]
        assert not is_open(mapped, ())
        assert not is_open(translated, ())


@pytest.mark.parametrize("odd", ["http://0x7f.1/", "http://2130706433/", "http://127.1/", "http://localhost/"])
def test_odd_ways_to_write_this_machine_are_seen_through(odd: str) -> None:
    assert reason(RealWeb(), odd) == "private-address"


class Rebinding:
    """A name that is public when it is looked at, and this machine ever after."""

    def __init__(self, *answers: str) -> None:
        self.answers, self.asked = list(answers), 0

    def __call__(self, host: str, port: int) -> Sequence[str]:
        del host, port
        self.asked += 1
        return [self.answers[min(self.asked, len(self.answers)) - 1]]


def test_a_name_that_changes_its_address_after_the_check_gains_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    went_to = []

    def connect(address: tuple[str, int], **_more: object) -> socket.socket:
        went_to.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    resolver = Rebinding("93.184.216.34", "127.0.0.1")
    assert reason(RealWeb(resolver=resolver), "https://rebinding.example/") == "no-connection"
    assert (went_to, resolver.asked) == (["93.184.216.34"], 1)
    assert reason(RealWeb(resolver=resolver), "https://rebinding.example/") == "private-address"
    assert went_to == ["93.184.216.34"]


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    web = RealWeb(resolver=lambda _host, _port: ["93.184.216.34", "10.0.0.1"])
    assert reason(web, "https://mixed.example/") == "private-address"


def test_plain_http_is_for_listed_addresses_only() -> None:
    web = RealWeb(resolver=lambda _host, _port: ["93.184.216.34"])
    assert reason(web, "http://plain.example/") == "not-https"


def test_a_webhook_follows_no_redirect() -> None:
    with http_server() as (port, seen):
        answer = RealWeb(private=HERE).send(Ask(f"http://127.0.0.1:{port}/to/http://10.0.0.1/", "POST", b"{}"))
    assert (answer.status, len(seen.requests)) == (302, 1)


def test_a_redirect_to_an_address_inside_is_refused_where_redirects_are_followed() -> None:
    with http_server() as (port, seen):
        inside = f"http://127.0.0.1:{port}/to/http://10.0.0.1/secret"
        assert reason(RealWeb(private=HERE), inside, redirects=3) == "private-address"
        assert RealWeb(private=HERE).send(Ask(f"http://127.0.0.1:{port}/to//there", redirects=3)).status == 204
        assert [path for path, _, _ in seen.requests[1:]] == ["/to//there", "/there"]
        assert reason(RealWeb(private=HERE), f"http://127.0.0.1:{port}/to/round", redirects=3) == "too-many-redirects"


def test_what_was_meant_for_one_host_is_not_shown_to_the_next() -> None:
    with http_server() as (one, _), http_server() as (other, seen):
        url = f"http://127.0.0.1:{one}/to/http://127.0.0.1:{other}/x"
        RealWeb(private=HERE).send(Ask(url, headers={"Authorization": "Bearer secret"}, redirects=1))
    assert "Authorization" not in seen.requests[0][1]


def test_a_server_that_drips_bytes_does_not_hold_us() -> None:
    with http_server() as (port, _):
        began = time.monotonic()
        assert reason(RealWeb(private=HERE, seconds=0.5), f"http://127.0.0.1:{port}/drip") == "timeout"
        assert time.monotonic() - began < 3


def test_a_server_that_says_nothing_does_not_hold_us() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        began = time.monotonic()
        assert reason(RealWeb(private=HERE, seconds=0.3), f"http://127.0.0.1:{port}/") == "timeout"
        assert reason(RealWeb(private=HERE, seconds=0.3), f"https://127.0.0.1:{port}/") == "timeout"
        assert time.monotonic() - began < 3


def test_a_huge_answer_is_not_read_to_its_end() -> None:
    with http_server() as (port, _):
        assert reason(RealWeb(private=HERE), f"http://127.0.0.1:{port}/huge", most=100_000) == "too-large"


def test_an_answer_that_breaks_off_is_none() -> None:
    with http_server() as (port, _):
        assert reason(RealWeb(private=HERE), f"http://127.0.0.1:{port}/short") == "no-answer"


def test_nobody_there_and_no_such_name() -> None:
    def nowhere(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror(host, port)

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert reason(RealWeb(private=HERE, seconds=2), f"http://127.0.0.1:{port}/") == "no-connection"
    assert reason(RealWeb(resolver=nowhere), "https://nowhere.example/") == "unknown-host"


def test_a_certificate_must_be_valid_and_for_this_host(tmp_path: Path) -> None:
    pem, other = certificate(tmp_path, "hooks.example"), certificate(tmp_path, "other.example")

    def here(_host: str, _port: int) -> Sequence[str]:
        return ["127.0.0.1"]

    with http_server(pem) as (port, seen):
        url = f"https://hooks.example:{port}/in"
        assert RealWeb(private=HERE, ca=str(pem), resolver=here).send(Ask(url, "POST", b"{}")).status == 204
        assert reason(RealWeb(private=HERE, resolver=here), url) == "certificate"
        elsewhere = f"https://elsewhere.example:{port}/in"
        assert reason(RealWeb(private=HERE, ca=str(pem), resolver=here), elsewhere) == "certificate"
        assert reason(RealWeb(private=HERE, ca=str(other), resolver=here), url) == "certificate"
    assert len(seen.requests) == 1


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.example/", "https:///x", "https://user@a.example/", "https://a.example:25/", "https://a.example:x/",
        "https://a.example/\r\nX: y", "https://a.example/ü", "file:///etc/passwd", "https://a.example:99999/",
        "https://[::1/", "",
    ],
)  # fmt: skip
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(WebFailure, match="bad-address"):
        parts_of(url)


def test_the_twin_in_memory_keeps_what_was_asked() -> None:
    web = MemoryWeb({"https://a.example/": 500, "https://b.example/": "timeout"})
    assert web.send(Ask("https://a.example/")) == Answer(500, {}, b"", "https://a.example/")
    with pytest.raises(WebFailure, match="timeout"):
        web.send(Ask("https://b.example/"))
    assert [ask.url for ask in web.asked] == ["https://a.example/", "https://b.example/"]
