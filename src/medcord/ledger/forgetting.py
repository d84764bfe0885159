"""Forgetting a person: their name beside what they signed, and their address in the queue of mails and on the disk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings

from medcord.gateways.mail.real import forget_in_folder
from medcord.ledger.models import OutgoingLetter
from medcord.ledger.rows import Row, writing

NOBODY = "a former member"


@dataclass(frozen=True, slots=True)
class Label:
    """A column that repeats a member's name beside a signature, and the one that says whose it is ("" when none does:
    then the name itself is looked for)."""

    model: type[Row]
    name: str
    member: str = ""


_LABELS: list[Label] = []


def label(one: Label) -> Label:
    """Make known where names are repeated."""
    _LABELS.append(one)
    return one


def forget_name(member: UUID, name: str) -> int:
    """Put nobody's name where a member's stands; how many rows. Part of the caller's transaction."""
    changed = 0
    with writing():
        for one in _LABELS:
            whose = {one.member: member} if one.member else {one.name: name}
            changed += one.model.objects.filter(**whose).exclude(**{one.name: ""}).update(**{one.name: NOBODY})
    return changed


def forget_address(address: str) -> int:
    """Take an address out of the queue: what waits is not sent, what was sent no longer says to whom. How many."""
    found = OutgoingLetter.objects.filter(to__iexact=address)
    waiting = found.filter(state=OutgoingLetter.State.WAITING).delete()[0]
    return waiting + found.update(to="")


def forget_mails(address: str) -> int:
    """Remove mails to an address that were written into the home because no mail server is set; how many."""
    return forget_in_folder(Path(settings.MEDCORD_HOME) / "mail", address)
