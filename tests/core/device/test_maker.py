"""Manufacturer names as hospitals write them, to makers."""

from __future__ import annotations

import pytest

from medcord.core.device.maker import MakerBook
from medcord.data import load_aliases

ALIASES = load_aliases()
BOOK = MakerBook(ALIASES.makers, ALIASES.lexicon)


def keys(name: str) -> list[str]:
    return [found.key for found in BOOK.keys(name)]


@pytest.mark.parametrize(
    ("name", "maker"),
    [
        ("Becton, Dickinson and Company (BD)", "BD"),
        ("BECTON DICKINSON & CO", "BD"),
        ("CAREFUSION 303", "BD"),
        ("Caesarea Medical Electronics", "BD"),
        ("Phillips", "Philips"),
        ("PHILIPS NORTH AMERICA", "Philips"),
        ("Philips Goldway", "Philips"),
        ("Zymed / Philips", "Philips"),
        ("GE MEDICAL SYSTEMS IT", "GE"),
        ("GE DATEX-OHMEDA", "GE"),
        ("General Electric (GE)", "GE"),
        ("GUIDANT", "Boston Scientific"),
        ("Abbott (St. Jude Medical)", "Abbott"),
        ("ST JUDE MEDICAL", "Abbott"),
        ("MORTARA INSTRUMENT", "Hillrom"),
        ("B. BRAUN MELSUNGEN", "B. Braun"),
        ("BBRAUN", "B. Braun"),
        ("J&J Ethicon", "Johnson & Johnson"),
        ("Excel-Tech (XLTEK)", "Natus"),
        ("Dräger Medical", "Draeger"),
        ("Medtronc", "Medtronic"),
        ("I-SENS", "i-SENS"),
    ],
)
def test_a_maker_is_known_by_every_name_it_bore(name: str, maker: str) -> None:
    assert maker in keys(name)


def test_one_name_may_mean_two_makers_and_each_says_why() -> None:
    found = {key.key: key.why for key in BOOK.keys("CareFusion")}
    assert {"BD", "Vyaire"} <= set(found)
    assert found["BD"] == (
        'maker "CareFusion" is BD ("CareFusion", former: acquired by Becton Dickinson completed 2015-03, 2026-11-23)'
    )


def test_two_companies_of_one_family_name_are_two_makers() -> None:
    assert keys("HAMILTON COMPANY") == ["Hamilton Company"]
    assert keys("HAMILTON MEDICAL") == ["Hamilton Medical"]
    assert keys("Fresenius Kabi") == ["Fresenius Kabi"]


def test_an_unknown_maker_is_its_own_whatever_the_legal_form() -> None:
    assert keys("Zzyzx Medical, Inc.") == keys("ZZYZX") == ["zzyzx"]


@pytest.mark.parametrize("name", ["", "  ", "Unknown", "N/A", "various"])
def test_no_maker_is_no_maker(name: str) -> None:
    assert keys(name) == []


def test_every_alias_carries_its_source_and_date() -> None:
    rows = (*ALIASES.makers, *ALIASES.models, *ALIASES.rebrands)
    assert [row for row in rows if not row.source.strip() or len(row.recorded) != len("2026-11-23")] == []


def test_no_alias_is_written_twice() -> None:
    written = [(alias.key, alias.text.lower()) for alias in ALIASES.makers]
    assert sorted(set(written)) == sorted(written)
