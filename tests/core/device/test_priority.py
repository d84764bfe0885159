"""What comes first, why, and what to do: in the advisory's own words."""

from __future__ import annotations

import pytest

from medcord.core.advisory.value import Advisory, Product, Publisher, Remediation, Score, Statement, Vulnerability
from medcord.core.device.priority import NO_ACTION, Action, DeviceFacts, Priority, actions_for, priority, ranked
from medcord.core.device.value import Device, Match
from medcord.core.vocabulary import Basis, ProductStatus, Verdict
from medcord.data import load_clinical_words
from tests.core.device.stories import advisory

WORDS = load_clinical_words()
PUMP = advisory("A-1", "BD", {"Alaris 8015 PC unit": "<= 9.33"}, cve="CVE-2017-0144")


def match(verdict: Verdict = Verdict.AFFECTED, cve: str = "CVE-2017-0144", product_id: str = "P0") -> Match:
    return Match("A-1", "Alaris 8015 PC unit", verdict, Basis.IN_RANGE, ("because",), (product_id,), (cve,))


def device(description: str, model: str = "8015") -> Device:
    return Device("T1", "BD", model, description)


def place(found: Match, of: Device, *, exploited: frozenset[str] = frozenset(), advisory: Advisory = PUMP) -> Priority:
    return priority(found, advisory=advisory, device=of, words=WORDS, known_exploited=exploited)


def test_the_reasons_are_said_in_words_in_the_order_that_ranks() -> None:
    found = place(match(), device("Infusion pump"), exploited=frozenset({"CVE-2017-0144"}))
    assert found.reasons == (
        "known exploited (CISA KEV: CVE-2017-0144)",
        "delivers therapy (infusion pump)",
        "affected",
        "CVSS 7.5",
    )


def test_an_exploited_flaw_in_a_monitor_comes_before_an_unexploited_one_in_a_ventilator() -> None:
    exploited = place(match(), device("Bedside monitor"), exploited=frozenset({"CVE-2017-0144"}))
    ventilator = place(match(), device("VENTILATOR"))
    assert exploited.rank_key < ventilator.rank_key


@pytest.mark.parametrize(
    ("description", "said"),
    [
        ("Transport ventilator", "sustains life (ventilator)"),
        ("Defib monitor", "sustains life (defibrillator)"),
        ("Pacemaker SC, consignment", "sustains life (pacemaker)"),
        ("Anaesthesia machine", "sustains life (anesthesia machine)"),
        ("PUMP, SYRINGE", "delivers therapy (infusion pump)"),
        ("Insulin pump", "delivers therapy (insulin pump)"),
        ("HEMODIALYSIS", "delivers therapy (dialysis)"),
        ("Vital signs monitor", "does not deliver therapy (patient monitoring)"),
        ("", "clinical role not known"),
    ],
)
def test_the_clinical_role_is_read_from_the_words_of_the_device(description: str, said: str) -> None:
    assert said in place(match(), device(description)).reasons


def test_not_known_ranks_before_what_is_known_to_deliver_no_therapy_and_a_registry_beats_words() -> None:
    unknown = place(match(), device(""))
    known = place(match(), device("Vital signs monitor"))
    assert unknown.rank_key < known.rank_key
    told = priority(
        match(), advisory=PUMP, device=device(""), words=WORDS, device_facts=DeviceFacts(life_sustaining=True)
    )
    assert told.reasons[0] == "sustains life (device registry)"
    assert told.rank_key < unknown.rank_key


def test_verdicts_rank_affected_possible_not_affected() -> None:
    order = [place(match(verdict), device("Infusion pump")).rank_key for verdict in Verdict]
    assert order == sorted(order)
    assert [verdict.value for verdict in Verdict] == ["affected", "possible", "not_affected"]


def test_the_highest_score_of_the_decided_product_counts_and_none_is_said_to_be_none() -> None:
    product = Product("P0", "BD", "Alaris 8015 PC unit")
    flaws = (
        Vulnerability("CVE-1", statements=(Statement("P0", ProductStatus.AFFECTED),), scores=(Score("3.1", "", 5.0),)),
        Vulnerability("CVE-2", scores=(Score("3.1", "", 9.8, product_ids=("P9",)), Score("3.0", "", 6.1))),
    )
    two = Advisory(
        "A-1", "t", Publisher("p", "n"), "final", "1", PUMP.initial_release, PUMP.current_release, products=(product,),
        vulnerabilities=flaws,
    )  # fmt: skip
    found = Match("A-1", "x", Verdict.AFFECTED, Basis.IN_RANGE, ("b",), ("P0",), ("CVE-1", "CVE-2"))
    assert place(found, device(""), advisory=two).reasons[-1] == "CVSS 6.1"
    assert place(match(cve="CVE-9"), device(""), advisory=two).reasons[-1] == "CVSS not stated"


def test_ranks_are_numbered_from_one_and_equals_keep_their_order() -> None:
    places = {"b": Priority((1, 1, 0, -7.5)), "a": Priority((1, 1, 0, -7.5)), "first": Priority((0, 2, 0, 0.0))}
    assert ranked(places, key=places.__getitem__) == [(1, "first"), (2, "b"), (3, "a")]


def test_actions_are_the_advisorys_own_words_for_the_decided_product() -> None:
    flaw = Vulnerability(
        "CVE-1",
        remediations=(
            Remediation("vendor_fix", "Update to 9.34.", "https://example.org", ("P0",)),
            Remediation("mitigation", "Segment the network."),
            Remediation("mitigation", "Segment the network."),
            Remediation("vendor_fix", "For the manager only.", product_ids=("P1",)),
        ),
    )
    told = Advisory(
        "A-1", "t", Publisher("p", "n"), "final", "1", PUMP.initial_release, PUMP.current_release,
        vulnerabilities=(flaw,),
    )  # fmt: skip
    assert actions_for(match(), told) == (
        Action("vendor_fix", "Update to 9.34.", "A-1", "https://example.org"),
        Action("mitigation", "Segment the network.", "A-1"),
    )


def test_when_nothing_is_stated_medcord_makes_nothing_up() -> None:
    assert actions_for(match(), PUMP) == (Action("none_stated", NO_ACTION, "A-1"),)
    assert NO_ACTION == "no action stated; ask the manufacturer"


@pytest.mark.parametrize(
    ("model", "description", "reason"),
    [
        ("DEFIBRILLATOR DASHBOARD", "SW, DEFIB FLEET", "does not deliver therapy (information system)"),
        ("PAS ES", "PYXIS ANESTHESIA WORKSTATION", "delivers therapy (drug dispensing)"),
        ("DEFIB 4", "Defibrillator", "sustains life (defibrillator)"),
    ],
)
def test_what_stands_beside_a_life_sustaining_device_is_not_taken_for_it(
    model: str, description: str, reason: str
) -> None:
    device = Device("T", "M", model, description)
    match = Match("A", "P", Verdict.AFFECTED, Basis.IN_RANGE, ())
    found = priority(match, advisory=advisory("A", "M", {"P": "1"}), device=device, words=load_clinical_words())
    assert reason in found.reasons


def test_life_sustaining_and_therapy_delivering_are_one_level_and_the_verdict_decides_between_them() -> None:
    def key(description: str, verdict: Verdict) -> tuple[int, int, int, float]:
        found = Match("A", "P", verdict, Basis.IN_RANGE, ())
        said = advisory("A", "M", {"P": "1"})
        words = load_clinical_words()
        return priority(found, advisory=said, device=Device("T", "M", "X", description), words=words).rank_key

    assert key("Infusion pump", Verdict.AFFECTED) < key("Ventilator", Verdict.POSSIBLE)
    assert key("Ventilator", Verdict.AFFECTED) < key("Bedside monitor", Verdict.AFFECTED)
