"""A manufacturer keeps its own registry; others' are not there for it."""

from __future__ import annotations

import pytest

from medcord.core.refusals import EditedMeanwhile, InputRefusal, NotFound, RuleRefusal
from medcord.products import actions, queries
from tests.cases.road import product_of
from tests.cast import Cast, browser_of

pytestmark = pytest.mark.django_db


def test_a_product_is_added_and_found_by_its_numbers(cast: Cast) -> None:
    product_of(cast)
    assert [one.name for one in queries.visible(cast.coordinator.viewer, q="kr-bv2")] == ["Breva V2"]
    assert queries.visible(cast.coordinator.viewer, q="nothing like it") == []


def test_eve_and_the_hospital_do_not_see_it(cast: Cast) -> None:
    product = product_of(cast)
    for member in (cast.eve, cast.hospital, cast.isao):
        assert queries.visible(member.viewer) == []
        with pytest.raises(NotFound):
            queries.product_for(member.viewer, product.pk)
    assert browser_of(cast.eve).get(f"/products/{product.pk}").status_code == 404


def test_the_same_name_twice_is_refused(cast: Cast) -> None:
    product_of(cast)
    with pytest.raises(RuleRefusal, match="already in the registry"):
        product_of(cast)


def test_a_product_needs_a_name(cast: Cast) -> None:
    with pytest.raises(InputRefusal):
        actions.register(
            actions.ProductWords(name=" "), maker=cast.manufacturer.organisation_id, actor=cast.manufacturer.viewer
        )


def test_nobody_registers_in_anothers_name(cast: Cast) -> None:
    words = actions.ProductWords(name="Trojan")
    with pytest.raises(NotFound):
        actions.register(words, maker=cast.manufacturer.organisation_id, actor=cast.eve.viewer)


def test_the_second_of_two_editors_is_told(cast: Cast) -> None:
    product = product_of(cast)
    words = actions.ProductWords(name="Breva V2", versions=["4.3"])
    actions.change(product.pk, words, expected_version=product.version, actor=cast.manufacturer.viewer)
    with pytest.raises(EditedMeanwhile):
        actions.change(product.pk, words, expected_version=product.version, actor=cast.manufacturer.viewer)
    form = {"name": "Breva V2", "versions": "9.9", "version": product.version}
    answer = browser_of(cast.manufacturer).post(f"/products/{product.pk}/edit", form)
    assert answer.status_code == 409
    assert "9.9" in answer.content.decode()
