"""``medcord provider key``: the key that signs what this node publishes."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from medcord.cli.home import Home, as_node
from medcord.core.refusals import InputRefusal


class KeyVerb(StrEnum):
    """What to do with the key."""

    SHOW = "show"
    RENEW = "renew"


def key(
    verb: Annotated[KeyVerb, typer.Argument(help="show: the public keys. renew: put a new key in force.")],
    compromised: Annotated[
        bool, typer.Option("--compromised", help="Somebody else may have the old key: sign everything anew.")
    ] = False,
    home: Home = None,
) -> None:
    """The OpenPGP key that signs what this node publishes: show its public half, or put a new one in force."""
    if compromised and verb is not KeyVerb.RENEW:
        raise InputRefusal("--compromised goes with renew. Leave it out, or give renew.")
    actor = as_node(home)
    if verb is KeyVerb.SHOW:
        return _show()
    from medcord.sharing import actions

    fresh = actions.renew_key(actor=actor, compromised=compromised)
    actions.build_tree(actor=actor)
    typer.echo(f"In force: {fresh.fingerprint}")
    if compromised:
        typer.echo("Everything is signed anew, and no earlier key is published any longer. Tell those who follow you.")
    return None


def _show() -> None:
    from medcord.sharing import queries

    found = queries.published_keys()
    for number, each in enumerate(found, start=1):
        state = "signs" if number == len(found) else "signed until the next one"
        typer.echo(f"{each.fingerprint}  since {each.since:%Y-%m-%dT%H:%M:%SZ}  {state}")
    if not found:
        typer.echo("There is no key yet. It is made when the provider's files are built first.")
