"""Where files' bytes live: outside the database, one by one, so that one can be destroyed."""

from medcord.gateways.blobs.keys import KeyFolder, NodeKey
from medcord.gateways.blobs.memory import MemoryBlobs
from medcord.gateways.blobs.protocol import Blobs
from medcord.gateways.blobs.real import FolderBlobs

__all__ = ["Blobs", "FolderBlobs", "KeyFolder", "MemoryBlobs", "NodeKey"]
