"""Calls between the parties: convened, joined, decided, held; and a case on an agenda exists for its readers only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from medcord.calls import actions, queries
from medcord.calls.models import Call
from medcord.cases import queries as cases
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.core.vocabulary import Role, Tlp
from medcord.gateways import clock
from medcord.ledger import worker
from medcord.ledger.models import FactRow, OutgoingLetter
from medcord.notices import actions as notices
from medcord.notices.models import Call as WebhookCall
from medcord.notices.models import Notice
from medcord.notices.policy import How
from medcord.parties import actions as parties
from medcord.parties.models import Member
from tests.cases.road import joined
from tests.cast import PASSWORD, SYSTEM, Cast
from tests.notices.people import administrator, forget_letters

pytestmark = pytest.mark.django_db

TOMORROW = timedelta(days=1)


def party(member: Member) -> UUID:
    return UUID(str(member.organisation_id))


def words(cast: Cast, *who: Member, agenda: tuple[str, ...] = (), **more: object) -> actions.CallWords:
    asked = [party(one) for one in (who or (cast.regulator,))]
    starts = clock.now() + TOMORROW
    return actions.CallWords(
        starts, "Europe/Berlin", "What needs both agencies", asked, "Bridge 4711",
        agenda=[actions.Tabled(one, Tlp.AMBER_STRICT) for one in agenda], **more,
    )  # fmt: skip  # type: ignore[arg-type]


def guest_coordinator() -> Member:
    organisation = parties.register_organisation(
        name="Quarrel Centre", short_name="Quarrel", role=Role.COORDINATOR, actor=SYSTEM
    )
    return parties.add_member(
        organisation, email="guest@quarrel.example", name="Q. Uest", password=PASSWORD, actor=SYSTEM
    )


def kinds_of(stream: str) -> list[str]:
    return list(FactRow.objects.filter(stream=stream).order_by("seq").values_list("kind", flat=True))


def test_a_call_is_convened_joined_decided_and_held(cast: Cast) -> None:
    case = joined(cast)
    lead, regulator = cast.coordinator.viewer, cast.regulator.viewer
    call = actions.convene(words(cast, agenda=(case,)), actor=lead)
    with clock.at(call.starts + timedelta(minutes=3)):
        actions.join(call.reference, actor=lead)
        actions.join(call.reference, actor=regulator)
        actions.decide(call.reference, "The advisory waits for the fix.", case=case, actor=lead)
        due = clock.now() + timedelta(days=2)
        todo = actions.agree(call.reference, "Ask the maker", party=party(cast.regulator), due=due, actor=lead)
        actions.hold(call.reference, "Short and clear.", discussed=[case], actor=lead)
    seen = queries.seen(regulator, queries.call_for(regulator, call.reference))
    assert [row.words for row in seen.decisions] == ["The advisory waits for the fix."]
    assert [(row.member, row.party.short_name) for row in seen.attendance] == [
        (cast.coordinator.pk, "NCC"),
        (cast.regulator.pk, "DSA"),
    ]
    actions.finish(call.reference, todo.pk, "Letter of Tuesday", actor=regulator)
    assert queries.open_actions(lead) == []
    chain = kinds_of(f"organisation:{cast.coordinator.organisation_id}")
    assert [one for one in chain if one.startswith(("Call", "Action"))] == [
        "CallConvened", "CallJoined", "CallJoined", "CallDecided", "ActionAgreed", "CallHeld", "ActionDone",
    ]  # fmt: skip
    in_case = [one for one in kinds_of(f"case:{cases.case_for(lead, case).pk}") if one.startswith("Case")]
    assert in_case[-2:] == ["CaseTabled", "CaseDiscussed"]
    with pytest.raises(RuleRefusal, match="held"):
        actions.join(call.reference, actor=regulator)


def test_a_case_on_the_agenda_exists_for_its_readers_only(cast: Cast) -> None:
    """The guest coordinator is asked to the call and reads no case: no title, no count, no decision about it."""
    guest = guest_coordinator()
    case = joined(cast)
    lead = cast.coordinator.viewer
    call = actions.convene(words(cast, cast.regulator, guest, agenda=(case,)), actor=lead)
    actions.decide(call.reference, "About the case.", case=case, actor=lead)
    actions.decide(call.reference, "About us all.", party=party(guest), actor=lead)
    due = clock.now() + timedelta(days=9)
    actions.agree(call.reference, "Look into it", party=party(cast.regulator), due=due, case=case, actor=lead)
    read = {
        who: queries.seen(who.viewer, queries.call_for(who.viewer, call.reference)) for who in (guest, cast.regulator)
    }
    assert [len(read[guest].agenda), len(read[guest].cases), len(read[guest].actions)] == [0, 0, 0]
    assert [row.words for row in read[guest].decisions] == ["About us all."]
    assert [row.tlp for row in read[cast.regulator].agenda] == ["AMBER+STRICT"]
    assert len(read[cast.regulator].decisions) == 2
    assert queries.open_actions(guest.viewer) == []
    with pytest.raises(InputRefusal, match="does not read that case"):
        actions.agree(call.reference, "Look", party=party(guest), due=due, case=case, actor=lead)


def test_eve_and_whoever_is_not_asked_see_no_call(cast: Cast) -> None:
    case = joined(cast)
    call = actions.convene(words(cast, agenda=(case,)), actor=cast.coordinator.viewer)
    for who in (cast.eve, cast.manufacturer, cast.hospital, cast.isao):
        assert queries.visible(who.viewer) == []
        with pytest.raises(NotFound):
            queries.call_for(who.viewer, call.reference)
        with pytest.raises(NotFound):
            actions.join(call.reference, actor=who.viewer)
        with pytest.raises(NotFound):
            actions.convene(words(cast), actor=who.viewer)
    assert not Notice.objects.filter(party=cast.eve.organisation_id).exists()
    with pytest.raises(NotAllowed):
        actions.cancel(call.reference, "no", actor=cast.regulator.viewer)


def test_a_maker_is_asked_only_about_a_case_it_reads(cast: Cast) -> None:
    case = joined(cast)
    lead = cast.coordinator.viewer
    with pytest.raises(InputRefusal, match="parties that read a case"):
        actions.convene(words(cast, cast.manufacturer), actor=lead)
    with pytest.raises(InputRefusal, match="parties that read a case"):
        actions.convene(words(cast, cast.eve, agenda=(case,)), actor=lead)
    call = actions.convene(words(cast, cast.manufacturer, agenda=(case,)), actor=lead)
    mine = queries.seen(cast.manufacturer.viewer, queries.call_for(cast.manufacturer.viewer, call.reference))
    assert len(mine.agenda) == 1


def test_an_open_action_is_carried_over_to_the_next_call(cast: Cast) -> None:
    lead = cast.coordinator.viewer
    first = actions.convene(words(cast), actor=lead)
    due = clock.now() + timedelta(days=9)
    todo = actions.agree(first.reference, "Ask the maker", party=party(cast.regulator), due=due, actor=lead)
    later = actions.CallWords(clock.now() + timedelta(days=8), "UTC", "Next", [party(cast.regulator)])
    second = actions.convene(later, actor=lead)

    def carried() -> list[str]:
        seen = queries.seen(cast.regulator.viewer, queries.call_for(cast.regulator.viewer, second.reference))
        return [row.words for row in seen.carried]

    assert carried() == ["Ask the maker"]
    actions.finish(first.reference, todo.pk, "done by mail", actor=lead)
    assert carried() == []


def test_one_call_of_a_series_is_moved_and_one_cancelled_and_the_others_stay(cast: Cast) -> None:
    lead = cast.coordinator.viewer
    with clock.at(datetime(2026, 10, 14, 12, tzinfo=UTC)):
        start = datetime(2026, 10, 15, 8, tzinfo=UTC)  # 10:00 in Berlin, summer
        rule = actions.CallWords(start, "Europe/Berlin", "Weekly", [party(cast.regulator)], every_days=7, times=4)
        actions.convene(rule, actor=lead)
        worker.drain()
        one, two, three, four = queries.visible(lead)
        # 25 October 2026: the clocks go back, and 10:00 in Berlin is an hour later in UTC.
        assert [f"{row.starts:%d %H}" for row in (one, two, three, four)] == ["15 08", "22 08", "29 09", "05 09"]
        assert len(OutgoingLetter.objects.exclude(calendar="")) == 2
        forget_letters()
        actions.move(two.reference, two.starts + timedelta(hours=3), actor=lead)
        actions.cancel(three.reference, "A holiday", actor=lead)
        worker.drain()
        assert [f"{row.starts:%d %H} {row.state}" for row in queries.visible(lead)] == [
            "15 08 planned", "22 11 planned", "29 09 cancelled", "05 09 planned",
        ]  # fmt: skip
    later = [row.calendar for row in OutgoingLetter.objects.all() if "RECURRENCE-ID" in row.calendar]
    moved, cancelled = (next(one for one in later if f"METHOD:{word}" in one) for word in ("REQUEST", "CANCEL"))
    assert "RECURRENCE-ID;TZID=Europe/Berlin:20261022T100000" in moved
    assert "DTSTART;TZID=Europe/Berlin:20261022T130000" in moved
    assert "SEQUENCE:1" in moved
    assert "RECURRENCE-ID;TZID=Europe/Berlin:20261029T100000" in cancelled
    assert "STATUS:CANCELLED" in cancelled


def test_an_emergency_call_reaches_everybody_by_every_channel(cast: Cast) -> None:
    """Mail at once to people who chose otherwise, and a webhook that listens for something else."""
    case = joined(cast)
    lead = cast.coordinator.viewer
    notices.choose_for_me(How.DUTIES, actor=cast.regulator.viewer)
    notices.choose_for_me(How.WEEKLY, actor=cast.manufacturer.viewer)
    hook, _secret = notices.register(
        label="x", url="https://hooks.example/in", kinds=["CaseClosed"], actor=administrator(cast.manufacturer)
    )
    worker.drain()
    forget_letters()
    asked = [party(cast.regulator), party(cast.manufacturer)]
    begun = clock.now()
    call = actions.convene_emergency(
        "Attacks in two hospitals", parties=asked, agenda=[actions.Tabled(case)], actor=lead
    )
    worker.drain()
    letters = OutgoingLetter.objects.exclude(calendar="")
    assert sorted(row.to for row in letters) == ["ostrava@karst.example", "sennick@dsa.example", "tarrow@ncc.example"]
    assert {row.subject for row in letters} == {"medcord: please look now"}
    assert not any("Attacks" in row.body + row.calendar or "Breva" in row.body for row in letters)
    assert WebhookCall.objects.get(kind="CallConvened").webhook_id == hook.pk
    assert [row.reference for row in queries.emergencies(cast.regulator.viewer)] == [call.reference]
    with clock.at(begun + timedelta(minutes=1)):
        actions.join(call.reference, actor=lead)
    with clock.at(begun + timedelta(minutes=7, seconds=30)):
        actions.join(call.reference, actor=cast.manufacturer.viewer)
    with clock.at(begun + timedelta(minutes=20)):
        actions.join(call.reference, actor=cast.regulator.viewer)
    firsts = FactRow.objects.filter(kind="CallJoined").order_by("seq").values_list("data__first", flat=True)
    assert list(firsts) == [False, True, False]
    row = Call.objects.get(reference=call.reference)
    assert row.first_joined_at == begun + timedelta(minutes=7, seconds=30)


def test_who_is_asked_to_a_call_gets_its_invitation_and_a_named_colleague_in_their_place(cast: Cast) -> None:
    home = cast.coordinator.organisation
    ours = parties.add_member(home, email="ours@ncc.example", name="O. Urs", password=PASSWORD, actor=SYSTEM)
    call = actions.convene(words(cast, members=[ours.pk]), actor=cast.coordinator.viewer)
    worker.drain()
    invited = OutgoingLetter.objects.exclude(calendar="").values_list("to", flat=True)
    assert sorted(invited) == ["ours@ncc.example", "sennick@dsa.example"]
    letter = OutgoingLetter.objects.get(to="sennick@dsa.example")
    assert call.reference in letter.body
    assert f"/calls/{call.reference}" in letter.calendar.replace("\r\n ", "")
    for secret in ("What needs both agencies", "Bridge 4711"):
        assert secret not in letter.body + letter.calendar


def test_words_of_a_call_are_destroyed_by_the_party_that_convened_it(cast: Cast) -> None:
    lead = cast.coordinator.viewer
    call = actions.convene(words(cast), actor=lead)
    actions.decide(call.reference, "A patient was named", actor=lead)
    with pytest.raises(InputRefusal, match="Type the reference"):
        actions.destroy(call.reference, reason="a patient", typed="x", actor=lead)
    with pytest.raises(NotAllowed):
        actions.destroy(call.reference, reason="a patient", typed=call.reference, actor=cast.regulator.viewer)
    actions.destroy(call.reference, reason="a patient", typed=call.reference, actor=lead)
    gone = queries.call_for(lead, call.reference)
    assert [gone.purpose, gone.dial, gone.salt] == ["destroyed", "", ""]
    assert [row.words for row in queries.seen(lead, gone).decisions] == ["destroyed"]
