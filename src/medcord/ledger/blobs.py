"""The node's store of bytes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from django.conf import settings

from medcord.gateways.blobs import FolderBlobs, KeyFolder
from medcord.ledger.ticks import every


def store() -> FolderBlobs:
    """Sealed files under the node's home; the node's key is wherever the settings say."""
    home = Path(settings.MEDCORD_HOME)
    node_file = Path(settings.MEDCORD_BLOB_KEY_FILE) if settings.MEDCORD_BLOB_KEY_FILE else None
    return FolderBlobs(home / "blobs", KeyFolder(home / "keys", node_file))


@every(timedelta(hours=6), name="ledger.sweep-blobs")
def sweep() -> None:
    """Remove what writers that were killed left behind."""
    store().sweep()
