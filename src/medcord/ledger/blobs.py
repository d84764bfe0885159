"""The node's store of bytes."""

from __future__ import annotations

from django.conf import settings

from medcord.gateways.blobs import Blobs, FolderBlobs


def store() -> Blobs:
    """Files under the node's home."""
    return FolderBlobs(settings.MEDCORD_HOME / "blobs")
