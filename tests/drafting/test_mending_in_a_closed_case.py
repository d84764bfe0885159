"""An error found after the case was closed is mended all the same; the case stays closed (90)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from medcord.advisories import queries as advisories
from medcord.cases import actions as cases
from medcord.cases import queries as case_queries
from medcord.cases.actions.statements import StatementWords
from medcord.cases.models import Case, Statement
from medcord.core.advisory.in_force import standing_of
from medcord.core.advisory.revising import RevisionKind
from medcord.core.refusals import NotAllowed, NotFound, RuleRefusal
from medcord.core.vocabulary import ConfidentialityClass, ProductStatus, Role, Tlp
from medcord.drafting import actions, queries
from medcord.drafting.models import Draft
from medcord.ledger import queries as ledger
from medcord.ledger import worker
from medcord.notices import queries as notices
from tests.api.programs import program_of
from tests.cases.road import approved, drafted, released
from tests.cast import Cast, browser_of, make_cast
from tests.drafting.test_emergency_revision import broken, seen
from tests.drafting.test_withdrawal import another

pytestmark = pytest.mark.django_db

NEWS = "The maker found that 4.2.0 is affected too."
WHY, ADVICE = "Another device was tested.", "Nothing has to be done under this advisory."


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def closed(cast: Cast) -> str:
    """A case that was closed after its advisory came out."""
    case = drafted(cast)
    released(cast, case)
    worker.drain()
    cases.close(case, reason="The advisory is out.", actor=cast.coordinator.viewer)
    worker.drain()
    return case


def row_of(cast: Cast, case: str) -> Case:
    return case_queries.case_for(cast.coordinator.viewer, case)


def draft_of(cast: Cast, case: str) -> Draft:
    found = queries.draft_for(cast.coordinator.viewer, row_of(cast, case))
    assert found is not None
    return found


def go_out(cast: Cast, case: str) -> Draft:
    draft = actions.publish(approved(cast, case), actor=cast.coordinator.viewer)
    worker.drain()
    return draft


def told_of(kind: str) -> set[Role | None]:
    """Whose mailboxes get a notice of the newest fact of a kind."""
    return {post.box.viewer.role for post in notices.posts_of(ledger.facts_of_kinds([kind])[-1])}


def test_a_correction_goes_the_whole_way_and_the_case_stays_closed(cast: Cast) -> None:
    case = closed(cast)
    lead, at = cast.coordinator.viewer, row_of(cast, case).closed_at
    actions.open_for_revision(case, RevisionKind.CORRECTION, NEWS, actor=lead)
    actions.save_draft(case, {"summary": "Alarms of 4.2.0 too."}, actor=lead)
    with pytest.raises(RuleRefusal, match="Nobody but its writer"):
        actions.publish(case, actor=lead)
    draft = go_out(cast, case)
    value = advisories.value_of(advisories.advisory_for(lead, draft.tracking_id).current)
    assert (value.version, value.summary) == ("2", "Alarms of 4.2.0 too.")
    assert row_of(cast, case).closed_at == at


@pytest.mark.parametrize("kind", ["withdrawn", "superseded"])
def test_it_is_withdrawn_or_replaced_as_well(cast: Cast, kind: str) -> None:
    case = closed(cast)
    lead = cast.coordinator.viewer
    if kind == "withdrawn":
        actions.withdraw(case, WHY, ADVICE, actor=lead)
    else:
        actions.supersede(case, another(cast).tracking_id, WHY, ADVICE, actor=lead)
    draft = go_out(cast, case)
    standing = standing_of(advisories.value_of(advisories.advisory_for(lead, draft.tracking_id).current))
    assert standing is not None
    assert standing.reason == WHY
    assert row_of(cast, case).closed_at is not None


def test_its_parties_are_told_when_it_is_opened_and_when_it_is_out(cast: Cast) -> None:
    case = closed(cast)
    actions.open_for_revision(case, RevisionKind.UPDATE, NEWS, actor=cast.coordinator.viewer)
    worker.drain()
    assert told_of("RevisionOpened") == {Role.REGULATOR}  # no maker reads it before it is out (84)
    actions.circulate(case, cast.manufacturer.organisation_id, actor=cast.coordinator.viewer)
    assert Role.MANUFACTURER in told_of("DraftCirculated")
    go_out(cast, case)
    assert told_of("DraftReleased") == {Role.REGULATOR, Role.MANUFACTURER}


def test_a_party_reads_comments_and_objects_as_to_every_draft(cast: Cast) -> None:
    case = closed(cast)
    lead = cast.coordinator.viewer
    actions.open_for_revision(case, RevisionKind.UPDATE, NEWS, actor=lead)
    actions.circulate(case, cast.manufacturer.organisation_id, actor=lead)
    number = draft_of(cast, case).number
    stand = actions.take_stand(case, number=number, armed=False, reason="4.2.0 is not.", actor=cast.manufacturer.viewer)
    assert stand.armed is False
    with pytest.raises(RuleRefusal):
        actions.publish(approved(cast, case), actor=lead)


def test_a_maker_states_and_the_regulator_judges_anew_what_a_revision_is_made_of(cast: Cast) -> None:
    case = closed(cast)
    first = Statement.objects.filter(case=row_of(cast, case)).latest("at")
    words = StatementWords(first.product_id, "< 4.3.0", ProductStatus.AFFECTED, "", "vendor_fix", "Install 4.3.0.")
    cases.make_statement(case, words, actor=cast.manufacturer.viewer)
    actions.open_for_revision(case, RevisionKind.CORRECTION, NEWS, actor=cast.coordinator.viewer)
    draft = go_out(cast, case)
    value = advisories.value_of(advisories.advisory_for(cast.coordinator.viewer, draft.tracking_id).current)
    assert "< 4.3.0" in [one.version for one in value.products]
    page = browser_of(cast.regulator).get(f"/cases/{case}/opinion").content.decode()
    assert 'name="hazard"' in page or "<textarea" in page


def test_what_cannot_wait_goes_out_of_a_closed_case_as_well(cast: Cast) -> None:
    case = closed(cast)
    seen(cast, case)
    broken(cast, case)
    row = advisories.advisory_for(cast.coordinator.viewer, draft_of(cast, case).tracking_id)
    assert row.current.number == 2
    assert row_of(cast, case).closed_at is not None


def test_nothing_else_is_changed_in_a_closed_case(cast: Cast) -> None:
    case = closed(cast)
    lead = cast.coordinator.viewer
    actions.open_for_revision(case, RevisionKind.UPDATE, NEWS, actor=lead)
    acts: list[Callable[[], object]] = [
        lambda: cases.close(case, reason="Again.", actor=lead),
        lambda: cases.invite(case, cast.isao.organisation_id, actor=lead),
        lambda: cases.send_message(case, "Hello", tlp=Tlp.AMBER, confidentiality=ConfidentialityClass.NONE, actor=lead),
    ]
    for act in acts:
        with pytest.raises(NotAllowed, match="The case is closed"):
            act()
    assert row_of(cast, case).closed_at is not None


def test_a_closed_case_whose_advisory_never_came_out_is_not_written_in(cast: Cast) -> None:
    case = drafted(cast)
    lead = cast.coordinator.viewer
    cases.end_embargo(case, reason="Over.", actor=lead)
    cases.close(case, reason="Not a flaw.", actor=lead)
    acts: list[Callable[[], object]] = [
        lambda: actions.save_draft(case, {"title": "New"}, actor=lead),
        lambda: actions.publish(case, actor=lead),
        lambda: actions.open_for_revision(case, RevisionKind.UPDATE, NEWS, actor=lead),
    ]
    for act in acts:
        with pytest.raises(NotAllowed, match="The case is closed"):
            act()


def test_the_page_of_a_closed_case_offers_it_and_says_that_the_case_stays_closed(cast: Cast) -> None:
    case = closed(cast)
    page = browser_of(cast.coordinator).get(f"/cases/{case}/draft").content.decode()
    assert "This case is closed, and stays closed" in page
    assert ("Its advisory can still be mended" in page, "Wait for the makers" in page) == (True, False)
    answer = browser_of(cast.coordinator).post(
        f"/cases/{case}/draft/revision", {"kind": "correction", "news": NEWS, "version": draft_of(cast, case).version}
    )
    assert answer.status_code == 302
    assert draft_of(cast, case).revising == "correction"
    state = browser_of(cast.coordinator).get(f"/cases/{case}/state").content.decode()
    assert "An error found in its advisory is mended all the same" in state


def test_a_program_does_the_same(cast: Cast) -> None:
    case = closed(cast)
    program_of(cast.coordinator).post(f"/cases/{case}/draft/revision", {"kind": "update", "news": NEWS})
    assert draft_of(cast, case).revising == "update"


@pytest.mark.parametrize("who", ["eve", "hospital", "manufacturer", "regulator"])
def test_nobody_but_the_owner_opens_it(cast: Cast, who: str) -> None:
    case = closed(cast)
    viewer = getattr(cast, who).viewer
    acts: list[Callable[[], object]] = [
        lambda: actions.open_for_revision(case, RevisionKind.UPDATE, NEWS, actor=viewer),
        lambda: actions.withdraw(case, WHY, ADVICE, actor=viewer),
    ]
    for act in acts:
        with pytest.raises(NotFound):
            act()
    assert draft_of(cast, case).revising == ""
