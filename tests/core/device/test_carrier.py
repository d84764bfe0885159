"""Of whatever stands on a label only the device identifier is taken; what tells one unit from others is dropped."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcord.core.device.carrier import carried_in, is_meant_as_udi, udi_of
from medcord.core.device.udi import Agency, WrongUdi, gs1_check_digit, hibcc_check_character

# Carriers made up here; the check signs were computed by hand from the issuers' rules.
GS1 = "00000000031004"
SECRET = "SN7788ZQ"


@pytest.mark.parametrize(
    "line",
    [
        "00000000031004",
        "0 0000000 03100 4",
        "0000-0000-031004",
        "(01)00000000031004",
        "(01) 00000000031004 (17)281231(10)A77(21)SN7788ZQ",
        "(01)0-0000000-03100-4",
        "0100000000031004",
        "010000000003100417281231" + "10A77\x1d21SN7788ZQ",
        "]d2010000000003100421SN7788ZQ",
        "]C1010000000003100411260101" + "21SN7788ZQ",
        "(17)281231(01)00000000031004(21)SN7788ZQ",
        "  00000000031004\n",
    ],
)
def test_a_gs1_carrier_gives_its_fourteen_digits_and_nothing_else(line: str) -> None:
    found = carried_in(line)
    assert found is not None
    assert (found.agency, found.text, found.sound) == (Agency.GS1, GS1, True)
    assert SECRET.casefold() not in repr(found).casefold()
    assert udi_of(line) == found


@pytest.mark.parametrize(("line", "whole"), [("4006381333931", "04006381333931"), ("036000291452", "00036000291452")])
def test_a_shop_code_of_thirteen_or_twelve_digits_is_the_same_number(line: str, whole: str) -> None:
    found = carried_in(line)
    assert found is not None
    assert found.text == whole
    assert line in found.words


@pytest.mark.parametrize(
    "line",
    [
        "+A99912345" + hibcc_check_character("+A99912345"),
        "*+A99912345/$$52001510X3*",
        "+A99912345/$10X3/16D20111212/SSN7788ZQ",
        "+a99912345/$10x3",
    ],
)
def test_a_hibcc_carrier_gives_labeller_product_and_packaging(line: str) -> None:
    found = carried_in(line)
    assert found is not None
    assert (found.agency, found.text) == (Agency.HIBCC, "+A999123457")
    assert set(found.words) == {"a999123457", "a99912345"}
    assert SECRET not in repr(found)


def test_a_hibcc_identifier_is_also_known_as_device_databases_print_it() -> None:
    assert udi_of("A99912345").text == udi_of("A999123457").text == "+A999123457"
    assert carried_in("A99912345") is None  # in a line of words it may be a model just as well


@pytest.mark.parametrize("line", ["=/A9999XYZ100T0944", "=/A9999XYZ100T0944=,000025=A99971312345600=>014032"])
def test_an_iccbba_carrier_gives_its_product(line: str) -> None:
    found = carried_in(line)
    assert found is not None
    assert (found.agency, found.text, found.words) == (Agency.ICCBBA, "=/A9999XYZ100T0944", ("a9999xyz100t0944",))


def test_an_identifier_whose_check_does_not_come_out_is_looked_for_and_said_to_be_unsound() -> None:
    """A publisher may have printed it so; a reader may have mistyped it. Both must hear of it."""
    for line in ("00000000031007", "(01)00000000031007", "+A99912345X"):
        found = carried_in(line)
        assert found is not None
        assert not found.sound


@pytest.mark.parametrize("line", ["philips intellivue", "CVE-2026-90417", "MX40", "QI-3100", "3.6.1", "pump 12", ""])
def test_other_words_are_no_carrier(line: str) -> None:
    assert carried_in(line) is None
    assert not is_meant_as_udi(line)


@pytest.mark.parametrize("line", ["(01)123(21)SN7788ZQ", "=/A99", "+", "01000000000310", "(21)SN7788ZQ", "1" * 40])
def test_a_broken_carrier_is_refused_without_quoting_it(line: str) -> None:
    carried = carried_in(line)
    if carried is not None:  # fourteen digits are looked for as they stand
        assert not carried.sound
        return
    assert is_meant_as_udi(line)
    with pytest.raises(WrongUdi) as refused:
        udi_of(line)
    assert SECRET not in str(refused.value)


def test_a_name_is_no_udi() -> None:
    with pytest.raises(WrongUdi, match="This is no UDI"):
        udi_of("IntelliVue MX40")


@given(st.text(max_size=500))
def test_no_text_breaks_it(line: str) -> None:
    carried_in(line)
    is_meant_as_udi(line)


@given(st.text("0123456789", min_size=13, max_size=13), st.text("ABCDEFGH23456789", min_size=1, max_size=20))
def test_no_serial_number_survives(body: str, serial: str) -> None:
    whole = body + gs1_check_digit(body)
    found = carried_in(f"(01){whole}(21){serial}")
    assert found is not None
    assert found.text == whole
    assert set(found.words) <= {whole, whole[1:], whole[2:]}
