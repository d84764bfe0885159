"""Independent tests: from request through custody to result and release; who learns what on the way."""

from __future__ import annotations

from datetime import timedelta

import pytest

from medcord.cases import actions as case_actions
from medcord.cases import queries as cases
from medcord.cases.actions.embargo import TermsAnswer
from medcord.core.access import Viewer
from medcord.core.lab import CustodyGap, CustodyMove, LabAudience, LabOutcome, SpecimenKind
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.core.vocabulary import Severity
from medcord.gateways import clock
from medcord.lab import actions, queries
from medcord.lab.models import LabTest
from medcord.ledger import worker
from medcord.ledger.models import FactRow
from medcord.notices.models import Notice
from medcord.opinions import actions as opinions
from tests.cases.road import joined
from tests.cast import Cast

pytestmark = pytest.mark.django_db

WORDS = actions.RequestWords(
    scope="The alarm service of one unit, on a bench.",
    question="Does a mute command without sign-in silence the alarm?",
    wanted="One Breva V2 with 4.1.0.",
    confidentiality="The laboratory tells nobody but us.",
)


def asked(cast: Cast, *, supplier: bool = True) -> tuple[str, LabTest]:
    """A case with a test that the regulator asked for and the coordinator took on, two days ago."""
    before = clock.now() - timedelta(days=2)
    with pytest.MonkeyPatch.context() as then:
        then.setattr(clock, "now", lambda: before)
        return _asked(cast, supplier=supplier)


def _asked(cast: Cast, *, supplier: bool) -> tuple[str, LabTest]:
    case = joined(cast)
    who = cast.manufacturer.organisation_id if supplier else None
    words = actions.RequestWords(WORDS.scope, WORDS.question, WORDS.wanted, WORDS.confidentiality, who)
    row = actions.request(case, words, actor=cast.regulator.viewer)
    lead = cast.coordinator.viewer
    return case, actions.answer(case, row.reference, accept=True, laboratory="Lab of the Vale", actor=lead)


def reported(cast: Cast, *, supplier: bool = True) -> tuple[str, LabTest]:
    case, row = asked(cast, supplier=supplier)
    lead = cast.coordinator.viewer
    return case, actions.report(
        case, row.reference, outcome=LabOutcome.CONFIRMED, words="The alarm fell silent.", actor=lead
    )


def seen_by(viewer: Viewer, case: str) -> tuple[int, int]:
    """How many tests and how many results exist for the viewer."""
    row = cases.case_for(viewer, case)
    return len(queries.of_case(viewer, row)), len(queries.results(viewer, row))


def hand(giver: str, taker: str, hours: int, seal: str = "", new_seal: str = "") -> actions.HandWords:
    return actions.HandWords(giver, taker, clock.now() - timedelta(hours=hours), seal, new_seal, "unopened")


def test_a_test_from_request_to_evidence(cast: Cast) -> None:
    case, row = asked(cast)
    lead, maker, regulator = (one.viewer for one in (cast.coordinator, cast.manufacturer, cast.regulator))
    device = actions.add_specimen(
        case, row.reference, kind=SpecimenKind.DEVICE, model="Breva V2", serial="SN-0417-zz", actor=maker
    )
    go = (case, row.reference, device.pk)
    with pytest.raises(InputRefusal, match="belongs to no test"):
        actions.hand_over(*go, CustodyMove.RECEIVE, hand("Karst", "NCC", 49), actor=maker)
    actions.hand_over(*go, CustodyMove.RECEIVE, hand("Karst", "NCC", 30, "K-1", "N-7"), actor=maker)
    actions.hand_over(*go, CustodyMove.TO_LABORATORY, hand("NCC", "Lab of the Vale", 20, "N-7"), actor=lead)
    actions.hand_over(*go, CustodyMove.RETURN, hand("A courier", "Karst", 2, "N-9"), actor=lead)
    (whole,) = queries.custody(regulator, row)
    assert [sorted(one.gaps) for one in whole.links] == [[], [], [CustodyGap.HOLDER, CustodyGap.SEAL]]
    assert [one.row.signed_name for one in whole.links] == ["L. Ostrava", "M. Tarrow", "M. Tarrow"]
    assert not whole.whole
    (mine,) = queries.custody(maker, row)
    assert [one.row.taker for one in mine.links] == ["NCC"]
    with pytest.raises(RuleRefusal, match="last state"):
        actions.hand_over(*go, CustodyMove.DESTROY, hand("Karst", "Nobody", 1), actor=lead)

    digest = "ab" * 32
    more = {"document": "Report 26-88", "document_sha256": digest}
    actions.report(case, row.reference, outcome=LabOutcome.PARTLY, words="Only on Wi-Fi.", **more, actor=lead)
    evidence = f"Independent test {row.reference}."
    words = opinions.OpinionWords(
        Severity.SERIOUS, "An alarm stays silent.", opinions.Certainty.HIGH, evidence=evidence
    )
    opinions.sign(case, words, actor=regulator)
    here = cases.case_for(regulator, case)
    assert queries.cited(regulator, here, [row]) == {row.pk: [1]}
    assert queries.cited(maker, here, [row]) == {row.pk: []}
    kinds = [one.kind for one in cases.timeline(regulator, here)]
    assert [one for one in kinds if one.startswith(("Lab", "Spec"))] == [
        "LabTestRequested", "LabTestAnswered", *["SpecimenMoved"] * 4, "LabTestReported",
    ]  # fmt: skip
    for fact in FactRow.objects.filter(kind__in=["SpecimenMoved", "LabTestRequested"]):
        assert "SN-0417" not in str(fact.data)


@pytest.mark.parametrize(
    ("audience", "maker", "finder_maker"),
    [(LabAudience.AGENCIES, 0, 0), (LabAudience.MAKER, 1, 0), (LabAudience.READERS, 1, 1), (LabAudience.PUBLIC, 1, 1)],
)
def test_a_result_is_seen_by_those_to_whom_it_was_released(
    cast: Cast, audience: LabAudience, maker: int, finder_maker: int
) -> None:
    """Karst supplied the specimen; Eveline reads the case too, for this once, and did not."""
    case, row = reported(cast)
    lead = cast.coordinator.viewer
    case_actions.invite(case, cast.eve.organisation_id, actor=lead)
    case_actions.answer_terms(case, TermsAnswer.ACCEPT, actor=cast.eve.viewer)
    assert [seen_by(one.viewer, case)[1] for one in (cast.regulator, cast.manufacturer, cast.eve)] == [1, 0, 0]
    sentence = "A laboratory has shown it." if audience is LabAudience.PUBLIC else ""
    actions.release(case, row.reference, audience=audience, because="They must know.", sentence=sentence, actor=lead)
    worker.drain()
    assert seen_by(cast.regulator.viewer, case) == (1, 1)
    assert seen_by(cast.manufacturer.viewer, case) == (1, maker)  # it knows of the test: it supplies the specimen
    assert seen_by(cast.eve.viewer, case) == (finder_maker, finder_maker)
    told = set(Notice.objects.filter(kind="LabTestReleased").values_list("party", flat=True))
    assert (cast.eve.organisation_id in told) is bool(finder_maker)
    assert (cast.manufacturer.organisation_id in told) is bool(maker)
    assert not Notice.objects.filter(kind="LabTestReported").exclude(party=cast.regulator.organisation_id).exists()


def test_eve_learns_of_no_test(cast: Cast) -> None:
    case, row = reported(cast)
    for who in (cast.eve, cast.hospital, cast.isao):
        with pytest.raises(NotFound):
            actions.request(case, WORDS, actor=who.viewer)
        with pytest.raises(NotFound):
            actions.answer(case, row.reference, accept=False, words="no", actor=who.viewer)
    worker.drain()
    assert not Notice.objects.filter(party=cast.eve.organisation_id).exists()


def test_a_maker_that_supplies_nothing_sees_no_test(cast: Cast) -> None:
    case, row = asked(cast, supplier=False)
    maker = cast.manufacturer.viewer
    assert seen_by(maker, case) == (0, 0)
    worker.drain()
    assert not Notice.objects.filter(party=cast.manufacturer.organisation_id, kind__startswith="LabTest").exists()
    with pytest.raises(NotFound):
        actions.add_specimen(case, row.reference, kind=SpecimenKind.DEVICE, model="x", serial="1", actor=maker)


def test_the_coordinator_answers_reports_and_releases(cast: Cast) -> None:
    case = joined(cast)
    row = actions.request(case, WORDS, actor=cast.regulator.viewer)
    regulator, lead = cast.regulator.viewer, cast.coordinator.viewer
    with pytest.raises(NotAllowed):
        actions.answer(case, row.reference, accept=True, laboratory="Ours", actor=regulator)
    with pytest.raises(RuleRefusal, match="not taken this request on"):
        actions.add_specimen(case, row.reference, kind=SpecimenKind.DEVICE, model="x", serial="1", actor=lead)
    with pytest.raises(InputRefusal, match="Say why"):
        actions.answer(case, row.reference, accept=False, actor=lead)
    actions.answer(case, row.reference, accept=False, words="No laboratory is free.", actor=lead)
    with pytest.raises(RuleRefusal, match="not taken this request on"):
        actions.report(case, row.reference, outcome=LabOutcome.CONFIRMED, words="x", actor=lead)


def test_what_was_released_is_not_taken_back_and_firmware_needs_its_digest(cast: Cast) -> None:
    case, row = reported(cast)
    lead = cast.coordinator.viewer
    with pytest.raises(InputRefusal, match="64 digits"):
        actions.add_specimen(case, row.reference, kind=SpecimenKind.FIRMWARE, model="4.1.0", actor=lead)
    actions.release(case, row.reference, audience=LabAudience.READERS, because="All need it.", actor=lead)
    with pytest.raises(RuleRefusal, match="cannot be taken back"):
        actions.release(case, row.reference, audience=LabAudience.AGENCIES, because="Too early.", actor=lead)
    with pytest.raises(InputRefusal, match="one sentence"):
        actions.release(case, row.reference, audience=LabAudience.PUBLIC, because="Now.", actor=lead)
    with pytest.raises(RuleRefusal, match="further test"):
        actions.report(case, row.reference, outcome=LabOutcome.PARTLY, words="x", actor=lead)
