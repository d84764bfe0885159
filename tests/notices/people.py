"""What the stories about notices share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from medcord.cases import actions as cases
from medcord.core.access import Viewer
from medcord.core.vocabulary import ConfidentialityClass, MemberRole, Tlp
from medcord.ledger import worker
from medcord.ledger.models import OutgoingLetter
from medcord.notices import actions
from medcord.notices.models import Webhook
from medcord.parties.models import Member

EVERYTHING = ("ConsentChanged", "EmbargoChanged", "MessageSent", "ParticipantInvited", "CaseMarked", "DraftReleased")


def administrator(member: Member) -> Viewer:
    """The same person, who now also runs the party."""
    Member.objects.filter(pk=member.pk).update(level=MemberRole.ADMINISTRATOR.value)
    member.refresh_from_db()
    return member.viewer


def plain(member: Member) -> Viewer:
    """The same person without the administrator's part."""
    return replace(member.viewer, level=MemberRole.MEMBER)


def say(reference: str, who: Member, body: str = "The mute port is 5011.", **marks: object) -> None:
    """A message in a case."""
    given = {"tlp": Tlp.AMBER, "confidentiality": ConfidentialityClass.NONE, **marks}
    cases.send_message(reference, body, actor=who.viewer, **given)  # type: ignore[arg-type]


def forget_letters() -> None:
    """Begin with an empty post office."""
    OutgoingLetter.objects.all().delete()


def letters_to(*people: Member) -> list[OutgoingLetter]:
    """Letters to these people, oldest first; to anybody when nobody is named."""
    found = OutgoingLetter.objects.order_by("written_at")
    return list(found.filter(to__in=[one.email for one in people]) if people else found)


def told() -> list[str]:
    """Addresses that got a letter, after the worker has done everything."""
    worker.drain()
    return sorted(OutgoingLetter.objects.values_list("to", flat=True))


def hooked(
    who: Member, url: str = "https://hooks.example/in", kinds: Sequence[str] = EVERYTHING
) -> tuple[Webhook, str]:
    """A webhook of this person's party, with its secret."""

    return actions.register(label="our tracker", url=url, kinds=list(kinds), actor=administrator(who))
