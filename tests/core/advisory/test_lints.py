"""Lints: each slip that was met in public advisories is told, and a good advisory is left in peace."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from medcord.core.advisory.lints import LINT_LIMIT, lints, mojibake
from medcord.core.advisory.value import (
    Advisory,
    Identifiers,
    PlainWords,
    Product,
    Publisher,
    Remediation,
    Revision,
    Score,
    Statement,
    Vulnerability,
)
from medcord.core.vocabulary import ProductStatus
from medcord.formats.csaf import read_advisory
from tests.formats.csaf.documents import icsma_files, needs_icsma

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
NUMBER = Identifiers(model_numbers=("KP-7",))
PUMP = Product("P1", "Karst", "Pump", "< 2.4", True, identifiers=NUMBER)
REPAIRED = Product("P2", "Karst", "Pump", "2.4", identifiers=NUMBER)
FLAW = Vulnerability(
    cve="CVE-2026-1",
    statements=(Statement("P1", ProductStatus.AFFECTED), Statement("P2", ProductStatus.FIXED)),
    scores=(Score("3.1", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:H", 9.1),),
    remediations=(Remediation("vendor_fix", "Install 2.4.", product_ids=("P1",)),),
)
GOOD = Advisory(
    "KARST-1",
    "Pump takes commands from anybody",
    Publisher("Karst", "https://karst.example"),
    "final",
    "1",
    NOON,
    NOON,
    revisions=(Revision("1", NOON, "First."),),
    summary="Anybody on the network can set the rate.",
    products=(PUMP, REPAIRED),
    vulnerabilities=(FLAW,),
    plain=PlainWords("A pump for infusions.", "It may give too much.", "Install the update."),
)


def codes(advisory: Advisory) -> list[str]:
    return [one.code for one in lints(advisory)]


def pump(**other: Any) -> Advisory:
    return replace(GOOD, products=(replace(PUMP, **other), REPAIRED))


def flaw(**other: Any) -> Advisory:
    return replace(GOOD, vulnerabilities=(replace(FLAW, **other),))


def test_a_good_advisory_is_left_in_peace() -> None:
    assert lints(GOOD) == ()


LISTED = "ENEA, Green Hills Software, ITRON, IP Infusion, and Wind River"
STEPS = tuple(Remediation("mitigation", text, product_ids=("P1",)) for text in ("Do this:", "Unplug it."))
BOTH = (Statement("P1", ProductStatus.AFFECTED), Statement("P2", ProductStatus.NOT_AFFECTED))


@pytest.mark.parametrize(
    ("advisory", "code"),
    [
        (pump(name="Karst Pump"), "vendor-in-name"),
        (pump(version="<1.13.0."), "trailing-dot"),
        (pump(name="Pumpe f\u00c3\u00bcr Zuhause"), "mojibake"),
        (pump(vendor=LISTED), "several-vendors"),
        (pump(vendor="Karst / Elowen"), "several-vendors"),
        (pump(version="1.1 | 2.1", version_is_range=False), "range-as-version"),
        (pump(version="vers:all/*", version_is_range=False), "range-as-version"),
        (pump(version="see the label"), "unreadable-range"),
        (pump(identifiers=Identifiers()), "no-identifier"),
        (pump(version="2.4", version_is_range=False), "product-twice"),
        (replace(GOOD, summary="TBD"), "placeholder"),
        (replace(GOOD, title="A flaw in [insert product]"), "placeholder"),
        (replace(GOOD, plain=PlainWords("A pump.", "", "Update.")), "no-plain-words"),
        (flaw(remediations=()), "no-remediation"),
        (flaw(scores=()), "no-score"),
        (flaw(remediations=STEPS), "split-prose"),
        (flaw(statements=BOTH, remediations=(Remediation("mitigation", "x", product_ids=("P1", "P2")),)),
         "remediation-not-affected"),
        (pump(version="<= 2.4"), "fixed-inside-affected"),
        (replace(GOOD, current_release=NOON - timedelta(1)), "dates-backwards"),
        (flaw(statements=(Statement("P2", ProductStatus.FIXED),), remediations=()), "nothing-affected"),
    ],
)  # fmt: skip
def test_each_slip_is_told(advisory: Advisory, code: str) -> None:
    assert code in codes(advisory)


def test_a_lint_names_its_place_and_says_a_sentence() -> None:
    [found] = lints(pump(version="<= 2.4"))
    assert (found.where, found.level) == ("vulnerability CVE-2026-1", "warning")
    assert found.sentence == 'Version "2.4" is fixed and lies inside "<= 2.4", affected.'


def test_revisions_out_of_order_are_told_with_their_numbers() -> None:
    late, early = Revision("1", NOON, "First."), Revision("2", NOON - timedelta(days=2), "Second.")
    [found] = lints(replace(GOOD, revisions=(late, early)))
    assert found.sentence == "Revision 2 is dated before revision 1."


@pytest.mark.parametrize(
    "name", ["Dr\u00e4ger", "B\u00c4R \u00c4\u00d6", "\u91ab\u7642\u6a5f\u5668", "Pump\u2122 \u2013 new"]
)
def test_names_in_their_own_script_are_no_mojibake(name: str) -> None:
    assert mojibake(name) == ""


@pytest.mark.parametrize("vendor", ["Becton, Dickinson and Company (BD)", "B. Braun Melsungen AG", "Johnson & Johnson"])
def test_one_vendor_with_a_long_name_is_one_vendor(vendor: str) -> None:
    assert "several-vendors" not in codes(pump(vendor=vendor))


def test_many_products_are_looked_at_in_bounded_time_and_no_more_than_the_limit_is_told() -> None:
    many = tuple(Product(f"P{at}", "Karst", "Pump", f"{at}.1", identifiers=NUMBER) for at in range(20_000))
    statements = tuple(Statement(one.id, ProductStatus(["affected", "fixed"][at % 2])) for at, one in enumerate(many))
    everybody = Remediation("vendor_fix", "Install it.", product_ids=tuple(one.id for one in many[::2]))
    crowd = replace(FLAW, statements=statements, remediations=(everybody,))
    begun = time.process_time()
    assert lints(replace(GOOD, products=many, vulnerabilities=(crowd,))) == ()
    bare = tuple(replace(one, identifiers=Identifiers()) for one in many)
    assert len(lints(replace(GOOD, products=bare, vulnerabilities=(crowd,)))) == LINT_LIMIT
    assert time.process_time() - begun < 4


@pytest.mark.parametrize(
    "advisory",
    [
        pump(vendor="a, " * 30_000),
        pump(version="1." * 30_000),
        pump(version="a " * 30_000),
        pump(version="1 - " * 30_000),
        pump(name="\u00c3" * 100_000),
        replace(GOOD, summary="[insert " * 30_000),
        replace(GOOD, summary="<your " * 30_000),
        replace(GOOD, summary="x" * 300_000),
    ],
)
def test_a_text_made_to_keep_us_busy_does_not(advisory: Advisory) -> None:
    begun = time.process_time()
    lints(advisory)
    assert time.process_time() - begun < 1


@needs_icsma
def test_what_people_found_by_hand_in_the_medical_advisories_is_found() -> None:
    found = {(file.name, code) for file in icsma_files() for code in codes(read_advisory(file.read_bytes()).advisory)}
    assert ("icsma-21-007-01.json", "mojibake") in found
    assert ("icsma-20-170-04.json", "vendor-in-name") in found
    assert ("icsma-17-017-02.json", "split-prose") in found
    assert ("icsma-18-219-02.json", "unreadable-range") in found
