"""C9: what machines cannot match does not go out, unless a named reason goes out with it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from medcord.core.advisory.readiness import Missing, Waiver, identified, judged, lacking, public_words, range_is_read
from medcord.core.advisory.value import Advisory, Identifiers, Product, Publisher, Statement, Vulnerability
from medcord.core.vocabulary import ProductStatus

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
PUMP = Product("P1", "Karst", "Pump", "<= 2.4", identifiers=Identifiers(model_numbers=("KP-7",)))
NAMELESS = Product("P2", "Karst", "Hub", "see the label")


def advisory(*products: Product, status: ProductStatus = ProductStatus.AFFECTED) -> Advisory:
    flaw = Vulnerability(cve="CVE-2026-1", statements=tuple(Statement(one.id, status) for one in products))
    return Advisory(
        "KARST-1",
        "Pump",
        Publisher("Karst", "https://karst.example"),
        "final",
        "1",
        NOON,
        NOON,
        products=products,
        vulnerabilities=(flaw,),
    )


def test_a_pump_with_a_model_number_and_a_range_lacks_nothing() -> None:
    assert lacking(advisory(PUMP)) == ()


def test_a_hub_without_number_and_with_prose_for_versions_lacks_both_and_is_told_why() -> None:
    found = lacking(advisory(PUMP, NAMELESS))
    assert [(one.product_id, one.what) for one in found] == [("P2", Missing.IDENTIFIER), ("P2", Missing.RANGE)]
    assert found[0].sentence == "Karst Hub: no model number, UDI-DI, CPE or purl."
    assert found[1].sentence == 'Karst Hub: "see the label" cannot be read as a version or a range.'


def test_no_versions_named_is_not_taken_for_all_versions() -> None:
    silent = Product("P3", "Karst", "Hub", "  ", identifiers=Identifiers(udi_dis=("04012345678901",)))
    assert [one.sentence for one in lacking(advisory(silent))] == ["Karst Hub: no versions are named."]


def test_only_affected_products_must_be_matchable() -> None:
    for status in (ProductStatus.FIXED, ProductStatus.NOT_AFFECTED, ProductStatus.UNDER_INVESTIGATION):
        assert lacking(advisory(NAMELESS, status=status)) == ()


@pytest.mark.parametrize(
    ("given", "enough"),
    [
        (Identifiers(cpe="cpe:2.3:h:karst:pump:*:*:*:*:*:*:*:*"), True),
        (Identifiers(purls=("pkg:generic/pump",)), True),
        (Identifiers(udi_dis=("04012345678901",)), True),
        (Identifiers(model_numbers=("KP-7",)), True),
        (Identifiers(model_numbers=(" ",)), False),
        (Identifiers(serial_numbers=("1",), skus=("2",)), False),
    ],
)
def test_four_kinds_of_identifier_count_and_a_stock_number_does_not(given: Identifiers, enough: bool) -> None:
    assert identified(Product("P", "Karst", "Pump", identifiers=given)) is enough


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("vers:all/*", True),
        (">=1|<3", True),
        ("1.1.7.333 | 2.1.1.3069", True),
        ("before july 2017", True),
        ("B.06", True),
        ("MMT-512 / MMT-712 Paradigm x12", False),
        ("see label", False),
        (">= 5 | < 3", False),
    ],
)
def test_a_range_counts_when_all_of_it_is_understood(text: str, read: bool) -> None:
    assert range_is_read(text) is read


def test_a_waiver_lifts_its_own_lack_and_its_reason_is_public() -> None:
    lacks = lacking(advisory(NAMELESS))
    found = judged(lacks, [Waiver("P2", Missing.RANGE, "The maker closed; no list of versions is left.")])
    assert [one.what for one in found.blocking] == [Missing.IDENTIFIER]
    assert public_words(found) == (
        'Karst Hub: "see the label" cannot be read as a version or a range. '
        "Published all the same: The maker closed; no list of versions is left."
    )


def test_a_blank_reason_another_product_or_a_lack_that_is_gone_waives_nothing() -> None:
    lacks = lacking(advisory(NAMELESS))
    useless = [Waiver("P2", Missing.RANGE, " "), Waiver("P1", Missing.IDENTIFIER, "Because.")]
    found = judged(lacks, useless)
    assert (found.blocking, found.waived, public_words(found)) == (lacks, (), "")
