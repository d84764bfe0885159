"""Who comes to a call: each party names its own people, and keeps their names unless it shares them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from medcord.calls import actions, queries
from medcord.calls.models import Call
from medcord.cases import actions as cases
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound
from medcord.ledger import worker
from medcord.ledger.models import FactRow, OutgoingLetter
from medcord.parties import actions as parties
from medcord.parties.models import Member
from tests.api.programs import program_of
from tests.calls.test_calls import kinds_of, party, words
from tests.cases.road import joined
from tests.cast import PASSWORD, SYSTEM, Cast, browser_of
from tests.notices.people import administrator, forget_letters

pytestmark = pytest.mark.django_db


def names_read(member: Member, call: Call) -> dict[str, list[str]]:
    """Whom each party sends, as far as this member reads it, by the party's short name."""
    fresh = queries.call_for(member.viewer, call.reference)
    return {one.party.short_name: sorted(one.members.values()) for one in queries.coming(member.viewer, fresh)}


def colleague_of(member: Member, name: str) -> Member:
    home, address = member.organisation, f"{name.split()[-1].lower()}@colleagues.example"
    return parties.add_member(home, email=address, name=name, password=PASSWORD, actor=SYSTEM)


def invitations() -> list[tuple[str, str]]:
    """To whom calendars were sent, and what each is to do."""
    worker.drain()
    rows = OutgoingLetter.objects.exclude(calendar="").order_by("written_at")
    return [(row.to, "CANCEL" if "METHOD:CANCEL" in row.calendar else "REQUEST") for row in rows]


def test_a_party_that_is_asked_names_its_own_people_and_keeps_their_names(cast: Cast) -> None:
    call = actions.convene(
        words(cast, wanted={party(cast.regulator): "a physician of device safety"}), actor=cast.coordinator.viewer
    )
    invitations()
    forget_letters()
    doctor = colleague_of(cast.regulator, "Dr. P. Vance")
    actions.name_members(call.reference, [doctor.pk], shared=False, actor=cast.regulator.viewer)
    assert names_read(cast.regulator, call) == {"NCC": [], "DSA": ["Dr. P. Vance"]}
    assert names_read(doctor, call) == {"NCC": [], "DSA": ["Dr. P. Vance"]}
    assert names_read(cast.coordinator, call) == {"NCC": [], "DSA": []}
    assert invitations() == [("vance@colleagues.example", "REQUEST")]
    page = browser_of(cast.coordinator).get(f"/calls/{call.reference}").content.decode()
    assert ("Vance" in page, "Wanted: <bdi>a physician of device safety" in page) == (False, True)
    assert "Vance" not in program_of(cast.coordinator).send("GET", f"/calls/{call.reference}").content.decode()
    assert str(doctor.pk) not in program_of(cast.coordinator).send("GET", f"/calls/{call.reference}").content.decode()
    own = f"organisation:{party(cast.regulator)}"
    assert "CallMemberNamed" in kinds_of(own)
    assert str(doctor.pk) not in str(list(FactRow.objects.exclude(stream=own).values_list("data", flat=True)))


def test_names_that_a_party_shares_are_read_by_the_others_until_it_takes_them_back(cast: Cast) -> None:
    call = actions.convene(words(cast), actor=cast.coordinator.viewer)
    doctor = colleague_of(cast.regulator, "Dr. P. Vance")
    actions.name_members(call.reference, [doctor.pk], shared=True, actor=cast.regulator.viewer)
    assert names_read(cast.coordinator, call) == {"NCC": [], "DSA": ["Dr. P. Vance"]}
    assert "Vance" in browser_of(cast.coordinator).get(f"/calls/{call.reference}").content.decode()
    file = browser_of(cast.coordinator).get(f"/calls/{call.reference}/invitation.ics").content.decode()
    assert ("Vance" in file, "vance" in file, "ATTENDEE" in file) == (False, False, False)
    actions.name_members(call.reference, [doctor.pk], shared=False, actor=cast.regulator.viewer)
    assert names_read(cast.coordinator, call) == {"NCC": [], "DSA": []}
    with pytest.raises(InputRefusal, match="how it stands"):
        actions.name_members(call.reference, [doctor.pk], shared=False, actor=cast.regulator.viewer)


def test_whoever_is_not_needed_any_more_gets_the_end_of_the_invitation(cast: Cast) -> None:
    call = actions.convene(words(cast), actor=cast.coordinator.viewer)
    first, second = colleague_of(cast.regulator, "Dr. P. Vance"), colleague_of(cast.regulator, "O. Lund")
    actions.name_members(call.reference, [first.pk], shared=False, actor=cast.regulator.viewer)
    invitations()
    forget_letters()
    actions.name_members(call.reference, [second.pk], shared=False, actor=cast.regulator.viewer)
    assert sorted(invitations()) == [("lund@colleagues.example", "REQUEST"), ("vance@colleagues.example", "CANCEL")]
    forget_letters()
    actions.move(call.reference, call.starts + timedelta(hours=1), actor=cast.coordinator.viewer)
    told = [to for to, _act in invitations()]
    assert ("lund@colleagues.example" in told, "vance@colleagues.example" in told) == (True, False)
    actions.name_members(call.reference, [], shared=False, actor=cast.regulator.viewer)  # all of it again
    assert names_read(cast.regulator, call) == {"NCC": [], "DSA": []}


def test_nobody_names_the_people_of_another_party(cast: Cast) -> None:
    call = actions.convene(words(cast), actor=cast.coordinator.viewer)
    with pytest.raises(InputRefusal, match="your own party only"):
        actions.name_members(call.reference, [cast.regulator.pk], shared=False, actor=cast.coordinator.viewer)
    for stranger in (cast.eve, cast.manufacturer, cast.hospital):
        with pytest.raises(NotFound):
            actions.name_members(call.reference, [stranger.pk], shared=True, actor=stranger.viewer)
    with pytest.raises(NotAllowed):
        actions.want(call.reference, party(cast.coordinator), "everybody", actor=cast.regulator.viewer)


def test_the_role_that_is_wanted_is_read_by_that_party_and_gone_after_a_spill(cast: Cast) -> None:
    case = joined(cast)
    call = actions.convene(
        words(cast, cast.regulator, cast.manufacturer, agenda=(case,)), actor=cast.coordinator.viewer
    )
    maker = party(cast.manufacturer)
    actions.want(call.reference, maker, "product security, on call", actor=cast.coordinator.viewer)

    def reads(member: Member) -> list[str]:
        fresh = queries.call_for(member.viewer, call.reference)
        return [one.wanted for one in queries.coming(member.viewer, fresh) if one.wanted]

    assert [reads(one) for one in (cast.coordinator, cast.manufacturer, cast.regulator)] == [
        ["product security, on call"], ["product security, on call"], [],
    ]  # fmt: skip
    actions.destroy(call.reference, reason="A patient is named.", typed=call.reference, actor=cast.coordinator.viewer)
    assert [reads(one) for one in (cast.coordinator, cast.manufacturer)] == [[], []]


def test_a_member_limited_to_another_case_is_not_sent(cast: Cast) -> None:
    case = joined(cast)
    call = actions.convene(words(cast, agenda=(case,)), actor=cast.coordinator.viewer)
    limited = colleague_of(cast.regulator, "Dr. P. Vance")
    cases.limit_member(limited.pk, [], actor=administrator(cast.regulator))
    with pytest.raises(InputRefusal, match="named cases only"):
        actions.name_members(call.reference, [limited.pk], shared=False, actor=cast.regulator.viewer)


def test_on_the_page_and_by_program_a_party_names_its_people(cast: Cast) -> None:
    call = actions.convene(words(cast), actor=cast.coordinator.viewer)
    doctor = colleague_of(cast.regulator, "Dr. P. Vance")
    address = f"/calls/{call.reference}"
    sent = {"act": "people", "people-members": [str(doctor.pk)], "people-shared": "on"}
    answer = browser_of(cast.regulator).post(address, sent, follow=True).content.decode()
    assert ("Dr. P. Vance" in answer, "The others read these names." in answer) == (True, True)
    told = program_of(cast.regulator).post(f"{address}/people", {"members": []}, status=200)
    assert [one["members"] for one in told["coming"]] == [[], []]
    role = {"act": "want", "want-party": str(party(cast.regulator)), "want-wanted": "a physician"}
    assert browser_of(cast.coordinator).post(address, role).status_code == 302
    assert browser_of(cast.regulator).post(address, role).status_code == 403
    asked = program_of(cast.coordinator).post(
        f"{address}/wanted", {"party": str(party(cast.regulator)), "wanted": "an engineer"}, status=200
    )
    assert [one["wanted"] for one in asked["coming"]] == ["", "an engineer"]


def wanted_by(member: Member, call: Call) -> dict[str, str]:
    """Which roles this member reads as wanted, by the party's short name."""
    fresh = queries.call_for(member.viewer, call.reference)
    return {one.party.short_name: one.wanted for one in queries.coming(member.viewer, fresh) if one.wanted}


def test_each_party_that_is_asked_gets_a_role_of_its_own_from_the_form_and_reads_only_that(cast: Cast) -> None:
    case = joined(cast)
    agency, maker = (str(party(one)) for one in (cast.regulator, cast.manufacturer))
    lead = browser_of(cast.coordinator)
    typed = {
        "starts": "2030-01-08T10:00", "zone": "UTC", "minutes": "45", "purpose": "The fix", "agenda": [case],
        "parties": [agency], "members": [str(cast.coordinator.pk)], "shared": "on",
        f"wanted-{agency}": "a physician \U0001f600", f"wanted-{maker}": "product security, on call",
    }  # fmt: skip
    address = f"/calls/new?case={case}"
    refused = lead.post(address, typed)
    kept = refused.content.decode()
    assert (refused.status_code, "of a party that is not asked" in kept) == (422, True)
    assert ('value="product security, on call"' in kept, f'name="wanted-{party(cast.coordinator)}"' in kept) == (
        True,
        False,
    )
    long = lead.post(address, {**typed, "parties": [agency, maker], f"wanted-{maker}": "x" * 20_000})
    assert (long.status_code, "20,000 characters long. A role holds 160" in long.content.decode()) == (422, True)
    assert lead.post(address, {**typed, "parties": [agency, maker]}).status_code == 302
    call = Call.objects.get()
    both = {"DSA": "a physician \U0001f600", "Karst": "product security, on call"}
    assert wanted_by(cast.coordinator, call) == both
    assert wanted_by(cast.regulator, call) == {"DSA": both["DSA"]}
    assert wanted_by(cast.manufacturer, call) == {"Karst": both["Karst"]}
    assert names_read(cast.manufacturer, call)["NCC"] == [cast.coordinator.name]
    assert kinds_of(f"organisation:{party(cast.coordinator)}").count("RoleWanted") == 2


def test_by_program_and_in_an_emergency_a_role_is_wanted_of_one_party(cast: Cast) -> None:
    case = joined(cast)
    agency, maker, own = (str(party(one)) for one in (cast.regulator, cast.manufacturer, cast.coordinator))
    lead = program_of(cast.coordinator)
    given = {"reason": "Attacks", "parties": [agency, maker], "agenda": [{"case": case}]}
    asked = [{"party": maker, "wanted": "whoever can stop the update server"}]
    told = lead.post("/calls/emergencies", {**given, "wanted": asked}, status=201)
    assert {one["party"]: one["wanted"] for one in told["coming"] if one["wanted"]} == {maker: asked[0]["wanted"]}
    ours = lead.send("POST", "/calls/emergencies", {**given, "wanted": [{"party": own, "wanted": "me"}]})
    assert (ours.status_code, "no role" in ours.content.decode()) == (422, True)
    typed = {"purpose": "More", "minutes_ahead": "0", "parties": [agency, maker], f"wanted-{agency}": "on duty"}
    answer = browser_of(cast.coordinator).post(f"/calls/emergency?case={case}", typed)
    newest = queries.call_for(cast.coordinator.viewer, answer.headers["Location"].rpartition("/")[2])
    assert wanted_by(cast.coordinator, newest) == {"DSA": "on duty"}
