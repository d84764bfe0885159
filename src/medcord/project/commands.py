"""Commands that run a node: everything in one process tree, or its parts."""

from __future__ import annotations

from typing import Annotated

import typer

from medcord.cli.home import Home, make_home, open_home
from medcord.core.refusals import RuleRefusal


def run(
    demo: Annotated[
        bool, typer.Option("--demo", help="A node with a made-up cast and story, on this machine only.")
    ] = False,
    port: Annotated[int, typer.Option(help="Port.")] = 8000,
    host: Annotated[
        str, typer.Option(help="Address to listen on. The demo listens on this machine only.")
    ] = "127.0.0.1",
    home: Home = None,
) -> None:
    """Run a whole node: database, web and worker in one process tree. Ctrl-C ends it; nothing is lost."""
    if demo and host not in ("127.0.0.1", "localhost", "::1"):
        raise RuleRefusal("The demo has known passwords, so it listens on this machine only. Leave --host out.")
    make_home(home, demo=demo, port=port, host=host)
    from medcord.project import node

    node.run(demo=demo, host=host, port=port, say=typer.echo)


def worker(home: Home = None) -> None:
    """Run the worker alone: reactions to facts, mail, and lists that are fetched."""
    open_home(home)
    from medcord.ledger.worker import run_forever
    from medcord.project import fetching  # noqa: F401 - makes its thread known

    run_forever()


def migrate(home: Home = None) -> None:
    """Bring the database to the present shape."""
    make_home(home)
    from medcord.project import node

    node.migrate()
    typer.echo("The database is up to date.")
