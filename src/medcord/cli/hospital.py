"""``medcord inventory`` and ``medcord worklist``: what a hospital's own programs do every night on its node."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from medcord.cli.home import Home, open_home
from medcord.cli.main import plain_app
from medcord.core.refusals import InputRefusal, NotAllowed

if TYPE_CHECKING:
    from medcord.core.access import Viewer
    from medcord.inventory.models import ImportBatch

inventory = plain_app(no_args_is_help=True, help="A hospital's inventory on this node.")


class Format(StrEnum):
    """How the result is written."""

    TEXT = "text"
    JSON = "json"


class ListFormat(StrEnum):
    """How the worklist is written."""

    CSV = "csv"
    JSON = "json"


Token = Annotated[
    str, typer.Option("--token", envvar="MEDCORD_TOKEN", help="A member's token, made on the page “Tokens”.")
]


@inventory.callback()
def _inventory() -> None:
    """A hospital's inventory on this node."""


@inventory.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="CSV, XLSX, XLS or ODS as the CMMS exports it.")],
    token: Token = "",
    mapping: Annotated[list[str] | None, typer.Option("--map", metavar='FIELD="COLUMN"', help="Repeatable.")] = None,
    keep_absent: Annotated[bool, typer.Option(help="Keep devices that are not in the file.")] = False,
    form: Annotated[Format, typer.Option("--format", help="How to write the result.")] = Format.TEXT,
    home: Home = None,
) -> None:
    """Put an inventory into use. A bad file is refused whole; the worker then matches what is new."""
    columns = _columns(mapping or [])
    actor = _member(home, token)
    from medcord.cli.progress import progress
    from medcord.inventory import actions, queries

    with progress("Reading the inventory", unit="B") as advance:
        done = actions.import_file(file, mapping=columns, keep_absent=keep_absent, progress=advance, actor=actor)
    if form is Format.JSON:
        typer.echo(json.dumps(_counts(done)))
        return
    counts = _counts(done)
    typer.echo(
        f"In use: {done.devices} devices. Added {done.added}, changed {done.changed}, unchanged {done.unchanged}, "
        f"retired {done.retired}, kept {done.kept}. Remarks on rows: {counts['problems']}."
    )
    for problem in queries.problems(actor, done, most=20):
        typer.echo(f"row {problem.row}: {problem.sentence}" if problem.row else problem.sentence, err=True)


def _counts(done: ImportBatch) -> dict[str, object]:
    names = ("rows", "added", "changed", "unchanged", "retired", "kept")
    return {"import": str(done.id), **{name: getattr(done, name) for name in names}, "problems": done.problem_count}


def worklist(
    token: Token = "",
    form: Annotated[ListFormat, typer.Option("--format", help="How to write it.")] = ListFormat.CSV,
    q: Annotated[str, typer.Option(help="Words to look for.")] = "",
    site: Annotated[str, typer.Option(help="One site only.")] = "",
    department: Annotated[str, typer.Option(help="One department only.")] = "",
    home: Home = None,
) -> None:
    """Write the worklist of the member's hospital, one line a device and advisory, most urgent first."""
    actor = _member(home, token)
    from medcord.formats.inventory import write_csv
    from medcord.inventory import queries
    from medcord.matching.queries import Cut
    from medcord.remediation import listing

    queries.hospital_of(actor)
    rows = listing.rows(actor, Cut(q, site, department))
    if form is ListFormat.CSV:
        write_csv(sys.stdout, listing.COLUMNS, rows)
        return
    for row in rows:
        typer.echo(json.dumps(dict(zip(listing.COLUMNS, row, strict=True))))


def _columns(given: list[str]) -> dict[str, str]:
    columns: dict[str, str] = {}
    for text in given:
        field, equals, title = text.partition("=")
        if not equals:
            raise InputRefusal(
                f'--map {text}: write it as field=column, such as --map model="Model Name".', code="unknown-target"
            )
        columns[field.strip()] = title.strip().strip('"')
    return columns


def _member(home: Path | None, token: str) -> Viewer:
    """The member whose token it is. A token is asked for, so that the ledger says who did it."""
    open_home(home)
    from medcord.parties import queries

    shown = queries.token_by_secret(token) if token else None
    if shown is None:
        raise NotAllowed(
            "This needs the token of a member of the hospital. Make one on the page “Tokens” and give it in the "
            "environment variable MEDCORD_TOKEN.",
            code="no-token",
        )
    return shown.viewer
