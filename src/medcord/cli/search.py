"""``medcord search``: the index of words of this node."""

from __future__ import annotations

import typer

from medcord.cli.home import Home, as_node
from medcord.cli.main import plain_app

search = plain_app(no_args_is_help=True, help="The index of words: build it anew.")


@search.callback()
def _search() -> None:
    """The index of words."""


@search.command("rebuild")
def rebuild(home: Home = None) -> None:
    """Build the index of words anew from what the node holds. Searching goes on meanwhile."""
    as_node(home)
    from medcord import search
    from medcord.cli.progress import progress

    with progress("Building the index", unit="texts") as advance:
        total = search.rebuild(lambda _kind, done, in_all: advance(done, in_all))
    typer.echo(f"The index holds {total:,} text{'' if total == 1 else 's'}.")
