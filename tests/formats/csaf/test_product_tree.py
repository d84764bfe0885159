"""Product trees of every shape become flat entries."""

from __future__ import annotations

from typing import Any

import pytest

from medcord.core.advisory.value import Identifiers, Product
from medcord.core.refusals import UnreadableFile
from medcord.core.vocabulary import ProductStatus
from medcord.formats.csaf import ReadAdvisory, read_advisory
from tests.formats.csaf.documents import as_bytes, minimal


def read(tree: dict[str, Any], vulnerability: dict[str, Any] | None = None) -> ReadAdvisory:
    document = minimal()
    document["product_tree"] = tree
    document["vulnerabilities"] = [vulnerability or {"cve": "CVE-2026-1000"}]
    return read_advisory(as_bytes(document), name="acme.json")


def entry(product_id: str, name: str = "") -> dict[str, Any]:
    return {"name": name or f"full name of {product_id}", "product_id": product_id}


def chain(*steps: tuple[str, str], product: dict[str, Any]) -> dict[str, Any]:
    """Branches one below the other, the product in the last."""
    category, name = steps[-1]
    branch = {"category": category, "name": name, "product": product}
    for category, name in reversed(steps[:-1]):
        branch = {"category": category, "name": name, "branches": [branch]}
    return branch


def host_and_firmware(maker: str, category: str, host_version: str) -> dict[str, Any]:
    device = chain(
        ("vendor", "Acme"), ("product_name", "Pump 3"), ("product_version", host_version), product=entry("HW")
    )
    part = chain(
        ("vendor", maker), ("product_name", "Firmware"), ("product_version_range", "<2.4"), product=entry("FW")
    )
    relationship = {
        "category": category,
        "full_product_name": entry("BOTH", "Acme Pump 3 with Firmware <2.4"),
        "product_reference": "FW",
        "relates_to_product_reference": "HW",
    }
    return {"branches": [device, part], "relationships": [relationship]}


def test_families_architectures_and_patch_levels_stay_in_the_path() -> None:
    branch = chain(
        ("vendor", "Acme"),
        ("product_family", "Pumps"),
        ("product_name", "Pump 3"),
        ("architecture", "arm"),
        ("product_version", "2.4"),
        ("patch_level", "SP1"),
        product=entry("P1", "Acme Pump 3 2.4 SP1 for arm"),
    )
    expected = Product(
        "P1",
        "Acme",
        "Pump 3",
        "2.4",
        full_name="Acme Pump 3 2.4 SP1 for arm",
        path=("Acme", "Pumps", "Pump 3", "arm", "2.4", "SP1"),
        categories=("vendor", "product_family", "product_name", "architecture", "product_version", "patch_level"),
    )
    assert read({"branches": [branch]}).advisory.products == (expected,)


def test_a_family_is_the_name_where_no_product_name_is_given() -> None:
    branch = chain(("vendor", "Acme"), ("product_family", "Pumps"), product=entry("P1"))
    assert read({"branches": [branch]}).advisory.products[0].name == "Pumps"


def test_a_bare_full_product_name_is_its_own_name() -> None:
    product = read({"full_product_names": [entry("P1", "Acme Pump 3")]}).advisory.products[0]
    assert product == Product("P1", "", "Acme Pump 3", full_name="Acme Pump 3")


def test_an_unknown_branch_category_is_kept_in_the_path_and_said() -> None:
    branch = chain(("vendor", "Acme"), ("colour", "red"), ("product_name", "Pump"), product=entry("P1"))
    outcome = read({"branches": [branch]})
    assert outcome.advisory.products[0].path == ("Acme", "red", "Pump")
    assert "branch category 'colour' is not known" in outcome.warnings[0]


def test_firmware_of_the_same_maker_installed_on_a_device_gives_the_version() -> None:
    combined = read(host_and_firmware("ACME ", "installed_on", "vers:all/*")).advisory.products[-1]
    expected = ("BOTH", "Acme", "Pump 3", "<2.4", True)
    assert (combined.id, combined.vendor, combined.name, combined.version, combined.version_is_range) == expected
    assert combined.path == ("Acme", "Pump 3", "<2.4")


@pytest.mark.parametrize(
    ("maker", "category", "host_version"),
    [
        ("Globex", "installed_on", "vers:all/*"),
        ("Acme", "default_component_of", "vers:all/*"),
        ("Acme", "installed_on", "B.06"),
    ],
)
def test_a_part_that_says_nothing_of_the_device_version_does_not_change_it(
    maker: str, category: str, host_version: str
) -> None:
    combined = read(host_and_firmware(maker, category, host_version)).advisory.products[-1]
    assert (combined.vendor, combined.name, combined.version) == ("Acme", "Pump 3", host_version)


def relationship(product_id: str, part: str, host: str) -> dict[str, Any]:
    return {
        "category": "installed_on",
        "full_product_name": entry(product_id),
        "product_reference": part,
        "relates_to_product_reference": host,
    }


def test_relationships_may_build_on_each_other_in_any_order() -> None:
    tree = {
        "full_product_names": [entry("A"), entry("B"), entry("C")],
        "relationships": [relationship("ABC", "C", "AB"), relationship("AB", "A", "B")],
    }
    assert {"A", "B", "C", "AB", "ABC"} == {product.id for product in read(tree).advisory.products}


def test_a_chain_of_twenty_thousand_relationships_needs_no_deep_stack() -> None:
    links = [relationship(f"R{at + 1}", "A", f"R{at}") for at in range(20_000)]
    tree = {"full_product_names": [entry("A"), entry("R0")], "relationships": list(reversed(links))}
    assert len(read(tree).advisory.products) == 20_002


def test_relationships_in_a_circle_are_refused() -> None:
    tree = {
        "full_product_names": [entry("A")],
        "relationships": [relationship("X", "A", "Y"), relationship("Y", "A", "X")],
    }
    with pytest.raises(UnreadableFile) as caught:
        read(tree)
    assert caught.value.code == "circular-relationship"
    assert caught.value.where.startswith("product_tree.relationships[")


def test_a_product_on_an_undefined_product_is_kept_and_said() -> None:
    outcome = read({"full_product_names": [entry("A", "Pump")], "relationships": [relationship("AB", "A", "B")]})
    assert [product.id for product in outcome.advisory.products] == ["AB", "A"]
    assert any("'B' is not in the product tree" in line for line in outcome.warnings)


def test_one_id_for_two_products_means_both_so_that_neither_is_missed() -> None:
    tree = {
        "branches": [
            chain(("vendor", "Acme"), ("product_name", "Pump"), product=entry("P1", "Acme Pump")),
            chain(("vendor", "Acme"), ("product_name", "Monitor"), product=entry("P1", "Acme Monitor")),
        ]
    }
    outcome = read(tree, {"product_status": {"known_affected": ["P1"]}})
    stated = [(s.product_id, s.status) for s in outcome.advisory.vulnerabilities[0].statements]
    assert [product.name for product in outcome.advisory.products] == ["Pump", "Monitor"]
    assert stated == [("P1", ProductStatus.AFFECTED), ("P1 (2)", ProductStatus.AFFECTED)]
    assert any("names two products" in line for line in outcome.warnings)


def test_the_same_product_listed_twice_is_one_entry() -> None:
    tree = {
        "branches": [chain(("vendor", "Acme"), ("product_name", "Pump"), product=entry("P1", "Acme Pump"))],
        "full_product_names": [entry("P1", "Acme Pump")],
    }
    assert [product.vendor for product in read(tree).advisory.products] == ["Acme"]


def test_groups_stand_for_their_products() -> None:
    tree = {
        "full_product_names": [entry("A"), entry("B"), entry("C")],
        "product_groups": [{"group_id": "G", "product_ids": ["A", "B"]}],
    }
    remedy = {"category": "mitigation", "details": "Isolate it.", "group_ids": ["G"], "product_ids": ["C", "A"]}
    vulnerability = read(tree, {"remediations": [remedy]}).advisory.vulnerabilities[0]
    assert vulnerability.remediations[0].product_ids == ("C", "A", "B")


def test_ids_and_groups_nobody_defined_are_left_out_and_said() -> None:
    vulnerability = {
        "product_status": {"known_affected": ["A", "Z"]},
        "remediations": [{"category": "mitigation", "details": "d", "group_ids": ["H"]}],
    }
    outcome = read({"full_product_names": [entry("A")]}, vulnerability)
    assert [statement.product_id for statement in outcome.advisory.vulnerabilities[0].statements] == ["A"]
    assert any("product 'Z' is not in the product tree" in line for line in outcome.warnings)
    assert any("group 'H' is not defined" in line for line in outcome.warnings)


def test_udi_purl_and_model_numbers_are_read_and_foreign_uris_are_kept() -> None:
    helper = {
        "model_numbers": ["AP3"],
        "purl": "pkg:generic/a@1",
        "x_generic_uris": [
            {
                "namespace": "https://accessgudid.nlm.nih.gov/devices/",
                "uri": "https://accessgudid.nlm.nih.gov/devices/%2BB123ABC0%2F%24",
            },
            {"namespace": "https://else.example", "uri": "urn:x:1"},
        ],
    }
    outcome = read({"full_product_names": [entry("A") | {"product_identification_helper": helper}]})
    expected = Identifiers(purls=("pkg:generic/a@1",), model_numbers=("AP3",), udi_dis=("+B123ABC0/$",))
    assert outcome.advisory.products[0].identifiers == expected
    assert outcome.warnings == ()
    assert "urn:x:1" in outcome.advisory.products[0].rest


@pytest.mark.parametrize("flagged", [True, False])
def test_a_vex_flag_says_why_a_product_is_not_affected_and_nothing_of_others(flagged: bool) -> None:
    status = {"known_not_affected": ["A"]} if flagged else {"known_affected": ["A"]}
    vulnerability = {
        "product_status": status,
        "flags": [{"label": "component_not_present", "product_ids": ["A"]}],
    }
    outcome = read({"full_product_names": [entry("A")]}, vulnerability)
    statement = outcome.advisory.vulnerabilities[0].statements[0]
    assert statement.justification == ("component_not_present" if flagged else "")
    assert (outcome.warnings == ()) is flagged
