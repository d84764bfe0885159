"""An exercise as a process: it listens where a person says, is killed in the middle, goes on and ends in its report."""

from __future__ import annotations

import os
import re
import select
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import pytest

from medcord.core.refusals import InputRefusal, RuleRefusal
from medcord.project.drill import home
from tests.formats.scenario.files import GOOD

HERE = "127.0.0.2"
TWO_HOURS = GOOD.replace('ends_after = "4d"', 'ends_after = "30h"').replace('after = "2d 3h"', 'after = "29h"')


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where the exercise will have its home; its scenario lies beside it."""
    (tmp_path / "small.toml").write_text(TWO_HOURS)
    return tmp_path / "exercise"


class Served:
    """`medcord drill serve` as a process of its own, with what it has said. It is killed in the end, if need be."""

    def __init__(self, place: Path, *more: str) -> None:
        command = [sys.executable, "-m", "medcord.cli.main", "drill", "serve", str(place.parent / "small.toml")]
        self.process = subprocess.Popen(
            [*command, "--home", str(place), *more], start_new_session=True, stdout=subprocess.PIPE, text=True,
            stdin=subprocess.DEVNULL, env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
        self.said = ""

    def __enter__(self) -> Served:
        return self

    def __exit__(self, *_error: object) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=10)
        assert self.process.stdout is not None
        self.process.stdout.close()

    def until(self, words: str) -> str:
        """Read what it says until these words stand there."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line
            if words in line:
                return self.said
        raise AssertionError(self.said)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HERE, 0))
        return int(probe.getsockname()[1])


class Player:
    """A browser on another machine, as far as a form needs one."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.opener: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> str:
        with self.opener.open(f"{self.url}{path}", timeout=10) as answer:
            return str(answer.read().decode())

    def post(self, path: str, **given: str | list[str]) -> str:
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(path))
        assert found is not None
        sent = urlencode({**given, "csrfmiddlewaretoken": found[1]}, doseq=True).encode()
        asked = Request(f"{self.url}{path}", sent, {"Origin": self.url})
        with self.opener.open(asked, timeout=10) as answer:
            return str(answer.read().decode())

    def wait_for(self, path: str) -> str:
        """Ask until the server is there."""
        for _ in range(2000):
            with suppress(URLError, ConnectionError):
                return self.get(path)
            select.select([], [], [], 0.02)
        raise AssertionError("nobody listens")


def test_two_machines_play_one_exercise_that_is_killed_goes_on_and_ends_in_its_report(place: Path) -> None:
    port = free_port()
    with Served(place, "--bind", HERE, "--port", str(port), "--speed", "1200") as first:
        said = first.until("lindqvist@dsa")
        assert f"on http://{HERE}:{port}." in said
        password = re.findall(r"Password for all: (\S+)", said)[0]
        assert "NOTHING IS ENCRYPTED" in said
        player = Player(f"http://{HERE}:{port}")
        page = player.wait_for("/sign-in")
        assert (password in page, "adeyemi@" in page) == (False, False)  # others reach it: it names nobody
        player.post("/sign-in", email="adeyemi@ncc.drill.example", password=password)
        asked = re.findall(r'name="parties"[^>]*value="([^"]+)"', player.get("/calls/emergency"))
        shown = player.post("/calls/emergency", purpose="Attacks are seen", minutes_ahead="0", parties=asked)
        assert "Emergency call: <bdi>Attacks are seen" in shown
    assert first.process.returncode == -signal.SIGKILL
    assert not (place / home.REPORT).exists()
    with Served(place, "--bind", HERE, "--port", str(free_port()), "--speed", "100000") as second:
        said = second.until("Written to")
        assert second.process.wait(timeout=20) == 0
    assert "It goes on at" in said
    assert "# After-action report: A small one" in said
    report = home.read_report(place / home.REPORT)
    assert report["ended"].startswith("2027-02-09T15:00:00-05:00")
    arose = {one["code"] for one in report["results"] if one["arose"]}
    assert {"C2", "R7"} <= arose  # both agencies take part in calls: what a person did before the kill is there


def test_where_an_exercise_listens_and_what_its_players_open() -> None:
    alone = home.place("127.0.0.1", 8010, "")
    assert (alone.url, alone.shared, alone.sealed) == ("http://127.0.0.1:8010", False, True)
    bare = home.place("192.0.2.7", 8010, "")
    assert (bare.url, bare.shared, bare.sealed) == ("http://192.0.2.7:8010", True, False)
    six = home.place("2001:db8::7", 8010, "")
    assert six.url == "http://[2001:db8::7]:8010"
    behind = home.place("127.0.0.1", 8010, "https://Drill.example/")
    assert (behind.url, behind.shared, behind.sealed) == ("https://drill.example", True, True)
    named = home.place("0.0.0.0", 8010, "http://lectern.example:8010")
    assert (named.url, named.sealed) == ("http://lectern.example:8010", False)


@pytest.mark.parametrize(
    ("bind", "origin", "because"),
    [
        ("lectern.example", "", "is no address"),
        ("", "", "is no address"),
        ("0.0.0.0", "", "every address"),
        ("::", "", "every address"),
        ("127.0.0.1", "drill.example", "is no origin"),
        ("127.0.0.1", "https://drill.example/room", "is no origin"),
        ("127.0.0.1", "https://me:pw@drill.example", "is no origin"),
        ("127.0.0.1", "https://drill.example:x", "is no origin"),
        ("127.0.0.1", "ftp://drill.example", "is no origin"),
    ],
)
def test_an_address_that_cannot_be_is_refused_in_words(bind: str, origin: str, because: str) -> None:
    with pytest.raises(InputRefusal, match=because):
        home.place(bind, 8010, origin)


def test_an_address_of_another_machine_is_not_called_taken() -> None:
    with pytest.raises(RuleRefusal, match="no address of this machine"):
        home.require_port("192.0.2.7", 8010)
