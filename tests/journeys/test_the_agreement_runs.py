"""One case lives through the whole of the agreement on the pages, in the hands of everybody whom it concerns.

Each step presses forms that really stand on the page, and says what the next person now reads on their own page and
what others do not. Eve, the hospital and the ISAO ask at every stop for what they must not see.
"""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from medcord.ledger import queries as ledger
from medcord.ledger import ticks
from tests.cases.road import approved
from tests.cast import Cast
from tests.inventory.ward import imported, table
from tests.journeys.pressing import Walk, at, typed, words
from tests.journeys.steps import REPORT
from tests.signals import lists

pytestmark = pytest.mark.django_db

VAULT = "The maintenance key zqvault of the controller is the same in all units sold since May."
PLAN = "Patch plan zqplan: signed updates leave our server in three waves, ventilators at home first."
GRID = "Site survey zqgrid: eleven regional hospitals stand behind one gateway of the grid operator."
LIMIT = "Critical-infrastructure protection only. Not for regulatory use."
SENTENCE = "Unseen apnoea can damage the brain within minutes."
SCENARIO = "A muted alarm leaves apnoea unseen; the brain is damaged within minutes."
CUSTOMERS = "To our customers: keep a second alarm at hand. The update comes on Friday."
DRAFT = {
    "title": "Karst Breva V2: alarms can be silenced", "summary": "Someone on the network can silence alarms.",
    "device": "Breva V2, a ventilator.", "what_could_happen": "An alarm may stay silent.",
    "what_to_do": "Ask your clinic to install 4.2.1.", "cve": lists.KEV_CVE, "actions": ["patch"],
    "vector": "CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:H",
}  # fmt: skip


def test_the_agreement_runs_from_a_report_to_its_records(cast: Cast) -> None:
    walk = Walk(cast)
    with at(0):
        a_report_becomes_a_case_that_the_maker_signs_for(walk)
    with at(0, 1):
        items = the_maker_gives_items_that_the_regulator_does_not_meet(walk)
    with at(1):
        the_supplier_is_asked_and_each_answer_has_its_effect(walk, *items)
        pcii_needs_both_consents_named_readers_and_a_second_person(walk, items[2])
    with at(1, 2):
        the_regulator_says_what_it_can_do_to_patients(walk)
        an_impact_in_dispute_is_assessed_and_the_dissent_stays(walk)
    with at(1, 4):
        the_draft_says_assessment_pending_until_the_sentence_is_out(walk)
        comments_stand_at_their_passages_and_are_decided(walk)
        both_texts_are_compared(walk)
    with at(8):
        what_is_overdue_is_recorded_and_blocks_nothing(walk)
    a_regular_call_is_held_by_its_agenda(walk)
    an_emergency_call_counts_its_minutes(walk)
    with at(9, 4):
        an_independent_test_becomes_evidence(walk)
    with at(9, 5):
        the_maker_signs_what_the_clocks_stand_on(walk)
        the_isao_has_the_customers_text_and_gives_a_receipt(walk)
    with at(9, 6):
        a_list_and_a_hospital_say_that_it_is_attacked(walk)
        named_people_decide_beside_both_tables(walk)
    with at(9, 7):
        advisory = the_advisory_goes_out(walk)
        a_hospital_decides_for_itself_and_an_isao_sights_in_three_clicks(walk, advisory)
    with at(10):
        records_leave_without_what_is_withheld(walk)
        the_duties_of_the_case_are_done_and_say_by_what(walk)
        whoever_is_outside_meets_no_page_of_the_whole_road(walk)
    assert ledger.breaks() == []


def a_report_becomes_a_case_that_the_maker_signs_for(walk: Walk) -> None:
    report = {name: value for name, value in REPORT.items() if name != "identity"}
    assert walk.finder.press("/report", "Send the report", identity="anonymous", **report) == "/report/received"
    number = re.findall(r"/reports/(R-[A-Z0-9-]+)", walk.lead.opens("/reports"))[0]
    walk.lead.press(f"/reports/{number}", "Decide", medical_device="yes", outcome="accept")
    walk.home = walk.lead.press(f"/reports/{number}", "Open", title="Breva V2: alarms can be silenced")
    walk.settles()
    walk.maker.misses("/board", walk.case)
    walk.lead.press(f"{walk.home}/invite", "Invite", party=str(walk.cast.manufacturer.organisation_id))
    walk.settles()
    walk.maker.reads("/board", f"invites you to case {walk.case}")
    walk.maker.meets_nothing(walk.home)
    walk.maker.press(f"{walk.home}/terms", "Sign for Karst")
    walk.settles()
    walk.maker.reads(f"{walk.home}/report", "The alarm service takes a mute command without sign-in.")
    for agency in (walk.lead, walk.regulator):
        agency.reads(f"{walk.home}/duties", "a person triaged the report", "1 done, 1 due, 0 late", "Advise on risk")
    # Both agencies see over all cases what is due now, and that nothing else is.
    walk.lead.reads("/duties", "15 clauses", "1 done, 2 due, 0 late", "hold and review exercises", "2 d 13 h left")
    walk.regulator.reads("/duties", "Advise on risk to the health of patients", walk.case)
    walk.outside("", "/duties", "/report", "/terms")
    for one in (walk.eve, walk.hospital, walk.isao, walk.maker):
        one.meets_nothing("/duties")


def the_maker_gives_items_that_the_regulator_does_not_meet(walk: Walk) -> tuple[str, str, str]:
    made = walk.maker.press("/products/new", "Save", name="Breva V2", model_number="KR-BV2", versions="4.1.0\n4.2.1")
    walk.product = made.rpartition("/")[2]
    more = {"remediation_category": "vendor_fix", "remediation": "Install 4.2.1."}
    said = {"product": walk.product, "versions": "< 4.2.1", "status": "affected", **more}
    walk.maker.press(f"{walk.home}/statements", "State it for Karst", **said)
    vault, plan = walk.says(walk.maker, VAULT, "trade-secret"), walk.says(walk.maker, PLAN, "cci")
    grid = walk.says(walk.maker, GRID, "pcii")
    walk.lead.reads(f"{walk.home}/supplied", "It is a trade secret.", "Ask the supplier")
    walk.regulator.meets_nothing(vault, plan, grid)
    for path in ("", "/supplied", "/facts", "/opinion", "?q=zqvault"):
        walk.regulator.misses(f"{walk.home}{path}", VAULT[:30], "zqplan", "zqgrid", "maintenance key")
    walk.regulator.misses("/search?q=zqvault", walk.case)
    # A silent maker has no veto: the case, the product and the question of harm are there from elsewhere.
    walk.regulator.reads(f"{walk.home}/statements", "Breva V2", "Affected")
    walk.regulator.reads("/consultations", "How bad could this be for patients", walk.case)
    walk.outside("/supplied", vault.removeprefix(walk.home))
    return vault, plan, grid


def the_supplier_is_asked_and_each_answer_has_its_effect(walk: Walk, vault: str, plan: str, _grid: str) -> None:
    question = "May the regulator read how the key is shared?"
    walk.lead.press(vault, "Ask", purpose="regulator", question=question)
    walk.lead.press(plan, "Ask", purpose="regulator")
    walk.maker.reads(f"{walk.home}/supplied", "Answer the coordinator")
    walk.maker.reads(vault, question, "If you object it stays closed until you agree.", "the regulator may read it")
    empty = walk.maker.form(vault, "Answer by name", {"agreed": "no"})
    walk.maker.is_told("Say why you object", *empty)
    walk.maker.press(vault, "Answer by name", agreed="no", words="Our customers do not know of it yet.")
    walk.maker.press(plan, "Answer by name", agreed="yes", words="It helps you plan.")
    walk.lead.reads(vault, "Its supplier objects", "Our customers do not know of it yet.")
    walk.maker.misses(vault, "Without an answer by")  # it has answered; nothing opens by waiting
    walk.regulator.meets_nothing(vault)
    walk.regulator.reads(plan, "Open to the regulator", PLAN)
    walk.regulator.misses(plan, "It helps you plan.")  # what was said about passing it on stays between the two
    walk.lead.press(plan, "Record it", basis="supplier")
    walk.regulator.reads(plan, "The supplier's own word: holds")
    walk.outside(plan.removeprefix(walk.home))


def pcii_needs_both_consents_named_readers_and_a_second_person(walk: Walk, grid: str) -> None:
    use = "The harm opinion of this case."
    walk.maker.press(grid, "Give our consent", document="KR-LEGAL-7", document_on="2026-11-02", use=use)
    walk.regulator.meets_nothing(grid)
    walk.lead.press(grid, "Record the consent", document="PMO-31", document_on="2026-11-03", use=use)
    walk.regulator.meets_nothing(grid)
    walk.lead.press(grid, "Name them anew", readers=walk.cast.regulator.email)
    walk.regulator.reads(grid, LIMIT, GRID, use)
    paper = {"document": "PMO-30", "document_on": "2026-11-02", "tracking": "PCII-2026-0417"}
    walk.lead.press(grid, "Record it", decision="validate", **paper)
    walk.lead.reads(grid, "“validated it” is recorded and waits for a second person")
    walk.second.reads(f"{walk.home}/supplied", LIMIT)
    walk.second.press(grid, "Confirm as second person", same="PMO-30")
    walk.lead.reads(grid, "Validated", "tracking number PCII-2026-0417", "decided by PMO-30")
    walk.regulator.reads(walk.home, LIMIT)
    walk.outside(grid.removeprefix(walk.home))


def the_regulator_says_what_it_can_do_to_patients(walk: Walk) -> None:
    opinion = f"{walk.home}/opinion"
    said = {
        "severity": "serious", "certainty": "medium", "kind": "alarm_lost", "scenario": "An alarm is missed.",
        "hazard": "Loss of alarm.", "populations": "Ventilated at home.", "exposure": "Some 4,000 devices.",
        "controls": "Oximeters with alarms.", "evidence": "Two bench tests.", "would_change": "A second alarm path.",
    }  # fmt: skip
    walk.regulator.press(opinion, "Sign as Dr. A. Sennick", **said)
    walk.regulator.press(opinion, "Sign as Dr. A. Sennick", severity="critical", scenario=SCENARIO)
    walk.settles()
    kept = (said[name] for name in ("hazard", "populations", "exposure", "controls", "evidence", "would_change"))
    walk.lead.reads(opinion, "Opinion 2: Critical 4 of 5", "Opinion 1: Serious", SCENARIO, *kept)
    walk.regulator.reads("/consultations", "0 to answer")
    walk.maker.meets_nothing(opinion)
    walk.maker.misses("/board", "Critical")  # the opinion is deliberative: nothing of it is out
    walk.outside("/opinion")


def an_impact_in_dispute_is_assessed_and_the_dissent_stays(walk: Walk) -> None:
    dispute = f"{walk.home}/dispute"
    walk.maker.press(dispute, "State as L. Ostrava", severity="minor", words="In a ward a second alarm is always on.")
    walk.settles()
    walk.regulator.reads("/consultations", "Disputes that wait for your assessment 1")
    words_of_finder = "The finder saw homes without a second alarm."
    walk.lead.press(dispute, "State as M. Tarrow", severity="critical", words=words_of_finder, for_finder="on")
    walk.maker.misses(dispute, words_of_finder)
    walk.regulator.reads(dispute, "Minor 2 of 5", words_of_finder, "The finder, through National Coordination Centre")
    walk.regulator.press(dispute, "Open the positions")
    walk.regulator.press(dispute, "Sign as Dr. A. Sennick", opinion="2", reasons="At home no second alarm is there.")
    walk.maker.reads(dispute, words_of_finder, "At home no second alarm is there.")
    walk.maker.misses(dispute, SCENARIO)
    walk.maker.press(dispute, "Record as L. Ostrava", words="Nine of ten devices stand in wards.")
    walk.lead.reads(dispute, "Assessed", "Nine of ten devices stand in wards. Dissent of Karst Respiratory")
    walk.regulator.reads("/consultations", "0 to answer")
    walk.outside("/dispute")


def the_draft_says_assessment_pending_until_the_sentence_is_out(walk: Walk) -> None:
    draft = f"{walk.home}/draft"
    walk.lead.press(draft, "Save the draft", **DRAFT)
    walk.lead.reads(draft, "Assessment pending: no public sentence", "The advisory will say “assessment pending”.")
    walk.regulator.press(f"{walk.home}/opinion", "Release this sentence", sentence=SENTENCE)
    walk.lead.reads(draft, f"“{SENTENCE}”")
    walk.lead.misses(draft, SCENARIO, "ssessment pending")
    walk.maker.meets_nothing(draft)
    walk.outside("/draft")


def comments_stand_at_their_passages_and_are_decided(walk: Walk) -> None:
    draft = f"{walk.home}/draft"
    walk.lead.press(draft, "Send for comment", party=str(walk.cast.regulator.organisation_id))
    # Two work days where the regulator is: until the end of Thursday there.
    walk.regulator.reads("/consultations", "Draft of the advisory, version 1")
    walk.regulator.reads(draft, "Your comments are asked for", "Fri 6 Nov 2026, 04:59 UTC")
    by = {"quote": "install 4.2.1", "body": "By when?", "proposal": "install 4.2.1 by Friday"}
    walk.regulator.press(draft, "Comment", field="what_to_do", **by)
    walk.lead.press(draft, "Accept and put the words in", reason="Yes, a day helps.")
    walk.regulator.press(draft, "Comment", field="summary", quote="Someone", body="Say who.")
    walk.lead.press(draft, "Reject", reason="We do not know who.")
    walk.regulator.reads(draft, "Accepted, the words were put in by M. Tarrow", "Yes, a day helps.",
                         "Rejected by M. Tarrow", "“Someone” Still in the text.", "We do not know who.")  # fmt: skip
    # The text was saved anew between question and answer: the answer counts for what was asked all the same.
    walk.regulator.press(draft, "That is all: 2 comments")
    assert "Met" in walk.clock_of(walk.lead, "Stopped")
    walk.lead.reads(f"{walk.home}/duties", "the regulator was done with its comments on that version")


def both_texts_are_compared(walk: Walk) -> None:
    page, both = f"{walk.home}/communication", f"{walk.home}/texts"
    words_of = {"title": "Breva V2: alarms", "what_to_do": "Call your clinic.", "actions": ["ask-clinician"]}
    walk.regulator.press(page, "Save", **words_of, **{f"versions-{walk.product}": "< 4.2.0"})
    walk.lead.meets_nothing(page)
    walk.regulator.press(page, "Send for comment", party=str(walk.cast.coordinator.organisation_id))
    walk.lead.reads("/texts", "Safety communication, version 1")
    walk.lead.reads(both, "The versions of Breva V2 differ: “< 4.2.1” in the advisory, “< 4.2.0”", "5 differences",
                    "“Install an update” is advised in the advisory only.")  # fmt: skip
    walk.lead.press(both, "Record this comparison")
    walk.regulator.reads(page, "5 differences to the other text stand")
    walk.maker.meets_nothing(page, both)
    walk.outside("/communication", "/texts")


def what_is_overdue_is_recorded_and_blocks_nothing(walk: Walk) -> None:
    ticks.run_all()
    walk.settles()
    page = f"{walk.home}/communication"
    walk.regulator.reads(page, "National Coordination Centre version 1 Late by")
    walk.lead.reads(walk.home, "Comment on the safety communication", "Late by 4 d",
                    "Publication does not wait for a late one.",
                    "has not commented on the safety communication in time.")  # fmt: skip
    walk.regulator.press(page, "Save", **{f"versions-{walk.product}": "< 4.2.1"}, actions=["patch"])
    link = "https://dsa.example/safety/17"
    walk.regulator.press(page, "Record the release as Dr. A. Sennick", link=link, sure="on")
    walk.maker.reads(page, "By Dr. A. Sennick")
    walk.outside("/communication")


def a_regular_call_is_held_by_its_agenda(walk: Walk) -> None:
    with at(8, 1):
        asked = {"purpose": "The devices of the week.", "dial": "Bridge 4711", "every_days": "7", "times": "2"}
        starts = {"starts": typed(9), "agenda": [walk.case]}
        call = walk.lead.press("/calls/new", "Convene and invite", **asked, **starts)
        walk.settles()
        walk.regulator.reads(call, "Breva V2: alarms can be silenced", "Bridge 4711", "The others of the series")
        file = walk.regulator.browser.get(f"{call}/invitation.ics").content.decode()
        assert ("DTSTART;TZID=UTC:20261111T150000" in file, "devices of the week" in file) == (True, False)
        for one in (walk.maker, walk.eve, walk.hospital, walk.isao):
            one.meets_nothing(call, f"{call}/invitation.ics")
    with at(9, 0.1):
        walk.regulator.press(call, "I have joined")
        walk.lead.press(call, "I have joined")
        walk.lead.press(call, "Close with these minutes", minutes="Nothing new.", discussed=[walk.case])
        walk.regulator.reads(call, "Held", "spoken of", "Nothing new.")


def an_emergency_call_counts_its_minutes(walk: Walk) -> None:
    with at(9, 1):
        start = f"/calls/emergency?case={walk.case}"
        walk.lead.reads(start, "3 parties will be told now", "It cannot be taken back.")
        call = walk.lead.press(start, "Call them now", purpose="An alarm was silenced in a ward.")
        walk.settles()
        for one, home in ((walk.maker, "/board"), (walk.regulator, "/consultations")):
            one.reads(home, "Emergency call by National Coordination Centre", "Join it now")
        walk.eve.misses("/board", "Join it now")
    with at(9, 1.15):
        walk.regulator.press(call, "I have joined")
        walk.lead.reads(call, "After 9 min", "Target: 60 min.")
    with at(9, 1.5):
        us, maker = (str(one.organisation_id) for one in (walk.cast.coordinator, walk.cast.manufacturer))
        walk.lead.press(call, "Write it down as", words="Hospitals are told today.", party=us, case=walk.case)
        todo = {"words": "Send the update to the ward.", "party": maker, "due": typed(11), "case": walk.case}
        walk.lead.press(call, "Agreed", **todo)
        walk.lead.press(call, "Close with these minutes", minutes="Short.")
        walk.maker.reads("/calls", "Send the update to the ward.", "9 min")
        walk.maker.press(call, "Done", proof="Shipment 88")
        walk.lead.reads(call, "Hospitals are told today.", "Shipment 88")
        assert "joined: Wed 11 Nov 2026, 16:09 UTC" in walk.clock_of(walk.lead, "First to join the emergency call")
        for one in (walk.eve, walk.hospital, walk.isao):
            one.meets_nothing(call)


def an_independent_test_becomes_evidence(walk: Walk) -> None:
    tests, karst = f"{walk.home}/tests", str(walk.cast.manufacturer.organisation_id)
    asked = {"scope": "The alarm service of 4.1.0.", "question": "Is a muted alarm shown?", "wanted": "One Breva V2."}
    test = walk.regulator.press(tests, "Ask as Dr. A. Sennick", supplier=karst, **asked)
    walk.lead.press(test, "Answer as M. Tarrow", accept="yes", laboratory="Fenwick Test House")
    walk.maker.press(test, "Write it down", model="Breva V2", serial="BV2-00731")
    gone = {"giver": "L. Ostrava", "taker": "Fenwick Test House", "new_seal": "S-118", "at": typed(9, 4)}
    walk.maker.press(test, "Sign as L. Ostrava", move="to_laboratory", **gone)
    walk.lead.press(test, "Sign as M. Tarrow", move="from_laboratory", taker="M. Tarrow, NCC", at=typed(9, 4))
    walk.lead.reads(test, "The chain has no gap", "Seal S-118", "With us")
    paper = SimpleUploadedFile("fth-88.pdf", b"%PDF-1.4 FTH-88")
    found = {"outcome": "confirmed", "words": "A muted alarm is shown nowhere.", "document": "FTH-88", "file": paper}
    walk.lead.press(test, "Write it down as M. Tarrow", **found)
    walk.maker.misses(test, "shown nowhere")
    walk.lead.press(test, "Decide as M. Tarrow", audience="readers", because="Everybody mends it.")
    for one in (walk.lead, walk.maker, walk.regulator):
        one.reads(test, "A muted alarm is shown nowhere.", "Open to: Everyone who reads the case")
        one.reads(f"{walk.home}/evidence", "Independent test Confirmed Fenwick Test House")
    walk.lead.press(f"{walk.home}/state", "It is confirmed", evidence=f"{test.rpartition('/')[2]}: shown nowhere.")
    walk.regulator.press(f"{walk.home}/opinion", "Sign as Dr. A. Sennick", evidence=test.rpartition("/")[2])
    walk.lead.reads(test, "Cited in opinion 3")
    walk.outside("/tests", test.removeprefix(walk.home), f"{test.removeprefix(walk.home)}/document")


def the_maker_signs_what_the_clocks_stand_on(walk: Walk) -> None:
    page, yes = f"{walk.home}/declarations", "yes"
    walk.signs("learned", at=typed(-2), text="The report reached our mailbox.")
    walk.maker.reads(f"{walk.home}/clocks", "Does not count yet", "it has declared nothing yet")
    walk.signs("learned", at=typed(-4), text="The service desk was called.", reason="An earlier call was found.")
    for one in (walk.lead, walk.regulator, walk.maker):  # both times, and the clock runs from the earlier
        told = walk.clock_of(one, "Tell customers, with controls and a plan")
        assert "Started by Learned of the vulnerability, Thu 29 Oct 2026, 15:00 UTC" in told
        assert "Also declared: Sat 31 Oct 2026, 15:00 UTC" in told
        assert ("condition of enforcement discretion" in told, "breach" in told) == (True, False)
    walk.regulator.reads(page, "It is the earliest; nobody decided otherwise. 2 times are declared.")
    first = re.findall(r'name="declaration" value="([^"]+)"', walk.regulator.looks_at(page))[0]
    walk.regulator.press(page, "Decide as Dr. A. Sennick", declaration=first, reason="It was of another device.")
    told = walk.clock_of(walk.maker, "Distribute a validated fix")
    assert "Started by Learned of the vulnerability, Sat 31 Oct 2026, 15:00 UTC" in told
    risk = {"exploitability": "high", "severity": "critical", "controls": "An oximeter with an alarm."}
    walk.signs("risk", uncontrolled=yes, text="At home there is no second alarm.", **risk)
    walk.signs("no_harm", text="Complaints and service records until today.")
    walk.signs("membership", text="Lanternway, since 2025.", member=yes, agreement=yes, shares=yes, process=yes)
    answers = {"impact": yes, "efforts": yes, "interim": yes, "fix": yes, "strategy": yes, "plan": yes}
    walk.signs("customers", text=CUSTOMERS, isao=str(walk.cast.isao.organisation_id), **answers)
    walk.signs("correction", at=typed(9, 1), removal="no", scope="All lots.", text="Corrected in the field.")
    walk.signs("fix", at=typed(9, 2), text="4.2.1 for all.", validated=yes, no_new_risk=yes, control="no")
    shown = walk.regulator.reads(page, "A named person of the regulator decided so.", "Uncontrolled", "An oximeter",
                                 "Tue 1 Dec 2026, 04:59 UTC", "Lanternway ISAO got the text", "All lots.")  # fmt: skip
    conditions = shown[shown.index("The four conditions") : shown.index("What is signed")]
    assert len(re.findall(r"\bMet\b", conditions)) == 4
    assert "breach" not in shown
    walk.maker.reads(f"{walk.home}/clocks", "Report the correction or removal · regulation")
    walk.outside("/declarations", "/clocks")


def the_isao_has_the_customers_text_and_gives_a_receipt(walk: Walk) -> None:
    walk.isao.reads("/isao-texts", CUSTOMERS, "Karst Respiratory", "1 without a receipt")
    walk.isao.misses("/isao-texts", walk.case, "alarms can be silenced")
    walk.isao.press("/isao-texts", "Acknowledge as R. Holt")
    walk.maker.reads(f"{walk.home}/declarations", "Receipt by R. Holt")
    for one in (walk.eve, walk.hospital):
        one.meets_nothing("/isao-texts")


def a_list_and_a_hospital_say_that_it_is_attacked(walk: Walk) -> None:
    kev = lists.kev((lists.KEV_CVE, "Karst Respiratory", "Breva V2"))
    read = walk.lead.form("/signals/take-in", "Read", {"attached": SimpleUploadedFile("k.json", kev)})
    done = walk.lead.browser.post(*read)
    assert "1 entry" in words(done.content.decode())
    walk.settles()
    walk.lead.reads("/signals?state=case", lists.KEV_CVE, "Breva V2", "the product is named", walk.case)
    walk.lead.reads("/board", f"A public list says in {walk.case}", "Attacks are observed")
    walk.lead.press(f"{walk.home}/state", "Turn it down", because="A list is no proof; a ward's log would be.")
    device = {"title": "Karst Breva V2", "words": "A mute came over the network, and the alarm was silent."}
    seen = walk.hospital.press("/sightings", "Confirm and send", seen="successful", **device)
    walk.hospital.reads(seen, "With the coordinator", "This is your receipt.")
    walk.settles()
    walk.lead.press(seen, "Confirm it", because="Log and capture fit.", case=walk.case)
    walk.settles()
    walk.hospital.reads(seen, "Confirmed")
    walk.hospital.misses(seen, walk.case)
    for one in (walk.lead, walk.regulator):  # how bad it is for patients is another question, with an answer of its own
        one.reads(f"{walk.home}/evidence", "Exploited since", "sighting of Saint Elowen Hospital", "Critical 4 of 5")
    walk.maker.reads(f"{walk.home}/evidence", "Exploited since", "and the regulator read on what it rests.")
    walk.maker.misses(f"{walk.home}/evidence", "Saint Elowen")
    walk.lead.press(f"{walk.home}/state", "Keep the embargo", reason="The update comes on Friday.")
    for one in (walk.eve, walk.isao, walk.regulator, walk.maker):
        one.meets_nothing(seen, "/signals")
    walk.outside("/evidence", "/state")


def named_people_decide_beside_both_tables(walk: Walk) -> None:
    page = f"{walk.home}/decisions?table=publish"
    walk.lead.reads(page, "CERT/CC Coordinator Publish 1.0.0 Open", "medcord for devices 1.0.0 Open",
                    "Not known, and it would change the outcome", "Not cooperative → publish",
                    "From a fact: the regulator's newest harm opinion")  # fmt: skip
    why = "Hospitals can watch their alarms today."
    chosen = {"supplier_involvement": "fix ready", "public_value_added": "precedence"}
    walk.lead.press(page, "Decide as M. Tarrow", decided="publish", because=why, **chosen)
    file = re.findall(r'href="([^"]*selection-list.json)"', walk.lead.opens(page))[0]
    made = walk.regulator.browser.get(file).json()
    assert (made["schemaVersion"], made["target_ids"][0]) == ("2.0.0", lists.KEV_CVE)
    assert {one["key"] for one in made["selections"]} >= {"SINV", "E", "PVA", "PH", "PUBLISH"}
    walk.maker.meets_nothing(file)
    walk.maker.misses(f"{walk.home}/decisions", why)
    walk.outside("/decisions", file.removeprefix(walk.home))


def the_advisory_goes_out(walk: Walk) -> str:
    draft, reason = f"{walk.home}/draft", "The fix is out, and it is attacked."
    walk.stranger.misses("/advisories", "Breva")
    unread = walk.lead.form(draft, "Publish now", {"early_reason": reason})
    assert reason in walk.lead.is_told("Read the preview, then tick the box.", *unread)
    approved(walk.cast, walk.case)
    advisory = walk.lead.press(draft, "Publish now", early_reason=reason, sure="on")
    walk.settles()
    for one in (walk.stranger, walk.eve, walk.hospital):
        one.reads(advisory, "Critical 4 of 5", SENTENCE, "install 4.2.1 by Friday", "Install 4.2.1.")
        one.misses(advisory, SCENARIO, walk.case, "zqvault", "zqplan", "zqgrid", "Two bench tests", "Saint Elowen")
    walk.outside("", "/draft")
    return advisory


def a_hospital_decides_for_itself_and_an_isao_sights_in_three_clicks(walk: Walk, advisory: str) -> None:
    device = ("EL-1", "Karst Respiratory", "Breva V2", "ventilator", "4.1.0", "ICU", "Main", "S1")
    imported(walk.cast.hospital, table(device))
    ours = re.findall(r'href="(/worklist/[0-9a-f-]{36})"', walk.hospital.opens(f"/worklist?q={advisory[12:]}"))[0]
    assert f"/worklist?q={advisory[12:]}" in walk.hospital.opens(advisory)
    walk.hospital.reads(ours, "Ask the tables and decide", "Known exploited", "Sustains life")
    own = f"{ours}/decisions"
    chosen = {"system_exposure": "small", "decided": "out-of-cycle", "because": "One is spare."}
    walk.hospital.press(own, "Decide as T. Brindle", **chosen)
    walk.hospital.reads(own, "One is spare.", "Your hospital only")
    for one in (walk.lead, walk.regulator, walk.maker, walk.isao, walk.eve):
        one.meets_nothing(ours, own)
    link = re.findall(r'href="(/sightings[^"]*)"', walk.isao.opens(advisory))[0]
    seen = walk.isao.press(link, "Confirm and send", seen="scanning")
    walk.lead.reads("/sightings", "Somebody scans for it", "Lanternway")
    walk.hospital.meets_nothing(seen)


def records_leave_without_what_is_withheld(walk: Walk) -> None:
    page = f"{walk.home}/records"
    asked = {"requester": "FOIA 2026-0117", "law": "foia", "due_on": "2026-12-01"}
    walk.lead.press(page, "Note it", since="2026-11-02", till="2026-11-02", **asked)
    request = re.findall(rf'href="({page}/[0-9a-f-]{{36}})"', walk.lead.opens(page))[0]
    walk.lead.reads(request, "Kept by statute PCII", "deliberative", "Its class proposes to withhold it under (b5)")
    walk.lead.press(request, "Release all that nothing speaks against")
    report = re.findall(r'href="\?item=(report:[0-9a-f-]+)', walk.lead.opens(request))[0]
    walk.lead.press(f"{request}?item={report}", "Cut it out", begins="takes a mute command", exemption="b7a")
    while re.search(r"Items [1-9]\d* open", words(walk.lead.opens(request))):
        walk.lead.press(request, "Decide as M. Tarrow")
    walk.lead.press(request, "Sign as M. Tarrow")
    walk.second.press(request, "Release as S. Econd")
    answer = walk.lead.browser.get(f"{request}/bundle.zip")
    bundle = zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    told = words(bundle.read("records.html").decode())
    assert ("withheld (b7a)" in told, "The alarm service" in told) == (True, True)
    for one in ("takes a mute command", "zqvault", "zqplan", "zqgrid", SCENARIO, "How bad could this be"):
        assert one not in told, one
    walk.lead.press(page, "Set the rule", rule="disclosure-6y", because="Records were released.")
    walk.lead.misses(f"{walk.home}/spill", "{'", "[{")  # what may have to be destroyed is shown in words
    walk.lead.press(f"{walk.home}/spill", "Place a hold", reason="A court asked.")
    walk.lead.reads(page, "6 years after closing", "Held Since", "Nothing may be destroyed, whatever the rule says.")
    for one in (walk.regulator, walk.maker):
        one.meets_nothing(page, request, f"{request}/bundle.zip")
    walk.outside("/records", request.removeprefix(walk.home), "/spill")


def the_duties_of_the_case_are_done_and_say_by_what(walk: Walk) -> None:
    proofs = (
        "a person triaged the report", "the supplier answered", "the supplier gave its written consent",
        "the regulator was asked to comment on the advisory", "the result of the test came in",
        "the advisory is published", "the regulator gave the coordinator its text",
        "the regulator was done with its comments on that version", "the regulator assessed the dispute",
        "an independent test was asked for", "the consultation was answered",
    )  # fmt: skip
    walk.lead.reads(f"{walk.home}/duties", "13 done, 0 due, 0 late", *proofs)
    hidden = ("the supplier answered", "the supplier gave its written consent")
    walk.regulator.reads(f"{walk.home}/duties", "0 due, 0 late", *(one for one in proofs if one not in hidden))
    walk.lead.reads("/duties", "Take part in calls", "0 late")


def whoever_is_outside_meets_no_page_of_the_whole_road(walk: Walk) -> None:
    pages = sorted(path for path in walk.house.met if path.startswith(("/cases/", "/calls/CL-")))
    assert len(pages) >= 28
    for one in (walk.eve, walk.hospital, walk.isao):
        one.meets_nothing(*pages)
    for path in pages:  # a stranger is asked to sign in, as for a case that was never there
        answer = walk.stranger.browser.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/sign-in?next={path}")
