"""What an advisory means for a device: stories of rows and advisories as they are met."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from medcord.core.advisory import Advisory, Product, Publisher, Remediation, Statement, Vulnerability
from medcord.core.device.index import AdvisoryIndex
from medcord.core.device.match import OUTSIDE_RANGE, match_devices, match_identity
from medcord.core.device.priority import actions_for
from medcord.core.device.value import Device, Identity
from medcord.core.vocabulary import Basis, ProductStatus, Verdict
from medcord.data import load_aliases
from tests.core.device.stories import advisory, index_of, match_of

BD = "Becton, Dickinson and Company (BD)"
PCU = advisory("A-1", BD, {"Alaris 8015 PC unit": "<= 9.33"})
AFFECTED, POSSIBLE, NOT_AFFECTED = Verdict.AFFECTED, Verdict.POSSIBLE, Verdict.NOT_AFFECTED


def test_a_former_makers_label_a_reordered_model_and_a_version_in_range_are_affected_and_say_why() -> None:
    match = match_of(PCU, "CAREFUSION", "8015 PC UNIT ALARIS", "9.12.40")
    assert match is not None
    assert (match.verdict, match.basis, match.product) == (AFFECTED, Basis.IN_RANGE, "Alaris 8015 PC unit")
    assert match.because == (
        'maker "CAREFUSION" is BD ("CareFusion", former: acquired by Becton Dickinson completed 2015-03, 2026-11-23)',
        'model tokens "8015", "alaris", "pc" equal',
        'version 9.12.40 is within "<= 9.33"',
    )
    assert match.cves == ("CVE-2020-0001",)
    assert match.product_ids == ("P0",)


def test_a_version_above_the_range_is_never_called_safe() -> None:
    match = match_of(PCU, "BD", "Alaris PCU 8015", "12.1.2")
    assert match is not None
    assert (match.verdict, match.basis) == (NOT_AFFECTED, Basis.OUTSIDE_RANGE)
    assert any(OUTSIDE_RANGE in line for line in match.because)
    assert OUTSIDE_RANGE == "outside the stated range; the manufacturer has not said this version is safe"


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ("", "the inventory states no version"),
        ("unknown", "the inventory states no version"),
        ("Windows 10 Pro", 'version "Windows 10 Pro" cannot be read'),
        ("9.33.1", "is a finer level of 9.33"),
        ("2021-03-04", "is of another line"),
    ],
)
def test_uncertainty_is_possible_and_never_silence(version: str, said: str) -> None:
    match = match_of(PCU, "BD", "Alaris PCU 8015", version)
    assert match is not None
    assert (match.verdict, match.basis) == (POSSIBLE, Basis.NEEDS_REVIEW)
    assert said in match.because[-1]


@pytest.mark.parametrize("expression", [">= 1.31 | <= 1.4", "see the security bulletin", "latest service releases"])
def test_an_empty_range_or_prose_is_a_question_for_a_person(expression: str) -> None:
    match = match_of(advisory("A-2", "Philips", {"Xcelera": expression}), "PHILIPS", "XCELERA", "1.35")
    assert match is not None
    assert match.verdict is POSSIBLE
    assert expression.split(" |")[0] in match.because[-1]


@pytest.mark.parametrize(
    ("maker", "model", "description"),
    [
        ("BD", "Alaris 8110 Syringe Module", "Syringe module"),
        ("BD", "Alaris Auto-ID module", "Barcode module"),
        ("BD", "Alaris SmartSite infusion set", "Pump tubing, consumable"),
        ("Siemens", "8015 PC unit", ""),
        ("BD", "Phoenix M50", "ID/AST analyzer"),
        ("", "Infusion pump", ""),
    ],
)
def test_another_product_is_silence(maker: str, model: str, description: str) -> None:
    assert match_of(PCU, maker, model, "9.7", description) is None


def test_a_model_that_is_not_stated_is_possible() -> None:
    match = match_of(PCU, "CAREFUSION", "ALARIS PC UNIT", "9.19")
    assert match is not None
    assert (match.verdict, match.because[-1]) == (POSSIBLE, "the row does not state model 8015")


def test_when_every_model_of_the_name_is_listed_not_stating_it_changes_nothing() -> None:
    both = advisory("A-3", "Medtronic", {"24950 MyCareLink Monitor": "vers:all/*", "24952 MyCareLink Monitor": "*"})
    match = match_of(both, "Medtronic", "MyCareLink Patient Monitor")
    assert match is not None
    assert match.verdict is AFFECTED
    assert match_of(both, "Medtronic", "MyCareLink Relay 24960") is None


def test_the_most_specific_entry_decides_and_entries_of_one_product_are_a_union() -> None:
    several = advisory(
        "A-4",
        BD,
        {"BD Pyxis MedStation 4000 T2": "*", "BD Pyxis MedStation ES": "1.6.1", "BD Pyxis SupplyStation": "*"},
    )
    match = match_of(several, "CARDINAL HEALTH 303", "PYXIS MEDSTTION ES", "v1.6.1")
    assert match is not None
    assert (match.verdict, match.basis, match.product) == (AFFECTED, Basis.STATED, "BD Pyxis MedStation ES")
    other = match_of(several, "BD", "Pyxis MedStation 4000")
    assert other is not None
    assert (other.verdict, other.product) == (POSSIBLE, "BD Pyxis MedStation 4000 T2")
    assert match_of(several, "BD", "Pyxis Anesthesia 4000") is None


def test_the_title_says_which_product_when_the_name_does_not() -> None:
    alice = advisory("A-5", "Philips", {"Version": "<= R8.0.3"}, title="Philips Alice 6 Vulnerabilities (Update B)")
    match = match_of(alice, "PHILIPS RESPIRONICS", "ALICE 6 LDX", "R8.0.3")
    assert match is not None
    assert match.verdict is AFFECTED
    assert match_of(alice, "Philips Respironics", "Alice 5", "R1.8") is None


def test_a_number_in_the_title_belongs_to_the_only_product_of_an_advisory() -> None:
    sure = advisory("A-6", "Philips", {"SureSigns": "<= S4 A.07.107"}, title="Philips SureSigns VS4")
    match = match_of(sure, "PHILIPS", "SURESIGNS VS4", "A.07.107")
    assert match is not None
    assert match.verdict is AFFECTED
    assert match_of(sure, "Philips", "SureSigns VM6", "A.03.14") is None


def test_a_title_that_names_the_system_makes_the_system_possible() -> None:
    pump = advisory(
        "A-7",
        "B. Braun Medical",
        {"Battery Pack SP with Wi-Fi": "<= L81"},
        title="B. Braun Infusomat Space Large Volume Pump",
    )
    match = match_of(pump, "B BRAUN MEDICAL", "INFUSOMAT SPACE", "U686S")
    assert match is not None
    assert match.verdict is POSSIBLE
    assert match_of(pump, "B BRAUN", "PERFUSOR SPACE", "688L") is None


def test_a_text_that_names_the_fix_decides_what_the_range_leaves_open() -> None:
    text = "Smiths Medical has released update Version 1.6.1 to mitigate the vulnerabilities."
    pump = advisory("A-8", "Smiths Medical", {"Medfusion 4000 Wireless Syringe Infusion Pump": "1.6"}, texts=(text,))
    match = match_of(pump, "Smiths Medical", "Medfusion 4000 wireless", "1.6.1")
    assert match is not None
    assert (match.verdict, match.basis) == (NOT_AFFECTED, Basis.FIXED)
    assert text in match.because[-1]


def test_a_text_that_calls_a_version_still_vulnerable_keeps_it_open() -> None:
    text = "The following CVEs are still present on the PC Unit version 12.3.1: CVE-2020-0001."
    pump = advisory("A-9", BD, {"Alaris 8015 PC unit": "<= 12.1.3"}, texts=(text,))
    match = match_of(pump, "BD", "Alaris 8015 PC unit", "12.3.1")
    assert match is not None
    assert match.verdict is POSSIBLE
    assert text in match.because[-1]


def test_a_fix_inside_a_family_that_the_range_includes_is_possible() -> None:
    monitor = advisory(
        "A-10", "Philips", {"IntelliVue patient monitor MX400-MX850": "<=N"}, texts=("Versions N.00 and N.01",)
    )
    inside = match_of(monitor, "PHILIPS", "INTELLIVUE MX800", "N.01.00")
    below = match_of(monitor, "PHILIPS", "INTELLIVUE MX800", "M.04.01")
    assert inside is not None
    assert below is not None
    assert (inside.verdict, below.verdict) == (POSSIBLE, AFFECTED)


def test_a_display_name_that_contradicts_the_version_field_keeps_it_open() -> None:
    names = {"Tasy EMR": "Tasy EMR Versions: 3.02.1744 and prior"}
    emr = advisory("A-11", "Philips", {"Tasy EMR": "<= 3.01.1744"}, full_names=names)
    match = match_of(emr, "Philips", "Tasy EMR", "3.02.1744")
    assert match is not None
    assert match.verdict is POSSIBLE


def test_a_condition_is_met_contradicted_or_not_stated() -> None:
    worn = advisory("A-12", "Philips", {"IntelliVue MX40 Patient Worn Monitor (WLAN only)": "< B.06.18"})
    rows = {
        "IntelliVue MX40 WLAN": AFFECTED,
        "IntelliVue MX40 1.4GHz Smart-hopping": NOT_AFFECTED,
        "IntelliVue MX40": POSSIBLE,
    }
    found = {model: match_of(worn, "Philips", model, "B.06.12") for model in rows}
    assert {model: match.verdict for model, match in found.items() if match} == rows


def test_what_a_name_excludes_is_not_affected_because_the_advisory_says_so() -> None:
    logiq = advisory("A-13", "GE Healthcare", {"LOGIQ, not including LOGIQ 100 Pro": "vers:all/*"})
    match = match_of(logiq, "GE Ultrasound", "LOGIQ 100 Pro")
    other = match_of(logiq, "GE", "LOGIC E9")
    assert match is not None
    assert other is not None
    assert (match.verdict, match.basis) == (NOT_AFFECTED, Basis.STATED)
    assert other.verdict is AFFECTED


def test_a_list_of_models_in_the_version_field_is_compared_with_the_model() -> None:
    pumps = advisory("A-14", "Medtronic", {"MiniMed 670G": "MMT-1780 | MMT-1781", "GE Carestation": "620 | 650"})
    listed = match_of(pumps, "MEDTRONIC", "MINIMED 670G", "4.11", catalog_no="MMT-1780")
    unstated = match_of(pumps, "MEDTRONIC", "MINIMED 670G", "4.11")
    assert listed is not None
    assert unstated is not None
    assert (listed.verdict, listed.basis, unstated.verdict) == (AFFECTED, Basis.STATED, POSSIBLE)
    assert match_of(pumps, "MEDTRONIC", "MINIMED 670G", "4.11", catalog_no="MMT-1999") is None
    by_number = match_of(pumps, "MEDTRONIC", "MMT-1780KPK", description="INSULIN PUMP")
    assert by_number is not None
    assert by_number.verdict is AFFECTED


def test_what_the_document_calls_fixed_or_not_affected_rests_on_the_document() -> None:
    said = {"Vue PACS fixed": ProductStatus.FIXED, "Xcelera": ProductStatus.NOT_AFFECTED}
    two = advisory("A-15", "Philips", {"Vue PACS": "< 12.3", "Vue PACS fixed": "12.3", "Xcelera": "*"}, status=said)
    fixed = match_of(two, "Philips", "Vue PACS fixed", "12.3")
    fine = match_of(two, "Philips", "Xcelera", "R4.1")
    assert fixed is not None
    assert fine is not None
    assert (fixed.verdict, fixed.basis) == (NOT_AFFECTED, Basis.FIXED)
    assert (fine.verdict, fine.basis) == (NOT_AFFECTED, Basis.STATED)


def test_a_product_under_investigation_is_possible() -> None:
    open_question = advisory(
        "A-16", "Philips", {"Xcelera": "<= 4"}, status={"Xcelera": ProductStatus.UNDER_INVESTIGATION}
    )
    match = match_of(open_question, "Philips", "Xcelera", "3.1")
    assert match is not None
    assert match.verdict is POSSIBLE


def test_a_rebrand_under_another_label_is_possible_in_range() -> None:
    monitor = advisory("A-17", "Innokas Yhtymä Oy", {"VC150": "< 1.7.15"})
    inside = match_of(monitor, "GE Healthcare", "Carescape VC150", "1.6.11")
    above = match_of(monitor, "GE Healthcare", "Carescape VC150", "1.7.16")
    assert inside is not None
    assert above is not None
    assert (inside.verdict, above.verdict) == (POSSIBLE, NOT_AFFECTED)


def test_the_same_name_of_another_maker_is_another_product() -> None:
    venue = advisory("A-18", "GE Healthcare", {"Venue": "vers:all/*"})
    assert match_of(venue, "CHATTANOOGA", "VENUE", description="ULTRASOUND THERAPY") is None
    assert (
        match_of(advisory("A-19", "Hamilton Medical AG", {"T1 Ventilator": "*"}), "HAMILTON COMPANY", "MICROLAB T1")
        is None
    )


def test_the_version_may_stand_in_the_description() -> None:
    match = match_of(PCU, "BD", "8015LS", description="Alaris PC unit, sw 9.7")
    assert match is not None
    assert match.verdict is AFFECTED
    assert "(from the description)" in match.because[-1]


def test_the_version_of_a_host_is_not_the_version_of_the_part_in_it() -> None:
    part = advisory("A-20", "GE Healthcare", {"GEH-500": "<= 1.54 (integrated into GE MobileLink)"})
    told = match_of(part, "GE", "MAC 5500 HD w/ MobileLink GEH-500", "10B", "ECG cart, wireless fw 1.54")
    untold = match_of(part, "GE", "MAC 5500 HD w/ MobileLink GEH-500", "10B", "ECG cart")
    assert told is not None
    assert untold is not None
    assert (told.verdict, untold.verdict) == (AFFECTED, POSSIBLE)
    assert match_of(part, "GE", "MAC 5500 HD", "10B") is None


def test_a_row_without_maker_is_read_from_its_model() -> None:
    match = match_of(PCU, "", "BD Alaris 8015 PC unit", "9.7")
    assert match is not None
    assert match.verdict is AFFECTED
    nameless = match_of(PCU, "", "Alaris 8015 PC unit", "9.7")
    assert nameless is not None
    assert nameless.verdict in {AFFECTED, POSSIBLE}


def test_an_order_number_where_the_model_should_be_does_not_hide_the_device() -> None:
    monitor = advisory("A-21", "Philips", {"IntelliVue patient monitor MX400-MX850": "<=N"})
    match = match_of(monitor, "PHILIPS", "867999", "M.0", "IntelliVue MX750 bedside monitor")
    assert match is not None
    assert match.verdict is AFFECTED


def test_devices_of_one_identity_get_one_verdict_and_serial_and_udi_play_no_part() -> None:
    devices = [
        Device("T1", "BD", "Alaris 8015 PC unit", version="9.7", serial="1", udi="(01)1", row=2),
        Device("T2", "BD", "Alaris 8015 PC unit", version="9.7", serial="2", row=3),
        Device("T3", "BD", "Phoenix M50", row=4),
    ]
    found = list(match_devices(devices, index_of(PCU)))
    assert [(device.asset_tag, match.verdict) for device, match in found] == [("T1", AFFECTED), ("T2", AFFECTED)]
    assert found[0][1] == found[1][1]


def test_there_is_at_most_one_match_for_each_advisory_in_order_of_its_id() -> None:
    second = advisory("A-0", BD, {"Alaris 8015 PC unit": "9.7", "Alaris PC Unit Model 8015": "<= 9.5"})
    found = match_identity(Identity("BD", "Alaris 8015 PC unit", version="9.5"), index_of(PCU, second))
    assert [(match.advisory, match.verdict) for match in found] == [("A-0", AFFECTED), ("A-1", AFFECTED)]


@pytest.mark.parametrize(
    ("maker", "model", "description"),
    [
        ("CARDINLA HEALTH", "PXIS MEDSTATION ES", ""),
        ("BECTON DICK", "PYXIS-MEDSTATION-ES", ""),
        ("BD", "Pyxis MedStat ES", ""),
        ("BD", "Med Station ES", "Pyxis cabinet"),
        ("BD", "323-00110", "Pyxis MedStation ES"),
        ("BD", "BD Pyxis MedStation ES", ""),
    ],
)
def test_slips_cut_off_names_hyphens_and_misplaced_numbers_do_not_hide_a_device(
    maker: str, model: str, description: str
) -> None:
    cabinet = advisory("A-22", BD, {"BD Pyxis MedStation ES": "*", "BD Pyxis SupplyStation": "*"})
    match = match_of(cabinet, maker, model, description=description)
    assert match is not None
    assert (match.verdict, match.product) == (AFFECTED, "BD Pyxis MedStation ES")


def test_a_server_of_a_named_system_is_possible() -> None:
    cabinet = advisory("A-23", BD, {"BD Pyxis MedStation ES": "*"})
    match = match_of(cabinet, "BD", "Pyxis MedStation ES Server")
    assert match is not None
    assert (match.verdict, match.because[-1]) == (
        POSSIBLE,
        'the advisory does not say whether "server" is meant',
    )


def test_an_order_number_beside_a_name_need_not_be_in_the_row() -> None:
    arms = advisory("A-24", "Philips", {"Pulsera (718095) and Endura (718075)": "*"})
    match = match_of(arms, "Philips", "BV Pulsera", "R2.3")
    assert match is not None
    assert match.verdict is AFFECTED
    assert match_of(arms, "Philips", "BV Libra", "1.4") is None


def test_outside_one_entry_but_inside_another_that_may_mean_it_is_possible() -> None:
    pumps = advisory("A-25", "Baxter", {"Sigma Spectrum": "6.x", "Sigma Spectrum Horizon": "9.x"})
    match = match_of(pumps, "BAXTER", "SIGMA SPECTRUM", "9.02")
    assert match is not None
    assert match.verdict is POSSIBLE
    assert '"Sigma Spectrum Horizon" may mean it too' in match.because[-1]


def test_a_module_makes_the_system_that_hosts_it_possible() -> None:
    module = advisory("A-26", BD, {"BD Kiestra TLA WCA InoqulA+ specimen processor - PerformA": "<= 3.0"})
    host = match_of(module, "BD", "KIESTRA TLA", description="Track, total lab automation")
    itself = match_of(module, "BD KIESTRA", "Kiestra PerformA", "2.0")
    assert host is not None
    assert itself is not None
    assert (host.verdict, itself.verdict) == (POSSIBLE, AFFECTED)


def test_a_missing_version_is_decided_by_the_affected_entry_and_not_by_the_fix_beside_it() -> None:
    affected = Product("P1", "Quillon", "Tidewater LVP 3", ">= 3.0 | < 3.6.2", version_is_range=True)
    fixed = Product("P2", "Quillon", "Tidewater LVP 3", "3.6.2")
    said = (Statement("P1", ProductStatus.AFFECTED), Statement("P2", ProductStatus.FIXED))
    fix = Remediation("vendor_fix", "Install 3.6.2.", product_ids=("P1",))
    at = datetime(2026, 11, 2, tzinfo=UTC)
    for products in ((affected, fixed), (fixed, affected)):
        flaw = Vulnerability(cve="CVE-2026-1", statements=said, remediations=(fix,))
        publisher = Publisher("N", "https://n.example")
        advisory = Advisory("A", "T", publisher, "final", "1", at, at, products=products, vulnerabilities=(flaw,))
        (match,) = match_identity(Identity("Quillon", "Tidewater LVP 3"), AdvisoryIndex([advisory], load_aliases()))
        assert (match.verdict, match.product_ids[0]) == (Verdict.POSSIBLE, "P1")
        assert [action.details for action in actions_for(match, advisory)] == ["Install 3.6.2."]
