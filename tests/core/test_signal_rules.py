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


def test_another_maker_s_product_of_another_name_is_not_touched() -> None:
    assert touches(Named("Eveline Devices", "Gull monitor", "*", states_versions=True)) == {}
