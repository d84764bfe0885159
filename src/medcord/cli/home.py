"""Where a node keeps its data, for commands that work on it."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from medcord.core.refusals import RuleRefusal

if TYPE_CHECKING:
    from medcord.core.access import Viewer

Home = Annotated[
    Path | None, typer.Option(help="Where the node keeps its data. Default: var, or var/demo for the demo.")
]


def make_home(home: Path | None, *, demo: bool = False, port: int = 8000, host: str = "127.0.0.1") -> None:
    """Set the environment of a node, one that is there or a new one, and get Django ready."""
    if home is not None or demo:
        os.environ["MEDCORD_HOME"] = str((home or Path("var/demo")).absolute())
    if demo:
        os.environ["MEDCORD_DEMO"] = "1"
    os.environ.setdefault("MEDCORD_URL", f"http://{host}:{port}")
    _open()


def open_home(home: Path | None) -> None:
    """Set the environment of a node that is there and get Django ready. Raises RuleRefusal where none is, before
    anything is made: opening a database makes one, and a node makes its secret."""
    place = home or Path(os.environ.get("MEDCORD_HOME") or "var")
    elsewhere = os.environ.get("MEDCORD_DATABASE_URL") or "django.apps" in sys.modules
    if not elsewhere and not _holds_a_node(place):
        raise RuleRefusal(
            f"There is no node in {place}: {'it has no database' if place.is_dir() else 'it is no folder'}. Nothing "
            "was made there. Give the folder of your node with --home, or make a node there: "
            f"“medcord run --home {place}”, or “medcord migrate --home {place}” for its database alone.",
            code="no-node",
        )
    if home is not None:
        os.environ["MEDCORD_HOME"] = str(home.absolute())
    _open()


def _holds_a_node(place: Path) -> bool:
    database = place / "medcord.sqlite3"
    return database.is_file() and database.stat().st_size > 0


def _open() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "medcord.project.settings")
    make_ready()
    _say_exercise()


def make_ready() -> None:
    """Get Django ready. What is imported stays to the end: the collector of garbage would look through it again and
    again, in vain, for a fifth of the time that a command takes to start."""
    import django

    gc.disable()
    try:
        django.setup()
    finally:
        gc.freeze()
        gc.enable()


def _say_exercise() -> None:
    """On the node of an exercise each command says first what it is; what it writes stays as it is."""
    from django.conf import settings

    from medcord.core.exercise import told

    if settings.MEDCORD_DRILL and "MEDCORD_DRILL" not in os.environ:
        typer.echo(told(settings.MEDCORD_DRILL), err=True)


def as_node(home: Path | None) -> Viewer:
    """Get a node ready and act as the node itself. Refuses a home without a database."""
    open_home(home)
    from django.db import connection

    from medcord.core.access import Viewer, ViewerKind

    if "parties_organisation" not in connection.introspection.table_names():
        raise RuleRefusal(
            "This node has no database yet. Make it with “medcord migrate”, then try again.", code="no-node"
        )
    return Viewer(kind=ViewerKind.SYSTEM)


def as_member(home: Path | None, email: str) -> Viewer:
    """Get a node ready and look with the sight of one member, for those who run it. Refuses an address that no active
    member has."""
    as_node(home)
    from medcord.parties import queries

    member = queries.active_member_at(email)
    if member is None:
        raise RuleRefusal(
            f"No active member has the address “{email}”. “medcord member list” shows them.", code="no-member"
        )
    return member.viewer
