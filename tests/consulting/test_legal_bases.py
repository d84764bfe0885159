"""The list of legal bases: administrators of the agencies add, change and end one; what was shared goes on naming the
version it was shared under (F1.10, X7, policy 81)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from medcord.cases import actions, queries
from medcord.cases.models import BasisChange, ItemBasis, Message
from medcord.core.confidentiality import BASES, Effect, Holds, LegalBasis, Period
from medcord.core.confidentiality.bases import checked, plain, read
from medcord.core.refusals import EditedMeanwhile, InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.ledger.models import FactRow
from tests.agreements.test_agreement import colleague, program
from tests.cast import Cast, browser_of
from tests.consulting.test_asking_a_supplier import supplied

LAW = LegalBasis(
    "fisma-2014", "Federal Information Security Modernization Act of 2014", "Incidents are reported.",
    (Period(date(2014, 12, 18), None, "44 U.S.C. 3554", verified=True),), Effect.SHOWS,
)  # fmt: skip
WHY = "Counsel read the text."
FORM = {"words": LAW.words, "gives": LAW.gives, "source": "44 U.S.C. 3554", "effect": "shows", "because": WHY}


def resting(cast: Cast, case: str, row: Message) -> queries.Basis:
    found = queries.supply_for(cast.coordinator.viewer, queries.case_for(cast.coordinator.viewer, case), row.pk)
    assert found.basis is not None
    return found.basis


@pytest.mark.parametrize("basis", BASES.values(), ids=lambda one: one.code)
def test_periods_are_kept_and_read_again(basis: LegalBasis) -> None:
    assert read(plain(basis.periods)) == basis.periods
    assert checked(basis) == basis


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"code": "FISMA 2014"}, "code"),
        ({"words": " "}, "words"),
        ({"gives": "x" * 401}, "gives"),
        ({"periods": ()}, "periods"),
        ({"periods": (Period(None, None, "", verified=False),)}, "source"),
        ({"periods": (Period(date(2026, 2, 2), date(2026, 2, 1), "s", verified=False),)}, "valid_to"),
    ],
)
def test_what_nobody_could_rest_on_is_refused_with_its_field(wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(InputRefusal) as refused:
        checked(replace(LAW, **wrong))
    assert refused.value.fields["field"] == field


@pytest.mark.django_db
def test_what_was_shared_under_a_version_goes_on_naming_it(cast: Cast) -> None:
    case, row = supplied(cast)
    owner = cast.coordinator.viewer
    actions.set_basis(case, row.pk, "agreement", actor=owner)
    shipped = queries.basis_for(owner, "agreement")
    new = replace(shipped.basis, words="The agreement of 2027", effect=Effect.STOPS,
                  periods=(Period(None, date(2026, 1, 31), "Section 9", verified=True),))  # fmt: skip
    actions.change_basis(new, because=WHY, expected=1, actor=cast.regulator.viewer)
    before = resting(cast, case, row)
    assert (before.row.number, before.basis.words, before.holds) == (1, shipped.basis.words, Holds.HOLDS)
    kept = actions.set_basis(case, row.pk, "agreement", actor=owner)
    assert (kept.number, kept.valid_to) == (2, datetime(2026, 2, 1, tzinfo=UTC))
    after = resting(cast, case, row)
    assert (after.basis.words, after.holds) == ("The agreement of 2027", Holds.LAPSED)
    actions.change_basis(replace(new, words="A third text"), because=WHY, expected=2, actor=owner)
    assert resting(cast, case, row).basis.words == "The agreement of 2027"
    shown = browser_of(cast.coordinator).get(f"/cases/{case}/supplied/{row.pk}").content.decode()
    assert "The agreement of 2027" in shown
    assert "Version 2 of the list." in shown
    assert [one.number for one in ItemBasis.objects.order_by("at")] == [1, 2]
    facts = FactRow.objects.filter(kind="LegalBasisSet").order_by("seq")
    assert [fact.data["number"] for fact in facts] == [1, 2]


@pytest.mark.django_db
def test_a_basis_that_was_ended_with_the_effect_to_stop_keeps_its_items_from_publication(cast: Cast) -> None:
    case, row = supplied(cast)
    owner = cast.coordinator.viewer
    ended = replace(LAW, effect=Effect.STOPS, periods=(Period(None, date(2026, 1, 31), "s", verified=False),))
    actions.change_basis(ended, because=WHY, expected=0, actor=owner)
    actions.set_basis(case, row.pk, LAW.code, actor=owner)
    found = queries.supply_for(owner, queries.case_for(owner, case), row.pk)
    assert found.publication.because == "The legal basis it rests on holds no more."


@pytest.mark.django_db
def test_an_administrator_adds_a_basis_extends_it_and_ends_it_on_its_pages(cast: Cast) -> None:
    case, row = supplied(cast)
    browser = browser_of(cast.regulator)
    assert browser.post("/bases", {**FORM, "code": "Fisma", "number": "0"}).status_code == 422
    assert browser.post("/bases", {**FORM, "code": "fisma-2014", "number": "0"}).status_code == 302
    owners = browser_of(cast.coordinator)
    assert "Federal Information Security" in owners.get(f"/cases/{case}/supplied/{row.pk}").content.decode()
    longer = {**FORM, "number": "1", "valid_from": "2027-01-01", "valid_to": "2027-12-31", "extends": "on"}
    assert owners.post("/bases/fisma-2014", longer).status_code == 302
    held = queries.basis_for(cast.regulator.viewer, "fisma-2014")
    assert [one.valid_to for one in held.basis.periods] == [None, date(2027, 12, 31)]
    assert owners.post("/bases/fisma-2014", {**FORM, "number": "2", "valid_to": "2026-01-31"}).status_code == 302
    assert owners.post("/bases/fisma-2014", {**FORM, "number": "2", "because": "Late."}).status_code == 422
    shown = browser.get("/bases/fisma-2014").content.decode()
    assert shown.count("Because: Counsel read the text.") == 3
    assert "Version 3:" in shown
    assert "Federal Information Security" in browser.get("/bases").content.decode()


@pytest.mark.django_db
def test_who_does_not_run_an_agency_changes_nothing_and_eve_finds_no_list(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="administrator"):
        actions.change_basis(LAW, because=WHY, expected=0, actor=colleague(cast.regulator).viewer)
    for outsider in (cast.eve, cast.manufacturer, cast.hospital, cast.isao):
        with pytest.raises((NotAllowed, NotFound)):
            queries.bases(outsider.viewer)
        assert browser_of(outsider).get("/bases").status_code == 404
        assert browser_of(outsider).get("/bases/pcii").status_code == 404
    with pytest.raises(InputRefusal, match="why the basis changes"):
        actions.change_basis(LAW, because=" ", expected=0, actor=cast.regulator.viewer)
    with pytest.raises(EditedMeanwhile):
        actions.change_basis(LAW, because=WHY, expected=1, actor=cast.regulator.viewer)
    assert BasisChange.objects.count() == 0


@pytest.mark.django_db
def test_programs_write_the_list_and_destroy_a_version_that_is_not_in_force(cast: Cast) -> None:
    ours = program(cast.coordinator)
    given = {"words": "Eve of 5 Rue Noire", "gives": "g", "periods": [{"source": "s"}], "because": WHY, "expected": 0}
    first = ours.post("/agreement/bases/other", given, status=201)
    with pytest.raises(RuleRefusal, match="in force"):
        actions.destroy_basis(first["change"], reason="A name.", typed="other", actor=cast.coordinator.viewer)
    ours.post("/agreement/bases/other", {**given, "words": "Another", "expected": 1}, status=201)
    why = {"what": "basis-change", "item": first["change"], "reason": "A name.", "typed": "other"}
    assert ours.post("/agreement/purge", why) == {"gone": 1}
    versions = ours.get("/agreement/bases/other")["items"]
    assert [(one["version"], one["destroyed"], one["words"]) for one in versions] == [
        (2, False, "Another"),
        (1, True, "destroyed"),
    ]
    assert "Because: A name." in browser_of(cast.regulator).get("/bases/other").content.decode()
    assert "Rue Noire" not in str([one.data for one in FactRow.objects.all()])


@pytest.mark.django_db
def test_of_two_who_write_a_version_in_the_same_instant_the_second_is_told(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    both_read = queries.listed()
    new = replace(both_read["agreement"].basis, words="The agreement of 2027")
    actions.change_basis(new, because=WHY, expected=1, actor=cast.regulator.viewer)
    monkeypatch.setattr(queries, "listed", lambda: both_read)  # the second looked before the first had written
    with pytest.raises(EditedMeanwhile):
        actions.change_basis(replace(new, words="Another"), because=WHY, expected=1, actor=cast.coordinator.viewer)
    assert [one.words for one in BasisChange.objects.all()] == ["The agreement of 2027"]
