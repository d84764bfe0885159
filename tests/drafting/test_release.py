"""Four eyes, readiness and objections: what stands between a draft and the door (83)."""

from __future__ import annotations

import pytest

from medcord.cases import actions as cases
from medcord.cases import queries as case_queries
from medcord.core.access import Viewer, ViewerKind
from medcord.core.advisory.readiness import Missing
from medcord.core.advisory.release import Lack, ReleaseFactor
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.core.vocabulary import ConfidentialityClass, ProductStatus, Tlp
from medcord.drafting import actions, queries
from medcord.drafting.models import Draft, ReleaseApproval
from medcord.formats.csaf import validate
from medcord.ledger import queries as ledger
from medcord.ledger import worker
from medcord.parties.models import Member
from medcord.products import actions as products
from medcord.products.actions import ProductWords
from tests.api.programs import program_of
from tests.cases.road import DRAFT, approved, drafted, joined, second_reader
from tests.cast import Cast, browser_of, make_cast

pytestmark = pytest.mark.django_db

WHY = "The fix is not out in two countries."
OVER = {"reason": "Attacks are seen in three hospitals.", "factors": [ReleaseFactor.ATTACKS, ReleaseFactor.HARM]}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def draft_of(cast: Cast, case: str) -> Draft:
    found = queries.draft_for(cast.coordinator.viewer, case_queries.case_for(cast.coordinator.viewer, case))
    assert found is not None
    return found


def state(member: Member, case: str) -> queries.Readiness:
    known = case_queries.case_for(member.viewer, case)
    draft = queries.draft_for(member.viewer, known)
    assert draft is not None
    return queries.readiness(member.viewer, known, draft)


def out(cast: Cast, case: str) -> Draft:
    return actions.publish(case, early_reason="The fix is out.", actor=cast.coordinator.viewer)


def objected(cast: Cast) -> str:
    """An approved draft that the manufacturer reads and objects to."""
    case = drafted(cast)
    actions.circulate(case, cast.manufacturer.organisation_id, actor=cast.coordinator.viewer)
    actions.take_stand(case, number=1, armed=False, reason=WHY, actor=cast.manufacturer.viewer)
    return approved(cast, case)


def test_nothing_goes_out_that_only_its_writer_has_seen(cast: Cast) -> None:
    case = drafted(cast)
    with pytest.raises(RuleRefusal, match="Nobody but its writer") as refused:
        out(cast, case)
    assert refused.value.code == "not-approved"
    with pytest.raises(RuleRefusal, match="You wrote this version yourself"):
        actions.approve(case, number=1, actor=cast.coordinator.viewer)
    assert out(cast, approved(cast, case)).tracking_id


def test_an_approval_is_for_the_words_that_were_read_and_for_no_others(cast: Cast) -> None:
    case, second = approved(cast, drafted(cast)), second_reader(cast.coordinator).viewer
    actions.save_draft(case, {"summary": "Other words."}, actor=cast.coordinator.viewer)
    with pytest.raises(RuleRefusal, match="Nobody but its writer"):
        out(cast, case)
    with pytest.raises(RuleRefusal, match="at version 2 now, and you spoke of 1"):
        actions.approve(case, number=1, actor=second)
    actions.approve(case, number=2, actor=second)
    with pytest.raises(RuleRefusal, match="approved this version already"):
        actions.approve(case, number=2, actor=second)
    assert ReleaseApproval.objects.filter(number=2).count() == 1
    assert out(cast, case).tracking_id


def test_the_second_member_who_writes_last_needs_the_first_to_approve(cast: Cast) -> None:
    case, second = drafted(cast), second_reader(cast.coordinator).viewer
    actions.save_draft(case, {"summary": "Better words."}, actor=second)
    with pytest.raises(RuleRefusal, match="You wrote this version yourself"):
        actions.approve(case, number=2, actor=second)
    actions.approve(case, number=2, actor=cast.coordinator.viewer)
    assert actions.publish(case, early_reason="Now.", actor=second).tracking_id


def test_silence_keeps_nothing_back_and_ready_is_of_one_version(cast: Cast) -> None:
    case = drafted(cast)
    actions.circulate(case, cast.manufacturer.organisation_id, actor=cast.coordinator.viewer)
    actions.circulate(case, cast.regulator.organisation_id, actor=cast.coordinator.viewer)
    actions.take_stand(case, number=1, armed=True, actor=cast.manufacturer.viewer)
    told = {
        one.participant.party_id: (one.stand is not None, one.current) for one in state(cast.coordinator, case).parties
    }
    maker, regulator = cast.manufacturer.organisation_id, cast.regulator.organisation_id
    assert told == {maker: (True, True), regulator: (False, False)}
    actions.save_draft(case, {"summary": "Other words."}, actor=cast.coordinator.viewer)
    assert [one.current for one in state(cast.coordinator, case).parties if one.stand] == [False]
    assert out(cast, approved(cast, case)).tracking_id


def test_over_an_objection_it_goes_out_with_a_reason_factors_and_a_second_person(cast: Cast) -> None:
    case, second = objected(cast), second_reader(cast.coordinator).viewer
    lead = cast.coordinator.viewer
    with pytest.raises(RuleRefusal, match="A party objects") as refused:
        out(cast, case)
    assert refused.value.code == "objected"
    for lack in ({"reason": "", "factors": OVER["factors"]}, {"reason": "x", "factors": []}):
        with pytest.raises(InputRefusal):
            actions.override(case, number=1, actor=lead, **lack)
    actions.override(case, number=1, actor=lead, **OVER)
    with pytest.raises(RuleRefusal, match="waits for a second person"):
        out(cast, case)
    with pytest.raises(RuleRefusal, match="You prepared it yourself"):
        actions.second(case, number=1, actor=lead)
    actions.second(case, number=1, actor=second)
    with pytest.raises(RuleRefusal, match="stood in for it already"):
        actions.second(case, number=1, actor=second)
    assert out(cast, case).tracking_id
    [fact] = ledger.facts_of_kinds(["ReleaseOverridden"])
    assert (fact.data["factors"], fact.data["objections"]) == ("attacks+harm", 1)
    assert OVER["reason"] not in str([row.data for row in ledger.facts_of_kinds(["ReleaseOverridden"])])


def test_another_version_asks_for_the_second_person_again_and_the_objection_stays(cast: Cast) -> None:
    case, second = objected(cast), second_reader(cast.coordinator).viewer
    actions.override(case, number=1, actor=cast.coordinator.viewer, **OVER)
    actions.second(case, number=1, actor=second)
    actions.save_draft(case, {"summary": "Other words."}, actor=cast.coordinator.viewer)
    assert state(cast.coordinator, case).lacks == (Lack.NOT_APPROVED, Lack.OBJECTED)
    actions.take_stand(case, number=2, armed=True, actor=cast.manufacturer.viewer)
    assert state(cast.coordinator, case).lacks == (Lack.NOT_APPROVED,)


def test_an_objection_says_why_and_is_read_by_the_agencies_and_its_own_party(cast: Cast) -> None:
    case = objected(cast)
    with pytest.raises(InputRefusal, match="Say why"):
        actions.take_stand(case, number=1, armed=False, actor=cast.manufacturer.viewer)
    actions.circulate(case, cast.regulator.organisation_id, actor=cast.coordinator.viewer)
    for member in (cast.coordinator, cast.regulator, cast.manufacturer):
        assert WHY in browser_of(member).get(f"/cases/{case}/draft").content.decode()
    actions.take_stand(case, number=1, armed=True, actor=cast.manufacturer.viewer)
    with pytest.raises(RuleRefusal, match="No party objects"):
        actions.override(case, number=1, actor=cast.coordinator.viewer, **OVER)
    with pytest.raises(RuleRefusal, match="Your party releases"):
        actions.take_stand(case, number=1, armed=True, actor=cast.coordinator.viewer)


def test_only_people_approve(cast: Cast) -> None:
    case = drafted(cast)
    node = Viewer(kind=ViewerKind.SYSTEM, party_id=cast.coordinator.organisation_id)
    with pytest.raises((NotAllowed, NotFound)):
        actions.approve(case, number=1, actor=node)


def test_eve_and_whoever_was_not_sent_the_draft_neither_see_nor_say(cast: Cast) -> None:
    case = objected(cast)
    for member in (cast.eve, cast.hospital, cast.isao):
        for path in ("stand", "release"):
            assert browser_of(member).post(
                f"/cases/{case}/draft/{path}", {"number": 1, "act": "ready"}
            ).status_code in (403, 404)
        with pytest.raises(NotFound):
            actions.take_stand(case, number=1, armed=True, actor=member.viewer)
        with pytest.raises((NotFound, NotAllowed)):
            actions.approve(case, number=1, actor=member.viewer)
    with pytest.raises((NotAllowed, NotFound)):
        actions.approve(case, number=1, actor=cast.manufacturer.viewer)
    with pytest.raises(NotFound):
        actions.take_stand(case, number=1, armed=True, actor=cast.regulator.viewer)


def test_the_page_leads_through_it(cast: Cast) -> None:
    case = drafted(cast)
    actions.circulate(case, cast.manufacturer.organisation_id, actor=cast.coordinator.viewer)
    lead, second, maker = (
        browser_of(one) for one in (cast.coordinator, second_reader(cast.coordinator), cast.manufacturer)
    )
    path = f"/cases/{case}/draft"
    assert "Approve version 1" not in lead.get(path).content.decode()
    assert "Approve version 1" in second.get(path).content.decode()
    refused = maker.post(f"{path}/stand", {"number": 1, "act": "object", "reason": ""})
    assert (refused.status_code, "Say why your party objects" in refused.content.decode()) == (422, True)
    assert maker.post(f"{path}/stand", {"number": 1, "act": "object", "reason": WHY}).status_code == 302
    assert second.post(f"{path}/release", {"number": 1, "act": "approve"}).status_code == 302
    assert second.post(f"{path}/release", {"number": 9, "act": "approve"}).status_code == 422
    given = {"number": 1, "act": "override", "reason": OVER["reason"]}
    assert "Choose at least one factor" in lead.post(f"{path}/release", given).content.decode()
    assert lead.post(f"{path}/release", given | {"factors": ["attacks"]}).status_code == 302
    assert "waits for a second person" in lead.get(path).content.decode()
    assert second.post(f"{path}/release", {"number": 1, "act": "second"}).status_code == 302
    version = draft_of(cast, case).version
    wanted = {"version": version, "early_reason": "Attacks.", "sure": "on"}
    assert lead.post(f"{path}/publish", wanted).status_code == 302
    worker.drain()
    told = maker.get(f"/cases/{case}").content.decode()
    assert "over an objection" not in told
    assert "objects to the release of version 1" in told


def unmatchable(cast: Cast) -> str:
    """A draft on a product without a model number, its versions in prose."""
    case = joined(cast)
    product = products.register(
        ProductWords(name="Breva Hub"), maker=cast.manufacturer.organisation_id, actor=cast.manufacturer.viewer
    )
    words = cases.StatementWords(
        product.pk,
        "units sold before the spring, see the label",
        ProductStatus.AFFECTED,
        "",
        "vendor_fix",
        "Install 4.2.1.",
    )
    cases.make_statement(case, words, actor=cast.manufacturer.viewer)
    actions.save_draft(case, DRAFT, actor=cast.coordinator.viewer)
    return approved(cast, case)


def test_what_machines_cannot_match_goes_out_only_with_a_reason_that_shows(cast: Cast) -> None:
    case, lead = unmatchable(cast), cast.coordinator.viewer
    with pytest.raises(
        RuleRefusal, match=r"no model number, UDI-DI, CPE or purl.*cannot be read as a version"
    ) as refused:
        out(cast, case)
    assert refused.value.code == "not-matchable"
    known = case_queries.case_for(lead, case)
    material = queries.material(lead, known)
    [statement] = material.statements
    with pytest.raises(InputRefusal, match="The reason is published"):
        actions.waive(case, statement.pk, Missing.RANGE, reason=" ", actor=lead)
    actions.waive(case, statement.pk, Missing.RANGE, reason="Its maker sells it without a version.", actor=lead)
    with pytest.raises(RuleRefusal, match="no model number"):
        out(cast, case)
    asked = program_of(cast.coordinator)
    by_kind = {one["what"]: one for one in asked.get(f"/cases/{case}/draft/release")["unmatched"]}
    assert {what: bool(one["reason"]) for what, one in by_kind.items()} == {"identifier": False, "range": True}
    nothing = {"statement": str(statement.pk), "what": "identifier", "reason": " "}
    asked.post(f"/cases/{case}/draft/waiver", nothing, status=422)
    page = browser_of(cast.coordinator)
    given = {"act": "waive", "lack": f"{statement.pk}:identifier", "reason": "The label bears no number."}
    assert page.post(f"/cases/{case}/draft/release", given).status_code == 302
    with pytest.raises(RuleRefusal, match="Nobody but its writer"):  # it is another document than the approved one
        out(cast, case)
    draft = out(cast, approved(cast, case))
    worker.drain()
    shown = browser_of(None).get(f"/advisories/{draft.tracking_id}").content.decode()
    assert "The label bears no number." in shown
    assert "Its maker sells it without a version." in shown
    newer = browser_of(None).get(f"/advisories/{draft.tracking_id}/files/csaf-2.1.json").content
    assert [one for one in validate(newer) if one.level == "error"] == []


def test_a_reason_that_goes_out_holds_no_words_that_may_not(cast: Cast) -> None:
    case, lead = unmatchable(cast), cast.coordinator.viewer
    held = "Our supplier of the pump board stops making it in May and we have no second source."
    [statement] = queries.material(lead, case_queries.case_for(lead, case)).statements
    for what in (Missing.IDENTIFIER, Missing.RANGE):
        actions.waive(case, statement.pk, what, reason=held, actor=lead)
    approved(cast, case)
    secret = ConfidentialityClass.TRADE_SECRET
    cases.send_message(case, held, tlp=Tlp.AMBER, confidentiality=secret, actor=cast.manufacturer.viewer)
    with pytest.raises(
        RuleRefusal, match=r"Why it goes out although machines cannot match it.*words in a row"
    ) as refused:
        out(cast, case)
    assert refused.value.code == "not-to-be-published"
    with pytest.raises(InputRefusal, match="words in a row") as copied:
        actions.waive(case, statement.pk, Missing.RANGE, reason=held, actor=lead)
    assert copied.value.code == "copied"
    for what in (Missing.IDENTIFIER, Missing.RANGE):
        actions.waive(case, statement.pk, what, reason="Its label bears neither.", actor=lead)
    assert out(cast, approved(cast, case)).tracking_id


def test_nothing_is_waived_that_is_not_lacking_and_by_nobody_else(cast: Cast) -> None:
    case = drafted(cast)
    known = case_queries.case_for(cast.coordinator.viewer, case)
    [statement] = queries.material(cast.coordinator.viewer, known).statements
    with pytest.raises(RuleRefusal, match="lacks nothing of the kind"):
        actions.waive(case, statement.pk, Missing.RANGE, reason="x", actor=cast.coordinator.viewer)
    for member in (cast.eve, cast.manufacturer, cast.hospital):
        with pytest.raises((NotFound, NotAllowed)):
            actions.waive(case, statement.pk, Missing.RANGE, reason="x", actor=member.viewer)
    page = browser_of(cast.coordinator)
    for lack in ("", "x:range", f"{statement.pk}:colour"):
        given = {"act": "waive", "lack": lack, "reason": "x"}
        assert page.post(f"/cases/{case}/draft/release", given).status_code in (404, 422)
