"""Reports and cases about the same thing are joined, merged and split, and nobody sees more than before."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import pytest

from medcord.cases import actions, queries
from medcord.cases.actions.embargo import TermsAnswer
from medcord.cases.models import Case, CaseReport, Participant
from medcord.core.access import Permission, Viewer, ViewerKind, may
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.core.vocabulary import ConfidentialityClass, ProductStatus, Role, Tlp
from medcord.gateways import clock
from medcord.intake import actions as intake
from medcord.intake.models import Report
from medcord.ledger import queries as ledger
from medcord.ledger import worker
from medcord.ledger.models import FactRow
from medcord.ledger.rows import writing
from medcord.parties.models import Member
from medcord.products import actions as products
from medcord.products.models import Product
from tests.cases.road import joined, opened, reported
from tests.cast import Cast, browser_of, party_with
from tests.ledger.test_purge import tables_holding

pytestmark = pytest.mark.django_db


def say(reference: str, body: str, who: Member) -> None:
    actions.send_message(reference, body, tlp=Tlp.AMBER, confidentiality=ConfidentialityClass.NONE, actor=who.viewer)


def heard(reference: str, who: Member) -> list[str]:
    return [row.body for row in queries.messages(who.viewer, queries.case_for(who.viewer, reference))]


def case_of(reference: str) -> Case:
    return Case.objects.get(reference=reference)


def accepted(cast: Cast) -> str:
    reference = reported()
    yes, accept = intake.MedicalDevice.YES, intake.Outcome.ACCEPT
    intake.triage(reference, medical_device=yes, outcome=accept, actor=cast.coordinator.viewer)
    return reference


def finder_of(reference: str) -> Viewer:
    return Viewer(kind=ViewerKind.FINDER, report_id=Report.objects.get(reference=reference).pk)


def merged(cast: Cast, gone: str, into: str) -> Case:
    case = actions.merge(gone, into, reason="the same firmware", actor=cast.coordinator.viewer)
    worker.drain()
    return case


@pytest.fixture
def quill(cast: Cast) -> Member:
    """Another manufacturer, who is in the second case."""
    return party_with("Quill Monitoring", "Quill", Role.MANUFACTURER, "Q. Ferro")


@pytest.fixture
def two(cast: Cast, quill: Member) -> tuple[str, str]:
    """Karst's case, and Quill's opened ten days before, so that its embargo ends earlier. Each has a word in it."""
    with clock.at(clock.now() - timedelta(days=10)):
        second = opened(cast)
        actions.invite(second, quill.organisation_id, actor=cast.coordinator.viewer)
        actions.answer_terms(second, TermsAnswer.ACCEPT, actor=quill.viewer)
        say(second, "Quill told us of its pumps.", quill)
    first = joined(cast)
    say(first, "Karst told us of its lungs.", cast.manufacturer)
    return first, second


def test_a_second_report_joins_and_its_finder_sees_the_case(cast: Cast) -> None:
    first, second = joined(cast), accepted(cast)
    actions.join_report(first, second, reason="the same mute command", actor=cast.coordinator.viewer)
    case = queries.case_for(cast.coordinator.viewer, first)
    assert may(finder_of(second), Permission.CASE_STATUS_READ, queries.item(case)).allowed
    assert queries.of_report(cast.coordinator.viewer, Report.objects.get(reference=second).pk) == case
    assert FactRow.objects.get(kind="ReportJoined").data["reports"] == 2
    assert FactRow.objects.get(kind="ReportInCase").stream.startswith("report:")
    with pytest.raises(RuleRefusal, match="merge"):
        actions.join_report(first, second, reason="again", actor=cast.coordinator.viewer)


def test_only_an_accepted_report_joins_and_only_with_a_reason(cast: Cast) -> None:
    case, fresh, ready = joined(cast), reported(), accepted(cast)
    with pytest.raises(RuleRefusal, match="Coordinate"):
        actions.join_report(case, fresh, reason="same", actor=cast.coordinator.viewer)
    with pytest.raises(InputRefusal, match="cannot be undone"):
        actions.join_report(case, ready, reason=" ", actor=cast.coordinator.viewer)


def test_a_report_with_a_regulator_brings_it_into_a_case_without_one(cast: Cast) -> None:
    left_out = reported()
    no, accept = intake.MedicalDevice.NO, intake.Outcome.ACCEPT
    intake.triage(
        left_out, medical_device=no, outcome=accept, leave_out_regulator="a toy", actor=cast.coordinator.viewer
    )
    case = actions.open_case(left_out, title="A toy", actor=cast.coordinator.viewer)
    with pytest.raises(NotFound):
        queries.case_for(cast.regulator.viewer, case.reference)
    actions.join_report(case.reference, accepted(cast), reason="it is a ventilator", actor=cast.coordinator.viewer)
    assert queries.case_for(cast.regulator.viewer, case.reference) == case


def test_merging_keeps_each_party_to_what_it_could_read(cast: Cast, quill: Member, two: tuple[str, str]) -> None:
    first, second = two
    merged(cast, second, first)
    assert heard(first, cast.manufacturer) == ["Karst told us of its lungs."]
    assert heard(first, quill) == []
    assert heard(second, quill) == ["Quill told us of its pumps."]
    with pytest.raises(NotFound):
        queries.case_for(cast.manufacturer.viewer, second)
    say(first, "Now we speak together.", cast.coordinator)
    assert heard(first, cast.manufacturer)[-1] == "Now we speak together."
    assert heard(first, quill) == ["Now we speak together."]
    assert heard(first, cast.regulator) == ["Karst told us of its lungs.", "Now we speak together."]


def test_the_earlier_accepted_end_binds_and_signatures_stay(cast: Cast, quill: Member, two: tuple[str, str]) -> None:
    first, second = two
    earlier = case_of(second).embargo_until
    later = case_of(first).embargo_until
    assert earlier is not None
    assert later is not None
    assert earlier < later
    merged(cast, second, first)
    assert case_of(first).embargo_until == earlier
    consents = {row.party_id: row.consent for row in Participant.objects.filter(case=case_of(first))}
    assert consents[quill.organisation_id] == consents[cast.manufacturer.organisation_id] == "signatory"
    changed = FactRow.objects.get(kind="EmbargoChanged", data__trigger="merged")
    assert changed.stream == f"case:{case_of(first).pk}"


def state(reference: str, who: Member, product: Product, versions: str, status: ProductStatus) -> None:
    actions.make_statement(reference, actions.StatementWords(product.pk, versions, status), actor=who.viewer)


def product_of(who: Member, name: str) -> Product:
    return products.register(products.ProductWords(name=name), maker=who.organisation_id, actor=who.viewer)


def stated(reference: str, who: Member) -> list[tuple[str, str, str]]:
    found = queries.statements(who.viewer, queries.case_for(who.viewer, reference))
    return [(row.party.short_name, row.versions, row.status) for row in found]


def test_statements_stand_in_the_case_that_goes_on_for_those_who_read_them(
    cast: Cast, quill: Member, two: tuple[str, str]
) -> None:
    first, second = two
    product = product_of(quill, "Quill M")
    state(second, quill, product, "< 3", ProductStatus.AFFECTED)
    made = queries.statements(quill.viewer, case_of(second))[0].at
    merged(cast, second, first)
    line = [("Quill", "< 3", "affected")]
    for who in (cast.coordinator, cast.regulator, quill):
        assert stated(first, who) == stated(second, who) == line
    assert stated(first, cast.manufacturer) == []
    (kept,) = queries.statements(cast.coordinator.viewer, case_of(first))
    assert (kept.at, kept.case.reference, kept.party) == (made, second, quill.organisation)
    # It counts in the answers: of its product nothing is owed any more.
    answers = {one.row.party_id: one.lines for one in queries.standing_of(cast.coordinator.viewer, case_of(first))}
    assert [each.versions for each in answers[quill.organisation_id]] == ["< 3"]
    # Its maker lets the others read it with one button, and they see that it was said anew.
    page_of = browser_of(quill).get(f"/cases/{first}/statements").content.decode()
    assert "State it here: every party reads it" in page_of
    shown = page_of.split("State it here")[0].rsplit("<form", 1)[1]
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', shown)) | {"versions": "< 3"}
    assert browser_of(quill).post(f"/cases/{first}/statements", sent).status_code == 302
    assert stated(first, cast.manufacturer) == line
    assert stated(first, quill) == line


def test_a_newer_word_is_not_overwritten_and_a_maker_without_a_signature_brings_none(
    cast: Cast, quill: Member, two: tuple[str, str]
) -> None:
    first, second = two
    owner, karst = cast.coordinator.viewer, cast.manufacturer
    actions.invite(second, karst.organisation_id, actor=owner)
    actions.answer_terms(second, TermsAnswer.ACCEPT, actor=karst.viewer)
    breva, monitor = product_of(karst, "Breva V2"), product_of(quill, "Quill M")
    state(second, karst, breva, "< 4", ProductStatus.UNDER_INVESTIGATION)
    state(second, karst, breva, ">= 4", ProductStatus.FIXED)
    state(second, quill, monitor, "< 3", ProductStatus.AFFECTED)
    state(first, karst, breva, "< 4", ProductStatus.AFFECTED)
    actions.leave(second, reason="sold", actor=quill.viewer)
    effect = page(cast.coordinator, f"/cases/{second}/alike", **{"with": first})
    assert f"1 product statement stands in {first} too, as made and dated: Karst Respiratory 1." in effect
    assert f"1 statement of Quill Monitoring does not come along: its signature does not stand in {first}." in effect
    assert "1 statement of Karst Respiratory does not come along: it has said something newer" in effect
    merged(cast, second, first)
    assert stated(first, cast.coordinator) == [("Karst", "< 4", "affected"), ("Karst", ">= 4", "fixed")]
    with pytest.raises(NotFound):
        queries.case_for(cast.eve.viewer, first)


def test_what_a_merged_case_brought_goes_on_with_the_next_merge(
    cast: Cast, quill: Member, two: tuple[str, str]
) -> None:
    first, second = two
    state(second, quill, product_of(quill, "Quill M"), "< 3", ProductStatus.AFFECTED)
    third = opened(cast)
    merged(cast, second, first)
    merged(cast, first, third)
    for reference in (second, first, third):
        assert stated(reference, cast.coordinator) == stated(reference, quill) == [("Quill", "< 3", "affected")]
    assert stated(first, cast.manufacturer) == stated(third, cast.manufacturer) == []


def test_the_other_case_is_closed_and_says_where_it_went(cast: Cast, two: tuple[str, str]) -> None:
    first, second = two
    merged(cast, second, first)
    gone = case_of(second)
    assert gone.merged_into == case_of(first)
    assert gone.closed_at is not None
    assert gone.closed_because == f"merged into {first}"
    kinds = set(FactRow.objects.filter(stream=f"case:{gone.pk}").values_list("kind", flat=True))
    assert "MergedAway" in kinds
    with pytest.raises(NotAllowed, match="closed"):
        say(second, "one more", cast.coordinator)


def test_the_coordinator_reads_later_why_and_nobody_else_does_and_it_can_be_destroyed(
    cast: Cast, two: tuple[str, str]
) -> None:
    gone, stays = two
    owner, browser = cast.coordinator.viewer, browser_of(cast.coordinator)
    more = accepted(cast)
    actions.join_report(stays, more, reason="because-joined Quillfeather", actor=owner)
    actions.merge(gone, stays, reason="because-merged Quillfeather", actor=owner)
    (part,) = actions.split(
        stays, ["A part"], parties_along=[cast.manufacturer.organisation_id], reason="because-split", actor=owner
    )
    worker.drain()
    page = browser.get(f"/cases/{stays}/alike").content.decode()
    assert [word in page for word in ("because-joined", "because-merged", "because-split")] == [True] * 3
    assert "because-merged" in browser.get(f"/cases/{gone}/alike").content.decode()
    assert "because-split" in browser.get(f"/cases/{part.reference}/alike").content.decode()
    for who in (cast.manufacturer, cast.regulator, cast.eve):
        for reference in (gone, stays, part.reference):
            assert "because-" not in browser_of(who).get(f"/cases/{reference}").content.decode()
            assert "because-" not in browser_of(who).get(f"/cases/{reference}/alike").content.decode()
    link = CaseReport.objects.get(report__reference=more)
    actions.purge(
        stays, [actions.Chosen("joined-report", link.pk)], reason="A patient is named.", typed=stays, actor=owner
    )
    old = case_of(gone)
    actions.purge(gone, [actions.Chosen("case", old.pk)], reason="A patient is named.", typed=gone, actor=owner)
    worker.drain()
    assert tables_holding("Quillfeather") is False
    assert ledger.breaks() == []


def test_finders_of_both_cases_follow_the_one_that_goes_on(cast: Cast, two: tuple[str, str]) -> None:
    first, second = two
    report = case_of(second).report
    assert report is not None
    merged(cast, second, first)
    item = queries.item(queries.case_for(cast.coordinator.viewer, first))
    assert may(finder_of(report.reference), Permission.CASE_STATUS_READ, item).allowed


def test_what_cannot_be_merged_says_why(cast: Cast, two: tuple[str, str]) -> None:
    first, second = two
    owner = cast.coordinator.viewer
    with pytest.raises(RuleRefusal, match="itself"):
        actions.merge(first, first, reason="x", actor=owner)
    with pytest.raises(InputRefusal, match="cannot be undone"):
        actions.merge(first, second, reason="", actor=owner)
    actions.propose_terms(first, ends_at=clock.now() + timedelta(days=90), zone="UTC", actor=cast.manufacturer.viewer)
    with pytest.raises(RuleRefusal, match="proposed"):
        actions.merge(second, first, reason="x", actor=owner)
    actions.answer_terms(first, TermsAnswer.REJECT, actor=owner)
    actions.end_embargo(first, reason="leaked", actor=owner)
    with pytest.raises(RuleRefusal, match="has ended"):
        actions.merge(second, first, reason="x", actor=owner)


def test_a_lapsed_or_declined_party_is_not_carried_over_a_signature(cast: Cast, quill: Member) -> None:
    second, first = joined(cast), opened(cast)
    actions.invite(second, quill.organisation_id, actor=cast.coordinator.viewer)
    actions.answer_terms(second, TermsAnswer.DECLINE, actor=quill.viewer)
    merged(cast, second, first)
    there = set(Participant.objects.filter(case=case_of(first)).values_list("party_id", flat=True))
    assert quill.organisation_id not in there
    assert cast.manufacturer.organisation_id in there


def test_parts_inherit_the_embargo_and_only_named_parties(cast: Cast, two: tuple[str, str]) -> None:
    first, _ = two
    parent = case_of(first)
    parts = actions.split(
        first,
        ["Breva V2: the mute command", "Breva V2: the update server", " "],
        parties_along=[cast.manufacturer.organisation_id],
        reason="two flaws",
        actor=cast.coordinator.viewer,
    )
    worker.drain()
    assert [case.embargo_until for case in parts] == [parent.embargo_until] * 2
    assert [case.split_from for case in parts] == [parent] * 2
    one = parts[0].reference
    assert heard(one, cast.manufacturer) == []
    assert queries.case_for(cast.regulator.viewer, one)
    assert FactRow.objects.filter(stream=f"case:{parent.pk}", kind="CaseSplit").count() == 2
    told = {fact.kind for fact in queries.timeline(cast.manufacturer.viewer, case_of(first))}
    assert "CaseSplit" not in told
    alone = actions.split(first, ["Alone"], parties_along=[], reason="none", actor=cast.coordinator.viewer)[0]
    with pytest.raises(NotFound):
        queries.case_for(cast.manufacturer.viewer, alone.reference)


def test_eve_and_those_who_do_not_own_merge_nothing(cast: Cast, two: tuple[str, str]) -> None:
    first, second = two
    ready = accepted(cast)
    for who in (cast.eve, cast.hospital):
        for verb in (
            lambda v: actions.merge(first, second, reason="x", actor=v),
            lambda v: actions.join_report(first, ready, reason="x", actor=v),
            lambda v: actions.split(first, ["x"], parties_along=[], reason="x", actor=v),
        ):
            with pytest.raises(NotFound):
                verb(who.viewer)
    with pytest.raises(NotAllowed):
        actions.split(first, ["x"], parties_along=[], reason="x", actor=cast.manufacturer.viewer)
    with pytest.raises(NotFound):
        queries.case_for(cast.eve.viewer, first)
    assert UUID(str(case_of(second).pk))


def page(who: Member, path: str, **asked: str) -> str:
    worker.drain()
    return browser_of(who).get(path, asked).content.decode()


def test_triage_shows_what_the_report_looks_like_and_why(cast: Cast) -> None:
    case, report = joined(cast), reported(device_maker="KARST", device_model="Breva-V2")
    shown = page(cast.coordinator, f"/reports/{report}")
    assert f"/cases/{case}" in shown
    assert "The same product: " in shown
    assert "telling words in common" in shown


def test_a_report_joins_a_case_by_the_page(cast: Cast) -> None:
    case, report = joined(cast), accepted(cast)
    assert f'value="{case}"' in page(cast.coordinator, f"/reports/{report}")
    browser = browser_of(cast.coordinator)
    sent = {"join-case": case.lower(), "join-reason": "the same"}
    assert browser.post(f"/reports/{report}/join", {**sent, "join-reason": ""}).status_code == 422
    absent = browser.post(f"/reports/{report}/join", {**sent, "join-case": "MC-AAAA-AAAA"})
    assert "You have no case MC-AAAA-AAAA." in absent.content.decode()
    assert browser.post(f"/reports/{report}/join", sent).headers["Location"] == f"/cases/{case}"
    assert "2 finders came upon this" in page(cast.coordinator, f"/cases/{case}/alike")


def test_the_effect_of_merging_is_shown_before_and_nothing_is_written(cast: Cast, two: tuple[str, str]) -> None:
    first, second = two
    before = FactRow.objects.count()
    shown = page(cast.coordinator, f"/cases/{second}/alike", **{"with": first})
    assert "Quill Monitoring" in shown
    assert f"earlier than {first} has now" in shown
    assert FactRow.objects.count() == before + FactRow.objects.filter(kind="MemberSignedIn").count()
    browser = browser_of(cast.coordinator)
    sent = {"act": "merge", "merge-into": first, "merge-reason": "the same firmware"}
    assert browser.post(f"/cases/{second}/alike", sent).status_code == 422  # not ticked
    assert browser.post(f"/cases/{second}/alike", {**sent, "merge-sure": "on"}).headers["Location"] == f"/cases/{first}"
    assert f"/cases/{first}" in page(cast.coordinator, f"/cases/{second}/alike")


def test_a_case_is_split_by_the_page_and_its_owner_sees_the_parts(cast: Cast) -> None:
    case = joined(cast)
    sent = {"act": "split", "split-titles": "One\nTwo", "split-reason": "two flaws", "split-sure": "on"}
    assert browser_of(cast.coordinator).post(f"/cases/{case}/alike", sent).status_code == 302
    parts = list(Case.objects.filter(split_from__reference=case).values_list("reference", flat=True))
    shown = page(cast.coordinator, f"/cases/{case}/alike")
    assert all(part in shown for part in parts)
    assert "Another part" in page(cast.coordinator, f"/cases/{parts[0]}/alike")
    assert browser_of(cast.coordinator).get(f"/cases/{parts[0]}").status_code == 200
    assert browser_of(cast.regulator).get(f"/cases/{parts[0]}/alike").status_code == 404


def test_a_merge_that_names_a_hidden_case_is_answered_like_an_absent_one(cast: Cast) -> None:
    """Another coordinator owns a case of the same thing; ours learns nothing of it."""
    other = party_with("Second Centre", "SEC", Role.COORDINATOR, "S. Orla")
    mine = joined(cast)
    theirs = joined(cast)
    row = Case.objects.get(reference=theirs)
    with writing():
        Participant.objects.filter(case=row, party=cast.coordinator.organisation_id).update(
            party_id=other.organisation_id
        )
        Case.objects.filter(pk=row.pk).update(owner_id=other.organisation_id, report=None)
    for name in (theirs, "MC-AAAA-AAAA"):
        assert f"You have no case {name}." in page(cast.coordinator, f"/cases/{mine}/alike", **{"with": name})
        with pytest.raises(NotFound):
            actions.merge(mine, name, reason="x", actor=cast.coordinator.viewer)
    assert theirs not in page(cast.coordinator, f"/cases/{mine}/alike")
