"""``medcord ledger``: verify chains here or from a file, export one, show and change the key that signs.

Checking a file loads no database and no Django: an auditor needs this program and nothing of the node.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from medcord.cli.advisory import Form, Format
from medcord.cli.home import Home, as_node, open_home
from medcord.cli.main import plain_app
from medcord.core.refusals import InputRefusal, UnreadableFile

if TYPE_CHECKING:
    from medcord.gateways.signing import PublicKey
    from medcord.ledger.chain import Break
    from medcord.ledger.offline import Verdict
    from medcord.ledger.statements import Given

BROKEN = 1
"""Exit status when a chain does not hold."""
MOST_SAID = 50
"""So many breaks are written out for people; programs get all of them."""

ledger = plain_app(no_args_is_help=True, help="The ledger of facts: verify chains, export one, show the keys.")


@ledger.callback()
def _ledger() -> None:
    """The ledger of facts: verify chains, export one, show the keys."""


@ledger.command("verify")
def verify(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="An exported chain, or a proof you kept. Without it: every chain of this "
                       "node."),
    ] = None,
    anchor: Annotated[
        list[Path] | None,
        typer.Option("--anchor", help="What to hold it against: an anchor of the node, its page of heads as JSON, or "
                     "a proof you kept. Repeatable."),
    ] = None,
    key: Annotated[
        list[str] | None,
        typer.Option("--key", help="The node's public key (64 digits), or a file with its keys. Repeatable."),
    ] = None,
    form: Form = Format.TEXT,
    home: Home = None,
) -> None:  # fmt: skip
    """Check the chains of this node, or offline one exported chain or proof. Each break is named; exit 1 if any."""
    if file is not None:
        _verify_file(file, _given(anchor or [], key or []), form)
        return
    if anchor or key:
        raise InputRefusal("--anchor and --key belong to an exported chain: give its FILE before them.")
    _verify_node(home, form)


@ledger.command("export")
def export(
    case: Annotated[str, typer.Argument(metavar="[CASE]", help="The reference of a case, such as MC-7K3M-2QXD.")] = "",
    stream: Annotated[str, typer.Option("--stream", help="Another chain by its name, such as node.")] = "",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write to this file, whole or not at all.")] = None,
    days: Annotated[int, typer.Option("--days", min=0, max=3660, help="Put in proofs of so many days back.")] = 31,
    home: Home = None,
) -> None:
    """Write one chain as signed JSON lines, which "ledger verify FILE" checks anywhere. Exit 1 if it is broken."""
    from medcord.cli.output import whole_file, write_folder

    if bool(case) == bool(stream):
        raise InputRefusal("Name one chain: the reference of a case, or --stream and the name of the chain.")
    if out is not None:
        write_folder(out)
    actor = as_node(home)
    from medcord.cases import queries as cases
    from medcord.cli.progress import progress
    from medcord.ledger import export as writing

    name = stream or f"case:{cases.case_for(actor, case).pk}"
    head = writing.head_of(name)
    if not head:
        raise InputRefusal(f"There is no chain {name} in this node. A case has one as soon as it is opened.")
    framed = writing.frame(name, *head, days=days)
    broken: list[int] = []
    with progress("Writing the chain", unit="facts") as advance, whole_file(out) as target:
        for number, line in enumerate(writing.lines(framed, broken.append)):
            target.write(line.decode())
            if not number & 1023:
                advance(number, framed.seq)
    typer.echo(f"Written: {framed.seq:,} facts of {name}, with proofs of {len(framed.proofs)} days.", err=True)
    if broken:
        places = ", ".join(map(str, broken[:5]))
        typer.echo(f"The chain does not hold at fact {places}; the file shows it as it is.", err=True)
        raise typer.Exit(BROKEN)


@ledger.command("key")
def key(form: Form = Format.TEXT, home: Home = None) -> None:
    """Show the public keys of this node, the one in force last; give them to whoever verifies."""
    open_home(home)
    from medcord.ledger.keys import keeper

    keeper().ready()
    _say_keys(keeper().public(), form)


@ledger.command("new-key")
def new_key(form: Form = Format.TEXT, home: Home = None) -> None:
    """Put a new signing key in force. The old one announces it, and its public half stays for old signatures."""
    actor = as_node(home)
    from medcord.ledger import keys

    keys.renew(actor=actor)
    _say_keys(keys.keeper().public(), form)


def _say_keys(known: list[PublicKey], form: Format) -> None:
    if form is Format.JSON:
        typer.echo(json.dumps({"keys": [one.as_dict() for one in known]}))
        return
    for one in known:
        stands = "in force" if one is known[-1] else "old"
        typer.echo(f"{one.key}  {stands}, since {one.since[:19]} UTC, called {one.id}")


# --- this node -----------------------------------------------------------------------------------------------------


def _verify_node(home: Path | None, form: Format) -> None:
    as_node(home)
    from medcord.cli.progress import progress
    from medcord.ledger import anchors, queries

    said, unusable = anchors.said()
    with progress("Checking every chain", unit="facts") as advance:
        breaks = [*queries.breaks(said, advance), *unusable]
    facts, chains = queries.counts()
    days = len(anchors.days())
    if form is Format.JSON:
        typer.echo(json.dumps({"holds": not breaks, "facts": facts, "chains": chains, "anchors": days,
                               "breaks": [_break(one) for one in breaks]}))  # fmt: skip
    else:
        _say([f"{one.stream} fact {one.seq}: {one.why}" for one in breaks])
        if not breaks:
            typer.echo("Every chain holds.")
            typer.echo(f"Facts: {facts:,}. Chains: {chains:,}. Days with an anchor: {days:,}.")
    if breaks:
        raise typer.Exit(BROKEN)


def _break(one: Break) -> dict[str, object]:
    return {"stream": one.stream, "seq": one.seq, "fact": str(one.fact) if one.fact else None, "sentence": one.why}


# --- a file --------------------------------------------------------------------------------------------------------


def _given(anchors: list[Path], keys: list[str]) -> Given:
    """What the auditor holds, out of files and words."""
    from medcord.gateways.signing import PublicKey
    from medcord.ledger.statements import Given, Unusable, keys_of

    given = Given()
    for path in anchors:
        try:
            given.add(_bytes(path), day=path.stem)
        except Unusable as error:
            raise UnreadableFile(str(path), f"it cannot be used as an anchor: {error}.", "Give the file as it was "
                                 "written or published.", code="not-an-anchor") from None  # fmt: skip
    for word in keys:
        try:
            given.keys.append(PublicKey.of({"key": word.lower()}))
        except ValueError:
            try:
                given.keys += keys_of(json.loads(_bytes(Path(word))))
            except (ValueError, TypeError, AttributeError):
                raise InputRefusal(
                    f"--key {word}: this is neither a public key of 64 hexadecimal digits nor a file with keys. "
                    "“medcord ledger key” prints them.",
                    code="not-a-key",
                ) from None
    return given


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as failure:
        raise UnreadableFile(str(path), f"it cannot be read ({failure.strerror}).", "Check the path.") from failure


def _verify_file(path: Path, given: Given, form: Format) -> None:
    from medcord.cli.progress import progress
    from medcord.ledger.offline import LONGEST_PROOF, is_proof, verify_file, verify_proof

    try:
        with path.open("rb") as file:
            start = file.read(LONGEST_PROOF + 1)
        if alone := is_proof(start):
            verdict = verify_proof(start, given)
        else:
            with progress("Checking the chain", unit="B") as advance:
                verdict = verify_file(path, given, advance)
    except OSError as failure:
        raise UnreadableFile(str(path), f"it cannot be read ({failure.strerror}).", "Check the path.") from failure
    if form is Format.JSON:
        breaks = [one.as_dict() for one in verdict.findings]
        typer.echo(json.dumps({"file": str(path), "holds": verdict.holds, "stream": verdict.stream,
                               "facts": verdict.facts, "key": verdict.key, "trusted": verdict.trusted,
                               "compared": verdict.days, "notes": verdict.notes, "breaks": breaks}))  # fmt: skip
    else:
        _say([f"{path}: {one}" for one in verdict.findings])
        if verdict.holds:
            _say_proof(verdict) if alone else _say_verdict(verdict, given)
    if not verdict.holds:
        raise typer.Exit(BROKEN)


def _say_proof(verdict: Verdict) -> None:
    if not verdict.days:
        typer.echo("The proof leads to the root it names. Compared with nothing outside it: give --anchor with the "
                   "published heads.")  # fmt: skip
        return
    typer.echo(f"The proof holds: the sealed head leads to the root that is published for {verdict.days[0]}.")
    _say_key(verdict)


def _say_key(verdict: Verdict) -> None:
    if verdict.trusted:
        typer.echo(f"Signed by key {verdict.key}, which is among those you gave.")


def _say_verdict(verdict: Verdict, given: Given) -> None:
    typer.echo(f"The chain holds: {verdict.facts:,} facts of {verdict.stream}.")
    if verdict.days:
        typer.echo(f"It is the chain that was anchored on {', '.join(sorted(set(verdict.days)))}.")
    _say_key(verdict)
    for note in verdict.notes:
        typer.echo(note)
    if not (given.anchors or given.statements or given.proofs):
        typer.echo("Compared with nothing outside the file: give --anchor to find a chain that was rewritten whole.")


def _say(lines: list[str]) -> None:
    from medcord.cli.output import clean

    for line in lines[:MOST_SAID]:
        typer.echo(clean(line))
    if len(lines) > MOST_SAID:
        typer.echo(f"… and {len(lines) - MOST_SAID:,} more; --format json gives all.")
