"""``medcord provider check``: does a CSAF provider, ours or anyone's, do what the standard requires?"""

from __future__ import annotations

import json
import textwrap
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from medcord.core.refusals import InputRefusal

if TYPE_CHECKING:
    from medcord.formats.csaf.checking import Finding, Report, Result, Source

LACKING = 1
"""Exit status when the role does not hold."""
_WIDTH = 80
MOST_SHOWN = 3
"""Reasons in the table; the JSON has up to ten of each requirement."""
_SIGNS = {"holds": "✓ holds", "fails": "✗ fails", "untold": "? could not be told"}

_NOT_ASKED = {
    "private-address": "this is a private address. Name its network with --allow-private to have it asked.",
    "not-https": "a provider is asked by https. Give its https address.",
    "unknown-host": "this name does not resolve. Check the address.",
    "no-connection": "nobody answers there. Check the address, or try again later.",
}


class Form(StrEnum):
    """How the result is written."""

    TEXT = "text"
    JSON = "json"


class Role(StrEnum):
    """The roles of CSAF section 7.2."""

    PUBLISHER = "publisher"
    PROVIDER = "provider"
    TRUSTED_PROVIDER = "trusted-provider"
    LISTER = "lister"
    AGGREGATOR = "aggregator"


_ROLES = {
    Role.PUBLISHER: "csaf_publisher",
    Role.PROVIDER: "csaf_provider",
    Role.TRUSTED_PROVIDER: "csaf_trusted_provider",
    Role.LISTER: "lister",
    Role.AGGREGATOR: "aggregator",
}


def check(
    where: Annotated[str, typer.Argument(metavar="URL|DIR", help="The provider's address, or a folder: a web root.")],
    form: Annotated[Form, typer.Option("--format", help="How to write the result.")] = Form.TEXT,
    role: Annotated[Role | None, typer.Option("--role", help="The role to weigh; else the one it claims.")] = None,
    documents: Annotated[str, typer.Option("--documents", help="How many documents to validate, or all.")] = "20",
    private: Annotated[str, typer.Option("--allow-private", help="Private networks that may be asked.")] = "",
) -> None:
    """Check a CSAF provider against requirements 1-25. Exit 0: its role holds; 1: it does not; 2: wrong use."""
    from medcord.cli.progress import progress
    from medcord.cli.provider_source import OpenPgpKeys
    from medcord.formats.csaf.checking import check_editions

    most = _most(documents)
    source, start = _source(where, private)
    with progress("Checking documents", unit="documents") as advance:
        first, *beside = check_editions(
            source, start, keys=OpenPgpKeys(), role=_ROLES[role] if role else "", documents=most, advance=advance
        )
    if form is Form.JSON:
        told = _as_dict(where, first) | {"beside": [_as_dict(one.start, one) for one in beside]}
        typer.echo(json.dumps(told, indent=2))
    else:
        typer.echo("\n".join([_as_text(first), *(line for one in beside for line in ("", _title(one), _as_text(one)))]))
    if not all(one.passes for one in (first, *beside)):
        raise typer.Exit(LACKING)


def _most(documents: str) -> int | None:
    if documents == "all":
        return None
    if documents.isascii() and documents.isdigit() and len(documents) < 9:
        return int(documents)
    raise InputRefusal(f"--documents {documents[:40]}: give a number, or all.")


def _source(where: str, private: str) -> tuple[Source, str]:
    from medcord.cli.provider_source import WebSource
    from medcord.formats.csaf.checking import FOLDER, FolderSource
    from medcord.gateways.web import RealWeb, WebFailure, networks, parts_of

    if "://" not in where:
        # An empty word is the folder one stands in to the machine, and a forgotten variable to whoever typed it.
        if not where.strip() or not Path(where).is_dir():
            raise InputRefusal(
                f"“{where}”: there is no such folder. Give a folder that holds .well-known, or an address with https://.",
                code="no-folder",
            )
        return FolderSource(Path(where)), FOLDER
    try:
        parts_of(where)
    except WebFailure as failure:
        raise InputRefusal(f"{where}: this is no address that can be asked.") from failure
    try:
        listed = networks(private.split(","))
    except ValueError as failure:
        raise InputRefusal(f"--allow-private {private[:80]}: {failure}.") from failure
    source = WebSource(RealWeb(private=listed))
    if sentence := _NOT_ASKED.get(source.get(where).problem):
        raise InputRefusal(f"{where}: {sentence}")
    return source, where


def _as_dict(where: str, report: Report) -> dict[str, Any]:
    from medcord.formats.csaf.checking import requirement

    return {
        "checked": where,
        "role": report.role,
        "role_outcome": str(report.outcome),
        "passes": report.passes,
        "lacking": list(report.lacking),
        "unknown": list(report.unknown),
        "version": report.version,
        "documents": report.documents,
        "validated": report.validated,
        "requirements": [
            {
                "number": one.number,
                "requirement": requirement(one.number, report.version),
                "outcome": str(one.outcome),
                "findings": [_as_finding(each) for each in one.findings],
                "more": one.more,
            }
            for one in report.results.values()
        ],
    }


def _as_finding(finding: Finding) -> dict[str, Any]:
    said = {"sentence": finding.sentence, "where": _place(finding)}
    return {**said, "warning": True} if finding.warning else said


def _as_text(report: Report) -> str:
    lines = [line for one in report.results.values() for line in _rows(one, report.version)]
    return "\n".join([*lines, "", *textwrap.wrap(_summary(report), _WIDTH)])


def _title(report: Report) -> str:
    from medcord.cli.output import clean
    from medcord.formats.csaf.checking import FOLDER

    said = f"Beside it, CSAF {clean(report.version[:20])}: {clean(report.start.removeprefix(FOLDER))}"
    return "\n".join(textwrap.wrap(said, _WIDTH, break_on_hyphens=False))


def _rows(result: Result, version: str) -> list[str]:
    """Number, requirement, outcome; below it each reason. What fails says three things at most, the rest one."""
    from medcord.formats.csaf.checking import requirement

    lines = [f"{result.number:>2}  {requirement(result.number, version):<28}{_SIGNS[result.outcome]}"]
    urgent = result.outcome == "fails" or any(one.warning for one in result.findings)
    shown = result.findings[: MOST_SHOWN if urgent else 1]
    for one in shown:
        lines += _reason(one)
    more = len(result.findings) + result.more - len(shown)
    if result.outcome != "holds" and more:
        lines.append(f"      … and {more} more.")
    return lines


def _place(finding: Finding) -> str:
    """The address, or of a folder without a known host the path."""
    from medcord.formats.csaf.checking import FOLDER

    return finding.where.removeprefix(FOLDER)


def _reason(finding: Finding) -> list[str]:
    from medcord.cli.output import clean

    said = f"Warning: {finding.sentence}" if finding.warning else finding.sentence
    lines = textwrap.wrap(clean(said), _WIDTH, initial_indent=" " * 6, subsequent_indent=" " * 6)
    place = clean(_place(finding))
    lines += textwrap.wrap(place, _WIDTH, initial_indent=" " * 6, subsequent_indent=" " * 8, break_on_hyphens=False)
    return lines


def _summary(report: Report) -> str:
    from medcord.cli.output import clean
    from medcord.formats.csaf.checking import ROLES

    looked = f"Looked at {report.documents} documents, {report.validated} of them validated whole."
    role = clean(report.role.removeprefix("csaf_").replace("_", " ")[:60])
    if report.role not in ROLES:
        said = f"It claims to be {role!r}, which is no role" if role else "It claims no role"
        return f"{said} that could be weighed. {looked}"
    if report.lacking:
        return (
            f"The role {role} does not hold: {_named(report.lacking)} fail{'s' * (len(report.lacking) == 1)}. {looked}"
        )
    if report.unknown:
        return f"Nothing speaks against the role {role}; {_named(report.unknown)} could not be told. {looked}"
    return f"The role {role} holds. {looked}"


def _named(numbers: tuple[int, ...]) -> str:
    return f"requirement{'s' * (len(numbers) > 1)} {', '.join(map(str, numbers))}"
