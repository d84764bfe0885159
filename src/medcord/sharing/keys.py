"""The OpenPGP key this node signs its advisories with: a file of its home, never in the database or in the tree."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from medcord.gateways.openpgp import FolderKeyring, Keyring, UnreadableKey
from medcord.sharing.naming import name_of
from medcord.sharing.publisher import provider_settings


def keyring() -> Keyring:
    """The keys below the node's home."""
    return FolderKeyring(Path(settings.MEDCORD_HOME) / "openpgp")


def signing_name() -> str:
    """Whose key it says it is: ``Org <mail>``."""
    publisher = provider_settings().publisher
    return name_of(publisher.name, publisher.contact)


def signs() -> bool:
    """Whether there is a private key that can be read."""
    try:
        return keyring().can_sign()
    except UnreadableKey:
        return False
