"""Readers of restricted advisories: for members of the parties that were told, and of the publisher; for nobody else.

What is prepared is read through the case that it is made of: web and API ask the case first, then here by id.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from medcord.advisories import queries as published
from medcord.core.access import Permission, RestrictedItem, Viewer, ViewerKind, may
from medcord.core.advisory import Advisory, Publisher
from medcord.core.advisory.restricted import READ_AFTER, ToldStand, standards
from medcord.core.refusals import NotFound, RuleRefusal
from medcord.core.vocabulary import Tlp
from medcord.formats.csaf import Listed, ProviderSettings, Standard
from medcord.formats.csaf.provider import csaf_place, entry_of, hash_file, rolie_feed
from medcord.gateways import clock
from medcord.parties import queries as parties
from medcord.restricted.documents import STANDARDS
from medcord.restricted.models import RestrictedAdvisory, RestrictedParty

_HEAVY = ("document", "document_2_1", "signature", "signature_2_1")


@dataclass(frozen=True, slots=True)
class Named:
    """A party of one, as its publisher sees it."""

    row: RestrictedParty
    name: str
    by: str

    @property
    def waits(self) -> bool:
        """Whether a second member has to say yes yet."""
        return self.row.told_at is None and self.row.removed_at is None


@dataclass(frozen=True, slots=True)
class Prepared:
    """One as its publisher sees it. ``digest`` is of all that a second member says yes to now."""

    row: RestrictedAdvisory
    parties: list[Named]
    digest: str

    @property
    def waiting(self) -> list[Named]:
        """Parties that wait for a second member."""
        return [one for one in self.parties if one.waits]


@dataclass(frozen=True, slots=True)
class Told:
    """One as a party reads it that was told at ``since``."""

    row: RestrictedAdvisory
    since: datetime


def item_of(row: RestrictedAdvisory, told: Iterable[UUID] = ()) -> RestrictedItem:
    """What the policy needs to know."""
    return RestrictedItem(row.publisher_id, frozenset(told))


def visible_to(viewer: Viewer) -> QuerySet[RestrictedAdvisory]:
    """Those the viewer may read: the same answer as ``may(viewer, RESTRICTED_READ, …)`` row by row (89)."""
    found = RestrictedAdvisory.objects.filter(stand__in=[one.value for one in READ_AFTER])
    if viewer.kind is ViewerKind.SYSTEM and viewer.active:
        return found
    # Asked of the policy once, as of one that its party was told; the rows are those of the party.
    if viewer.party_id is None or not may(viewer, Permission.RESTRICTED_READ, RestrictedItem(viewer.party_id)).allowed:
        return found.none()
    told = RestrictedParty.objects.filter(party=viewer.party_id, removed_at=None).exclude(told_at=None)
    return found.filter(Q(publisher=viewer.party_id) | Q(pk__in=told.values("advisory")))


def listing(viewer: Viewer, *, label: Tlp | None = None) -> list[Told]:
    """What the viewer's party was told, and what it told others, the newest first."""
    found = visible_to(viewer).defer(*_HEAVY)
    if label is not None:
        found = found.filter(label=label.value)
    rows = list(found.select_related("publisher"))
    since = _since(viewer, rows)
    told = [Told(row, since.get(row.pk) or row.approved_at or row.prepared_at) for row in rows]
    return sorted(told, key=lambda one: (one.since, one.row.tracking_id), reverse=True)


def _since(viewer: Viewer, rows: Collection[RestrictedAdvisory]) -> dict[UUID, datetime | None]:
    mine = RestrictedParty.objects.filter(party=viewer.party_id, advisory__in=[row.pk for row in rows])
    return dict(mine.values_list("advisory", "told_at"))


def any_for(viewer: Viewer) -> bool:
    """Whether the viewer has one to read: the entry in the menu is there for no one else."""
    return visible_to(viewer).exists()


def one_for(viewer: Viewer, tracking_id: str) -> Told:
    """One by its number. Raises NotFound."""
    row = visible_to(viewer).defer(*_HEAVY).select_related("publisher").filter(tracking_id=tracking_id.upper()).first()
    if row is None:
        raise NotFound("advisory")
    return Told(row, _since(viewer, [row]).get(row.pk) or row.approved_at or row.prepared_at)


def prepared_for(viewer: Viewer, advisories: Collection[UUID]) -> list[Prepared]:
    """Those with these ids, which the caller read off a case, as their publisher sees them; oldest first."""
    rows = RestrictedAdvisory.objects.filter(pk__in=advisories).select_related("publisher").defer(*_HEAVY)
    mine = [row for row in rows if may(viewer, Permission.RESTRICTED_PREPARED_READ, item_of(row)).allowed]
    return _prepared(sorted(mine, key=lambda row: row.prepared_at)) if mine else []


def prepared_one(viewer: Viewer, advisory: UUID) -> Prepared:
    """One of them. Raises NotFound."""
    for one in prepared_for(viewer, [advisory]):
        return one
    raise NotFound("advisory")


def _prepared(rows: Sequence[RestrictedAdvisory]) -> list[Prepared]:
    """All of them in two questions."""
    named: dict[UUID, list[RestrictedParty]] = {row.pk: [] for row in rows}
    for one in RestrictedParty.objects.filter(advisory__in=rows).select_related("party"):
        named[one.advisory_id].append(one)
    people = parties.member_names([one.named_by for some in named.values() for one in some])
    return [
        Prepared(
            row,
            [Named(one, one.party.name, people.get(one.named_by, "")) for one in named[row.pk]],
            digest_of(row, named[row.pk]),
        )
        for row in rows
    ]


def digest_of(row: RestrictedAdvisory, named: Iterable[RestrictedParty]) -> str:
    """SHA-256 of what a second member says yes to: both files, the label, and the parties that wait."""
    waiting = sorted(str(one.party_id) for one in named if one.told_at is None and one.removed_at is None)
    said = "\n".join([row.sha256, row.sha256_2_1, row.label, *waiting])
    return hashlib.sha256(said.encode()).hexdigest()


def named_of(advisory: UUID) -> list[RestrictedParty]:
    """Everybody that was ever named for one, for its actions and the worker."""
    return list(RestrictedParty.objects.filter(advisory=advisory))


def for_reaction(advisory: UUID) -> RestrictedAdvisory | None:
    """One by its id, for the worker."""
    return RestrictedAdvisory.objects.filter(pk=advisory).first()


def to_sign(*, all_of_them: bool) -> list[RestrictedAdvisory]:
    """What was told and has no signature, or all of it, for the worker."""
    found = visible_to(Viewer(kind=ViewerKind.SYSTEM)).defer(*_HEAVY)
    return list(found if all_of_them else found.filter(signature=""))


def value_of(row: RestrictedAdvisory) -> Advisory:
    """What the document says."""
    return published.value_under(row.sha256, _file(row, "2.0"))


def _file(row: RestrictedAdvisory, standard: str) -> bytes:
    column = "document" if standard == "2.0" else "document_2_1"
    return bytes(RestrictedAdvisory.objects.values_list(column, flat=True).get(pk=row.pk))


def document_of(row: RestrictedAdvisory, standard: str) -> bytes:
    """The file in one version of CSAF. Raises NotFound for one there is none of, RuleRefusal where it cannot say the
    label or the file counts no longer."""
    if standard not in STANDARDS:
        raise NotFound("advisory")
    if standard not in standards(Tlp(row.label)):
        raise RuleRefusal(
            f"CSAF {standard} cannot say TLP:{row.label}, so this advisory is not given as CSAF {standard}. "
            "Take it as CSAF 2.1.",
            code="label-unknown",
        )
    if row.stand == ToldStand.WITHDRAWN.value:
        raise RuleRefusal(f"{row.tracking_id} was withdrawn, so its file is not given out any more.", code="taken-back")
    return _file(row, standard)


# --- for programs: the files of a provider, made for the one who asks -------------------------------------------------


def _settings() -> ProviderSettings:
    coordinator = parties.the_coordinator()
    name = coordinator.name if coordinator else "medcord"
    return ProviderSettings(settings.MEDCORD_URL, Publisher(name, settings.MEDCORD_PUBLISHER_NAMESPACE, "coordinator"))


def provider_file(viewer: Viewer, standard: str, path: str) -> bytes:
    """A file by its path below the folder of a version: the feed of a label, a document, or what lies beside one.
    Raises NotFound."""
    folder, _, rest = path.partition("/")
    layout = _layout(standard)
    if f"{layout.root}/{path}" == layout.feed(folder) and "/" not in rest:
        return feed(viewer, standard, folder)
    return file_at(viewer, standard, path)


def address_of(row: RestrictedAdvisory, standard: str) -> str:
    """Where a document lies in one version of CSAF."""
    place = csaf_place(Tlp(row.label), row.prepared_at.year, row.tracking_id, STANDARDS[standard])
    return f"{settings.MEDCORD_URL}/{place}"


def feed(viewer: Viewer, standard: str, label: str) -> bytes:
    """The ROLIE feed of a label with what the viewer reads. Raises NotFound for a label that this version cannot
    say."""
    layout, tlp = _layout(standard), _label(standard, label)
    entries = [listed(one, layout) for one in listing(viewer, label=tlp) if one.row.stand != ToldStand.WITHDRAWN.value]
    day = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    return rolie_feed(entries, layout.labels[tlp], layout, _settings(), now=day)


def labels_of(standard: str) -> list[str]:
    """The labels that have a feed in this version of CSAF."""
    return [layout_label for tlp, layout_label in _layout(standard).labels.items() if _is_told(tlp, standard)]


def _is_told(tlp: Tlp, standard: str) -> bool:
    return tlp not in (Tlp.CLEAR, Tlp.RED) and standard in standards(tlp)


def _layout(standard: str) -> Standard:
    if standard not in STANDARDS:
        raise NotFound("advisory")
    return STANDARDS[standard]


def _label(standard: str, folder: str) -> Tlp:
    layout = _layout(standard)
    for tlp, label in layout.labels.items():
        if _is_told(tlp, standard) and layout.folder(label) == f"{layout.root}/{folder}":
            return tlp
    raise NotFound("advisory")


def listed(one: Told, layout: Standard) -> Listed:
    """What a feed says of one: as changed when the party was told of it, so that who asks since a time finds it."""
    row = RestrictedAdvisory.objects.get(pk=one.row.pk)
    newer = layout.version != "2.0"
    document, signature = (row.document_2_1, row.signature_2_1) if newer else (row.document, row.signature)
    found = entry_of(value_of(row), bytes(document), signature.encode(), layout)
    return replace(found, current_release=max(one.since, found.current_release))


def file_at(viewer: Viewer, standard: str, path: str) -> bytes:
    """A file below the folder of a version: a document by its path, or what lies beside it. Raises NotFound."""
    layout = _layout(standard)
    name = path.rpartition("/")[2]
    stem, _, beside = name.partition(".json")
    one = one_for(viewer, stem)
    if one.row.stand == ToldStand.WITHDRAWN.value or standard not in standards(Tlp(one.row.label)):
        raise NotFound("advisory")
    entry = listed(one, layout)
    if f"{layout.root}/{path}" != f"{entry.path}{beside}":
        raise NotFound("advisory")
    if beside == ".asc" and entry.signature:
        return entry.signature
    if beside in (".sha256", ".sha512"):
        return hash_file(entry, beside[1:])
    if beside:
        raise NotFound("advisory")
    return _file(one.row, standard)
