"""Readers of the provider's files, for whoever asks: they hold nothing but what is TLP:CLEAR."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from django.conf import settings

from medcord.advisories import queries as advisories
from medcord.core.refusals import NotFound, RuleRefusal
from medcord.formats.csaf import Listed, Standard
from medcord.formats.csaf import ProviderKey as PublishedKey
from medcord.formats.csaf import provider_files as files_beside
from medcord.gateways import clock
from medcord.gateways.openpgp import Certificate, signer_of
from medcord.sharing import tree
from medcord.sharing.models import ProviderKey, ProviderTree, SignedDocument
from medcord.sharing.publisher import provider_settings
from medcord.sharing.renditions import STANDARDS_OUT

_TYPES = {
    ".json": "application/json",
    ".csv": "text/csv; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".sha256": "text/plain; charset=utf-8",
    ".sha512": "text/plain; charset=utf-8",
    ".asc": "text/plain; charset=utf-8",
}


_READ_AHEAD, _ALONE = 50, 4
"""Documents read by one question when many are written, and how many are asked for one by one before."""


@dataclass(frozen=True, slots=True)
class ProviderFile:
    """One file of the tree in force; ``etag`` is quoted."""

    data: bytes
    content_type: str
    etag: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a folder's listing: ``name`` ends in "/" for a folder, ``size`` in bytes."""

    name: str
    size: int


def home() -> Path:
    """Where this node keeps its releases."""
    return Path(settings.MEDCORD_HOME) / "provider"


def _revoked() -> list[PublishedKey]:
    """Compromised keys with their own word that they count no longer: in the place where each was, in no list."""
    rows = ProviderKey.objects.exclude(compromised_at=None)
    return [
        PublishedKey(row.fingerprint, data) for row in rows if Certificate.read(data := row.armored.encode()).revoked
    ]


def in_force() -> ProviderTree | None:
    """Which release is in force, as the database says; None before the first build."""
    return ProviderTree.objects.first()


def provider_folder() -> Path | None:
    """The tree in force, which holds ``.well-known``; None before the first build."""
    row = in_force()
    if row is None:
        return tree.current(home())  # made by an earlier medcord
    folder = home() / "releases" / row.name
    return folder if folder.is_dir() else None


def published_keys() -> list[ProviderKey]:
    """The public keys that readers may trust, oldest first; the last one signs. A compromised one is not among them."""
    return list(ProviderKey.objects.filter(compromised_at=None))


def unsigned(standard: Standard) -> list[str]:
    """SHA-256 of our advisories in force that no key that counts has signed in this version of the standard."""
    signed = SignedDocument.objects.filter(standard=standard.version, fingerprint__in=_counting())
    there = set(signed.values_list("source", flat=True))
    return [source for source in advisories.own_digests() if source not in there]


def paths_of(digests: Collection[str]) -> list[tuple[str, str]]:
    """Where each of these published revisions lies in the tree, in each version of the standard, with the SHA-256 of
    the file. What is not in force any more is left out."""
    wanted = set(advisories.own_digests()).intersection(digests)
    return [(said.path, said.sha256) for _, said in _documents(sorted(wanted))]


def is_unsigned() -> bool:
    """Whether something has to be signed, or a key has to be made, before the tree can be built."""
    return not _counting() or any(unsigned(standard) for standard in STANDARDS_OUT)


@dataclass(frozen=True, slots=True)
class ProviderFiles:
    """The whole provider by path, how many advisories are in it, and the instant it speaks of."""

    files: dict[str, tree.Content]
    documents: int
    as_of: datetime


def provider_files(as_of: datetime | None = None) -> ProviderFiles:
    """The whole provider as it should be now. Nothing is written.

    Made from the database alone: the same rows and instant (default: this day, UTC) give the same bytes. Raises
    RuleRefusal when an advisory in force is not signed.
    """
    digests = advisories.own_digests()
    documents = _documents(digests)
    published = [PublishedKey(key.fingerprint, key.armored.encode()) for key in published_keys()]
    listed = [document for _, document in documents]
    as_of = as_of or _as_of(listed)
    beside = files_beside(listed, provider_settings(), now=as_of, keys=published, standards=STANDARDS_OUT)
    files: dict[str, tree.Content] = dict(beside)
    files.update({key.path: key.armored for key in _revoked()})
    reading = _Reading([Certificate(key.fingerprint, key.armored) for key in published], documents)
    for _, document in documents:
        files[document.path] = tree.Kept(document.sha256, partial(reading.document, document))
        digest = hashlib.sha256(document.signature).hexdigest()
        files[f"{document.path}.asc"] = tree.Kept(digest, partial(reading.signature, document))
    return ProviderFiles(dict(sorted(files.items())), len(digests), as_of)


def _counting() -> list[str]:
    return list(ProviderKey.objects.filter(compromised_at=None).values_list("fingerprint", flat=True))


def _documents(digests: list[str]) -> list[tuple[str, Listed]]:
    """What is in force, as it was signed last: for each version of the standard every one of these, or a refusal."""
    fields = "source standard path tracking_id title summary first_release current_release sha256 sha512 signature"
    rows = SignedDocument.objects.filter(fingerprint__in=_counting()).order_by("signed_at").values_list(*fields.split())
    newest = {(source, standard): said for source, standard, *said in rows}
    found = []
    for standard in STANDARDS_OUT:
        for source in digests:
            said = newest.get((source, standard.version))
            if said is None:
                raise RuleRefusal(
                    "An advisory in force is not signed yet, so the provider's files stay as they were. "
                    "They are built again when it is.",
                    code="not-signed-yet",
                    fields={"sha256": source},
                )
            path, number, title, summary, first, current, sha256, sha512, signature = said
            document = Listed(
                path, number, title, summary, first, current, sha256, sha512, signature.encode(), standard=standard
            )
            found.append((source, document))
    return found


def _as_of(documents: list[Listed]) -> datetime:
    """The instant the tree speaks of: the newest change, or the beginning of the day; the clock alone changes no more
    than that."""
    day = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    changes = [key.since for key in published_keys()]
    return max([day, *changes, *(each.current_release for each in documents)])


class _Reading:
    """Reads documents for the files that have to be written, some ahead, and checks each before it can go out."""

    def __init__(self, certificates: list[Certificate], documents: Sequence[tuple[str, Listed]]) -> None:
        self._certificates = certificates
        self._order = sorted(documents, key=lambda each: each[1].path)
        self._place = {said.path: number for number, (_, said) in enumerate(self._order)}
        self._ahead: dict[str, bytes] = {}
        self._asked = 0

    def document(self, said: Listed) -> bytes:
        """The bytes of a document. Raises RuleRefusal when they are not those that were signed."""
        if said.path not in self._ahead:
            # The first is read alone: of a release of one more advisory there is no second.
            number, self._asked = self._place[said.path], self._asked + 1
            some = self._order[number : number + (_READ_AHEAD if self._asked > _ALONE else 1)]
            self._ahead = _kept_documents(some)
        data = self._ahead[said.path]
        if hashlib.sha256(data).hexdigest() != said.sha256:
            raise _changed(said)
        return data

    def signature(self, said: Listed) -> bytes:
        """A signature. Raises RuleRefusal when no published key made it over this document."""
        if signer_of(self.document(said), said.signature, self._certificates) is None:
            raise _changed(said)
        return said.signature


def _kept_documents(some: Sequence[tuple[str, Listed]]) -> dict[str, bytes]:
    """By path; what is not kept any more is empty."""
    published = dict(advisories.own_documents([source for source, said in some if said.sha256 == source]))
    # By source, which is indexed: the digest of what was written is not.
    sources = [source for source, said in some if said.sha256 != source]
    made = SignedDocument.objects.filter(source__in=sources).exclude(document=b"").values_list("sha256", "document")
    written = {sha256: bytes(data) for sha256, data in made} if sources else {}
    return {
        said.path: published.get(source, b"") if said.sha256 == source else written.get(said.sha256, b"")
        for source, said in some
    }


def _changed(said: Listed) -> RuleRefusal:
    return RuleRefusal(
        f"{said.id}: the document and the signature kept for it do not belong together, so one of them was changed in "
        "the database. The provider's files stay as they were. Find out who changed it, then put the right row back "
        "from a copy, or let everything be signed anew: medcord provider key renew --compromised.",
        code="signature-broken",
        fields={"advisory": said.id},
    )


def open_file(path: str) -> ProviderFile | tuple[Entry, ...]:
    """A file of the tree by its path below ``.well-known/``, or the listing of a folder (path ends in "/").

    Raises NotFound; a path cannot leave the tree.
    """
    place = _place(path)
    if path.endswith("/") or not path:
        try:
            entries = [_entry(each) for each in place.iterdir()]
        except OSError:  # absent, not a folder, or a name no file system takes
            raise NotFound from None
        return tuple(sorted(entries, key=lambda entry: entry.name))
    try:
        data = place.read_bytes()
    except OSError:
        raise NotFound from None
    digest = hashlib.sha256(data).hexdigest()
    return ProviderFile(data, _TYPES.get(place.suffix, "application/octet-stream"), f'"{digest}"')


def _place(path: str) -> Path:
    folder = provider_folder()
    steps = path.removesuffix("/").split("/")
    if folder is None or any(not step or step.startswith(".") or "\\" in step or "\0" in step for step in steps):
        raise NotFound
    return folder.joinpath(".well-known", *steps)


def _entry(place: Path) -> Entry:
    return Entry(f"{place.name}/" if place.is_dir() else place.name, place.stat().st_size)
