"""OpenPGP signatures of what the node publishes (CSAF 7.1.19, 7.1.20): the private key stays in one file."""

from medcord.gateways.openpgp.memory import MemoryKeyring
from medcord.gateways.openpgp.protocol import Certificate, Keyring, Signed, UnreadableKey, signer_of, times_of
from medcord.gateways.openpgp.real import FolderKeyring

__all__ = [
    "Certificate",
    "FolderKeyring",
    "Keyring",
    "MemoryKeyring",
    "Signed",
    "UnreadableKey",
    "signer_of",
    "times_of",
]
