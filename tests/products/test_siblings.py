"""Relabelled and OEM products: one maker's word until the other confirms it, and nobody else's business."""

from __future__ import annotations

import pytest

from medcord.core.refusals import InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.core.vocabulary import Role
from medcord.ledger.models import FactRow
from medcord.products import actions, queries
from medcord.products.models import Product, Sibling
from tests.cases.road import product_of
from tests.cast import Cast, browser_of, party_with

pytestmark = pytest.mark.django_db


def stated(cast: Cast, product: Product, name: str = "Eveline Air 2", relation: str = "relabelled") -> Sibling:
    words = actions.SiblingWords(relation, cast.eve.organisation_id, name, "Same board, other housing.")
    return actions.state_sibling(product.pk, words, actor=cast.manufacturer.viewer)


def eves(cast: Cast) -> Product:
    words = actions.ProductWords(name="Air 2", versions=["1.0"])
    return actions.register(words, maker=cast.eve.organisation_id, actor=cast.eve.viewer)


def test_it_is_one_makers_word_until_the_other_confirms_it(cast: Cast) -> None:
    product = product_of(cast)
    sibling = stated(cast, product)
    (seen,) = queries.siblings_of(cast.coordinator.viewer, [product])
    assert (seen.maker, seen.name, seen.confirmed, seen.product_id) == (
        cast.eve.organisation_id,
        "Eveline Air 2",
        False,
        None,
    )
    own = eves(cast)
    actions.answer_sibling(sibling.pk, confirm=True, product=own.pk, actor=cast.eve.viewer)
    (seen,) = queries.siblings_of(cast.coordinator.viewer, [product.pk])
    assert (seen.name, seen.confirmed, seen.product_id) == ("Air 2", True, own.pk)
    (back,) = queries.siblings_of(cast.eve.viewer, [own])
    assert (back.maker, back.name, back.through) == (cast.manufacturer.organisation_id, "Breva V2", "builds it")
    kinds = set(FactRow.objects.values_list("kind", flat=True))
    assert {"SiblingStated", "SiblingConfirmed"} <= kinds


def test_the_coordinator_finds_makers_that_no_maker_sees_of_each_other(cast: Cast) -> None:
    third = party_with("Pellgrove Medical", "Pellgrove", Role.MANUFACTURER, "N. Sorrel")
    first, own = product_of(cast), eves(cast)
    actions.answer_sibling(stated(cast, first).pk, confirm=True, product=own.pk, actor=cast.eve.viewer)
    further = actions.SiblingWords("original", third.organisation_id, "PG board")
    actions.state_sibling(own.pk, further, actor=cast.eve.viewer)
    makers = {one.maker for one in queries.siblings_of(cast.coordinator.viewer, [first])}
    assert makers == {cast.eve.organisation_id, third.organisation_id}
    # Karst is told of Eveline, which it named itself, and not of whom Eveline names.
    assert {one.maker for one in queries.siblings_of(cast.manufacturer.viewer, [first])} == {cast.eve.organisation_id}
    assert queries.siblings_of(third.viewer, [first]) == []


def test_only_the_two_makers_coordinators_and_regulators_see_it(cast: Cast) -> None:
    third = party_with("Pellgrove Medical", "Pellgrove", Role.MANUFACTURER, "N. Sorrel")
    product = product_of(cast)
    sibling = stated(cast, product)
    for member in (cast.manufacturer, cast.eve, cast.coordinator, cast.regulator):
        assert queries.sibling_for(member.viewer, sibling.pk) == sibling
    for member in (third, cast.hospital, cast.isao):
        assert queries.sibling_statements(member.viewer) == []
        assert queries.siblings_of(member.viewer, [product]) == []
        with pytest.raises(NotFound):
            queries.sibling_for(member.viewer, sibling.pk)
    # The one that is named learns of the sibling and of nothing else in the registry.
    with pytest.raises(NotFound):
        queries.product_for(cast.eve.viewer, product.pk)
    assert browser_of(third).get(f"/products/siblings/{sibling.pk}").status_code == 404
    assert "Breva" not in browser_of(third).get("/products/siblings").content.decode()


def test_only_the_named_maker_answers_and_only_once(cast: Cast) -> None:
    sibling = stated(cast, product_of(cast))
    for member in (cast.manufacturer, cast.coordinator, cast.regulator):
        with pytest.raises(NotAllowed):
            actions.answer_sibling(sibling.pk, confirm=True, actor=member.viewer)
    actions.answer_sibling(sibling.pk, confirm=False, actor=cast.eve.viewer)
    with pytest.raises(RuleRefusal, match="denied"):
        actions.answer_sibling(sibling.pk, confirm=True, actor=cast.eve.viewer)


def test_a_denied_or_withdrawn_one_is_no_sibling(cast: Cast) -> None:
    product = product_of(cast)
    actions.answer_sibling(stated(cast, product).pk, confirm=False, actor=cast.eve.viewer)
    second = stated(cast, product, "Air 3")
    with pytest.raises(NotAllowed):
        actions.withdraw_sibling(second.pk, actor=cast.eve.viewer)
    actions.withdraw_sibling(second.pk, actor=cast.manufacturer.viewer)
    assert queries.siblings_of(cast.coordinator.viewer, [product]) == []
    with pytest.raises(NotFound):
        queries.sibling_for(cast.eve.viewer, second.pk)


def test_nobody_names_another_makers_product_as_its_own_answer(cast: Cast) -> None:
    product = product_of(cast)
    sibling = stated(cast, product)
    with pytest.raises(NotFound):
        actions.answer_sibling(sibling.pk, confirm=True, product=product.pk, actor=cast.eve.viewer)


def test_two_own_products_are_siblings_at_once(cast: Cast) -> None:
    first, second = product_of(cast), product_of(cast, "Breva V1")
    own = cast.manufacturer.organisation_id
    words = actions.SiblingWords("same", own, "Breva V1")
    actions.state_sibling(first.pk, words, actor=cast.manufacturer.viewer)
    (seen,) = queries.siblings_of(cast.manufacturer.viewer, [second])
    assert (seen.name, seen.confirmed) == ("Breva V2", True)
    wrong = actions.SiblingWords("same", own, "Breva V9")
    with pytest.raises(InputRefusal, match="no other product of your registry"):
        actions.state_sibling(first.pk, wrong, actor=cast.manufacturer.viewer)


def test_the_same_is_not_stated_twice_nor_of_a_hospital(cast: Cast) -> None:
    product = product_of(cast)
    stated(cast, product)
    with pytest.raises(RuleRefusal, match="stated already"):
        stated(cast, product)
    words = actions.SiblingWords("same", cast.hospital.organisation_id, "x")
    with pytest.raises(InputRefusal, match="Choose a manufacturer"):
        actions.state_sibling(product.pk, words, actor=cast.manufacturer.viewer)
    with pytest.raises(InputRefusal, match="how the two belong together"):
        stated(cast, product, "Other", relation="cousin")


def test_the_pages_lead_from_the_statement_to_the_answer(cast: Cast) -> None:
    product = product_of(cast)
    form = {"other_maker": cast.eve.organisation_id, "relation": "original", "other_name": "Air core"}
    answer = browser_of(cast.manufacturer).post(f"/products/{product.pk}/siblings", form, follow=True)
    assert "Eveline Devices is asked to confirm it" in answer.content.decode()
    (sibling,) = queries.stated_about(cast.eve.viewer)
    eve = browser_of(cast.eve)
    assert f"/products/siblings/{sibling.pk}" in eve.get("/products").content.decode()
    page = eve.get(f"/products/siblings/{sibling.pk}").content.decode()
    assert "Karst Respiratory" in page
    assert eve.post(f"/products/siblings/{sibling.pk}", {"version": sibling.version}).status_code == 422
    eve.post(f"/products/siblings/{sibling.pk}", {"version": sibling.version, "answer": "confirm"})
    shown = browser_of(cast.regulator).get(f"/products/{product.pk}").content.decode()
    assert "Air core" in shown
    assert "Confirmed by both" in shown
