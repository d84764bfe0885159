"""How the rules of confidentiality stand for a message: from rows to ``core.confidentiality`` and back to the columns
that every reader looks at (``consulted``, ``roots``, ``readers``, ``confidentiality``)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from medcord.cases.models import (
    Case,
    ItemBasis,
    Message,
    Protection,
    SupplierConsultation,
    UseConsent,
)
from medcord.core.access import Root
from medcord.core.confidentiality import (
    Answered,
    Claim,
    Effect,
    Giver,
    Handling,
    Holds,
    LegalBasis,
    Needs,
    ancestors,
    for_regulator,
    holding,
    rule_of,
    strictest,
)
from medcord.core.vocabulary import ConfidentialityClass, Role, Tlp
from medcord.gateways import clock


def own_class(row: Message) -> ConfidentialityClass:
    """The class its author gave."""
    return ConfidentialityClass(row.marked or row.confidentiality)


@dataclass
class Records:
    """What is recorded of the items of one case, by message."""

    case: Case
    asked: dict[UUID, list[SupplierConsultation]] = field(default_factory=lambda: defaultdict(list))
    protections: dict[UUID, Protection] = field(default_factory=dict)
    consents: dict[UUID, list[UseConsent]] = field(default_factory=lambda: defaultdict(list))
    bases: dict[UUID, ItemBasis] = field(default_factory=dict)
    listed: Mapping[tuple[str, int], LegalBasis] = field(default_factory=dict)
    sources: dict[UUID, list[UUID]] = field(default_factory=lambda: defaultdict(list))

    def newest(self, message: UUID, purpose: str) -> SupplierConsultation | None:
        """The consultation that counts for a purpose: the newest, and none from before a claim of PCII. Who agreed to
        pass something on as CCI has not agreed to what follows a claim that is over."""
        held = self.protections.get(message)
        rows = [row for row in self.asked.get(message, []) if held is None or row.asked_at > held.claimed_at]
        return next((row for row in reversed(rows) if row.purpose == purpose), None)

    def handling(self, row: Message) -> Handling:
        """One item as the rules see it."""
        held = self.protections.get(row.pk)
        klass = own_class(row)
        claim = Claim(held.state) if held else Claim.NONE
        basis = self.bases.get(row.pk)
        return Handling(
            klass=klass,
            asked=_state(self.newest(row.pk, "regulator")),
            to_publish=_state(self.newest(row.pk, "publication")),
            claim=claim,
            consents=frozenset(Giver(one.giver) for one in self.consents.get(row.pk, ()) if one.withdrawn_at is None),
            readers=frozenset(UUID(one) for one in row.readers or ()),
            tlp=Tlp(row.tlp),
            publishers=row.party_id == self.case.owner_id,
            stopped=basis is not None and self._stops(basis),
        )

    def rests_on(self, basis: ItemBasis) -> LegalBasis:
        """The basis of an item, in the version under which it was shared."""
        return self.listed[basis.basis, basis.number]

    def _stops(self, basis: ItemBasis) -> bool:
        over = holding(basis.valid_from, basis.valid_to, clock.now()) is Holds.LAPSED
        return over and self.rests_on(basis).effect is Effect.STOPS

    def supplier(self, row: Message) -> UUID | None:
        """Whose it is: the manufacturer that wrote it. What an agency or the finder wrote down under a rule is of the
        party that was named when it was asked; what has no rule is its author's own."""
        free = rule_of(own_class(row)).needs is Needs.NOTHING and row.party_id != self.case.owner_id
        if row.party is not None and (free or row.party.role == Role.MANUFACTURER.value):
            return row.party_id
        asked = self.asked.get(row.pk, [])
        return asked[-1].party_id if asked else None


def _state(row: SupplierConsultation | None) -> Answered | None:
    return Answered(row.state) if row else None


def root_of(row: Message, records: Records) -> Root:
    """An item as a root of what is made from it."""
    handling = records.handling(row)
    readers = frozenset(UUID(one) for one in row.readers) if row.readers is not None else None
    return Root(handling.klass, row.party_id, for_regulator(handling).met, readers)


def settle(row: Message, records: Records, rows: Mapping[UUID, Message]) -> bool:
    """Work out the columns of one message; whether any changed. ``rows`` holds its ancestors."""
    roots = {root_of(rows[key], records) for key in ancestors(row.pk, records.sources)}
    klass = strictest([own_class(row), *(one.klass for one in roots)])
    marked = own_class(row).value
    if not roots and not row.marked:
        marked = ""
    consulted = for_regulator(records.handling(row)).met
    told = sorted((_plain(one) for one in roots if one.klass is not ConfidentialityClass.NONE), key=repr)
    before = (row.confidentiality, row.marked, row.consulted, row.roots)
    row.confidentiality, row.marked, row.consulted, row.roots = klass.value, marked, consulted, told
    return before != (row.confidentiality, row.marked, row.consulted, row.roots)


def _plain(root: Root) -> dict[str, object]:
    readers = None if root.readers is None else sorted(str(one) for one in root.readers)
    return {
        "klass": root.klass.value,
        "party": str(root.party) if root.party else None,
        "met": root.met,
        "readers": readers,
    }


def roots_of(kept: Iterable[Mapping[str, object]]) -> frozenset[Root]:
    """The roots as they were kept."""
    return frozenset(
        Root(
            ConfidentialityClass(str(one["klass"])),
            UUID(str(one["party"])) if one["party"] else None,
            bool(one["met"]),
            readers_of(one["readers"]),
        )
        for one in kept
    )


def readers_of(kept: object) -> frozenset[UUID] | None:
    """Authorised readers as they were kept."""
    return frozenset(UUID(str(one)) for one in kept) if isinstance(kept, list) else None
