"""Who will read a message before it is sent, by the policy that decides who reads it afterwards."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple
from uuid import UUID

from medcord.cases.items import message_item
from medcord.cases.models import Case, Message, Participant, Room
from medcord.cases.queries.cases import item
from medcord.cases.queries.parties import participants, party_may_read, stand_in
from medcord.cases.queries.quoting import drafted
from medcord.cases.queries.sight import Sight, said, sight
from medcord.core.access import MessageItem, Permission, Viewer, ViewerKind, may
from medcord.core.access.hats import CONTENT, Hat, hat_of
from medcord.core.facts import Code, MessageSent
from medcord.core.refusals import NotAllowed
from medcord.core.vocabulary import ConfidentialityClass, Role, Tlp
from medcord.gateways import clock
from medcord.ledger.sealing import new_salt, seal
from medcord.parties import queries as parties
from medcord.parties.models import Member


class Marking(NamedTuple):
    """How a message is to be sent: its marking, its class, where (no room: the case-wide thread), and what it quotes.
    What is quoted may make marking and class stricter."""

    tlp: str
    confidentiality: str
    room: Room | None = None
    quotes: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Reader:
    """A party that reads it, and how many people that is."""

    row: Participant
    people: int


@dataclass(frozen=True, slots=True)
class Reach:
    """Who reads a message of this room, marking and class; ``others`` are in the case, do not, and why."""

    readers: list[Reader]
    others: list[tuple[Participant, str]]
    finder: bool
    finder_outside: bool
    digest: str

    @property
    def people(self) -> int:
        """Heads, the finder's too."""
        return sum(one.people for one in self.readers) + (1 if self.finder else 0)


def readers(viewer: Viewer, case: Case, *, tlp: str, confidentiality: str) -> list[Participant]:
    """Parties that would read a message in the case-wide thread, by the same policy that reads."""
    what = _draft(viewer, case, Marking(tlp, confidentiality))
    return [row for row in participants(viewer, case) if party_may_read(row, what)]


def reach(viewer: Viewer, case: Case, marking: Marking) -> Reach:
    """The same with the number of people, those who will not read it and why, and a digest of it all to send along."""
    what = _draft(viewer, case, marking)
    present = participants(viewer, case)
    reading = [row for row in present if party_may_read(row, what)]
    heads = parties.heads([row.party_id for row in reading], case.pk)
    inside = {row.pk for row in reading}
    finder = _finder_reads(what)
    return Reach(
        readers=[Reader(row, heads.get(row.party_id, 0)) for row in reading],
        others=[(row, _why_not(row, what)) for row in present if row.pk not in inside],
        finder=finder,
        finder_outside=bool(what.case.report_ids) and not finder,
        digest=_digest([row.party_id for row in reading], finder),
    )


def _draft(viewer: Viewer, case: Case, marking: Marking) -> MessageItem:
    """What would be sent, as the policy sees it. Sent now: no bound of a lapse or a late joiner cuts it off."""
    return message_item(as_sent(viewer, case, marking), item(case))


def as_sent(viewer: Viewer, case: Case, marking: Marking) -> Message:
    """A message without words as it would stand there: with what it inherits from what it quotes."""
    given = {"tlp": marking.tlp, "confidentiality": marking.confidentiality, "room": marking.room}
    row = Message(case=case, party_id=viewer.party_id, at=clock.now(), **given)
    return drafted(row, viewer, case, marking.quotes)


def as_item(
    viewer: Viewer, case: Case, body: str, confidentiality: ConfidentialityClass
) -> tuple[Message, MessageSent]:
    """A message, not stored yet, and its fact, that stands for what another stage keeps: what is asked and answered
    about that message counts for the thing itself. The case is to be stored with it. Raises NotAllowed for PCII."""
    require_markable(viewer, confidentiality)
    row = as_sent(viewer, case, Marking(Tlp.AMBER.value, confidentiality.value))
    case.said += 1
    row.number, row.author, row.salt, row.body = case.said, viewer.member_id, new_salt(), body
    fact = MessageSent(case.id, row.id, Code(row.tlp), Code(row.confidentiality), seal(row.salt, body))
    return row, fact


def require_markable(viewer: Viewer, confidentiality: str) -> None:
    """F1.7 and C7: the mark PCII is its submitter's own claim; an agency neither makes nor removes it."""
    if confidentiality == ConfidentialityClass.PCII.value and viewer.role is not Role.MANUFACTURER:
        raise NotAllowed("PCII is its submitter's own claim. An agency cannot mark a message as PCII.")


def _finder_reads(what: MessageItem) -> bool:
    return any(
        may(Viewer(ViewerKind.FINDER, report_id=report), Permission.CASE_MESSAGE_READ, what).allowed
        for report in what.case.report_ids
    )


def _digest(party_ids: list[UUID], finder: bool) -> str:
    """Of whom was named above the button: what is sent is read by those and by nobody else, or it is not sent."""
    named = [*sorted(str(one) for one in party_ids), "finder" if finder else ""]
    return hashlib.sha256(" ".join(named).encode()).hexdigest()[:32]


_SHORTLY: Final = {Hat.LAPSED: "lapsed", Hat.INVITED: "not signed", Hat.STRANGER: "declined"}


def _why_not(row: Participant, what: MessageItem) -> str:
    hat = hat_of(stand_in(row), what.case)
    if hat not in CONTENT:
        return _SHORTLY.get(hat, hat.value)
    if what.audience is not None and row.party_id not in what.audience:
        return "not in this room"
    return "by its marking or class"


def mentionable(view: Sight, marking: Marking) -> dict[str, UUID]:
    """Names that may stand after "@", with whom they name: parties and people who would read the message.

    People are the viewer's own colleagues and those who have written what the viewer reads; nobody else's members
    are named (33).
    """
    what = _draft(view.viewer, view.case, marking)
    return {name: who for name, (who, reads) in _names(view, what).items() if reads}


def named_in(viewer: Viewer, case: Case, body: str, marking: Marking) -> tuple[list[UUID], list[str]]:
    """Whom a text names with "@", and the names of those among them that would not read it."""
    if "@" not in body:
        return [], []
    known = _names(sight(viewer, case), _draft(viewer, case, marking))
    names = mentions_in(body, known)
    who = list(dict.fromkeys(known[name][0] for name in names))
    return who, [name for name in names if not known[name][1]]


def mentions_in(body: str, names: Iterable[str]) -> list[str]:
    """Which of these names stand after an "@" in a text; of two that fit, the longer one."""
    found: list[str] = []
    longest_first = sorted(names, key=len, reverse=True)
    for place, sign in enumerate(body):
        if sign != "@" or (place and (body[place - 1].isalnum() or body[place - 1] in "._-")):
            continue  # an address of mail is no mention
        rest = body[place + 1 : place + 161].casefold()
        for name in longest_first:
            if rest.startswith(name.casefold()) and not rest[len(name) : len(name) + 1].isalnum():
                found.append(name)
                break
    return list(dict.fromkeys(found))


def _names(view: Sight, what: MessageItem) -> dict[str, tuple[UUID, bool]]:
    names: dict[str, tuple[UUID, bool]] = {}
    for row in participants(view.viewer, view.case):
        reads = party_may_read(row, what)
        for name in (row.party.short_name, row.party.name):
            names[name] = (row.party_id, reads)
    for member in parties.people(view.viewer, {row.author for row in said(view) if row.author}):
        names.setdefault(member.name, (member.pk, _member_reads(member, what)))
    return names


def _member_reads(member: Member, what: MessageItem) -> bool:
    return may(member.viewer, Permission.CASE_MESSAGE_READ, what).allowed
