"""A case with everybody in it, and what they say there."""

from __future__ import annotations

from typing import Any

from medcord.cases import actions as cases
from medcord.cases import queries
from medcord.cases.actions.embargo import TermsAnswer
from medcord.cases.models import Case, Message, Participant
from medcord.core.access import Viewer
from medcord.core.vocabulary import ConfidentialityClass, Tlp
from medcord.ledger import worker
from medcord.ledger.files import Given
from medcord.ledger.rows import writing
from tests.cast import Cast
from tests.ledger.test_purge import a_case

PROOF: Given = ("proof.txt", b"port 5011 mutes it")


def a_room(cast: Cast) -> str:
    """A case in which the manufacturer has signed and the regulator takes part by statute."""
    reference = a_case(cast)
    worker.drain()
    cases.invite(reference, cast.manufacturer.organisation_id, actor=cast.coordinator.viewer)
    cases.answer_terms(reference, TermsAnswer.ACCEPT, actor=cast.manufacturer.viewer)
    return reference


def say(reference: str, author: Viewer, words: str = "See the file.", *given: Given, **more: Any) -> Message:
    """Send a message with files; ``as_it_is`` is for the files, the rest for the message."""
    as_it_is = more.pop("as_it_is", False)
    put = [cases.attach(reference, one, as_it_is=as_it_is, actor=author).pk for one in given]
    marking = {"tlp": Tlp.AMBER, "confidentiality": ConfidentialityClass.NONE, **more}
    message: Message = cases.send_message(reference, words, files=put, actor=author, **marking)
    return message


def seen_by(viewer: Viewer, reference: str) -> Case:
    """The case as a viewer has it."""
    return queries.case_for(viewer, reference)


def stand(cast: Cast, **columns: Any) -> None:
    """Put the manufacturer's part in its cases as it would stand later."""
    with writing():
        Participant.objects.filter(party=cast.manufacturer.organisation_id).update(**columns)
