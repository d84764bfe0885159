"""A trusted provider without a node: a folder with the publisher's words, CSAF files, a key, and the tree made of them.

DIR/provider.toml     who publishes, and where
DIR/documents/        the CSAF files, put there by the publisher; folders are searched too
DIR/openpgp/          the key; never below current
DIR/signatures/       one signature for each document and key, kept, so that a rebuild gives the same bytes
DIR/current           the web root: a link to the release in force
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import medcord
from medcord.core.advisory import Publisher
from medcord.core.refusals import InputRefusal, RuleRefusal, UnreadableFile
from medcord.formats.csaf import (
    Listed,
    ProviderKey,
    ProviderSettings,
    ReadAdvisory,
    listed,
    provider_files,
    read_folder,
    validate,
)
from medcord.formats.csaf.provider import csaf_path
from medcord.formats.csaf.writing_2_1 import write_csaf_2_1
from medcord.gateways import clock
from medcord.gateways.openpgp import Certificate, FolderKeyring, signer_of
from medcord.gateways.private_file import written_apart
from medcord.sharing import tree
from medcord.sharing.listings import listings
from medcord.sharing.naming import name_of

CONFIG = "provider.toml"
CATEGORIES = ("coordinator", "discoverer", "other", "translator", "user", "vendor")


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made: how many files and documents, and the fingerprint of the key in force."""

    files: int
    documents: int
    fingerprint: str


def is_provider(folder: Path) -> bool:
    """Whether a folder was made by ``init``."""
    return (folder / CONFIG).is_file()


def init(folder: Path, settings: ProviderSettings) -> Built:
    """Make a provider in an empty or new folder: its words, its key, and an empty signed tree. Raises InputRefusal."""
    _require_words(settings)
    if is_provider(folder):
        raise InputRefusal(
            f"{folder}: there is a provider already. Change {CONFIG} by hand, and build again.", code="cannot-write"
        )
    (folder / "documents").mkdir(mode=0o755, parents=True, exist_ok=True)
    _write(folder / CONFIG, _config(settings).encode())
    return build(folder)


def build(folder: Path) -> Built:
    """Sign what is new among the documents, write the whole tree and switch ``current`` to it.

    Raises InputRefusal and RuleRefusal for a document that cannot be read, is not valid, is not for everybody or is by
    another publisher; then nothing was changed.
    """
    settings = read_settings(folder)
    with tree.locked(folder):
        read = list(_documents(folder / "documents", settings))
        ring = FolderKeyring(folder / "openpgp")
        in_force = ring.ready(name_of(settings.publisher.name, settings.publisher.contact))
        certificates = ring.certificates()
        signatures = _signatures(folder / "signatures", read, ring, certificates)
        documents = [listed(each.advisory, each.original, signatures[each.sha256]) for each in read]
        files = _files(documents, read, settings, certificates)
        tree.release(folder, tree.release_name(clock.now()), files, trusting=False)
        tree.prune(folder)
    return Built(len(files), len(documents), in_force.fingerprint)


def read_settings(folder: Path) -> ProviderSettings:
    """The publisher's words. Raises InputRefusal with what is wrong in the file."""
    try:
        found = tomllib.loads((folder / CONFIG).read_text("utf-8"))
        base_url, security_contact = (str(found.get(name, "")) for name in ("base_url", "security_contact"))
        said = {name: str(found.get(name, "")) for name in ("name", "namespace", "category", "contact")}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as failure:
        raise InputRefusal(
            f"{folder / CONFIG}: it cannot be read ({type(failure).__name__}). Mend it, or make it anew with "
            "“medcord provider init”."
        ) from None
    settings = ProviderSettings(base_url, Publisher(**said), security_contact=security_contact)
    _require_words(settings)
    return settings


def _require_words(settings: ProviderSettings) -> None:
    publisher = settings.publisher
    for what, address in (("base URL", settings.base_url), ("namespace", publisher.namespace)):
        try:
            parts = urlsplit(address)
            holds = parts.scheme == "https" and bool(parts.hostname) and not re.search(r"[\s\"<>\\]", address)
        except ValueError:
            holds = False
        if not holds:
            raise InputRefusal(f"The {what} “{address}” is no https address. Give one such as https://maker.example.")
    if not publisher.name.strip():
        raise InputRefusal("The publisher has no name. Give the name of your organisation.")
    if publisher.category not in CATEGORIES:
        raise InputRefusal(f"“{publisher.category}” is no category of CSAF. There are: {', '.join(CATEGORIES)}.")


def _config(settings: ProviderSettings) -> str:
    """TOML: a JSON string is one of its basic strings."""
    publisher = settings.publisher
    words = {
        "base_url": settings.base_url,
        "name": publisher.name,
        "namespace": publisher.namespace,
        "category": publisher.category,
        "contact": publisher.contact,
        "security_contact": settings.security_contact,
    }
    return "".join(f"{name} = {json.dumps(value, ensure_ascii=True)}\n" for name, value in words.items())


def _documents(folder: Path, settings: ProviderSettings) -> Iterator[ReadAdvisory]:
    for read in read_folder(folder):
        if isinstance(read, UnreadableFile):
            raise InputRefusal(f"{read.sentence} Nothing was changed.", code=read.code)
        newer = write_csaf_2_1(read.advisory, canonical_url=settings.base_url, engine_version=medcord.__version__)
        for edition, document in (("2.0", read.original), ("2.1", newer)):
            errors = [each for each in validate(document) if each.level == "error"]
            if errors:
                raise RuleRefusal(
                    f"{read.advisory.id} is not valid CSAF {edition}: {errors[0].message} (rule {errors[0].rule}). "
                    "Nothing was changed. “medcord advisory check” names every rule it breaks.",
                    code="not-valid-csaf",
                )
        if read.advisory.publisher.space != settings.publisher.space:
            raise RuleRefusal(
                f"{read.advisory.id} is published by {read.advisory.publisher.name} "
                f"({read.advisory.publisher.namespace}); a provider gives its own documents only. Take it out.",
                code="other-publisher",
            )
        yield read


def _signatures(
    folder: Path, read: list[ReadAdvisory], ring: FolderKeyring, certificates: list[Certificate]
) -> dict[str, bytes]:
    """The kept signature of each document where a key of ours made it, and a new one for each of the others."""
    found = {}
    for each in read:
        place = folder / f"{each.sha256}.asc"
        kept = place.read_bytes() if place.is_file() else b""
        if kept and signer_of(each.original, kept, certificates):
            found[each.sha256] = kept
    missing = [each for each in read if each.sha256 not in found]
    folder.mkdir(mode=0o755, exist_ok=True)
    for each, signed in zip(missing, ring.sign([each.original for each in missing]), strict=True):
        # Kept before anybody can read it: a rebuild after a kill gives the same bytes.
        _write(folder / f"{each.sha256}.asc", signed.signature)
        found[each.sha256] = signed.signature
    return found


def _files(
    documents: list[Listed],
    read: list[ReadAdvisory],
    settings: ProviderSettings,
    certificates: list[Certificate],
) -> dict[str, bytes]:
    keys = [ProviderKey(each.fingerprint, each.armored) for each in certificates]
    files = provider_files(documents, settings, now=clock.now().replace(microsecond=0), keys=keys)
    files |= {csaf_path(each.advisory): each.original for each in read}
    return dict(sorted((files | listings(files)).items()))


def _write(place: Path, data: bytes) -> None:
    made = written_apart(place.parent, data)
    made.chmod(0o644)  # anybody may read a signature and who publishes
    made.replace(place)
