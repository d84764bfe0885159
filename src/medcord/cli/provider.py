"""``medcord provider init`` and ``key``: a provider without a node, and the key that signs what a node publishes."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from medcord.cli.home import Home, as_node
from medcord.core.refusals import InputRefusal

T = TypeVar("T")


class KeyVerb(StrEnum):
    """What to do with the key."""

    SHOW = "show"
    RENEW = "renew"


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to make it: DIR/current becomes the web root.")],
    name: Annotated[str, typer.Option(prompt="Name of your organisation", help="Name of the publisher.")],
    base_url: Annotated[
        str,
        typer.Option(prompt="Address of your web site", help="Where the files will be, such as https://maker.example."),
    ],
    namespace: Annotated[str, typer.Option(help="The publisher's namespace. Default: the base URL.")] = "",
    contact: Annotated[str, typer.Option(help="Where reports go: a mail address, or an https address.")] = "",
    category: Annotated[str, typer.Option(help="What the publisher is, in CSAF's words.")] = "vendor",
) -> None:
    """Make a trusted provider without a node.

    It gets a key, a file with your words, and an empty signed tree.
    """
    from medcord.core.advisory import Publisher
    from medcord.formats.csaf import ProviderSettings
    from medcord.sharing import standalone

    publisher = Publisher(name=name, namespace=namespace or base_url, category=category, contact=contact)
    made = unless_it_cannot_be_written(folder, lambda: standalone.init(folder, ProviderSettings(base_url, publisher)))
    typer.echo(f"Made. Key: {made.fingerprint}. Keep {folder / 'openpgp'} secret and back it up.")
    typer.echo(f"Put your CSAF files into {folder / 'documents'}, then: medcord provider build {folder}")


def build_alone(folder: Path) -> None:
    """The tree of a folder that ``init`` made."""
    from medcord.sharing import standalone

    built = unless_it_cannot_be_written(folder, lambda: standalone.build(folder))
    typer.echo(f"Written: {built.files} files for {built.documents} advisories. Web root: {folder / 'current'}")


def unless_it_cannot_be_written(folder: Path, work: Callable[[], T]) -> T:
    """Do it; a failure of the disk becomes a sentence."""
    try:
        return work()
    except OSError as failure:
        raise InputRefusal(
            f"{folder}: it cannot be written ({failure.strerror}). What was there before is untouched.",
            code="cannot-write",
        ) from failure


def key(
    verb: Annotated[KeyVerb, typer.Argument(help="show: the public keys. renew: put a new key in force.")],
    compromised: Annotated[
        bool, typer.Option("--compromised", help="Somebody else may have the old key: sign everything anew.")
    ] = False,
    home: Home = None,
) -> None:
    """Show the key that signs, or put a new one in force.

    It is the OpenPGP key of what this node publishes; its public half is shown.
    """
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
