"""Where an exercise lives, which scenarios there are, and the report of the one before."""

from __future__ import annotations

import json
import os
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from medcord.cli.home import make_ready
from medcord.core.refusals import InputRefusal, RuleRefusal

if TYPE_CHECKING:
    from medcord.core.exercise import Scenario

REPORT = "after-action.json"
MARKER = "drill-node"
STATE = "drill-state.json"
CLOCK = "drill-clock"
PASSWORD = "drill-password"  # noqa: S105 - a file


def shipped() -> dict[str, str]:
    """The scenarios that come with medcord: code and file text."""
    folder = resources.files("medcord.project.drill") / "scenarios"
    return {
        one.name.removesuffix(".toml"): one.read_text("utf-8") for one in folder.iterdir() if one.name.endswith(".toml")
    }


def read(scenario: str, *, verbs: Collection[str] | None = None) -> Scenario:
    """The scenario of that name, or of that file. ``verbs`` None: what its steps do is not looked at yet. Raises
    InputRefusal when there is neither."""
    from medcord.formats.scenario import read_scenario

    ours = shipped()
    if scenario in ours:
        return read_scenario(ours[scenario].encode(), name=f"{scenario}.toml", verbs=verbs)
    path = Path(scenario)
    try:
        return read_scenario(path.read_bytes(), name=path.name, verbs=verbs)
    except OSError as error:
        raise InputRefusal(
            f"There is no scenario “{scenario}”: it is no file that can be read ({error.strerror}), and medcord ships "
            f"{', '.join(sorted(ours))}.",
            code="no-scenario",
        ) from error


def goes_on(home: Path | None) -> bool:
    """Whether an exercise that people played was stopped or killed there, and can go on."""
    return home is not None and (home / STATE).exists()


def choose(home: Path | None, code: str, now: datetime) -> Path:
    """The home of a new exercise. Refuses one that is used already: an exercise touches nothing that is there."""
    chosen = home if home is not None else Path("var/drills") / f"{code}-{now:%Y%m%d-%H%M%S}"
    if chosen.exists() and any(chosen.iterdir()):
        if (chosen / MARKER).exists() and not (chosen / REPORT).exists():
            raise RuleRefusal(
                f"In {chosen} an exercise broke off before it could begin, or was played by script. Nothing in it is "
                "real: remove that folder, or choose another --home.",
                code="not-empty",
            )
        raise RuleRefusal(
            f"{chosen} is not empty. An exercise starts in a home of its own; choose another --home.",
            code="not-empty",
        )
    return chosen.absolute()


@dataclass(frozen=True, slots=True)
class Place:
    """Where an exercise that people play is found: the address it listens on, and what their browsers are given."""

    host: str
    port: int
    url: str
    shared: bool

    @property
    def sealed(self) -> bool:
        """Whether nobody on the way reads along: it stays on this machine, or goes through a proxy that encrypts."""
        return not self.shared or self.url.startswith("https:")


def place(bind: str, port: int, origin: str) -> Place:
    """Where to listen, and under which address. Raises InputRefusal for what is no address, and for all addresses of
    the machine at once without an origin: then nobody could be told where it is."""
    from ipaddress import ip_address

    try:
        address = ip_address("127.0.0.1" if bind == "localhost" else bind)
    except ValueError:
        raise InputRefusal(
            f"“{bind}” is no address. Give --bind one of this machine, such as 192.0.2.7; a name is given by --origin.",
            code="no-address",
        ) from None
    if origin:
        return Place(str(address), port, _checked_origin(origin), shared=True)
    if address.is_unspecified:
        raise InputRefusal(
            f"{address} is every address of this machine, so nobody can be told which one to open. Say how the others "
            f"reach it, such as --origin http://this-machine.example:{port}, or bind one address.",
            code="no-origin",
        )
    named = f"[{address}]" if address.version == 6 else str(address)
    return Place(str(address), port, f"http://{named}:{port}", shared=str(address) not in ("127.0.0.1", "::1"))


def _checked_origin(origin: str) -> str:
    given = origin.rstrip("/").lower()
    if not re.fullmatch(r"https?://([a-z0-9.-]+|\[[0-9a-f:]+\])(:[0-9]{1,5})?", given):
        raise InputRefusal(
            f"“{origin}” is no origin. Give scheme and host, such as https://drill.example, and nothing behind them.",
            code="no-origin",
        )
    return given


def require_port(host: str, port: int) -> None:
    """Raises RuleRefusal when the address is none of this machine, or another program listens there."""
    from medcord.gateways.web import address_is_here, port_is_free

    if not address_is_here(host):
        raise RuleRefusal(
            f"{host} is no address of this machine, so it cannot listen there. Give --bind one that it has.",
            code="not-here",
        )
    if not port_is_free(host, port):
        raise RuleRefusal(f"Port {port} is taken: another program listens there. Choose another.", code="port-taken")


def enter(home: Path, title: str, *, at: Place | None = None) -> None:
    """Set the environment of an exercise's node and get Django ready. Whatever a real node is set to is left behind.
    One that people play, ``at`` an address, has a password of its own; its sign-in page shows people and password on
    this machine only."""
    for name in [name for name in os.environ if name.startswith("MEDCORD_")]:
        del os.environ[name]
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    (home / MARKER).write_text(f"{title}\n", "utf-8")
    os.environ["MEDCORD_HOME"] = str(home)
    os.environ["MEDCORD_DRILL"] = title
    if at is not None:
        _set_address(home, at)
    os.environ["DJANGO_SETTINGS_MODULE"] = "medcord.project.settings"
    make_ready()


def _set_address(home: Path, at: Place) -> None:
    os.environ["MEDCORD_URL"] = at.url
    os.environ["MEDCORD_HOSTS"] = f"[{at.host}]" if ":" in at.host else at.host
    os.environ["MEDCORD_DRILL_SHARED"] = "1" if at.shared else ""
    if at.shared and at.sealed:
        os.environ["MEDCORD_PROXIES"] = "1"
    if not (home / PASSWORD).exists():
        descriptor = os.open(home / PASSWORD, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write("-".join(["exercise", *(secrets.token_hex(2) for _ in range(4))]))


def last_report(beside: Path, code: str) -> dict[str, Any] | None:
    """The newest report of the same scenario among the homes beside this one; None when there is none."""
    found = sorted(beside.parent.glob(f"*/{REPORT}"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in found:
        report = read_report(path)
        if path.parent != beside and report["scenario"] == code:
            return report
    return None


def read_report(path: Path) -> dict[str, Any]:
    """A report as it was written. Raises InputRefusal for a file that is none."""
    from medcord.core.exercise import checked

    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InputRefusal(
            f"{path} cannot be read as an after-action report. Give the {REPORT} of an exercise.", code="no-report"
        ) from error
    return checked(found)
