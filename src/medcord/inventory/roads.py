"""What of an inventory is destroyed after a spill: the row of one device, and what is kept of a file."""

from __future__ import annotations

import secrets

from medcord.inventory.models import Device, Entry, Identity, ImportBatch
from medcord.ledger.roads import GONE, Road, lay


def _mark() -> str:
    """A tag that is nobody's: no two devices of a hospital have the same."""
    return f"{GONE} {secrets.token_hex(6)}"


def _digest() -> str:
    """In place of an unsalted digest, from which the words could be guessed."""
    return secrets.token_hex(32)


DEVICE = lay(
    Road(
        what="device",
        model=Device,
        words="what was typed of a device",
        texts={"asset_tag": _mark},
        shows=("asset_tag",),
    )
)
ENTRY = lay(
    Road(
        what="device-row",
        model=Entry,
        words="the row of a device in one import",
        texts={"asset_tag": GONE, "serial": "", "udi": "", "department": "", "site": "", "digest": _digest},
        shows=("asset_tag",),
        under=("device", "device"),
    )
)
IDENTITY = lay(
    Road(
        what="identity",
        model=Identity,
        words="maker, model and version of a device",
        texts={**dict.fromkeys(("maker", "model", "description", "catalog_no", "software"), ""), "digest": _digest},
        shows=("maker", "model"),
    )
)
IMPORT_FILE = lay(
    Road(
        what="import-file",
        model=ImportBatch,
        words="what is kept of an inventory file",
        texts={"name": "destroyed file", "sample": list, "refusal": "", "content": ""},
        shows=("name",),
        blobs=("blob",),
        keeps=dict.fromkeys(
            ("header", "layout", "proposed", "how", "columns"), "titles of columns and how they are read"
        ),
    )
)
