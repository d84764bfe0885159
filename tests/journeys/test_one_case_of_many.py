"""Doubles become one case, cases are merged and split, and nobody reads more than the page said it would."""

from __future__ import annotations

import re

import pytest

from medcord.core.vocabulary import Role
from medcord.ledger import queries as ledger
from medcord.ledger import worker
from medcord.parties.models import Member
from tests.api.programs import Program, Programs, file_report, open_a_case, program_of, programs_of
from tests.cast import Cast, browser_of, party_with
from tests.journeys.steps import absent, decided, invited, opened, page, product_of, refused, reported, send, states

pytestmark = pytest.mark.django_db


@pytest.fixture
def programs(cast: Cast) -> Programs:
    return programs_of(cast)


@pytest.fixture
def quill(cast: Cast) -> Member:
    """Another manufacturer, who is in one of two cases."""
    return party_with("Quill Monitoring", "Quill", Role.MANUFACTURER, "Q. Ferro")


def case_with(lead: Program, report: str, maker: Program, party: object, word: str) -> str:
    """A case of one maker, which has signed and said a word in it."""
    lead.post(f"/reports/{report}/triage", {"medical_device": "yes", "outcome": "accept"})
    case = lead.post(f"/reports/{report}/case", {"title": "Alarms can be silenced"}, status=201)["reference"]
    lead.post(f"/cases/{case}/parties", {"party": str(party)}, status=201)
    maker.post(f"/cases/{case}/terms/answers", {"answer": "accept"})
    maker.post(f"/cases/{case}/messages", {"body": word}, status=201)
    worker.drain()
    return str(case)


def heard(program: Program, case: str) -> list[str]:
    return [one["body"] for one in program.get(f"/cases/{case}/messages")["items"]]


def test_a_double_is_found_at_triage_and_joins_the_case(cast: Cast, programs: Programs) -> None:
    lead, maker, eve = (browser_of(who) for who in (cast.coordinator, cast.manufacturer, cast.eve))
    report, first_finder = reported(lead)
    decided(lead, report)
    case = opened(lead, report)
    invited(lead, case, cast.manufacturer.organisation_id, maker)
    # Another finder, the same product under another spelling and the same words.
    double, finder = reported(lead, device_maker="KARST", device_model="Breva-V2", already_public="")
    worker.drain()
    shown = page(lead, f"/reports/{double}")
    assert f'href="/cases/{case}"' in shown
    assert "The same product: " in shown
    assert "telling words in common" in shown
    # It joins only after it was accepted, and only a case that is there, with a reason.
    decided(lead, double)
    assert f'value="{case}"' in page(lead, f"/reports/{double}")
    form = {"join-case": "MC-AAAA-AAAA", "join-reason": "The same command."}
    assert "You have no case MC-AAAA-AAAA." in refused(lead, f"/reports/{double}/join", **form)
    assert send(lead, f"/reports/{double}/join", **form | {"join-case": case}) == f"/cases/{case}"
    worker.drain()
    assert "2 finders came upon this by themselves" in page(lead, f"/cases/{case}/alike")
    # Its finder follows the case now as the first does; the maker reads the second report too, Eve neither.
    for one in (first_finder, finder):
        assert "keep it to themselves until" in page(one, "/my-report")
    assert double in page(maker, f"/cases/{case}/report")
    assert absent(eve, f"/cases/{case}/report")
    # The same by a program.
    third, _ = file_report(programs)
    owner = programs.coordinator
    owner.post(f"/reports/{third}/triage", {"medical_device": "yes", "outcome": "accept"})
    joined = owner.post(f"/reports/{third}/join", {"case": case, "reason": "The same command."})
    assert joined["case"] == case
    late = owner.post(f"/reports/{third}/join", {"case": case, "reason": "Again."}, status=409)
    assert late["code"] == "case-exists"


def test_of_two_cases_one_goes_on_as_the_page_said(cast: Cast, programs: Programs, quill: Member) -> None:
    owner, karst, ferro, agency = programs.coordinator, programs.manufacturer, program_of(quill), programs.regulator
    parties = cast.manufacturer.organisation_id, quill.organisation_id
    stays = case_with(owner, file_report(programs)[0], karst, parties[0], "Karst's word.")
    gone = case_with(owner, file_report(programs)[0], ferro, parties[1], "Quill's word.")
    states(ferro, gone, product_of(ferro, "Quill M"), "< 3", "affected")
    lead, eve = browser_of(cast.coordinator), browser_of(cast.eve)
    # The effect stands there before anything happens.
    effect = page(lead, f"/cases/{gone}/alike", **{"with": stays})
    assert f"<b>{gone} closes, {stays} goes on.</b>" in effect
    assert "1 report and 1 party come along: Quill Monitoring" in effect
    assert f"see {stays} from that moment on, nothing older" in effect
    assert f"1 product statement stands in {stays} too, as made and dated: Quill Monitoring 1." in effect
    assert owner.get(f"/cases/{gone}")["closed_at"] is None
    form = {"act": "merge", "merge-into": stays, "merge-reason": "The same firmware."}
    assert "Read what happens, then tick the box." in refused(lead, f"/cases/{gone}/alike", **form)
    assert send(lead, f"/cases/{gone}/alike", **form, **{"merge-sure": "on"}) == f"/cases/{stays}"
    worker.drain()
    # Kept: nothing older, nothing of the other case, everything new.
    assert heard(karst, stays) == ["Karst's word."]
    assert karst.send("GET", f"/cases/{gone}").status_code == 404
    ours = page(browser_of(cast.manufacturer), f"/cases/{stays}/report")
    assert "A further report" not in ours  # Quill's is moved nowhere
    assert "A further report" in page(browser_of(cast.regulator), f"/cases/{stays}/report")
    assert heard(ferro, stays) == []
    assert heard(ferro, gone) == ["Quill's word."]
    owner.post(f"/cases/{stays}/messages", {"body": "Now together."}, status=201)
    assert heard(karst, stays) == ["Karst's word.", "Now together."]
    assert heard(ferro, stays) == ["Now together."]
    assert heard(agency, stays) == ["Karst's word.", "Now together."]
    assert f'href="/cases/{stays}"' in page(lead, f"/cases/{gone}/alike")
    # What Quill had stated stands there, for those who could read it before.
    for who, expected in ((owner, [gone]), (ferro, [gone]), (agency, [gone]), (karst, [])):
        assert [one["made_in"] for one in who.get(f"/cases/{stays}/statements")["items"]] == expected
    late = ferro.send("POST", f"/cases/{gone}/messages", {"body": "One more."})
    assert (late.status_code, "closed" in late.json()["sentence"]) == (403, True)
    # Neither Eve nor Karst finds Quill's words anywhere.
    for who, nowhere in ((cast.manufacturer, gone), (cast.eve, stays)):
        assert "Quill&#x27;s word." not in page(browser_of(who), "/search", q="Quill's word")
        assert nowhere not in page(browser_of(who), "/board")
    assert absent(eve, f"/cases/{stays}/alike")
    assert ledger.breaks() == []


def test_a_program_merges_and_what_cannot_be_merged_says_why(cast: Cast, programs: Programs) -> None:
    owner, lead = programs.coordinator, browser_of(cast.coordinator)
    first, second = open_a_case(programs), open_a_case(programs)
    why_not = owner.post(f"/cases/{first}/merge", {"into": first, "reason": "x"}, status=409)
    assert (why_not["code"], "itself" in why_not["sentence"]) == ("cannot-merge", True)
    owner.post(f"/cases/{second}/terms/end", {"reason": "It leaked."})
    assert "End the other embargo first" in page(lead, f"/cases/{first}/alike", **{"with": second})
    assert owner.post(f"/cases/{first}/merge", {"into": second, "reason": "x"}, status=409)["code"] == "cannot-merge"
    owner.post(f"/cases/{first}/terms/end", {"reason": "It leaked here too."})
    assert owner.post(f"/cases/{first}/merge", {"into": second, "reason": "The same."})["reference"] == second
    assert owner.get(f"/cases/{first}")["closed_at"] is not None
    for who in (programs.eve, programs.hospital):
        assert who.send("POST", f"/cases/{first}/merge", {"into": second, "reason": "x"}).status_code in (403, 404)


def test_a_case_falls_into_parts_and_only_named_parties_come_along(cast: Cast, programs: Programs) -> None:
    lead, maker = browser_of(cast.coordinator), browser_of(cast.manufacturer)
    report, _ = reported(lead)
    decided(lead, report)
    case = opened(lead, report)
    invited(lead, case, cast.manufacturer.organisation_id, maker)
    programs.manufacturer.post(f"/cases/{case}/messages", {"body": "Two flaws, not one."}, status=201)
    form = {"act": "split", "split-titles": "The mute command\nThe update server", "split-reason": "Two flaws."}
    assert "tick the box" in refused(lead, f"/cases/{case}/alike", **form)
    along = {"split-along": str(cast.manufacturer.organisation_id), "split-sure": "on"}
    send(lead, f"/cases/{case}/alike", **form, **along)
    worker.drain()
    parts = re.findall(r'Part: <a href="/cases/(MC-[\w-]+)"', page(lead, f"/cases/{case}/alike"))
    assert len(parts) == 2
    for part in parts:
        assert heard(programs.manufacturer, part) == []
        until = programs.manufacturer.get(f"/cases/{part}")["embargo_until"]
        assert until == programs.manufacturer.get(f"/cases/{case}")["embargo_until"]
        assert programs.regulator.get(f"/cases/{part}")["reference"] == part
        assert programs.eve.send("GET", f"/cases/{part}").status_code == 404
    assert "Another part" in page(lead, f"/cases/{parts[0]}/alike")
    # A part without the maker, by a program; the maker learns nothing of it.
    alone = {"titles": ["The label"], "parties": [], "reason": "Another maker's."}
    (part,) = programs.coordinator.post(f"/cases/{case}/split", alone, status=201)
    assert programs.manufacturer.send("GET", f"/cases/{part['reference']}").status_code == 404
    for tab in ("", "/facts"):
        assert part["reference"] not in page(maker, f"/cases/{case}{tab}")
