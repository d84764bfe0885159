"""What is said in a case, and by whom it is read."""

from __future__ import annotations

from medcord.cases.items import message_item
from medcord.cases.models import Case, Message, Participant
from medcord.cases.queries.cases import item
from medcord.cases.queries.parties import participants, party_may_read
from medcord.core.access import Permission, Viewer, may


def messages(viewer: Viewer, case: Case) -> list[Message]:
    """Messages of a case that exist for the viewer, oldest first."""
    of_case = item(case)
    rows = Message.objects.filter(case=case).select_related("party", "room").order_by("at")
    return [row for row in rows if may(viewer, Permission.CASE_MESSAGE_READ, message_item(row, of_case)).allowed]


def readers(viewer: Viewer, case: Case, *, tlp: str, confidentiality: str) -> list[Participant]:
    """Parties that would read a message with this marking and class, by the same policy that reads."""
    of_case = item(case)
    draft = Message(case=case, party_id=viewer.party_id, tlp=tlp, confidentiality=confidentiality)
    what = message_item(draft, of_case)
    return [row for row in participants(viewer, case) if party_may_read(row, what)]
