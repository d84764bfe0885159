"""Whom a fact of a case may be told: the same rules as for reading, asked for one fact and many viewers."""

from __future__ import annotations

from uuid import UUID

from medcord.cases.items import message_item
from medcord.cases.models import Case, Message, Participant
from medcord.cases.queries.cases import for_reaction, item
from medcord.cases.queries.facts import AGENCY_ONLY, OF_ROOM, of_parties
from medcord.cases.queries.parties import stand_in
from medcord.cases.queries.sight import sight
from medcord.core.access import Permission, Viewer, may
from medcord.core.vocabulary import Role
from medcord.ledger.models import FactRow

OF_TERMS = frozenset({"EmbargoChanged", "EndingProposed", "EmbargoKept"})
OF_ITS_PARTY = frozenset({"ParticipantInvited", "ConsentChanged"})


class Telling:
    """One fact of one case, as the case is now."""

    def __init__(self, case: Case, fact: FactRow) -> None:
        self.case, self.fact = case, fact
        self._item = item(case)
        self._message = self._read_message()

    def _read_message(self) -> Message | None:
        pk = self.fact.data.get("message")
        return Message.objects.filter(pk=pk).select_related("room").first() if pk else None

    def reaches(self, viewer: Viewer) -> bool:
        """Whether the viewer may know of the fact now."""
        fact = self.fact
        own = fact.data.get("party") == str(viewer.party_id)
        if fact.kind in OF_TERMS or (own and fact.kind in OF_ITS_PARTY):
            return may(viewer, Permission.CASE_INVITATION_READ, self._item).allowed
        if fact.kind in OF_ROOM:
            room = sight(viewer, self.case).room(UUID(fact.data["room"]))
            return room is not None
        if "message" in fact.data:
            what = message_item(self._message, self._item) if self._message else None
            return what is not None and may(viewer, Permission.CASE_MESSAGE_READ, what).allowed
        answer = may(viewer, Permission.CASE_READ, self._item)
        if not answer.allowed or not answer.spans(fact.at):
            return False
        if not of_parties(fact, viewer, self.case):
            return False
        agency = viewer.role in (Role.COORDINATOR, Role.REGULATOR)
        return fact.kind not in AGENCY_ONLY or agency or (own and fact.kind == "DraftCirculated")

    def participants(self) -> list[Participant]:
        """Parties of the case that may know of the fact."""
        rows = [row for row in self.case.participants.all() if row.removed_at is None]
        return [row for row in rows if self.reaches(stand_in(row))]

    @property
    def mentions(self) -> frozenset[UUID]:
        """Members and parties that the message of the fact names."""
        return frozenset(UUID(one) for one in self._message.mentions) if self._message else frozenset()


def telling(fact: FactRow) -> Telling:
    """A fact of a case, to ask whom it may be told; for the worker."""
    return Telling(for_reaction(UUID(fact.data["case"])), fact)


def parties_to_tell(case: Case, fact: FactRow) -> list[UUID]:
    """Parties that may know of a fact in a case: the invited one for an invitation, those who may read the terms for
    terms, a message's readers for a message, else those who may read the case and what is of that day."""
    if fact.kind == "ParticipantInvited":
        return [row.party_id for row in Telling(case, fact).participants() if str(row.party_id) == fact.data["party"]]
    return [row.party_id for row in Telling(case, fact).participants()]


def newest_open(viewer: Viewer, cases: list[Case]) -> list[Case]:
    """Of these cases those that are open, and of which the viewer may know everything that happens now."""
    answers = [(case, may(viewer, Permission.CASE_READ, item(case))) for case in cases if case.closed_at is None]
    return [case for case, answer in answers if answer.allowed and answer.until is None]
