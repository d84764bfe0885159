"""The table of rules, and what touches what, by hand."""

from __future__ import annotations

from uuid import UUID

import pytest

from medcord.core.signals import Entry, Named, Registered, Source, Touch, rule_for, touched
from medcord.data import load_aliases

BREVA = Registered(UUID(int=1), "Karst Respiratory", "Breva V2", "KR-BV2", ("Breva-V2",), versions=("4.1.0", "4.2.1"))
OTHER = Registered(UUID(int=2), "Karst Respiratory", "Breva V1", "KR-BV1", versions=("3.9",))
BARE = Registered(UUID(int=3), "Pellgrove Devices", "Tern pump")


def entry(source: Source, *named: Named, exploited: bool = False) -> Entry:
    return Entry(source, "CVE-2026-11223", "t", cve="CVE-2026-11223", exploited=exploited, named=named)


def touches(*named: Named) -> dict[int, tuple[str, tuple[str, ...]]]:
    found = touched([entry(Source.CVE, *named)], [BREVA, OTHER, BARE], load_aliases()).get("CVE-2026-11223", ())
    return {hit.product.int: (hit.touch.value, hit.versions) for hit in found}


@pytest.mark.parametrize(
    ("source", "exploited", "touch", "opens"),
    [
        (Source.KEV, True, Touch.IN_RANGE, True),
        (Source.KEV, True, Touch.NAMED, True),
        (Source.KEV, True, Touch.POSSIBLE, False),
        (Source.CVE, True, Touch.IN_RANGE, True),
        (Source.CVE, True, Touch.NAMED, True),
        (Source.CVE, True, Touch.POSSIBLE, False),
        (Source.CVE, False, Touch.IN_RANGE, False),
        (Source.EPSS, False, Touch.IN_RANGE, False),
        (Source.RECALL, False, Touch.POSSIBLE, False),
        (Source.ENFORCEMENT, False, Touch.IN_RANGE, False),
    ],
)
def test_which_signal_opens_a_case_by_itself(source: Source, exploited: bool, touch: Touch, opens: bool) -> None:
    assert rule_for(entry(source, exploited=exploited), [touch]).opens is opens
    assert rule_for(entry(source, exploited=exploited), []).opens is False


def test_a_stated_range_names_the_registered_versions_in_it() -> None:
    assert touches(Named("Karst", "Breva V2", "< 4.2.1", states_versions=True)) == {1: ("in_range", ("4.1.0",))}
    assert touches(Named("Karst", "Breva V2", "< 2.0", states_versions=True)) == {}
    assert touches(Named("Karst", "Breva V2")) == {1: ("named", ())}


def test_doubt_is_possible_and_never_silence() -> None:
    assert (
        touches(Named("Karst", "Breva V2", "< 4.2.1", states_versions=True, doubt="compare them"))[1][0] == "possible"
    )
    assert touches(Named("Karst", "Breva V2", "some versions", states_versions=True))[1][0] == "possible"
    (hit,) = touched([entry(Source.CVE, Named("Pellgrove", "Tern pump", "< 2.0", True))], [BARE], load_aliases())[
        "CVE-2026-11223"
    ]
    assert hit.because[-1] == 'the registry states no version; the list says "< 2.0"'
    assert touches(Named("Pellgrove", "Tern pump", "< 2.0", states_versions=True)) == {3: ("possible", ())}


def test_a_likely_slip_or_a_shared_word_is_another_firm_s_until_a_person_looks() -> None:
    registry = [
        Registered(UUID(int=1), "MicroPort", "Exchange Terminal", versions=("1.0",)),
        Registered(UUID(int=2), "Sierra Implants", "Heron", versions=("1.0",)),
        Registered(UUID(int=3), "Apple", "iOS Health Monitor", versions=("17.0",)),
        Registered(UUID(int=4), "Citrix", "Clinical Gateway", versions=("12.1",)),
        Registered(UUID(int=5), "Karst Respiratory", "Breva V2 ventilator", "KR-BV2", versions=("4.1.0",)),
    ]
    named = {
        1: Named("Microsoft", "Exchange Terminal"),
        2: Named("Sierra Wireless Heron", "Heron"),
        3: Named("Apple", "iOS", "< 17.1", states_versions=True),
        4: Named("Citrix", "Application Delivery Controller (ADC) and Gateway"),
        5: Named("Karst", "Breva V2"),
    }
    said = {}
    for number, one in named.items():
        found = touched([entry(Source.KEV, one)], registry, load_aliases()).get("CVE-2026-11223", ())
        said[number] = {hit.product.int: (hit.touch.value, hit.because[-1]) for hit in found}.get(number, ("none", ""))
    assert said == {
        1: ("possible", 'maker "Microsoft" is "MicroPort" only if that is a typing slip'),
        2: ("possible", 'the makers "Sierra Wireless Heron" and "Sierra Implants" share a word only'),
        3: ("possible", "the registry says more than the list: health"),
        4: (
            "possible",
            '"Application Delivery Controller (ADC) and Gateway" and "Clinical Gateway" share no telling word',
        ),
        5: ("named", "the list states no versions"),
    }


def test_a_maker_is_not_called_another_one_that_it_is_spelled_like() -> None:
    one = Registered(UUID(int=1), "Microsoft", "Azure Kinect", versions=("1.0",))
    (hit,) = touched([entry(Source.KEV, Named("Microsoft", "Azure Kinect"))], [one], load_aliases())["CVE-2026-11223"]
    assert (hit.touch, hit.because[0]) == (Touch.NAMED, 'maker "Microsoft"')


def test_another_maker_s_product_of_another_name_is_not_touched() -> None:
    assert touches(Named("Eveline Devices", "Gull monitor", "*", states_versions=True)) == {}
