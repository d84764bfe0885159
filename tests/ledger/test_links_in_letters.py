"""A one-time link stands in its letter no longer than it takes to send it, and nowhere once it is over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from medcord.cases import actions as cases
from medcord.core.refusals import RuleRefusal
from medcord.core.vocabulary import MemberRole, Role
from medcord.gateways import clock
from medcord.gateways.mail import Letter, MailRefused, MemoryMail
from medcord.ledger import letters
from medcord.ledger.models import OutgoingLetter
from medcord.notices import actions as notices
from medcord.parties import actions as parties
from medcord.parties.models import MemberInvitation
from tests.cases.road import opened
from tests.cast import SYSTEM, Cast, browser_of
from tests.ledger.test_purge import tables_holding

pytestmark = pytest.mark.django_db
NEW = "new@karst.example"
PSIRT = "psirt@oddment.example"
PHRASE = "a long enough phrase"


def asked_in(cast: Cast) -> tuple[MemberInvitation, str]:
    """A colleague of Karst who is asked in; the invitation and its secret."""
    return parties.invite_member(NEW, level=MemberRole.READER, actor=cast.manufacturer.viewer)


def sent_by(mail: MemoryMail) -> list[Letter]:
    while letters.send_one(mail):
        continue
    return mail.sent


def letter_to(to: str) -> OutgoingLetter:
    return OutgoingLetter.objects.get(to=to, subject="medcord: you are invited")


def test_the_link_is_in_the_mail_and_nowhere_in_the_database_once_that_is_sent(cast: Cast) -> None:
    reference, words = opened(cast), cases.LinkWords("Oddment Pumps", Role.MANUFACTURER, PSIRT)
    _row, secret = asked_in(cast)
    _link, other = cases.invite_by_link(reference, words, actor=cast.coordinator.viewer)
    sent = {letter.to: letter.body for letter in sent_by(MemoryMail())}
    assert f"/welcome/{secret}" in sent[NEW]
    assert f"/join/{other}" in sent[PSIRT]
    assert not tables_holding(secret)
    assert not tables_holding(other)
    assert {letter_to(to).state for to in (NEW, PSIRT)} == {"sent"}
    parties.accept_invitation(secret, name="N. Ew", password=PHRASE)  # and it works all the same
    cases.accept_link(other, name="N. Ewer", password=PHRASE)
    assert browser_of(cast.eve).get(f"/welcome/{secret}").status_code == 404


def test_a_letter_whose_link_was_taken_back_is_emptied_and_does_not_leave(cast: Cast) -> None:
    reference, words = opened(cast), cases.LinkWords("Oddment Pumps", Role.MANUFACTURER, PSIRT)
    row, secret = asked_in(cast)
    link, other = cases.invite_by_link(reference, words, actor=cast.coordinator.viewer)
    parties.withdraw_invitation(row.pk, actor=cast.manufacturer.viewer)
    cases.withdraw_link(reference, link.pk, actor=cast.coordinator.viewer)
    assert not tables_holding(secret)
    assert not tables_holding(other)
    assert not {NEW, PSIRT} & {letter.to for letter in sent_by(MemoryMail())}


def test_so_is_one_whose_link_was_used_or_has_run_out(cast: Cast) -> None:
    _row, secret = asked_in(cast)
    parties.accept_invitation(secret, name="N. Ew", password=PHRASE)
    assert not tables_holding(secret)
    words = cases.LinkWords("Oddment Pumps", Role.MANUFACTURER, PSIRT)
    _link, other = cases.invite_by_link(opened(cast), words, actor=cast.coordinator.viewer)
    with clock.at(clock.now() + timedelta(days=13)):
        letters.take_out_expired()
    assert tables_holding(other)
    with clock.at(clock.now() + timedelta(days=14, minutes=1)):
        letters.take_out_expired()
    assert not tables_holding(other)
    assert letter_to(PSIRT).state == "dropped"


class Meanwhile(MemoryMail):
    """A mail server that is slow enough for something to happen, and then takes the letter or refuses it."""

    def __init__(self, happens: Callable[[], object], refused: dict[str, MailRefused] | None = None) -> None:
        super().__init__(refused)
        self._happens = happens

    def send(self, letter: Letter) -> None:
        if letter.to == NEW:
            self._happens()
        super().send(letter)


@pytest.mark.parametrize("refused", [None, {NEW: MailRefused("refused-4")}])
def test_a_link_that_is_taken_back_while_its_letter_is_on_its_way_does_not_come_back(
    cast: Cast, refused: dict[str, MailRefused] | None
) -> None:
    row, secret = asked_in(cast)
    mail = Meanwhile(lambda: parties.withdraw_invitation(row.pk, actor=cast.manufacturer.viewer), refused)
    sent_by(mail)
    assert not tables_holding(secret)
    assert letter_to(NEW).state == "dropped"


def test_a_letter_that_could_not_be_sent_keeps_its_link_until_it_is_given_up(cast: Cast) -> None:
    _row, secret = asked_in(cast)
    sent_by(MemoryMail({NEW: MailRefused("refused-5", permanent=True)}))
    letter = letter_to(NEW)
    assert (letter.state, secret in letter.body) == ("dead", True)
    notices.retry_work("letter", str(letter.pk), actor=SYSTEM)
    assert f"/welcome/{secret}" in sent_by(MemoryMail())[-1].body
    OutgoingLetter.objects.filter(pk=letter.pk).update(state="failed")  # it came back
    with pytest.raises(RuleRefusal, match="taken out"):
        notices.retry_work("letter", str(letter.pk), actor=SYSTEM)
    notices.drop_work("letter", str(letter.pk), reason="The address is wrong.", actor=SYSTEM)
    assert letter_to(NEW).state == "dropped"


def test_a_dead_letter_that_is_given_up_is_emptied(cast: Cast) -> None:
    _row, secret = asked_in(cast)
    sent_by(MemoryMail({NEW: MailRefused("refused-5", permanent=True)}))
    notices.drop_work("letter", str(letter_to(NEW).pk), reason="The address is wrong.", actor=SYSTEM)
    assert not tables_holding(secret)


def test_other_letters_stay_as_they_were_sent(cast: Cast) -> None:
    letters.write(to=NEW, subject="medcord: news", body="There is news: /notices")
    sent_by(MemoryMail())
    assert OutgoingLetter.objects.get(to=NEW).body == "There is news: /notices"
