"""Rooms of a case: who is in them, who will read what, what is new, and that a side room betrays nothing."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from medcord.cases import actions, queries
from medcord.cases.actions.embargo import TermsAnswer
from medcord.cases.models import Message, MessageVersion, Participant, ReadMark
from medcord.cases.queries import Marking
from medcord.cases.queries.telling import Telling
from medcord.core.access import Viewer, ViewerKind
from medcord.core.refusals import EditedMeanwhile, InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.core.vocabulary import ConfidentialityClass, Role, Tlp
from medcord.gateways import clock
from medcord.intake import actions as intake
from medcord.ledger import queries as ledger
from medcord.ledger import worker
from medcord.ledger.models import FactRow, OutgoingLetter
from medcord.ledger.rows import writing
from medcord.parties import actions as parties
from medcord.parties.models import Member
from tests.cases.road import WORDS, joined, product_of
from tests.cast import PASSWORD, STRANGER, SYSTEM, Cast, browser_of

pytestmark = pytest.mark.django_db

NONE = ConfidentialityClass.NONE


@dataclass
class Stage:
    """A case with the coordinator, the regulator, Karst, and Northlea that signed too. Eve is in no case."""

    cast: Cast
    case: str
    other: Member

    def say(self, who: Member, body: str, **more: Any) -> Any:
        marking: dict[str, Any] = {"tlp": Tlp.AMBER, "confidentiality": NONE} | more
        return actions.send_message(self.case, body, actor=who.viewer, **marking)

    def side_room(self, title: str = "Embargo date", *, finder: bool = False) -> Any:
        words = actions.SideRoom(title, [self.cast.manufacturer.organisation_id], finder)
        return actions.open_side_room(self.case, words, actor=self.cast.coordinator.viewer)

    def case_of(self, who: Member) -> Any:
        return queries.case_for(who.viewer, self.case)

    def bodies(self, who: Member) -> list[str]:
        return [row.body for row in queries.messages(who.viewer, self.case_of(who))]

    def page(self, who: Member, tail: str = "") -> str:
        answer = browser_of(who).get(f"/cases/{self.case}{tail}")
        assert answer.status_code == 200, answer.status_code
        return str(answer.content.decode())

    def reach(self, who: Member, room: Any = None, **more: Any) -> queries.Reach:
        marking = Marking(more.get("tlp", "AMBER"), more.get("confidentiality", "none"), room)
        return queries.reach(who.viewer, self.case_of(who), marking)


@pytest.fixture
def stage(cast: Cast) -> Stage:
    case = joined(cast)
    party = parties.register_organisation(
        name="Northlea Home Care", short_name="Northlea", role=Role.MANUFACTURER, actor=SYSTEM
    )
    other = parties.add_member(party, email="n@northlea.example", name="N. Lea", password=PASSWORD, actor=SYSTEM)
    actions.invite(case, party.pk, actor=cast.coordinator.viewer)
    actions.answer_terms(case, TermsAnswer.ACCEPT, actor=other.viewer)
    worker.drain()
    return Stage(cast, case, other)


# --- side rooms ----------------------------------------------------------------------------------------------------


def test_a_side_room_does_not_exist_for_a_party_that_is_not_in_it(stage: Stage) -> None:
    """Pages, API, ledger, search, mail and every number: the same before and after, for whoever is not in the room."""
    outsider = browser_of(stage.other)
    base, api = f"/cases/{stage.case}", f"/api/v1/cases/{stage.case}"
    asked = [base, f"{base}/facts", f"{base}?only=unread", f"{base}?q=date", f"{base}/news", "/board", "/board.csv",
             "/search?q=Embargo", api, f"{api}/timeline", f"{api}/messages", f"{api}/rooms", f"{api}/names",
             f"{api}/readers", f"{base}/readers", f"{base}/rooms/new"]  # fmt: skip

    def seen() -> dict[str, str]:
        found = {path: outsider.get(path).content.decode() for path in asked}
        return {path: re.sub(r'value="\w{64}"', "", said) for path, said in found.items()}

    OutgoingLetter.objects.all().delete()
    with clock.at(clock.now()):
        before = seen()
        room = stage.side_room("Embargo date", finder=True)
        said = stage.say(stage.cast.manufacturer, "We ask for 3 December.", room=room.pk)
        actions.edit_message(stage.case, said.pk, "We ask for 4 December.", actor=stage.cast.manufacturer.viewer)
        actions.pin_message(stage.case, said.pk, pinned=True, actor=stage.cast.coordinator.viewer)
        actions.close_room(stage.case, room.pk, actor=stage.cast.coordinator.viewer)
        worker.drain()
        after = seen()
    assert [path for path in asked if before[path] != after[path]] == []
    assert stage.other.email not in {letter.to for letter in OutgoingLetter.objects.all()}
    assert "Embargo date" in stage.page(stage.cast.manufacturer)


def test_no_fact_of_a_side_room_is_told_to_others_by_hook_or_notice(stage: Stage) -> None:
    room = stage.side_room()
    said = stage.say(stage.cast.manufacturer, "One.", room=room.pk)
    actions.edit_message(stage.case, said.pk, "Two.", actor=stage.cast.manufacturer.viewer)
    actions.leave_room(stage.case, room.pk, actor=stage.cast.manufacturer.viewer)
    case = stage.case_of(stage.cast.coordinator)
    facts = [fact for fact in ledger.facts_of([f"case:{case.pk}"]) if "room" in fact.data or "message" in fact.data]
    assert len(facts) == 4
    for fact in facts:
        told = Telling(case, fact)
        assert told.reaches(stage.cast.coordinator.viewer)
        for outsider in (stage.other, stage.cast.regulator, stage.cast.eve):
            assert not told.reaches(outsider.viewer)


@pytest.mark.parametrize("who", ["other", "regulator", "eve"])
def test_a_hidden_room_answers_as_an_absent_one(stage: Stage, who: str) -> None:
    room = stage.side_room()
    said = stage.say(stage.cast.coordinator, "Between us.", room=room.pk)
    member = stage.other if who == "other" else getattr(stage.cast, who)
    browser, base = browser_of(member), f"/cases/{stage.case}"
    for hidden, absent in (
        (f"{base}?thread={room.pk}", f"{base}?thread={uuid4()}"),
        (f"{base}/messages/{said.pk}", f"{base}/messages/{uuid4()}"),
        (f"/api/v1{base}/messages?room={room.pk}", f"/api/v1{base}/messages?room={uuid4()}"),
        (f"/api/v1{base}/messages?after={said.pk}", f"/api/v1{base}/messages?after={uuid4()}"),
    ):
        one, two = browser.get(hidden), browser.get(absent)
        assert (one.status_code, one.content) == (404, two.content)
    for act in (f"rooms/{room.pk}/close", f"rooms/{room.pk}/leave", f"messages/{said.pk}/pin"):
        assert browser.post(f"{base}/{act}").status_code == 404
    with pytest.raises(NotFound):
        stage.say(member, "Let me in.", room=room.pk)


def test_the_owner_is_always_in_a_side_room_and_the_page_says_so(stage: Stage) -> None:
    room = actions.open_side_room(
        stage.case,
        actions.SideRoom("Shared library", [stage.other.organisation_id]),
        actor=stage.cast.manufacturer.viewer,
    )
    assert str(stage.cast.coordinator.organisation_id) in room.parties
    assert "NCC coordinates the case and is always in it" in stage.page(stage.cast.manufacturer, "/rooms/new")
    assert "In this side room: NCC, Karst, Northlea" in stage.page(stage.other, f"?thread={room.pk}")
    with pytest.raises(NotAllowed, match="in every side room"):
        actions.leave_room(stage.case, room.pk, actor=stage.cast.coordinator.viewer)


def test_a_side_room_is_for_parties_that_read_the_content_and_for_somebody(stage: Stage) -> None:
    actions.invite(stage.case, stage.cast.eve.organisation_id, actor=stage.cast.coordinator.viewer)
    for chosen in ([stage.cast.eve.organisation_id], [uuid4()], [stage.cast.hospital.organisation_id]):
        with pytest.raises(InputRefusal, match="read its content now"):
            actions.open_side_room(stage.case, actions.SideRoom("x", chosen), actor=stage.cast.coordinator.viewer)
    with pytest.raises(InputRefusal, match="at least one other"):
        actions.open_side_room(stage.case, actions.SideRoom("x"), actor=stage.cast.coordinator.viewer)
    with pytest.raises(NotFound):
        actions.open_side_room(stage.case, actions.SideRoom("x", []), actor=stage.cast.eve.viewer)


def test_who_leaves_reads_its_own_words_and_nothing_else(stage: Stage) -> None:
    room = stage.side_room()
    stage.say(stage.cast.coordinator, "From the coordinator.", room=room.pk)
    stage.say(stage.cast.manufacturer, "From Karst.", room=room.pk)
    actions.leave_room(stage.case, room.pk, actor=stage.cast.manufacturer.viewer)
    assert stage.bodies(stage.cast.manufacturer) == ["From Karst."]
    page = stage.page(stage.cast.manufacturer)
    assert "Embargo date" not in page
    assert "A side room you left" in page
    with pytest.raises(NotFound):
        stage.say(stage.cast.manufacturer, "Once more.", room=room.pk)


def test_a_closed_room_is_read_and_nothing_is_said_in_it(stage: Stage) -> None:
    room = stage.side_room()
    stage.say(stage.cast.manufacturer, "Before.", room=room.pk)
    with pytest.raises(NotAllowed, match="opened it"):
        actions.close_room(stage.case, room.pk, actor=stage.cast.manufacturer.viewer)
    actions.close_room(stage.case, room.pk, actor=stage.cast.coordinator.viewer)
    assert "Before." in stage.bodies(stage.cast.manufacturer)
    with pytest.raises(NotAllowed, match="closed"):
        stage.say(stage.cast.manufacturer, "After.", room=room.pk)


def test_the_thread_of_a_product_is_read_by_all_and_opened_by_its_maker_or_the_owner(stage: Stage) -> None:
    product = product_of(stage.cast)
    with pytest.raises(NotFound):  # another maker's product
        actions.open_thread(stage.case, product.pk, actor=stage.other.viewer)
    with pytest.raises(NotFound):
        actions.open_thread(stage.case, product.pk, actor=stage.cast.eve.viewer)
    room = actions.open_thread(stage.case, product.pk, actor=stage.cast.manufacturer.viewer)
    stage.say(stage.cast.manufacturer, "4.2.1 passed.", room=room.pk)
    assert "4.2.1 passed." in stage.page(stage.other, f"?thread={room.pk}")
    with pytest.raises(RuleRefusal, match="has a thread already"):
        actions.open_thread(stage.case, product.pk, actor=stage.cast.coordinator.viewer)


# --- the finder ----------------------------------------------------------------------------------------------------


def finder_of(stage: Stage) -> Viewer:
    report = stage.case_of(stage.cast.coordinator).report_id
    return Viewer(kind=ViewerKind.FINDER, report_id=report)


def test_the_finder_reads_a_room_opened_for_the_finder_and_answers_there(stage: Stage) -> None:
    shared, private = stage.side_room("With the finder", finder=True), stage.side_room("Without")
    stage.say(stage.cast.coordinator, "Thank you.", room=shared.pk)
    stage.say(stage.cast.manufacturer, "Which firmware?", room=shared.pk)
    stage.say(stage.cast.manufacturer, "Not for the finder.", room=private.pk)
    stage.say(stage.cast.coordinator, "Case-wide.")
    finder = finder_of(stage)
    actions.write_as_finder(shared.pk, "4.1.0.", actor=finder)
    told = [(one.who, one.message.body) for one in queries.for_finder(finder)]
    assert told == [
        ("National Coordination Centre", "Thank you."),
        ("A manufacturer", "Which firmware?"),  # who else takes part is not the finder's to know
        ("You", "4.1.0."),
    ]
    assert "4.1.0." in stage.bodies(stage.cast.manufacturer)
    assert "4.1.0." not in stage.bodies(stage.other)
    assert stage.reach(stage.cast.coordinator, shared).finder
    with pytest.raises(NotFound):
        actions.write_as_finder(private.pk, "Hello?", actor=finder)
    stranger = Viewer(kind=ViewerKind.FINDER, report_id=uuid4())
    assert queries.for_finder(stranger) == []
    with pytest.raises(NotFound):
        actions.write_as_finder(shared.pk, "Hello?", actor=stranger)


def test_the_finder_s_page_shows_what_is_addressed_to_the_finder_and_takes_an_answer(stage: Stage) -> None:
    report, code = intake.submit(WORDS, actor=STRANGER)
    yes, accept = intake.MedicalDevice.YES, intake.Outcome.ACCEPT
    owner = stage.cast.coordinator.viewer
    intake.triage(report.reference, medical_device=yes, outcome=accept, actor=owner)
    case = actions.open_case(report.reference, title="Breva V2", actor=owner)
    room = actions.open_side_room(case.reference, actions.SideRoom("Secret title", with_finder=True), actor=owner)
    marking: dict[str, Any] = {"tlp": Tlp.AMBER, "confidentiality": NONE}
    actions.send_message(case.reference, "Does it still happen?", room=room.pk, actor=owner, **marking)
    finder = browser_of(None)
    finder.post("/my-report", {"code": code})
    page = finder.get("/my-report").content.decode()
    assert "Does it still happen?" in page
    assert "Secret title" not in page
    assert finder.post(f"/my-report/rooms/{room.pk}", {"body": "Yes, on 4.2.0."}).status_code == 302
    assert "Yes, on 4.2.0." in finder.get("/my-report").content.decode()
    said = browser_of(stage.cast.coordinator).get(f"/cases/{case.reference}").content.decode()
    assert "The finder" in said
    assert "Yes, on 4.2.0." in said
    for other in (browser_of(None), browser_of(stage.cast.eve)):
        assert other.post(f"/my-report/rooms/{room.pk}", {"body": "Me too."}).status_code == 404
    refused = finder.post(f"/my-report/rooms/{room.pk}", {"body": "It stops. " * 3_000})
    assert refused.status_code == 422
    above, below = refused.content.decode().split('id="rooms"')
    assert "It stops." not in above  # another audience would read it there
    assert "It stops. It stops." in below


# --- who will read it ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tlp", list(Tlp))
@pytest.mark.parametrize("klass", [one for one in ConfidentialityClass if one is not ConfidentialityClass.PCII])
def test_what_is_shown_before_sending_is_who_reads_it_after(
    stage: Stage, tlp: Tlp, klass: ConfidentialityClass
) -> None:
    people = [stage.cast.coordinator, stage.cast.regulator, stage.cast.manufacturer, stage.other]
    for room in (None, stage.side_room()):
        shown = stage.reach(stage.cast.manufacturer, room, tlp=tlp.value, confidentiality=klass.value)
        where = room.pk if room else None
        said = stage.say(stage.cast.manufacturer, "x", tlp=tlp, confidentiality=klass, room=where, shown=shown.digest)
        after = {
            one.organisation_id
            for one in people
            if said.pk in {row.pk for row in queries.messages(one.viewer, stage.case_of(one))}
        }
        assert {one.row.party_id for one in shown.readers} == after


def test_a_message_is_not_sent_to_others_than_were_shown_and_the_text_is_kept(stage: Stage) -> None:
    actions.invite(stage.case, stage.cast.eve.organisation_id, actor=stage.cast.coordinator.viewer)
    maker, words = browser_of(stage.cast.manufacturer), "The build breaks on unit 7."
    shown = stage.reach(stage.cast.manufacturer)
    form = {"room": "", "tlp": "AMBER", "confidentiality": "none", "body": words, "shown": shown.digest}
    actions.answer_terms(stage.case, TermsAnswer.ACCEPT, actor=stage.cast.eve.viewer)
    refused = maker.post(f"/cases/{stage.case}/send", form)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "Who reads this has changed" in page
    assert words in page
    assert "Eveline (1)" in page
    assert words not in stage.bodies(stage.cast.coordinator)
    again = re.search(r'name="shown" value="(\w+)"', page)
    assert again is not None
    assert maker.post(f"/cases/{stage.case}/send", {**form, "shown": again[1]}).status_code == 302
    assert words in stage.bodies(stage.cast.eve)


def test_heads_are_counted_and_the_reasons_are_the_coordinator_s_alone(stage: Stage) -> None:
    second = stage.cast.manufacturer.organisation
    parties.add_member(second, email="second@karst.example", name="S. Econd", password=PASSWORD, actor=SYSTEM)
    room = stage.side_room()
    reads = f"/readers?room={room.pk}&tlp=AMBER&confidentiality=none"
    owner, maker = stage.page(stage.cast.coordinator, reads), stage.page(stage.cast.manufacturer, reads)
    assert "Will be read by 3 people:" in owner
    assert "Send to 3" in owner
    assert "Karst (2)" in owner
    assert "Northlea (not in this room)" in owner
    assert "Northlea" not in maker


# --- words of a message --------------------------------------------------------------------------------------------


def test_an_edit_keeps_the_words_before_for_those_who_read_the_message(stage: Stage) -> None:
    said = stage.say(stage.cast.manufacturer, "Fixed in 4.2.0.")
    for who in (stage.cast.coordinator, stage.other):
        with pytest.raises(NotAllowed, match="member who wrote"):
            actions.edit_message(stage.case, said.pk, "No.", actor=who.viewer)
    with pytest.raises(NotFound):
        actions.edit_message(stage.case, said.pk, "No.", actor=stage.cast.eve.viewer)
    actions.edit_message(stage.case, said.pk, "Fixed in 4.2.1.", actor=stage.cast.manufacturer.viewer)
    page = stage.page(stage.other, f"/messages/{said.pk}")
    assert "Fixed in 4.2.0." in page
    assert "Fixed in 4.2.1." in page
    assert "see versions" in stage.page(stage.other)
    assert "Change your words" not in page
    assert ledger.breaks() == []


def test_who_lapsed_reads_the_words_of_then_and_no_search_tells_the_new_ones(stage: Stage) -> None:
    said = stage.say(stage.cast.manufacturer, "Fixed in spring.")
    later = clock.now() + timedelta(days=90)
    actions.propose_terms(stage.case, ends_at=later, zone="UTC", actor=stage.cast.manufacturer.viewer)
    actions.answer_terms(stage.case, TermsAnswer.ACCEPT, actor=stage.cast.coordinator.viewer)
    part = Participant.objects.get(party=stage.other.organisation_id)
    assert part.consent == "lapsed"
    actions.edit_message(stage.case, said.pk, "Fixed in autumn.", actor=stage.cast.manufacturer.viewer)
    assert stage.bodies(stage.other) == ["Fixed in spring."]
    assert "autumn" not in stage.page(stage.other) + stage.page(stage.other, f"/messages/{said.pk}")
    assert f"m-{said.pk}" in stage.page(stage.other, "?q=spring")
    assert f"m-{said.pk}" not in stage.page(stage.other, "?q=autumn")
    assert f"m-{said.pk}" in stage.page(stage.cast.coordinator, "?q=autumn")


def test_two_pages_edit_one_message_and_the_second_keeps_its_text(stage: Stage) -> None:
    said = stage.say(stage.cast.manufacturer, "One.")
    maker, path = browser_of(stage.cast.manufacturer), f"/cases/{stage.case}/messages/{said.pk}"
    assert maker.post(path, {"version": "1", "body": "Two."}).status_code == 302
    late = maker.post(path, {"version": "1", "body": "Three."})
    page = late.content.decode()
    assert late.status_code == 422
    assert "Somebody else changed this message" in page
    assert "Three." in page
    assert "Two." in page
    again = re.search(r'name="version" value="(\d+)"', page)
    assert again is not None
    assert maker.post(path, {"version": again[1], "body": "Three."}).status_code == 302
    with pytest.raises(EditedMeanwhile):
        actions.edit_message(stage.case, said.pk, "Four.", expected_version=1, actor=stage.cast.manufacturer.viewer)


def test_a_spill_is_destroyed_in_every_version(stage: Stage) -> None:
    said = stage.say(stage.cast.manufacturer, "Patient J. Doe, bed 4.")
    actions.edit_message(stage.case, said.pk, "A patient, bed 4, J. D.", actor=stage.cast.manufacturer.viewer)
    actions.purge_message(stage.case, said.pk, reason="A patient was named.", actor=stage.cast.coordinator.viewer)
    assert list(MessageVersion.objects.values_list("body", "salt")) == [("", "")]
    page = stage.page(stage.other, f"/messages/{said.pk}")
    assert "Doe" not in page
    with pytest.raises(RuleRefusal, match="destroyed"):
        actions.edit_message(stage.case, said.pk, "Anew.", actor=stage.cast.manufacturer.viewer)


def test_pins_are_the_author_s_and_the_coordinator_s(stage: Stage) -> None:
    said = stage.say(stage.cast.manufacturer, "Read this first.")
    with pytest.raises(NotAllowed, match="pinned by"):
        actions.pin_message(stage.case, said.pk, pinned=True, actor=stage.other.viewer)
    browser_of(stage.cast.coordinator).post(f"/cases/{stage.case}/messages/{said.pk}/pin", {"pinned": "yes"})
    assert "Read this first." in stage.page(stage.other, "?only=pinned")
    browser_of(stage.cast.manufacturer).post(f"/cases/{stage.case}/messages/{said.pk}/pin", {"pinned": "no"})
    assert "Read this first." not in stage.page(stage.other, "?only=pinned")


def test_nobody_is_mentioned_who_would_not_read_it(stage: Stage) -> None:
    room = stage.side_room()
    with pytest.raises(InputRefusal, match="Northlea would not read this"):
        stage.say(stage.cast.manufacturer, "What does @Northlea say?", room=room.pk)
    said = stage.say(stage.cast.manufacturer, "What does @Northlea say? Mail to me@northlea.example is no mention.")
    assert said.mentions == [str(stage.other.organisation_id)]
    assert f"m-{said.pk}" in stage.page(stage.other, "?only=me")
    assert f"m-{said.pk}" not in stage.page(stage.cast.regulator, "?only=me")


def test_names_offered_betray_neither_side_rooms_nor_the_members_of_others(stage: Stage) -> None:
    room = stage.side_room()
    stage.say(stage.cast.manufacturer, "Hidden from Northlea.", room=room.pk)
    hidden = stage.cast.manufacturer.name
    assert hidden not in stage.page(stage.other, "/readers")
    assert hidden in stage.page(stage.cast.coordinator, "/readers")
    stage.say(stage.cast.manufacturer, "For all to read.")
    assert hidden in stage.page(stage.other, "/readers")
    # A name that nobody here knows is text; refusing it would tell that there is such a person.
    assert stage.say(stage.other, "Ask @Eve Malory.").mentions == []


def test_a_quoted_message_is_linked_for_those_who_read_it_and_text_for_the_rest(stage: Stage) -> None:
    room = stage.side_room()
    secret = stage.say(stage.cast.manufacturer, "Between us.", room=room.pk)
    code = queries.code_of(secret.pk)
    stage.say(stage.cast.coordinator, f"As in #{code}, https://karst.example/a?b=<i>.")
    assert f'href="/cases/{stage.case}?at={secret.pk}#m-{secret.pk}">#{code}</a>' in stage.page(stage.cast.manufacturer)
    page = stage.page(stage.other)
    assert f"As in #{code}" in page
    assert str(secret.pk) not in page
    assert '<a href="https://karst.example/a?b=" rel="noopener noreferrer nofollow"' in page
    assert "&lt;i&gt;" in page


def test_a_reply_begins_with_the_marking_of_what_it_answers(stage: Stage) -> None:
    said = stage.say(stage.cast.manufacturer, "Ours.", tlp=Tlp.RED, confidentiality=ConfidentialityClass.CCI)
    page = stage.page(stage.cast.coordinator, f"?reply={said.pk}")
    assert f"#{queries.code_of(said.pk)} </textarea>" in page
    assert '<option value="RED" selected>' in page
    assert '<option value="cci" selected>' in page


# --- what is new ---------------------------------------------------------------------------------------------------


def test_what_opens_later_below_the_newest_is_still_new(stage: Stage) -> None:
    """A highest number would miss it: the message was said before others that were read already."""
    room = stage.side_room()
    stage.say(stage.cast.coordinator, "One.")
    hidden = stage.say(stage.cast.coordinator, "Two.", room=room.pk)
    stage.say(stage.cast.coordinator, "Three.")
    case = stage.case_of(stage.other)
    actions.mark_read(stage.case, actor=stage.other.viewer)
    assert queries.unread_of(stage.other.viewer, [case]) == {case.pk: 0}
    opened = Message.objects.get(pk=hidden.pk)
    opened.room = None  # as if what was said there had been opened to everybody
    with writing():
        opened.save()
    assert queries.unread_of(stage.other.viewer, [case]) == {case.pk: 1}
    assert "First new message" in stage.page(stage.other)
    assert ReadMark.objects.get(member=stage.other.pk).ranges == [[1, 1], [3, 3]]


def test_reading_is_marked_by_a_post_and_left_as_one_fact_of_the_organisation(stage: Stage) -> None:
    stage.say(stage.cast.coordinator, "One.")
    stage.say(stage.cast.coordinator, "Two.")
    stage.say(stage.other, "My own is never new.")
    before = FactRow.objects.count()
    page = stage.page(stage.other)
    assert "2 new below." in page
    assert FactRow.objects.count() == before  # GET never writes
    keys = re.findall(r'name="message" value="([0-9a-f-]{36})"', page.split('id="seen"')[1].split("</form>")[0])
    assert len(keys) == 2
    browser_of(stage.other).post(f"/cases/{stage.case}/read", {"message": keys})
    fact = FactRow.objects.get(kind="MessagesRead")
    assert fact.stream == f"organisation:{stage.other.organisation_id}"
    assert (fact.data["messages"], fact.data["first_visit"]) == (2, True)
    assert Participant.objects.get(party=stage.other.organisation_id).opened_at is not None
    assert 'id="seen"' not in stage.page(stage.other)
    assert "new</a>" not in browser_of(stage.other).get("/board").content.decode()
    assert "2 new</a>" not in stage.page(stage.cast.coordinator)


def test_the_board_and_the_threads_count_what_is_new(stage: Stage) -> None:
    room = stage.side_room()
    stage.say(stage.cast.coordinator, "One.")
    stage.say(stage.cast.coordinator, "Two.", room=room.pk)
    assert "2 new</a>" in browser_of(stage.cast.manufacturer).get("/board").content.decode()
    assert "1 new</a>" in browser_of(stage.other).get("/board").content.decode()
    rooms = json.loads(browser_of(stage.cast.manufacturer).get(f"/api/v1/cases/{stage.case}/rooms").content)
    assert [(one["title"], one["unread"]) for one in rooms["items"]] == [("Embargo date", 1)]


def test_eve_marks_and_numbers_nothing(stage: Stage) -> None:
    eve, absent = browser_of(stage.cast.eve), "/cases/MC-2222-2222"
    for tail, form in (("/read", {"all": "1"}), ("/our-number", {"number": "E-1"}), ("/rooms/new", {"act": "side"})):
        hidden = eve.post(f"/cases/{stage.case}{tail}", form)
        assert (hidden.status_code, hidden.content) == (404, eve.post(f"{absent}{tail}", form).content)


# --- the page ------------------------------------------------------------------------------------------------------


def test_the_timeline_is_cut_into_pages_that_meet_without_a_gap(stage: Stage) -> None:
    for number in range(120):
        stage.say(stage.cast.coordinator, f"Number {number}.")
    seen: list[str] = []
    tail = "?only=messages"
    for _page in range(5):
        page = stage.page(stage.cast.regulator, tail)
        seen += re.findall(r"Number (\d+)\.", page)
        older = re.search(r'href="/cases/[\w-]+(\?[^"]*before=[^"]+)"', page)
        if older is None:
            break
        tail = older[1].replace("&amp;", "&")
    assert seen == [str(number) for number in reversed(range(120))]
    assert "Messages 120" in stage.page(stage.cast.regulator)


def test_news_brings_only_what_came_since_and_what_was_changed(stage: Stage) -> None:
    old = stage.say(stage.cast.coordinator, "Old words.")
    page = stage.page(stage.other)
    where = re.search(r'hx-get="(/cases/[\w-]+/news\?[^"]+)"', page)
    assert where is not None
    browser, ask = browser_of(stage.other), where[1].replace("&amp;", "&")
    assert "Old words." not in browser.get(ask).content.decode()
    stage.say(stage.cast.coordinator, "New words.")
    actions.edit_message(stage.case, old.pk, "Other words.", actor=stage.cast.coordinator.viewer)
    news = browser.get(ask).content.decode()
    assert "New words." in news
    assert f'id="m-{old.pk}" hx-swap-oob="true"' in news
    assert "Other words." in news
    assert "composer" not in news  # what is being typed is not touched


def test_a_party_s_own_number_stands_in_every_face_of_those_who_read_the_case(stage: Stage) -> None:
    browser_of(stage.cast.manufacturer).post(f"/cases/{stage.case}/our-number", {"number": " KR-SEC-88 "})
    api = f"/api/v1/cases/{stage.case}"
    eve = browser_of(stage.cast.eve)
    for path in (f"/cases/{stage.case}", "/board", "/board.csv", api, "/api/v1/cases"):
        assert (path, "KR-SEC-88" in browser_of(stage.other).get(path).content.decode()) == (path, True)
        assert (path, "KR-SEC-88" in eve.get(path).content.decode()) == (path, False)
    worker.drain()
    assert stage.case in browser_of(stage.other).get("/search?q=kr-sec-88").content.decode()
    assert stage.case not in eve.get("/search?q=kr-sec-88").content.decode()


def test_the_hour_of_a_hidden_word_is_not_shown_as_last_contact(stage: Stage) -> None:
    """``last_contact_at`` moves with every message, also with those that a viewer does not read."""
    room = stage.side_room()
    with clock.at(clock.now() + timedelta(days=9)):
        stage.say(stage.cast.manufacturer, "Between us.", room=room.pk)
    told = json.loads(browser_of(stage.other).get(f"/api/v1/cases/{stage.case}").content)["parties"]
    assert {one["last_contact_at"] for one in told if one["party"]["name"] != "Northlea Home Care"} == {None}
