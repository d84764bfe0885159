"""What a report may hold, and the one question every verb of a report asks first."""

from __future__ import annotations

from collections.abc import Sequence

from medcord.core import access
from medcord.core.access import Permission, Viewer
from medcord.core.credit import Wish
from medcord.core.refusals import InputRefusal, NotAllowed
from medcord.core.vocabulary import Role
from medcord.formats import evidence
from medcord.intake import queries
from medcord.intake.models import Report

MOST_FILES = 10


def check_sizes(files: Sequence[tuple[str, int]]) -> None:
    """Refuse too many or too large files by their declared sizes, before a byte of them is read."""
    if len(files) > MOST_FILES:
        raise InputRefusal(
            f"You added {len(files)} files; {MOST_FILES} fit. Put them into fewer files.", code="many-files"
        )
    for name, size in files:
        evidence.check_size(name, size)


def require(actor: Viewer, permission: Permission, report: Report) -> None:
    """Raise NotAllowed with the policy's own reason (NotFound for the unseen) unless the actor may do this."""
    access.require(actor, permission, queries.item_for(actor, report), "report")


def require_request(actor: Viewer) -> None:
    """Raise NotAllowed unless the actor may ask for coordination in the name of its manufacturer (5, 35, 36)."""
    if actor.role is not Role.MANUFACTURER or actor.party_id is None:
        raise NotAllowed("A request to coordinate comes from a manufacturer. Others use the public form.")
    answer = access.may(actor, Permission.REPORT_SUBMIT)
    if not answer.allowed:
        raise NotAllowed(answer.because)
    if actor.cases is not None:
        raise NotAllowed(
            "You see named cases of your party only, so you would not see this request. Ask an administrator of your "
            "party to file it."
        )


NAMESPACE = "medcord-credit"


def credit_line(reference: str, wish: Wish) -> bytes:
    """The one line a finder signs to claim credit: all that will be told of them."""
    told = ", ".join(filter(None, (wish.name, wish.organisation, wish.link)))
    thanked = " ".join(told.split())
    return f"I found what is reported as {reference.strip().upper()}, and want to be thanked as {thanked}.".encode()
