"""Some parties are told before all: prepared from the draft, approved by four eyes, read by them and nobody else."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from medcord.advisories import queries as published
from medcord.cases import actions as cases
from medcord.cases import queries as case_queries
from medcord.cases.actions.embargo import TermsAnswer
from medcord.core.access import Permission, Viewer, ViewerKind, may
from medcord.core.access.scopes import Scope
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.core.vocabulary import ConfidentialityClass, Role, Tlp
from medcord.drafting import actions
from medcord.drafting.models import Telling
from medcord.formats.csaf import read_advisory, validate
from medcord.ledger import queries as ledger
from medcord.ledger import worker
from medcord.records import queries as records
from medcord.restricted import queries
from medcord.restricted.models import RestrictedAdvisory
from tests.cases.road import DRAFT, drafted, products_of, released, second_reader
from tests.cast import STRANGER, SYSTEM, Cast, make_cast, party_with
from tests.restricted.telling import approve, digest, prepared, reads, seen, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


# --- the road -------------------------------------------------------------------------------------------------------


def test_a_hospital_is_told_what_a_second_member_read_and_approved_and_nobody_else_is(cast: Cast) -> None:
    case, row = prepared(cast)
    assert reads(cast.hospital) == []
    approve(cast, case, row)
    assert reads(cast.hospital) == [row.tracking_id]
    assert reads(cast.coordinator) == [row.tracking_id]
    for other in (cast.other_hospital, cast.eve, cast.isao, cast.regulator, cast.manufacturer):
        assert reads(other) == []
        with pytest.raises(NotFound):
            queries.one_for(other.viewer, row.tracking_id)
    assert published.published(SYSTEM).count == 0


def test_nobody_approves_what_they_prepared_or_what_they_did_not_read(cast: Cast) -> None:
    case, row = prepared(cast)
    read = digest(cast.coordinator, case, row.restricted)
    with pytest.raises(RuleRefusal, match="yourself") as own:
        actions.approve_telling(case, row.restricted, seen=read, actor=cast.coordinator.viewer)
    assert own.value.code == "own-words"
    second = second_reader(cast.coordinator)
    actions.name_told(case, row.restricted, cast.isao.organisation_id, actor=cast.coordinator.viewer)
    with pytest.raises(RuleRefusal, match="not those that you read") as stale:
        actions.approve_telling(case, row.restricted, seen=read, actor=second.viewer)
    assert stale.value.code == "newer-version"
    assert reads(cast.hospital) == reads(cast.isao) == []


def test_a_draft_that_changed_since_is_prepared_anew(cast: Cast) -> None:
    case, row = prepared(cast)
    actions.save_draft(case, {**DRAFT, "summary": "Other words."}, actor=cast.coordinator.viewer)
    with pytest.raises(RuleRefusal, match="has changed since"):
        approve(cast, case, row)
    assert reads(cast.hospital) == []


def test_a_party_that_is_added_later_waits_for_a_second_member_too(cast: Cast) -> None:
    case, row = told(cast)
    actions.name_told(case, row.restricted, cast.other_hospital.organisation_id, actor=cast.coordinator.viewer)
    assert reads(cast.other_hospital) == []
    read = digest(cast.coordinator, case, row.restricted)
    with pytest.raises(RuleRefusal, match="yourself"):
        actions.approve_telling(case, row.restricted, seen=read, actor=cast.coordinator.viewer)
    approve(cast, case, row)
    assert reads(cast.other_hospital) == reads(cast.hospital) == [row.tracking_id]


def test_a_party_that_is_taken_off_reads_nothing_any_more(cast: Cast) -> None:
    case, row = told(cast, cast.hospital, cast.other_hospital)
    actions.remove_told(case, row.restricted, cast.hospital.organisation_id, actor=cast.coordinator.viewer)
    assert reads(cast.hospital) == []
    assert reads(cast.other_hospital) == [row.tracking_id]
    with pytest.raises(NotFound):
        queries.file_at(cast.hospital.viewer, "2.0", f"amber/2026/{row.tracking_id.lower()}.json")


def test_what_was_withdrawn_says_so_and_why_and_its_file_is_given_out_no_more(cast: Cast) -> None:
    case, row = told(cast)
    with pytest.raises(InputRefusal, match="Say why"):
        actions.withdraw_telling(case, row.restricted, reason=" ", actor=cast.coordinator.viewer)
    actions.withdraw_telling(case, row.restricted, reason="The range was wrong.", actor=cast.coordinator.viewer)
    one = queries.one_for(cast.hospital.viewer, row.tracking_id).row
    assert (one.stand, one.reason) == ("withdrawn", "The range was wrong.")
    with pytest.raises(RuleRefusal, match="was withdrawn"):
        queries.document_of(one, "2.0")
    assert row.tracking_id.encode() not in queries.feed(cast.hospital.viewer, "2.0", "amber")
    with pytest.raises(RuleRefusal, match="counts no longer"):
        actions.name_told(case, row.restricted, cast.isao.organisation_id, actor=cast.coordinator.viewer)


def test_what_was_refused_is_read_by_nobody_it_was_meant_for(cast: Cast) -> None:
    case, row = prepared(cast)
    second = second_reader(cast.coordinator)
    actions.refuse_telling(case, row.restricted, reason="Wait for the fix.", actor=second.viewer)
    assert reads(cast.hospital) == reads(cast.coordinator) == []
    with pytest.raises(RuleRefusal, match="was not approved"):
        approve(cast, case, row)


def test_when_the_advisory_is_public_what_was_told_says_so_and_keeps_its_own_number(cast: Cast) -> None:
    case, row = told(cast)
    draft = released(cast, case)
    worker.drain()
    one = queries.one_for(cast.hospital.viewer, row.tracking_id).row
    assert (one.stand, one.cleared_as) == ("cleared", draft.tracking_id)
    assert draft.tracking_id == "MCA-2026-0001" != one.tracking_id
    assert one.tracking_id.startswith("MCR-")
    assert one.tracking_id.encode() not in published.document_of(
        published.advisory_for(STRANGER, draft.tracking_id).current
    )
    with pytest.raises(RuleRefusal, match="is public"):
        prepared(cast, case=case)


# --- the document ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("label", [Tlp.GREEN, Tlp.AMBER])
def test_the_file_is_valid_csaf_that_says_its_label_and_names_no_public_number(cast: Cast, label: Tlp) -> None:
    _, row = told(cast, label=label)
    one = queries.one_for(cast.hospital.viewer, row.tracking_id).row
    for standard in ("2.0", "2.1"):
        document = queries.document_of(one, standard)
        assert f'"label": "{label.value}"'.encode() in document
        assert row.tracking_id.encode() in document
        assert b"/api/v1/restricted/csaf/" in document
    document = queries.document_of(one, "2.0")
    assert [each for each in validate(document) if each.level == "error"] == []
    assert read_advisory(document).advisory.tlp is label


def test_amber_strict_is_given_as_csaf_2_1_alone(cast: Cast) -> None:
    _, row = told(cast, label=Tlp.AMBER_STRICT)
    one = queries.one_for(cast.hospital.viewer, row.tracking_id).row
    assert b'"label": "AMBER+STRICT"' in queries.document_of(one, "2.1")
    with pytest.raises(RuleRefusal, match="cannot say TLP:AMBER") as refused:
        queries.document_of(one, "2.0")
    assert refused.value.code == "label-unknown"
    assert queries.labels_of("2.0") == ["GREEN", "AMBER"]
    assert queries.labels_of("2.1") == ["GREEN", "AMBER", "AMBER+STRICT"]
    assert row.tracking_id.encode() in queries.feed(cast.hospital.viewer, "2.1", "amber-strict")
    for folder in ("red", "amber", "white", "clear", "amber-strict"):
        if folder != "amber":
            with pytest.raises(NotFound):
                queries.feed(cast.hospital.viewer, "2.0", folder)
    assert row.tracking_id.encode() not in queries.feed(cast.hospital.viewer, "2.0", "amber")


@pytest.mark.parametrize("label", [Tlp.CLEAR, Tlp.RED])
def test_clear_and_red_are_no_labels_for_this(cast: Cast, label: Tlp) -> None:
    with pytest.raises(InputRefusal, match="is no label for this"):
        prepared(cast, label=label)


# --- what may not be told -------------------------------------------------------------------------------------------


def test_what_must_not_be_published_is_not_told_either(cast: Cast) -> None:
    case = drafted(cast)
    secret = "The key of the service port is made from the serial number and the month of production."
    cases.send_message(
        case, secret, tlp=Tlp.AMBER, confidentiality=ConfidentialityClass.CCI, actor=cast.manufacturer.viewer
    )
    with pytest.raises(InputRefusal) as named:
        actions.tell_some(
            case,
            label=Tlp.AMBER,
            parties=[cast.hospital.organisation_id],
            early_reason=secret,
            actor=cast.coordinator.viewer,
        )
    assert named.value.code == "copied"
    actions.save_draft(case, {**DRAFT, "flaw": secret}, actor=cast.coordinator.viewer)
    with pytest.raises(RuleRefusal) as held:
        prepared(cast, case=case)
    assert held.value.code == "not-to-be-published"
    assert not RestrictedAdvisory.objects.exists()


def test_no_single_device_and_no_patient_is_told_to_anybody(cast: Cast) -> None:
    case = drafted(cast)
    for words, code in (
        ("The device (01)00810000040025(21)SN7788 is affected.", "single-device"),
        ("Patient John Doe, born 1 May 1950, MRN 12345678.", "patient-published"),
    ):
        actions.save_draft(case, {**DRAFT, "flaw": words}, actor=cast.coordinator.viewer)
        with pytest.raises(RuleRefusal) as refused:
            prepared(cast, case=case)
        assert refused.value.code == code
    assert not RestrictedAdvisory.objects.exists()


def test_during_the_embargo_it_needs_a_reason_and_every_party_of_the_case_sees_that_some_were_told(cast: Cast) -> None:
    case = drafted(cast)
    with pytest.raises(InputRefusal, match="The embargo is in force") as refused:
        actions.tell_some(case, label=Tlp.AMBER, parties=[cast.hospital.organisation_id], actor=cast.coordinator.viewer)
    assert refused.value.code == "embargo-live"
    told(cast, case=case)
    kinds = {
        member: {one.kind for one in case_queries.timeline(member.viewer, case_queries.case_for(member.viewer, case))}
        for member in (cast.coordinator, cast.manufacturer)
    }
    assert {"TellingPrepared", "TellingApproved"} <= kinds[cast.coordinator]
    assert {one for one in kinds[cast.manufacturer] if one.startswith("Telling")} == {"TellingApproved"}


def test_a_draft_that_is_not_whole_and_parties_that_are_not_known_are_refused(cast: Cast) -> None:
    case = drafted(cast)

    def tell(*parties: object) -> None:
        actions.tell_some(case, label=Tlp.AMBER, parties=parties, early_reason="x", actor=cast.coordinator.viewer)  # type: ignore[arg-type]

    with pytest.raises(InputRefusal, match="at least one party"):
        tell()
    with pytest.raises(InputRefusal, match="reads it anyway"):
        tell(cast.coordinator.organisation_id)
    with pytest.raises(InputRefusal, match="not known here"):
        tell(uuid4())
    actions.save_draft(case, {**DRAFT, "what_to_do": ""}, actor=cast.coordinator.viewer)
    with pytest.raises(InputRefusal, match="Nobody can be told yet"):
        tell(cast.hospital.organisation_id)
    assert not Telling.objects.exists()


# --- who may --------------------------------------------------------------------------------------------------------


def test_only_the_owner_of_the_case_prepares_approves_and_reads_what_is_prepared(cast: Cast) -> None:
    case, row = prepared(cast)
    read = digest(cast.coordinator, case, row.restricted)
    for other in (cast.manufacturer, cast.regulator):
        assert seen(other, case) == []
        with pytest.raises((NotAllowed, NotFound)):
            prepared(replace(cast, coordinator=other), case=case)
        with pytest.raises((NotAllowed, NotFound)):
            actions.approve_telling(case, row.restricted, seen=read, actor=other.viewer)
        with pytest.raises((NotAllowed, NotFound)):
            actions.withdraw_telling(case, row.restricted, reason="x", actor=other.viewer)
    for stranger in (cast.eve.viewer, cast.hospital.viewer, STRANGER):
        with pytest.raises(NotFound):
            actions.refuse_telling(case, row.restricted, reason="x", actor=stranger)


def test_a_member_who_is_limited_to_named_cases_reads_nothing_that_was_told(cast: Cast) -> None:
    _, row = told(cast)
    for member in (cast.hospital, cast.coordinator):
        limited = replace(member.viewer, cases=frozenset())
        assert queries.listing(limited) == []
        with pytest.raises(NotFound):
            queries.one_for(limited, row.tracking_id)


@pytest.mark.parametrize("scopes", [{Scope.READ}, {Scope.ADVISORIES}, {Scope.READ, Scope.INVENTORY}, set()])
def test_a_token_that_was_not_made_for_it_reads_nothing_that_was_told(cast: Cast, scopes: set[Scope]) -> None:
    told(cast)
    assert queries.listing(replace(cast.hospital.viewer, scopes=frozenset(scopes))) == []
    assert len(queries.listing(replace(cast.hospital.viewer, scopes=frozenset({Scope.RESTRICTED})))) == 1


def test_the_list_is_what_the_policy_says_row_by_row(cast: Cast) -> None:
    case, _ = told(cast, cast.hospital)
    told(cast, cast.isao, cast.manufacturer, case=case, label=Tlp.GREEN)
    prepared(cast, cast.other_hospital, case=case)
    members = [getattr(cast, name) for name in cast.__dataclass_fields__]
    viewers: list[Viewer] = [SYSTEM, STRANGER, Viewer(ViewerKind.FINDER, report_id=uuid4())]
    viewers += [one.viewer for one in members] + [replace(one.viewer, active=False) for one in members]
    viewers += [replace(one.viewer, cases=frozenset()) for one in members]
    for viewer in viewers:
        for row in RestrictedAdvisory.objects.all():
            there = {one.party_id for one in queries.named_of(row.pk) if one.told_at and not one.removed_at}
            allowed = may(viewer, Permission.RESTRICTED_READ, queries.item_of(row, there)).allowed
            expected = allowed and row.stand == "told"
            assert queries.visible_to(viewer).filter(pk=row.pk).exists() is expected, (viewer, row.stand)


# --- what stays -----------------------------------------------------------------------------------------------------


def test_facts_hold_ids_the_label_and_digests_and_no_word_of_it(cast: Cast) -> None:
    case, row = told(cast)
    actions.withdraw_telling(case, row.restricted, reason="The range was wrong.", actor=cast.coordinator.viewer)
    party = cast.coordinator.organisation_id
    mine = ledger.facts_of([f"organisation:{party}"])
    kinds = [one.kind for one in mine if one.kind.startswith("Restricted")]
    assert kinds == [
        "RestrictedPrepared", "RestrictedPartyNamed", "RestrictedApproved", "RestrictedPartyTold", "RestrictedEnded",
    ]  # fmt: skip
    said = str([one.data for one in mine])
    assert "Breva" not in said
    assert row.tracking_id not in said
    assert "range" not in said


def test_after_a_spill_the_document_goes_with_what_the_case_keeps_of_it(cast: Cast) -> None:
    case, row = told(cast)
    cases.purge(
        case,
        [cases.Chosen("telling", row.pk)],
        reason="A serial number stood in it.",
        typed=case,
        actor=cast.coordinator.viewer,
    )
    worker.drain()
    left = RestrictedAdvisory.objects.get()
    assert (bytes(left.document), bytes(left.document_2_1), left.title, left.stand) == (
        b"",
        b"",
        "destroyed",
        "destroyed",
    )
    assert reads(cast.hospital) == []
    assert Telling.objects.get().title == "destroyed"


def test_destroying_the_draft_destroys_what_was_made_of_it(cast: Cast) -> None:
    case, row = told(cast)
    draft = row.draft
    cases.purge(
        case, [cases.Chosen("draft", draft.pk)], reason="Wrong words.", typed=case, actor=cast.coordinator.viewer
    )
    worker.drain()
    assert bytes(RestrictedAdvisory.objects.get().document) == b""
    assert len(products_of(cast)) == 1


def test_who_takes_the_case_over_answers_for_what_some_were_told(cast: Cast) -> None:
    case, row = told(cast)
    other = party_with("Second Centre", "Second", Role.COORDINATOR, "A. Other")
    cases.invite(case, other.organisation_id, actor=cast.coordinator.viewer)
    cases.answer_terms(case, TermsAnswer.ACCEPT, actor=other.viewer)
    assert seen(other, case) == []
    assert reads(other) == []
    cases.offer_case(case, other.organisation_id, reason="It is yours.", actor=cast.coordinator.viewer)
    cases.take_over(case, actor=other.viewer)
    worker.drain()
    assert [one.row.tracking_id for one in seen(other, case)] == reads(other) == [row.tracking_id]
    assert seen(cast.coordinator, case) == []
    assert reads(cast.hospital) == [row.tracking_id]
    actions.withdraw_telling(case, row.restricted, reason="The range was wrong.", actor=other.viewer)
    assert queries.one_for(cast.hospital.viewer, row.tracking_id).row.stand == "withdrawn"


def test_in_a_closed_case_less_is_told_and_no_more(cast: Cast) -> None:
    case, row = told(cast, cast.hospital, cast.isao)
    cases.end_embargo(case, reason="All agree.", actor=cast.coordinator.viewer)
    cases.close(case, reason="It goes on elsewhere.", actor=cast.coordinator.viewer)
    with pytest.raises(NotAllowed):
        actions.name_told(case, row.restricted, cast.eve.organisation_id, actor=cast.coordinator.viewer)
    actions.remove_told(case, row.restricted, cast.isao.organisation_id, actor=cast.coordinator.viewer)
    actions.withdraw_telling(case, row.restricted, reason="It is wrong.", actor=cast.coordinator.viewer)
    assert reads(cast.isao) == []
    assert queries.one_for(cast.hospital.viewer, row.tracking_id).row.stand == "withdrawn"


def test_it_is_an_item_of_the_records_of_its_case_for_the_owner_alone(cast: Cast) -> None:
    case, row = told(cast)
    here = case_queries.case_for(cast.coordinator.viewer, case)
    (item,) = [one for one in records.records_of(cast.coordinator.viewer, here) if one.kind == "telling"]
    assert (item.id, item.klass) == (row.pk, ConfidentialityClass.DELIBERATIVE)
    with pytest.raises(NotFound):
        records.records_of(cast.regulator.viewer, here)
