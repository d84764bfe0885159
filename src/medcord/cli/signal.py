"""``medcord signal``: read public lists from a script."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from medcord.cli.advisory import PARTLY_READ, Format
from medcord.cli.home import Home, as_node
from medcord.cli.main import plain_app

if TYPE_CHECKING:
    from medcord.formats.unpacking import Given

signal = plain_app(
    no_args_is_help=True, help="Public signals: KEV, EPSS, CVE records, advisories in CSAF, OSV records, recalls."
)

Paths = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE...",
        help="KEV, EPSS (.csv, .gz), recalls of openFDA; CVE records, advisories in CSAF and OSV (folders, ZIPs too).",
    ),
]


@signal.callback()
def _signal() -> None:
    """Public signals."""


@signal.command("read")
def read(
    paths: Paths,
    form: Annotated[Format, typer.Option("--format", help="How to write the result.")] = Format.TEXT,
    home: Home = None,
) -> None:
    """Read public lists and compare them with the registered products. The same list again adds nothing twice."""
    actor = as_node(home)
    from medcord.advisories.actions import keep_up
    from medcord.cases import queries as cases
    from medcord.signals import actions

    done = actions.read(_documents(paths), watched=cases.watched(actor), actor=actor)
    keep_up(done.kev, actor=actor)
    if form is Format.JSON:
        said = ("source", "name", "digest", "entries", "touching", "new", "changed", "skipped")
        lists = [{name: getattr(row, name) for name in said} for row in done.lists]
        typer.echo(json.dumps({"lists": lists, "refused": [one.as_dict() for one in done.refused]}))
    else:
        for row in done.lists:
            typer.echo(
                f"{row.get_source_display()}: {row.entries} listed, {row.touching} touching a registered product or "
                f"the CVE of a case, {row.new} new, {row.changed} say something else now."
            )
        for refusal in done.refused:
            typer.echo(refusal.sentence, err=True)
    if done.refused:
        raise typer.Exit(PARTLY_READ)


@signal.command("fetch")
def fetch(home: Home = None) -> None:
    """Fetch every list whose address was set on the page, and read it like a file."""
    actor = as_node(home)
    from medcord.advisories.actions import keep_up
    from medcord.cases import queries as cases
    from medcord.signals import actions, queries

    for row in queries.addresses(actor):
        keep_up(actions.fetch(row, watched=cases.watched(actor), actor=actor).kev, actor=actor)
    found = queries.addresses(actor)
    for row in found:
        typer.echo(f"{row.url}: {row.fetching.said}", err=row.fetching.failed)
    if not found:
        typer.echo("No address is set. An administrator of the coordinator sets one on Signals, Read a list.")
    if any(row.fetching.failed for row in found):
        raise typer.Exit(PARTLY_READ)


def _documents(paths: list[Path]) -> Iterator[Given]:
    from medcord.core.refusals import UnreadableFile
    from medcord.formats.signals.entries import lists_in
    from medcord.formats.unpacking import documents_below

    for path in paths:
        if path.is_dir():
            yield from documents_below([path])
            continue
        try:
            yield from lists_in(path.name, path.read_bytes())
        except OSError as error:
            why = f"it cannot be opened ({error.strerror})."
            yield UnreadableFile(str(path), why, "Check the path and its permissions.", code="not-opened")
