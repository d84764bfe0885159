"""``medcord party`` and ``medcord member``: who takes part in this node, and who acts for them."""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Sequence
from difflib import get_close_matches
from enum import StrEnum
from getpass import GetPassWarning
from typing import TYPE_CHECKING, Annotated
from zoneinfo import available_timezones

import typer

from medcord.cli.home import Home, as_node
from medcord.cli.main import plain_app
from medcord.core.refusals import InputRefusal
from medcord.core.vocabulary import MemberRole, Role

if TYPE_CHECKING:
    from medcord.core.access import Viewer
    from medcord.parties.models import Member, Organisation

SHORTEST_PASSWORD = 12
"""In characters. Below it a password can be guessed from a stolen database."""


class Format(StrEnum):
    """How the result is written."""

    TEXT = "text"
    JSON = "json"


Form = Annotated[Format, typer.Option("--format", help="How to write the result.")]
Email = Annotated[str, typer.Argument(metavar="EMAIL", help="The address the member signs in with.")]

party = plain_app(no_args_is_help=True, help="The parties of this node: add and list them, name an administrator.")
member = plain_app(no_args_is_help=True, help="The members of parties: add, list and deactivate them.")


@party.command("add")
def add_party(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The full name, as it stands on pages.")],
    role: Annotated[Role, typer.Option(help="What it is in the partnership.", case_sensitive=False)],
    short: Annotated[str, typer.Option(help="A short name; no two parties have the same.")],
    zone: Annotated[str, typer.Option(help="Its time zone, such as Europe/Berlin.")] = "UTC",
    address: Annotated[str, typer.Option(help="A mailbox for its notices; otherwise its members get them.")] = "",
    form: Form = Format.TEXT,
    home: Home = None,
) -> None:
    """Register a party. The coordinator comes first: without it no report can be filed."""
    actor = as_node(home)
    from medcord.parties import actions, queries

    name, short = _text("NAME", name, most=160), _text("--short", short, most=40)
    taken = next((one for one in queries.directory(actor) if _same(one.short_name, short)), None)
    if taken is not None:
        raise InputRefusal(
            f"--short {short}: this party is there already ({taken.name}, {taken.role}). Choose another short name.",
            fields={"option": "--short"},
        )
    row = actions.register_organisation(
        name=name,
        short_name=short,
        role=role,
        time_zone=_zone(zone),
        address=_email("--address", address) if address else "",
        actor=actor,
    )
    if form is Format.JSON:
        typer.echo(json.dumps(_of_party(row)))
    else:
        _say(f"Registered: {row.name} ({row.short_name}), {row.role}.")


@party.command("list")
def list_parties(form: Form = Format.TEXT, home: Home = None) -> None:
    """List the parties of this node by name."""
    actor = as_node(home)
    from medcord.parties import queries

    _write([_of_party(row) for row in queries.directory(actor)], form, none="This node has no parties yet.")


@party.command("administrator")
def administrator(
    wanted: Annotated[str, typer.Argument(metavar="PARTY", help="Short name or name of the party.")],
    email: Email,
    step_down: Annotated[bool, typer.Option("--step-down", help="End it instead.")] = False,
    form: Form = Format.TEXT,
    home: Home = None,
) -> None:
    """Make a member of a party its administrator: the way back for a party that is locked out."""
    actor = as_node(home)
    from medcord.parties import actions

    organisation, named = _party(actor, wanted, option="PARTY"), _member(actor, email)
    if named.organisation_id != organisation.pk:
        raise InputRefusal(
            f"{email} is no member of {organisation.name}. “medcord member list --party {wanted}” shows who is.",
            fields={"option": "EMAIL"},
        )
    row = actions.change_role(named.pk, MemberRole.MEMBER if step_down else MemberRole.ADMINISTRATOR, actor=actor)
    if form is Format.JSON:
        typer.echo(json.dumps(_of_member(row)))
    else:
        said = "administers" if row.administers else "does not administer"
        _say(f"{row.name} ({row.email}) {said} {row.organisation.short_name} from now on.")


@member.command("add")
def add_member(
    email: Email,
    name: Annotated[str, typer.Option(help="The person's name.")],
    party: Annotated[str, typer.Option(help="Short name or name of the party the person acts for.")],
    title: Annotated[str, typer.Option(help="What the person is there.")] = "",
    role: Annotated[
        MemberRole,
        typer.Option(help="What the person may do for it. The first one is its administrator.", case_sensitive=False),
    ] = MemberRole.MEMBER,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from the first line of standard input.")
    ] = False,
    form: Form = Format.TEXT,
    home: Home = None,
) -> None:
    """Register a member of a party. The password is asked for twice and not shown."""
    actor = as_node(home)
    from medcord.parties import actions, queries

    email, name = _email("EMAIL", email), _text("--name", name, most=120)
    title = _text("--title", title, most=120) if title else ""
    organisation = _party(actor, party)
    if any(_same(one.email, email) for one in queries.members_of(actor)):
        raise InputRefusal(
            f"{email}: a member of this node has this e-mail address already. Give another one; “medcord member list” "
            "shows whose it is.",
            fields={"option": "EMAIL"},
        )
    password = None if _no_passwords() else _password(from_stdin=password_stdin)
    row = actions.add_member(
        organisation, email=email, name=name, title=title, password=password, level=role, actor=actor
    )
    if form is Format.JSON:
        typer.echo(json.dumps(_of_member(row)))
    else:
        _say(f"Registered: {row.name} of {organisation.short_name}, who signs in as {row.email}.")


@member.command("list")
def list_members(
    party: Annotated[str, typer.Option(help="Only of this party: its short name or name.")] = "",
    form: Form = Format.TEXT,
    home: Home = None,
) -> None:
    """List the members of this node, or of one party."""
    actor = as_node(home)
    from medcord.parties import queries

    found = queries.members_of(actor, _party(actor, party).pk if party else None)
    _write([_of_member(row) for row in found], form, none="There are no members yet.")


@member.command("deactivate")
def deactivate(
    email: Email,
    reason: Annotated[str, typer.Option(help="Why. The ledger keeps a digest of it, medcord not the text.")],
    form: Form = Format.TEXT,
    home: Home = None,
) -> None:
    """Shut a member out at once: sign-in, open sessions and tokens end. What they did stays."""
    actor = as_node(home)
    from medcord.parties import actions

    reason = _text("--reason", reason, most=2000)
    row = _member(actor, email)
    row = actions.deactivate_member(row, reason=reason, actor=actor)
    if form is Format.JSON:
        typer.echo(json.dumps(_of_member(row)))
    else:
        _say(f"Deactivated: {row.name} of {row.organisation.short_name} ({row.email}).")


@member.command("recover")
def recover(
    email: Email,
    reason: Annotated[str, typer.Option(help="How you made sure who asks. The ledger keeps a digest of it.")],
    form: Form = Format.TEXT,
    home: Home = None,
) -> None:
    """Print a one-time link that lets a member set up sign-in anew. All the member's sessions end now."""
    actor = as_node(home)
    from django.conf import settings

    from medcord.parties import actions

    row = _member(actor, email)
    link, secret = actions.issue_recovery(row.pk, reason=_text("--reason", reason, most=2000), actor=actor)
    address = f"{settings.MEDCORD_URL}/recover/{secret}"
    if form is Format.JSON:
        typer.echo(json.dumps({**_of_member(row), "link": address, "until": link.expires_at.isoformat()}))
    else:
        _say(
            f"{address}\nFor {row.name} of {row.organisation.short_name}; it works once, until "
            f"{link.expires_at:%d %B %H:%M} UTC."
        )


def _no_passwords() -> bool:
    """On a node that takes none nobody is asked for one; the new member gets a link from “medcord member recover”."""
    from medcord.parties.queries.signin import phishing_resistant_only

    return phishing_resistant_only()


def _member(actor: Viewer, email: str) -> Member:
    from medcord.parties import queries

    row = next((one for one in queries.members_of(actor) if _same(one.email, email.strip())), None)
    if row is None:
        raise InputRefusal(
            f"{email}: no member of this node has this e-mail address. “medcord member list” shows those there are.",
            fields={"option": "EMAIL"},
        )
    return row


@member.command("erase")
def erase(
    email: Email,
    reason: Annotated[str, typer.Option(help="Why. The words are kept sealed, the ledger keeps a digest.")],
    sure: Annotated[
        str, typer.Option("--sure", help="The e-mail address again: this cannot be undone.", metavar="EMAIL")
    ],
    form: Form = Format.TEXT,
    home: Home = None,
) -> None:
    """Destroy a member's name and addresses everywhere, with every way to sign in. What they did stays."""
    actor = as_node(home)
    from medcord.parties import actions

    if not _same(sure.strip(), email.strip()):
        raise InputRefusal(
            "--sure: type the same e-mail address again. Nothing was erased.", code="type-again",
            fields={"option": "--sure"},
        )  # fmt: skip
    found, why = _member(actor, email), _text("--reason", reason, most=2000)
    row = actions.erase_member(found.pk, reason=why, typed=sure, actor=actor)
    if form is Format.JSON:
        typer.echo(json.dumps(_of_member(row)))
    else:
        _say(f"Erased: a member of {row.organisation.short_name}. Copies of the database from before still know them.")


def _party(actor: Viewer, wanted: str, *, option: str = "--party") -> Organisation:
    """The party of this short name, else of this name; a refusal lists what is there."""
    from medcord.parties import queries

    there = queries.directory(actor)
    found = [one for one in there if _same(one.short_name, wanted.strip())]
    found = found or [one for one in there if _same(one.name, wanted.strip())]
    if len(found) == 1:
        return found[0]
    if found:
        shorts = ", ".join(one.short_name for one in found)
        why = f"more than one party has this name. Give the short name: {shorts}."
    elif there:
        why = f"there is no such party. There are: {', '.join(f'{one.short_name} ({one.name})' for one in there)}."
    else:
        why = "this node has no parties yet. Register it with “medcord party add” first."
    raise InputRefusal(f"{option} {wanted}: {why}", fields={"option": option})


def _password(*, from_stdin: bool) -> str:
    """A password that is long enough and on no list of common ones."""
    from django.contrib.auth.password_validation import CommonPasswordValidator
    from django.core.exceptions import ValidationError

    password = _first_line() if from_stdin else _asked()
    if len(password) < SHORTEST_PASSWORD:
        raise InputRefusal(
            f"The password has {len(password)} characters and needs at least {SHORTEST_PASSWORD}. Choose a longer one, "
            "such as four words that have nothing to do with each other. Nobody was registered.",
            fields={"option": "password"},
        )
    try:
        CommonPasswordValidator().validate(password)
    except ValidationError as common:
        raise InputRefusal(
            "This password stands on lists of common ones, which are tried first. Choose another. "
            "Nobody was registered.",
            fields={"option": "password"},
        ) from common
    return password


def _asked() -> str:
    with warnings.catch_warnings():
        # Without a terminal getpass only warns, and would read the password with whatever shows it.
        warnings.simplefilter("error", GetPassWarning)
        try:
            # On the error stream, so that standard output holds the result alone.
            return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
        except GetPassWarning as blind:
            raise InputRefusal(
                "There is no terminal to type the password at. Give --password-stdin and write the password to "
                "standard input. Nobody was registered.",
                fields={"option": "--password-stdin"},
            ) from blind


def _first_line() -> str:
    try:
        return sys.stdin.buffer.readline().decode().rstrip("\r\n")
    except UnicodeDecodeError as failure:
        raise InputRefusal(
            "--password-stdin: the password on standard input is not UTF-8. Send it as UTF-8. Nobody was registered.",
            fields={"option": "--password-stdin"},
        ) from failure


def _text(option: str, given: str, *, most: int) -> str:
    """A text on one line, neither empty nor too long for its column (SQLite would not say so)."""
    from medcord.cli.output import clean

    text = clean(given).strip()
    if not text:
        raise InputRefusal(f"{option} is empty. Give it a text.", fields={"option": option})
    if len(text) > most:
        raise InputRefusal(
            f"{option} has {len(text)} characters and may have {most}. Shorten it.", fields={"option": option}
        )
    return text


def _email(option: str, given: str) -> str:
    """An address in small letters, as members are stored."""
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    address = given.strip().lower()
    try:
        validate_email(address)
    except ValidationError as wrong:
        raise InputRefusal(
            f"{option} {given}: this is no e-mail address. Write it as name@example.org.", fields={"option": option}
        ) from wrong
    if len(address) > 254:
        raise InputRefusal(
            f"{option} has {len(address)} characters and may have 254. Give a shorter address.",
            fields={"option": option},
        )
    return address


def _zone(given: str) -> str:
    known = available_timezones()
    if given in known:
        return given
    near = get_close_matches(given.title(), known, n=1)
    hint = f"Did you mean {near[0]}?" if near else "Write it as continent and city, such as Europe/Berlin, or UTC."
    raise InputRefusal(f"--zone {given}: there is no such time zone. {hint}", fields={"option": "--zone"})


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _of_party(row: Organisation) -> dict[str, str]:
    return {
        "short": row.short_name,
        "name": row.name,
        "role": row.role,
        "zone": row.time_zone,
        "address": row.address,
        "id": str(row.pk),
    }


def _of_member(row: Member) -> dict[str, str]:
    return {
        "email": row.email,
        "name": row.name,
        "title": row.title,
        "party": row.organisation.short_name,
        "role": row.level,
        "state": "active" if row.is_active else "deactivated",
        "id": str(row.pk),
    }


def _write(rows: Sequence[dict[str, str]], form: Format, *, none: str) -> None:
    """One JSON object a line, or columns under titles; ids are for programs only."""
    if form is Format.JSON:
        for row in rows:
            typer.echo(json.dumps(row))
        return
    if not rows:
        typer.echo(none)
        return
    from medcord.cli.output import clean

    titles = [title for title in rows[0] if title != "id"]
    table = [titles, *([clean(row[title]) or "–" for title in titles] for row in rows)]
    widths = [max(len(cell) for cell in column) for column in zip(*table, strict=True)]
    for line in table:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        typer.echo("  ".join(cells).rstrip())


def _say(sentence: str) -> None:
    from medcord.cli.output import clean

    typer.echo(clean(sentence))
