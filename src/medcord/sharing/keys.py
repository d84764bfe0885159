"""The OpenPGP key this node signs its advisories with: a file of its home, never in the database or in the tree."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

from medcord.gateways.openpgp import FolderKeyring, Keyring
from medcord.sharing.publisher import provider_settings

_NOT_IN_A_NAME = re.compile(r"[<>\x00-\x1f\x7f]+")


def keyring() -> Keyring:
    """The keys below the node's home."""
    return FolderKeyring(Path(settings.MEDCORD_HOME) / "openpgp")


def signing_name() -> str:
    """Whose key it says it is: ``Org <mail>``."""
    publisher = provider_settings().publisher
    return name_of(publisher.name, publisher.contact)


def name_of(name: str, contact: str) -> str:
    """An OpenPGP user id: the organisation, and its mail address if it has one."""
    plain = " ".join(_NOT_IN_A_NAME.sub(" ", name).split()) or "CSAF provider"
    mail = contact.removeprefix("mailto:")
    return f"{plain} <{mail}>" if re.fullmatch(r"[^\s@<>]+@[^\s@<>]+", mail) else plain
