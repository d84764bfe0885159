"""Signatures of the node (Ed25519): the private key stays in one file; anybody can check with the public one."""

from medcord.gateways.signing.memory import MemoryKeys
from medcord.gateways.signing.protocol import PublicKey, Signature, Signing, succession, unbroken
from medcord.gateways.signing.real import FolderKeys

__all__ = ["FolderKeys", "MemoryKeys", "PublicKey", "Signature", "Signing", "succession", "unbroken"]
