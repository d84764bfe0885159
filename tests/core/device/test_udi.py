"""An identifier of a device is checked before it is kept, and who mistyped one is told which check failed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medcord.core.device.udi import Agency, WrongUdi, gs1_check_digit, hibcc_check_character, read_udi

DIGITS = st.text("0123456789", min_size=13, max_size=13)
ALNUM = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
HIBCC = st.builds(
    "+{}{}{}{}".format,
    st.sampled_from(ALNUM[:26]),
    st.text(ALNUM, min_size=3, max_size=3),
    st.text(ALNUM, min_size=1, max_size=18),
    st.sampled_from("0123456789"),
)


@pytest.mark.parametrize(
    ("text", "agency", "kept"),
    [
        ("00614141999996", Agency.GS1, "00614141999996"),  # the GTIN in GS1's own documents
        ("(01)00614141999996", Agency.GS1, "00614141999996"),
        (" 0061 4141 9999 96 ", Agency.GS1, "00614141999996"),
        ("+A123BJC5D6E71G", Agency.HIBCC, "+A123BJC5D6E71G"),  # the example of the HIBC standard
        ("+a123bjc5d6e71g", Agency.HIBCC, "+A123BJC5D6E71G"),
        ("=/A9999XYZ100T0944", Agency.ICCBBA, "=/A9999XYZ100T0944"),
        ("=)1TE123456A", Agency.ICCBBA, "=)1TE123456A"),
    ],
)
def test_the_three_agencies_forms_are_read(text: str, agency: Agency, kept: str) -> None:
    found = read_udi(text)
    assert (found.agency, found.text) == (agency, kept)


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("00614141999995", "fails the GS1 check digit: the last digit is 5 and should be 6"),
        ("614141999996", "has 12 digits; a GS1 UDI-DI has 14. Put zeros before"),
        ("006141419999961", "has 15 digits"),
        ("+A123BJC5D6E71H", r"fails the HIBCC check \(mod 43\): the last character is “H” and should be “G”"),
        ("+1123BJC5D6E71G", "not written as HIBCC"),
        ("=/A9999", "not written as ICCBBA"),
        ("KR-BV2", "neither 14 digits"),
        ("", "neither 14 digits"),
        ("٠٠٦١٤١٤١٩٩٩٩٩٦", "neither 14 digits"),  # digits of another script are not what is on the label
    ],
)
def test_a_wrong_one_is_refused_with_the_check_that_failed(text: str, check: str) -> None:
    with pytest.raises(WrongUdi, match=check):
        read_udi(text)


@given(DIGITS)
@settings(deadline=None)
def test_any_gs1_number_with_its_check_digit_is_right_and_with_another_wrong(body: str) -> None:
    right = gs1_check_digit(body)
    assert read_udi(body + right).text == body + right
    for digit in set("0123456789") - {right}:
        with pytest.raises(WrongUdi, match="check digit"):
            read_udi(body + digit)


@given(DIGITS, st.integers(0, 12), st.integers(1, 9))
@settings(deadline=None)
def test_one_mistyped_digit_is_always_found(body: str, at: int, by: int) -> None:
    wrong = body[:at] + str((int(body[at]) + by) % 10) + body[at + 1 :] + gs1_check_digit(body)
    with pytest.raises(WrongUdi, match="check digit"):
        read_udi(wrong)


@given(HIBCC, st.data())
@settings(deadline=None)
def test_one_mistyped_character_of_a_hibcc_number_is_always_found(body: str, data: st.DataObject) -> None:
    whole = body + hibcc_check_character(body)
    assert read_udi(whole).text == whole
    at = data.draw(st.integers(5, len(body) - 2))
    other = data.draw(st.sampled_from(sorted(set(ALNUM) - {body[at]})))
    with pytest.raises(WrongUdi, match="mod 43"):
        read_udi(whole[:at] + other + whole[at + 1 :])


@given(st.text(max_size=40))
@settings(deadline=None)
def test_any_text_is_read_or_refused_with_a_sentence(text: str) -> None:
    try:
        kept = read_udi(text).text
    except WrongUdi as failure:
        kept, sentence = "", str(failure)
        assert sentence.endswith(".")
    assert not kept or read_udi(kept).text == kept
