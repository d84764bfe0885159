"""The provider's files are a channel: signed and written in the act that releases, in force with its commit."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence

from medcord.core.access import Viewer, ViewerKind
from medcord.formats.csaf.checking.keys import SOON
from medcord.gateways import clock
from medcord.gateways.openpgp import UnreadableKey
from medcord.ledger.channels import Channel, Released, lay
from medcord.sharing import actions, disk, keys, queries

ROOM = 32 * 1024 * 1024
"""Free bytes below which no release begins: a tree of thousands of advisories takes some megabytes anew."""

_NODE = Viewer(kind=ViewerKind.SYSTEM)


def prepare(_released: Sequence[Released]) -> None:
    """Sign what goes out, and write the tree that holds it."""
    if queries.is_unsigned():
        actions.sign_documents(actor=_NODE)
    actions.switch_tree(actor=_NODE)


def lacks() -> str:
    """Why no signed tree could be written now."""
    home = queries.home()
    try:
        home.mkdir(mode=0o755, parents=True, exist_ok=True)
        free = shutil.disk_usage(home).free
        signs = keys.signs()
    except OSError as failure:
        return (
            f"The folder of the provider’s files cannot be used: {home} ({failure.strerror}). The user that runs the "
            "node must be able to write in it. Mend that, then publish again."
        )
    if free < ROOM:
        return f"On the disk of {home} less than {ROOM // 2**20} MB are free. Make room on it, then publish again."
    if not signs and queries.published_keys():
        return (
            "The key that signs what this node publishes cannot be read: openpgp/key.asc below the node’s home. Put it "
            "back from a copy, or make a new one with “medcord provider key renew”, then publish again."
        )
    return ""


def warns() -> str:
    """That the key in force ends soon: who reads our advisories needs time to learn of the next one."""
    try:
        certificates = keys.keyring().certificates()
    except (OSError, UnreadableKey):
        return ""  # what cannot be read is a lack, which is said as one
    ends = certificates[-1].expires if certificates else None
    if ends is None or ends > clock.now() + SOON:
        return ""
    tense = "ended" if ends <= clock.now() else "ends"
    return (
        f"The key that signs what this node publishes {tense} on {ends:%F}. Make the next one with “medcord provider "
        "key renew”; what is signed stays signed."
    )


def verify(released: Sequence[Released]) -> list[str]:
    """What in the tree in force is not what was released."""
    folder = queries.provider_folder()
    said = []
    for path, sha256 in queries.paths_of([one.digest for one in released]):
        place = folder / path if folder else None
        if place is None or not place.is_file() or hashlib.sha256(place.read_bytes()).hexdigest() != sha256:
            said.append(f"{path} is not in the provider’s files as it was signed.")
    return said


def go() -> None:
    """Let the disk follow the commit."""
    disk.follow()


lay(
    Channel(
        "provider-files",
        "the signed files of the CSAF provider",
        prepare=prepare,
        lacks=lacks,
        go=go,
        verify=verify,
        warns=warns,
    )
)
