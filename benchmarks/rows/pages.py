"""How long the server works on the first page of each role with the demo's data: median of five after a warm-up."""

from __future__ import annotations

import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.cookiejar import CookieJar
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

from benchmarks.row import ROOT, Row

LIMIT_MS = 100
PASSWORD = "demo-only-password"
FIRST_PAGES = {
    "coordinator": ("tarrow@ncc.demo.example", "/board"),
    "regulator": ("sennick@dsa.demo.example", "/consultations"),
    "manufacturer": ("ostrava@karst.demo.example", "/board"),
    "hospital": ("brindle@elowen.demo.example", "/worklist"),
    "isao": ("holt@lanternway.demo.example", "/advisories"),
    "public": ("", "/advisories"),
}


def measure() -> list[Row]:
    """Milliseconds from the request to the last byte of the answer, on this machine; no picture, style or script."""
    with _demo() as site:
        return [_row(site, role, email, page) for role, (email, page) in FIRST_PAGES.items()]


def _row(site: str, role: str, email: str, page: str) -> Row:
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    if email:
        _sign_in(browser, site, email)
    taken = []
    for _round in range(6):
        begun = time.perf_counter()
        browser.open(f"{site}{page}", timeout=30).read()
        taken.append((time.perf_counter() - begun) * 1000)
    return Row(f"first-page {role}", round(statistics.median(taken[1:]), 1), "ms", limit=LIMIT_MS)


def _sign_in(browser: OpenerDirector, site: str, email: str) -> None:
    form = browser.open(f"{site}/sign-in", timeout=30).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
    if token is None:
        raise RuntimeError("the sign-in page has no form")
    answers = {"csrfmiddlewaretoken": token[1], "email": email, "password": PASSWORD}
    answer = browser.open(f"{site}/sign-in", urlencode(answers).encode(), timeout=30)
    if answer.geturl().endswith("/sign-in"):
        raise RuntimeError(f"{email} could not sign in")


@contextmanager
def _demo() -> Iterator[str]:
    """The demo, running in a home of its own."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MEDCORD_", "DJANGO_"))}
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, "-m", "medcord.cli.main", "run", "--demo", "--port", str(port), "--home", home]
        process = subprocess.Popen(command, cwd=ROOT, env=kept, stdout=subprocess.DEVNULL)
        try:
            _wait_for(f"http://127.0.0.1:{port}/sign-in", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 180
    browser = build_opener()
    while True:
        try:
            browser.open(address, timeout=5).read()
        except (URLError, OSError) as nobody:
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError("medcord run --demo did not come up") from nobody
            time.sleep(0.2)
        else:
            return
