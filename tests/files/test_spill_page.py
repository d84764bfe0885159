"""A spill, as the owner of a case handles it: find, look, destroy; a hold forbids it; nobody else sees the page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from medcord.cases import actions as cases
from medcord.cases import queries
from medcord.cases.actions import Chosen
from medcord.cases.models import CaseFile
from medcord.consults.models import Consultation
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.core.safety.severity import Severity
from medcord.drafting import actions as drafting
from medcord.drafting.models import Communication, Draft
from medcord.drafting.texts import What
from medcord.intake import actions as intake
from medcord.intake import queries as reports
from medcord.ledger import queries as ledger
from medcord.ledger import worker
from medcord.opinions import actions as opinions
from medcord.opinions.models import HarmOpinion
from tests.cast import Cast, browser_of
from tests.files.rooms import a_room, say, seen_by
from tests.ledger.test_purge import tables_holding

pytestmark = pytest.mark.django_db

SPILLED = "bed 12, Mr Marl"


def page(client: Client, reference: str, **form: Any) -> str:
    answer = client.post(f"/cases/{reference}/spill", form) if form else client.get(f"/cases/{reference}/spill")
    assert answer.status_code in (200, 422), answer.status_code
    return answer.content.decode()


def spilled_room(cast: Cast) -> str:
    reference = a_room(cast)
    say(
        reference, cast.manufacturer.viewer, f"Seen at {SPILLED}.", ("ward-list.txt", b"said nothing of anybody"),
        patient_data_seen=True,
    )  # fmt: skip
    say(reference, cast.coordinator.viewer, "Thank you, we look at it.")
    return reference


def test_a_spill_is_found_shown_and_destroyed_with_what_hangs_on_it(cast: Cast, settings: Any) -> None:
    reference, owner = spilled_room(cast), browser_of(cast.coordinator)
    assert "Thank you, we look at it." in page(owner, reference)
    found = page(owner, reference, act="find", words="mr marl")
    assert SPILLED in found
    assert "Thank you, we look at it." not in found
    keys = re.findall(r'name="item" value="(message:[^"]+)"', found)
    assert len(keys) == 1
    effect = page(owner, reference, act="look", item=keys)
    assert "1 chosen, 1 more goes along" in effect
    assert tables_holding(SPILLED)
    file = CaseFile.objects.get()
    why = {"act": "destroy", "item": keys, "reason": "A patient is named."}
    assert "Type the reference" in page(owner, reference, **why, typed="MC-0000-0000")
    assert tables_holding(SPILLED)
    done = owner.post(f"/cases/{reference}/spill", {**why, "typed": reference.lower()})
    assert done.status_code == 302
    worker.drain()
    assert not tables_holding(SPILLED)
    assert not tables_holding("ward-list.txt")
    assert not tables_holding("A patient is named.")
    assert list(Path(settings.MEDCORD_HOME).glob(f"*/??/{file.blob.hex}*")) == []
    case = seen_by(cast.coordinator.viewer, reference)
    told = ledger.facts_of([f"case:{case.pk}"], kinds=["ContentPurged"])
    assert sorted(fact.data["what"] for fact in told) == ["file", "message"]
    assert ledger.breaks() == []
    after = page(owner, reference)
    assert "A patient is named." in after
    assert "M. Tarrow" in after


def test_every_kind_of_content_of_a_case_goes_by_its_road(cast: Cast) -> None:
    reference = a_room(cast)
    owner = cast.coordinator.viewer
    drafting.save_draft(reference, {"title": "t zq-1", "summary": f"At {SPILLED}."}, actor=owner)
    words = drafting.CommentWords("summary", SPILLED, f"At {SPILLED}?", 1, f"Not at {SPILLED}.")
    drafting.comment(reference, What.ADVISORY, words, actor=owner)
    texts = {"title": "t zq-2", "for_patients": f"At {SPILLED}."}
    drafting.save_communication(reference, texts, actor=cast.regulator.viewer)
    opinions.sign(
        reference,
        opinions.OpinionWords(severity=Severity.SERIOUS, scenario=f"At {SPILLED}.", certainty=opinions.Certainty.LOW),
        actor=cast.regulator.viewer,
    )
    case = seen_by(owner, reference)
    chosen = [
        Chosen("case", case.pk),
        Chosen("draft", Draft.objects.get().pk),
        Chosen("communication", Communication.objects.get().pk),
        Chosen("opinion", HarmOpinion.objects.get().pk),
        Chosen("consultation", Consultation.objects.get().pk),
    ]
    title = case.title
    assert tables_holding(SPILLED)
    assert tables_holding(title)
    assert cases.purge(reference, chosen, reason="Spill.", typed=reference, actor=owner) == 8
    report = reports.report_for(owner, case.report.reference)
    intake.purge_report(report.reference, reason="Spill.", typed=report.reference, actor=owner)
    worker.drain()
    assert not tables_holding(SPILLED)
    assert not tables_holding(title)
    assert ledger.breaks() == []


def test_a_hold_blocks_every_road_and_says_who_and_since_when(cast: Cast) -> None:
    reference, owner = spilled_room(cast), cast.coordinator.viewer
    case = seen_by(owner, reference)
    message = next(row for row in queries.messages(owner, case) if SPILLED in row.body)
    cases.place_hold(reference, reason="Order 7 K 4/26 of the court.", actor=owner)
    said = "M. Tarrow placed it on"
    with pytest.raises(RuleRefusal, match=said) as refused:
        cases.purge(reference, [Chosen("message", message.pk)], reason="Spill.", typed=reference, actor=owner)
    assert refused.value.code == "legal-hold"
    with pytest.raises(RuleRefusal, match=said):
        cases.purge_message(reference, message.pk, reason="Spill.", actor=cast.manufacturer.viewer)
    report = case.report.reference
    for verb in (intake.purge_report, intake.forget_finder):
        with pytest.raises(RuleRefusal, match=said):
            verb(report, reason="Spill.", typed=report, actor=owner)
    assert tables_holding(SPILLED)
    assert not tables_holding("Order 7 K")
    with pytest.raises(RuleRefusal, match="already"):
        cases.place_hold(reference, reason="Again.", actor=owner)
    cases.lift_hold(reference, reason="The court released it.", actor=owner)
    cases.purge_message(reference, message.pk, reason="Spill.", actor=cast.manufacturer.viewer)
    assert not tables_holding(SPILLED)
    told = ledger.facts_of([f"case:{case.pk}"], kinds=["HoldPlaced", "HoldLifted"])
    assert [fact.kind for fact in told] == ["HoldPlaced", "HoldLifted"]
    words = [(one.what, one.reason) for one in queries.book(owner, case)]
    assert ("hold-placed", "Order 7 K 4/26 of the court.") in words
    assert ("hold-lifted", "The court released it.") in words


def test_a_report_is_held_on_its_own_too(cast: Cast) -> None:
    from tests.ledger.test_purge import a_report

    reference, owner = a_report(cast), cast.coordinator.viewer
    intake.hold_report(reference, reason="A request.", actor=owner)
    with pytest.raises(RuleRefusal, match="legal hold"):
        intake.purge_report(reference, reason="Spill.", typed=reference, actor=owner)
    intake.lift_report_hold(reference, reason="Over.", actor=owner)
    intake.purge_report(reference, reason="Spill.", typed=reference, actor=owner)


def test_hold_and_lift_on_the_page(cast: Cast) -> None:
    reference, owner = spilled_room(cast), browser_of(cast.coordinator)
    assert owner.post(f"/cases/{reference}/hold", {"hold-reason": ""}).status_code == 422
    assert owner.post(f"/cases/{reference}/hold", {"hold-reason": "A court asks."}).status_code == 302
    held = page(owner, reference)
    assert "Lift the hold first" in held
    assert re.search(r'value="look"\s+disabled', held)
    assert owner.post(f"/cases/{reference}/hold", {"hold-reason": "Over.", "lift": "1"}).status_code == 302
    assert "No legal hold" in page(owner, reference)


@pytest.mark.parametrize("person", ["regulator", "manufacturer", "eve", "hospital", "isao"])
def test_nobody_but_the_owner_sees_or_does_any_of_it(cast: Cast, person: str) -> None:
    reference = spilled_room(cast)
    member = getattr(cast, person)
    message = queries.messages(cast.coordinator.viewer, seen_by(cast.coordinator.viewer, reference))[0]
    client = browser_of(member)
    assert client.get(f"/cases/{reference}/spill").status_code == 404
    assert client.post(f"/cases/{reference}/hold", {"hold-reason": "Mine."}).status_code == 404
    with pytest.raises((NotFound, NotAllowed)):
        cases.purge(reference, [Chosen("message", message.pk)], reason="Mine.", typed=reference, actor=member.viewer)
    with pytest.raises((NotFound, NotAllowed)):
        cases.place_hold(reference, reason="Mine.", actor=member.viewer)


def test_a_thing_of_another_case_cannot_be_destroyed_from_here(cast: Cast) -> None:
    reference, other = spilled_room(cast), spilled_room(cast)
    owner = cast.coordinator.viewer
    message = queries.messages(owner, seen_by(owner, other))[0]
    with pytest.raises(NotFound):
        cases.purge(reference, [Chosen("message", message.pk)], reason="Spill.", typed=reference, actor=owner)
    with pytest.raises(NotFound):
        cases.purge(reference, [Chosen("report", message.pk)], reason="Spill.", typed=reference, actor=owner)


def test_what_is_gone_cannot_be_destroyed_twice_and_nothing_chosen_destroys_nothing(cast: Cast) -> None:
    reference, owner = spilled_room(cast), cast.coordinator.viewer
    message = queries.messages(owner, seen_by(owner, reference))[0]
    chosen = [Chosen("message", message.pk)]
    cases.purge(reference, chosen, reason="Spill.", typed=reference, actor=owner)
    with pytest.raises(InputRefusal, match="already"):
        cases.purge(reference, chosen, reason="Spill.", typed=reference, actor=owner)
    with pytest.raises(InputRefusal, match="Nothing is chosen"):
        cases.purge(reference, [], reason="Spill.", typed=reference, actor=owner)


def test_a_file_goes_out_and_comes_back_through_the_pages(cast: Cast) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    reference, maker = a_room(cast), browser_of(cast.manufacturer)
    note = SimpleUploadedFile("steps.txt", b"1. connect 2. mute")
    assert maker.post(f"/cases/{reference}/uploads", {"attached": note}).status_code == 302
    room = maker.get(f"/cases/{reference}").content.decode()
    assert "1 goes with your next message" in room
    key = re.findall(r'name="file" value="([^"]+)"', room)
    sent = {"tlp": "AMBER", "confidentiality": "none", "body": "See the steps.", "file": key}
    assert maker.post(f"/cases/{reference}/send", sent).status_code == 302
    regulator = browser_of(cast.regulator)
    link = re.findall(rf"/cases/{reference}/files/[0-9a-f-]+", regulator.get(f"/cases/{reference}").content.decode())[0]
    assert b"".join(regulator.get(link)) == b"1. connect 2. mute"  # type: ignore[arg-type]
    assert browser_of(cast.eve).get(link).status_code == 404
    scan = SimpleUploadedFile("adt.hl7", b"PID|1||48291^^^ELO^MR||MARROW^ILSE||19621103|F\r")
    again = maker.post(f"/cases/{reference}/uploads", {"attached": scan})
    assert again.status_code == 422
    assert "HL7 message of a patient" in again.content.decode()
