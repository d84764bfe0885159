"""What the page for receivers shows is what works: its Python, its command, its numbers."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from medcord.cli.webhook import webhook
from medcord.core import webhooks
from medcord.core.refusals import InputRefusal
from medcord.notices.policy import CALLED_FOR
from medcord.notices.reactions import calls

PAGE = (Path(__file__).resolve().parents[2] / "docs/how-to/receive-webhooks.md").read_text("utf-8")
BODY = b'{"kind":"Ping"}'


def documented() -> Any:
    """The function that the page shows."""
    shown: dict[str, Any] = {}
    exec(re.findall(r"```python\n(.+?)```", PAGE, re.DOTALL)[0], shown)
    return shown["is_genuine"]


def test_the_python_on_the_page_lets_in_what_is_genuine_and_nothing_else() -> None:
    check, now = documented(), int(time.time())
    header = webhooks.signature(["new", "old"], now, BODY)
    assert check(header, BODY, "new")
    assert check(header, BODY, "old")
    assert not check(header, BODY, "other")
    assert not check(header, BODY + b" ", "new")
    assert not check(webhooks.signature(["new"], now - 301, BODY), BODY, "new")
    assert not check(header.replace(str(now), str(now + 1)), BODY, "new")
    for broken in ("", "t=", "v1=ab", "t=x,v1=y"):
        assert not check(broken, BODY, "new")


def run(*arguments: str, typed: bytes = BODY) -> Any:
    return CliRunner().invoke(webhook, ["verify", "-", *arguments], input=typed, env={"MEDCORD_WEBHOOK_SECRET": "new"})


def test_the_command_checks_a_call_without_a_node(tmp_path: Path) -> None:
    header = webhooks.signature(["new"], int(time.time()), BODY)
    done = run("--signature", header)
    assert (done.exit_code, done.stdout.startswith("Genuine")) == (0, True)
    assert isinstance(run("--signature", header, typed=b"{}").exception, webhooks.NotGenuine)
    old = webhooks.signature(["new"], int(time.time()) - 400, BODY)
    assert isinstance(run("--signature", old).exception, webhooks.NotGenuine)
    assert run("--signature", old, "--window", "1000").exit_code == 0
    absent = CliRunner().invoke(webhook, ["verify", str(tmp_path / "none"), "--signature", header, "--secret", "s"])
    assert isinstance(absent.exception, InputRefusal)


def test_without_a_secret_the_command_says_where_to_put_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MEDCORD_WEBHOOK_SECRET", raising=False)
    done = CliRunner().invoke(webhook, ["verify", "-", "--signature", "t=1,v1=a"], input=b"")
    assert "MEDCORD_WEBHOOK_SECRET" in str(done.exception)


def test_the_numbers_on_the_page_are_the_present_ones() -> None:
    assert f"{calls.MOST_ATTEMPTS} times" in PAGE
    assert webhooks.WINDOW == 300
    assert webhooks.SIGNATURE in PAGE
    assert webhooks.DELIVERY in PAGE
    assert set(re.findall(r'"kind":"(\w+)"', PAGE)) <= CALLED_FOR.keys()
