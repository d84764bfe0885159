"""Every item of a case that a request for records may reach, with its class, as far as the owner reads it.

The roads of destruction name every row that holds words, in every stage; so a new kind of content is listed here from
the day it can be destroyed. What no rule below knows counts as deliberative until somebody decides otherwise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from medcord.cases import queries as cases
from medcord.cases.queries.facts import AGENCY_ONLY, OF_OWNER_AND_PARTY
from medcord.core.access import Permission, Viewer, may
from medcord.core.records.exemptions import proposed
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import ConfidentialityClass, Role
from medcord.intake import queries as intake
from medcord.ledger import roads
from medcord.ledger.roads import Road

if TYPE_CHECKING:
    from medcord.cases.models import Case
    from medcord.ledger.queries import ShortFact
    from medcord.ledger.rows import Row

_C = ConfidentialityClass
_CLASSES: Final = frozenset(one.value for one in ConfidentialityClass)
_KLASS: Final[Mapping[str, ConfidentialityClass]] = MappingProxyType(
    {
        **dict.fromkeys(("case", "statement", "public-sentence"), _C.NONE),
        **dict.fromkeys(("contact", "link", "panel-seat"), _C.PRIVACY),
        "participant": _C.DELIBERATIVE,
    }
)
_TITLES: Final[Mapping[str, str]] = MappingProxyType(
    {"case": "Title and summary of the case", "message": "A message", "participant": "Notes on the part"}
)
_REASONS: Final = ("title", "summary")
"""Of a case; its other words are reasons that its owner wrote down for itself."""
_OURS: Final = ("records-request", "records-decision", "retention")
_ASK_FIRST: Final = frozenset({_C.CCI, _C.TRADE_SECRET})
_TIMES: Final = (
    "at", "stated_at", "signed_at", "noted_at", "asked_at", "said_at", "opened_at", "saved_at", "made_at",
    "joined_at", "invited_at", "declared_at", "received_at",
)  # fmt: skip
_PROTECTED: Final = frozenset({"claimed", "presumed", "validated"})


@dataclass(frozen=True, slots=True)
class Record:
    """One item. ``waits``: its supplier has not been consulted. ``fixed``: a statute keeps it, whatever anybody
    decides. ``blob`` and ``name`` belong to a file."""

    kind: str
    id: UUID
    title: str
    at: datetime | None
    klass: ConfidentialityClass
    text: str
    party: UUID | None = None
    tlp: str = ""
    waits: bool = False
    blob: UUID | None = None
    name: str = ""

    @property
    def key(self) -> str:
        """As forms and the API name it."""
        return f"{self.kind}:{self.id}"

    @property
    def fixed(self) -> bool:
        """PCII never leaves, whatever anybody chooses (F1.7)."""
        return self.klass is _C.PCII

    @property
    def exemption(self) -> str:
        """What its class proposes."""
        return proposed(self.klass)


def records_of(viewer: Viewer, case: Case, since: datetime | None = None, till: datetime | None = None) -> list[Record]:
    """Every item of a case in a range of time, oldest first. Raises NotFound for everybody but the owner."""
    if not may(viewer, Permission.RECORDS_READ, cases.item(case)).allowed:
        raise NotFound("page")
    marks = _Marks(viewer, case)
    found = [*_reports(viewer, case), *_rows(case, marks), _timeline(case, marks)]
    late = [one for one in found if one.at is None or (since is None or one.at >= since)]
    within = [one for one in late if one.at is None or till is None or one.at <= till]
    return sorted(within, key=lambda one: (one.at is not None, one.at or case.opened_at, one.kind, str(one.id)))


class _Marks:
    """What the chain and the messages say of classes: which messages the owner reads, which items are protected, and
    which suppliers have answered or let their day pass."""

    def __init__(self, viewer: Viewer, case: Case) -> None:
        self.messages = {row.pk: row for row in cases.messages(viewer, case)}
        self.facts: list[ShortFact] = cases.known(cases.sight(viewer, case), set(self.messages))
        protected: dict[str, bool] = {}
        self.answered: set[str] = set()
        made_of: Counter[tuple[str, str]] = Counter()
        for fact in self.facts:
            if fact.kind == "ProtectionChanged":
                protected[fact.data["item"]] = fact.data["after"] in _PROTECTED
            elif fact.kind in ("SupplierAnswered", "SupplierSilent"):
                self.answered.add(fact.data["item"])
            elif fact.kind == "ItemDerived":
                made_of[fact.data["source"], fact.data["item"]] += 1
            elif fact.kind == "NearDecided" and fact.data["independent"]:
                made_of[fact.data["source"], fact.data["item"]] -= 1
        self.protected = {item for item, holds in protected.items() if holds}
        for (source, made), times in made_of.items():
            if times > 0 and source in self.protected:
                self.protected.add(made)

    def reads(self, row: Row) -> bool:
        """Whether the owner reads it: what hangs on a message exists for whoever reads that message."""
        return not hasattr(row, "message_id") or row.message_id in self.messages

    def klass(self, road: Road, row: Row) -> ConfidentialityClass:
        """The class of a row: protected by statute, its own mark, that of the message it hangs on, or its kind's."""
        message = self.messages.get(getattr(row, "message_id", None))  # type: ignore[arg-type]
        marked = getattr(row, "confidentiality", None) or getattr(message, "confidentiality", None)
        if {str(row.pk), str(getattr(row, "message_id", ""))} & self.protected:
            return _C.PCII
        party = getattr(row, "party", None)
        if marked == _C.NONE and road.what in ("position", "dissent") and party.role == Role.COORDINATOR.value:  # type: ignore[union-attr]
            return _C.DELIBERATIVE  # between agencies, before a decision
        if marked in _CLASSES:  # of a test the field holds words: what its laboratory must keep to itself
            return _C(marked)
        if road.what == "draft" and getattr(row, "released_at", None):
            return _C.NONE
        if road.what in _KLASS:
            return _KLASS[road.what]
        return _C.CCI if getattr(party, "role", "") == Role.MANUFACTURER.value else _C.DELIBERATIVE

    def waits(self, row: Row, klass: ConfidentialityClass) -> bool:
        """Whether a supplier must be asked before it may leave."""
        message = self.messages.get(getattr(row, "message_id", row.pk))
        asked = getattr(message, "consulted", False) or str(row.pk) in self.answered
        return klass in _ASK_FIRST and not asked


def _rows(case: Case, marks: _Marks) -> Iterator[Record]:
    for road in roads.lying_in(case.pk):
        if road.what in _OURS:
            continue
        for row in _of_kind(road, case, marks):
            if not road.is_gone(row) and marks.reads(row):
                yield from _records(road, row, marks)


def _of_kind(road: Road, case: Case, marks: _Marks) -> Iterable[Row]:
    """Rows of one kind. Messages, and with them their versions and files, exist for the owner as the policy says."""
    if road.what == "message":
        return marks.messages.values()
    related = [one.name for one in road.model._meta.fields if one.name == "party" and one.is_relation]
    return road.model.objects.filter(**{road.within: case.pk}).select_related(*related)


def _records(road: Road, row: Row, marks: _Marks) -> Iterator[Record]:
    klass, at = marks.klass(road, row), _time_of(row)
    party: Any = getattr(row, "party", None)
    by = f" of {party.name}" if party is not None else ""
    blob = getattr(row, "clean_blob", None) or getattr(row, "blob", None)
    title = f"{_TITLES.get(road.what, road.words[0].upper() + road.words[1:])}{by}"
    text = _text(road, row, _REASONS if road.what == "case" else ())
    if text or blob:
        yield Record(
            road.what, row.pk, title, at, klass, text, getattr(party, "pk", None), getattr(row, "tlp", ""),
            marks.waits(row, klass), blob, getattr(row, "name", "") if blob else "",
        )  # fmt: skip
    if road.what == "case" and (reasons := _text(road, row, [name for name in road.texts if name not in _REASONS])):
        yield Record("case-reasons", row.pk, "Reasons that the coordinator noted", at, _C.DELIBERATIVE, reasons)
    if road.what == "opinion" and getattr(row, "released_at", None):
        words = str(getattr(row, "public_sentence", ""))
        yield Record("public-sentence", row.pk, f"The public sentence{by}", row.released_at, _C.NONE, words)  # type: ignore[attr-defined]


def _text(road: Road, row: Row, only: Collection[str] = ()) -> str:
    """All words of a row (or these fields), a line a field; what is released apart stands apart."""
    left_out = {"salt", "public_sentence"}
    said = [(name, getattr(row, name)) for name in only or road.texts if name not in left_out]
    words = [(name, str(value)) for name, value in said if isinstance(value, str) and value.strip()]
    if len(words) == 1:
        return words[0][1]
    return "\n".join(f"{name.replace('_', ' ').capitalize()}: {value}" for name, value in words)


def _time_of(row: Row) -> datetime | None:
    found = (getattr(row, name, None) for name in _TIMES)
    return next((one for one in found if isinstance(one, datetime)), None)


def _reports(viewer: Viewer, case: Case) -> Iterator[Record]:
    """The reports, who found it (apart, as personal data), and what was said with the finder."""
    for row, _item in intake.readable_in_case(viewer, cases.reports_in(viewer, case), cases.item(case)):
        road = roads.of("report")
        if road is None or road.is_gone(row):
            continue
        apart = ("finder_name", "thanks_organisation", "thanks_link", "credit_key", "regulator_left_out")
        shown = [(name, getattr(row, name)) for name in road.texts if name not in apart]
        text = "\n".join(f"{name.replace('_', ' ').capitalize()}: {value}" for name, value in shown if value)
        yield Record("report", row.pk, f"The report {row.reference}", row.received_at, _C.NONE, text)
        if who := ", ".join(filter(None, (row.finder_name, row.thanks_organisation, row.thanks_link))):
            title = f"The finder of the report {row.reference}"
            yield Record("finder", row.pk, title, row.received_at, _C.PRIVACY, who)
        for said in intake.thread(viewer, row):
            if said.purged_at is None:
                title = f"A message between finder and coordinator ({said.author})"
                yield Record("report-message", said.pk, title, said.at, _C.PRIVACY, said.body)
        for file in intake.files_of(viewer, row):
            if file.purged_at is None:
                blob = file.clean_blob or file.blob
                yield Record(
                    "report-file", file.pk, "A file of the report", row.received_at, _C.NONE, file.name,
                    blob=blob, name=file.name,
                )  # fmt: skip


def _timeline(case: Case, marks: _Marks) -> Record:
    """When what kind of thing happened, without who; nothing of deliberation, of suppliers' confidences or of this."""
    hidden = AGENCY_ONLY | OF_OWNER_AND_PARTY
    lines = [f"{fact.at:%Y-%m-%d %H:%M} UTC {fact.kind}" for fact in marks.facts if fact.kind not in hidden]
    return Record("timeline", case.pk, "The timeline", None, _C.NONE, "\n".join(lines))
