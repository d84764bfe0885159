"""``medcord report``: reports that come as a mail or file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from medcord.cli.csaf_report import WithDrafts, hand_in
from medcord.cli.home import Home, open_home
from medcord.cli.main import plain_app
from medcord.core.refusals import NotAllowed, UnreadableFile

if TYPE_CHECKING:
    from medcord.core.access import Viewer

Token = Annotated[
    str, typer.Option("--token", envvar="MEDCORD_TOKEN", help="A member's token, made on the page “Tokens”.")
]

report = plain_app(cls=WithDrafts, no_args_is_help=True, help="Reports: take one in from a mail or file.")


report.command("hand-in")(hand_in)


@report.callback()
def _report() -> None:
    """Reports."""


@report.command("import")
def take_in(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A mail (.eml), a text, or JSON.")],
    maker: Annotated[str, typer.Option("--maker", help="Manufacturer, where the file does not name it.")] = "",
    model: Annotated[str, typer.Option("--model", help="Device, where the file does not name it.")] = "",
    version: Annotated[str, typer.Option("--version", help="Its version.")] = "",
    sent_by: Annotated[str, typer.Option("--sent-by", help="Who sent it, if that person wants to be known.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Write the result as JSON.")] = False,
    token: Token = "",
    home: Home = None,
) -> None:
    """Make a report of a mail or file: its VU#, VRF# and CVE numbers stay with it, attachments become its files."""
    actor = _coordinator(home, token)
    from medcord.formats.reports import read_report
    from medcord.intake import actions
    from medcord.intake.actions import MailWords

    try:
        data = file.read_bytes()
    except OSError as error:
        raise UnreadableFile(str(file), "it cannot be opened.", "Check the path.") from error
    words = MailWords(maker, model, version, sent_by)
    row, code = actions.take_in_mail(read_report(file.name, data), words, actor=actor)
    if as_json:
        typer.echo(json.dumps({"reference": row.reference, "code": code, "numbers": row.numbers, "cves": row.cves}))
        return
    typer.echo(f"Taken in as {row.reference}.")
    typer.echo(f"Numbers kept: {', '.join([*row.cves, *row.numbers]) or 'none'}.")
    typer.echo(f"Pass this code on to the sender, it is shown this once: {code}")


@report.command("export")
def export(
    case: Annotated[str, typer.Argument(metavar="CASE", help="The case, such as MC-7K3M-2QXD.")],
    out: Annotated[Path | None, typer.Option("--out", help="Write it to this new file instead of the screen.")] = None,
    token: Token = "",
    home: Home = None,
) -> None:
    """Write what a party reads of a case as a CSAF 2.1 vulnerability report, marked by the embargo as it stands."""
    viewer = _member(home, token, "a party of the case")
    from medcord.cases import actions

    file = actions.take_along(case, actor=viewer)
    if out is None:
        typer.echo(file.data.decode(), nl=False)
        return
    try:
        with out.open("xb") as target:
            target.write(file.data)
    except OSError as error:
        raise UnreadableFile(str(out), "it cannot be made, or is there already.", "Name a new file.") from error
    typer.echo(f"Written to {out}.", err=True)


def _coordinator(home: Path | None, token: str) -> Viewer:
    """The member whose token it is. A token is asked for, so that the ledger says who did it."""
    return _member(home, token, "the coordinator")


def _member(home: Path | None, token: str, of: str) -> Viewer:
    open_home(home)
    from medcord.parties import queries

    shown = queries.token_by_secret(token) if token else None
    if shown is None:
        raise NotAllowed(
            f"This needs the token of a member of {of}. Make one on the page “Tokens” and give it in the environment "
            "variable MEDCORD_TOKEN.",
            code="no-token",
        )
    return shown.viewer
