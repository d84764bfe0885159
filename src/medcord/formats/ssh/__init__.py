"""Signatures that ``ssh-keygen -Y sign`` makes: read, and checked against a public key.

The file format is OpenSSH's own (PROTOCOL.sshsig): an armoured blob of a version, the public key, a namespace, the name
of a hash and the signature over all of that and the hash of the message. Ed25519 keys only.
"""

from medcord.formats.ssh.signature import BadSignature, check, public_key

__all__ = ["BadSignature", "check", "public_key"]
