"""A trusted provider that does everything right, as files by path, and ways to serve them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from medcord.cli.provider_source import OpenPgpKeys
from medcord.core.advisory.value import Publisher
from medcord.formats.csaf import (
    CSAF_2_0,
    CSAF_2_1,
    ProviderKey,
    ProviderSettings,
    listed,
    provider_files,
    provider_tree,
    write_csaf,
)
from medcord.formats.csaf.checking import Got, Report, check_editions, check_provider
from medcord.formats.csaf.provider import csaf_path
from medcord.formats.csaf.writing_2_1 import write_csaf_2_1
from medcord.gateways.openpgp import Certificate, MemoryKeyring
from tests.formats.csaf.documents import realistic_advisory

HOST = "https://psirt.example.org"
CSAF = ".well-known/csaf/"
WHITE = f"{CSAF}white/"
METADATA, SECURITY = f"{CSAF}provider-metadata.json", ".well-known/security.txt"
FEED, SERVICE, CATEGORY = f"{WHITE}csaf-feed-tlp-white.json", f"{CSAF}service.json", f"{CSAF}category.json"
KEY = f"{CSAF}openpgp/key.asc"
OLD, NEW = f"{WHITE}2025/mcsa-25-001-01.json", f"{WHITE}2026/mcsa-26-014-01.json"
SETTINGS = ProviderSettings(
    HOST, Publisher("Example PSIRT", HOST, "coordinator", "psirt@example.org"), role="csaf_trusted_provider"
)

Files = dict[str, bytes]


@cache
def _keyring() -> tuple[MemoryKeyring, Certificate]:
    keyring = MemoryKeyring()
    return keyring, keyring.ready("Example PSIRT <psirt@example.org>")


def signature_of(message: bytes) -> bytes:
    return _keyring()[0].sign([message])[0].signature


@cache
def _good() -> Files:
    entries = []
    for name, first in (("MCSA-25-001-01", datetime(2025, 5, 1, tzinfo=UTC)), ("MCSA-26-014-01", _MARCH)):
        advisory = replace(realistic_advisory(), id=name, initial_release=first, current_release=_MARCH, references=())
        entries.append(
            (advisory, write_csaf(advisory, canonical_url=SETTINGS.url(csaf_path(advisory)), engine_version="1"))
        )
    files = provider_tree(entries, SETTINGS, now=datetime(2026, 4, 1, tzinfo=UTC))
    for path in (OLD, NEW):
        files[f"{path}.asc"] = signature_of(files[path])
    certificate = _keyring()[1]
    files[KEY] = certificate.armored
    files[CATEGORY] = json.dumps({"categories": {"category": [{"scheme": "urn:example", "term": "pump"}]}}).encode()
    edit(files, METADATA, lambda it: it.update(
        public_openpgp_keys=[{"url": f"{HOST}/{KEY}", "fingerprint": certificate.fingerprint.upper()}]
    ))  # fmt: skip
    edit(files, METADATA, lambda it: rolie(it).update(categories=[f"{HOST}/{CATEGORY}"]))
    edit(files, FEED, _link_signatures)
    return files


_MARCH = datetime(2026, 3, 9, 16, 30, tzinfo=UTC)


def good() -> Files:
    """The files of a provider that holds every requirement a folder can show."""
    return dict(_good())


CSAF_21 = f"{CSAF}v2.1/"
CLEAR_21 = f"{CSAF_21}clear/"
METADATA_21, FEED_21 = f"{CSAF_21}provider-metadata.json", f"{CLEAR_21}csaf-feed-tlp-clear.json"
NEW_21 = f"{CLEAR_21}2026/mcsa-26-014-01.json"


@cache
def _both() -> Files:
    """The same two advisories in CSAF 2.0 and, beside it, in 2.1, as our provider writes them."""
    certificate = _keyring()[1]
    said, documents = [], {}
    for name, first in (("MCSA-25-001-01", datetime(2025, 5, 1, tzinfo=UTC)), ("MCSA-26-014-01", _MARCH)):
        advisory = realistic_advisory()
        earlier, latest = advisory.revisions
        advisory = replace(
            advisory,
            id=name,
            initial_release=first,
            current_release=_MARCH,
            revisions=(replace(earlier, at=first), replace(latest, at=_MARCH)),
            references=(),
        )
        for standard, write in ((CSAF_2_0, write_csaf), (CSAF_2_1, write_csaf_2_1)):
            path = csaf_path(advisory, standard)
            body = write(advisory, canonical_url=SETTINGS.url(path), engine_version="1")
            documents[path] = body
            said.append(listed(advisory, body, signature_of(body), standard))
    key = ProviderKey(certificate.fingerprint, certificate.armored)
    files = provider_files(
        said, SETTINGS, now=datetime(2026, 4, 1, tzinfo=UTC), keys=[key], standards=(CSAF_2_0, CSAF_2_1)
    )
    return files | documents


def both() -> Files:
    """The files of a provider that serves both editions and holds every requirement a folder can show."""
    return dict(_both())


def _link_signatures(feed: dict[str, Any]) -> None:
    for entry in feed["feed"]["entry"]:
        entry["link"].append({"rel": "signature", "href": entry["content"]["src"] + ".asc"})


def rolie(metadata: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(one["rolie"] for one in metadata["distributions"] if "rolie" in one)
    return found


def edit(files: Files, path: str, change: Callable[[Any], object]) -> None:
    """Change a JSON file in place."""
    value = json.loads(files[path])
    change(value)
    files[path] = json.dumps(value).encode()


def rewrite(files: Files, path: str, change: Callable[[Any], object]) -> None:
    """Change a document, and its hashes and signature with it, so that nothing else is wrong."""
    import hashlib

    edit(files, path, change)
    name = path.rpartition("/")[2]
    for kind in ("sha256", "sha512"):
        files[f"{path}.{kind}"] = f"{hashlib.new(kind, files[path]).hexdigest()}  {name}\n".encode()
    files[f"{path}.asc"] = signature_of(files[path])


def laid_out(files: Files, root: Path) -> Path:
    for path, body in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body)
    return root


class Server:
    """A web server in memory: the files, listings of folders, the DNS name, and what a test changes of it."""

    is_folder = False

    def __init__(self, files: Files) -> None:
        self.files = files
        self.answers: dict[str, Got] = {}
        self.agents: dict[str, Got] = {}
        self.headers = {"access-control-allow-origin": "*"}

    def get(self, address: str, *, agent: str = "") -> Got:
        if agent in self.agents:
            return self.agents[agent]
        if address in self.answers:
            return self.answers[address]
        if address == "https://csaf.data.security.psirt.example.org":
            return self._page(self.files.get(METADATA))
        if not address.startswith(f"{HOST}/"):
            return Got(0, problem="unknown-host")
        path = address.removeprefix(f"{HOST}/")
        return self._page(self._listing(path) if path.endswith("/") else self.files.get(path))

    def _listing(self, folder: str) -> bytes:
        names = {path.removeprefix(folder).split("/")[0] for path in self.files if path.startswith(folder)}
        return "".join(f'<a href="{name}">{name}</a>' for name in sorted(names)).encode()

    def _page(self, body: bytes | None) -> Got:
        return Got(404) if body is None else Got(200, body, self.headers)


def checked(source: Any, address: str = HOST, **settings: Any) -> Report:
    return check_provider(source, address, keys=OpenPgpKeys(), **settings)


def editions(source: Any, address: str = HOST, **settings: Any) -> tuple[Report, ...]:
    return check_editions(source, address, keys=OpenPgpKeys(), **settings)


def failing(report: Report) -> list[int]:
    return [number for number, one in report.results.items() if one.outcome == "fails"]
