"""The serial number of one device is told from a range, and both from everything else that is called serial."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medcord.core.device.serials import names_a_range_of_devices, names_one_device
from tests.formats.csaf.documents import icsma_files, needs_icsma

ONE = [
    "The pump with serial number 7788-ZQ was seen.",
    "Serial number: 7788ZQ",
    "serial no. 12345",
    "Serial No 12345.",
    "serial # 12345",
    "S/N 12345",
    "s/n: AB-12345",
    "S/N:12345",
    "SN 138853",
    "SN138853",
    "Ser. No. 4711A",
    "serial: 99-AC-1",
    "serials: 10001, 10002 and 10003",
    "Its serial number was “QX7788”.",
    "Its serial number is 20041.",
    "(serial number 20041)",
]
SEVERAL = [
    "serial numbers 10000 to 19999",
    "serial numbers 10000 – 19999",
    "serial numbers between 10000 and 19999",
    "serial numbers below 138853",
    "Battery Pack SP with Wi-Fi (below SN 138853)",
    "Battery pack SP with Wi-Fi (SN 138853 and higher)",
    "serial numbers starting with A10",
    "serial number prefix A10",
    "S/N A10XXX",
    "S/N A10*",
    "serial numbers < 20000",
    "serial number range 10000 through 19999",
    "devices with serial numbers lower than 20000",
]
NEITHER = [
    "The serial port of the pump asks for no password.",
    "The serial console runs at 9600 baud.",
    "Connect a cable to serial port 2.",
    "An attacker reads the serial number of the device.",
    "Look for the serial number on the label; the range of affected devices is told by letter.",
    "captures sensitive information, such as device serial numbers.CVE-2018-10634 has been assigned.",
    "RS-232 serial, USB 2.0 and Bluetooth 4.2",
    "A signal-to-noise (S/N) ratio of 12.5",
    "serial numbers are not published here",
    "Serial killer 2000 is a film.",
    "",
]


@pytest.mark.parametrize("text", ONE)
def test_words_that_name_one_device(text: str) -> None:
    assert names_one_device(text)


@pytest.mark.parametrize("text", SEVERAL)
def test_words_that_name_a_range_of_devices_and_none_of_them(text: str) -> None:
    assert (names_a_range_of_devices(text), names_one_device(text)) == (True, False)


@pytest.mark.parametrize("text", NEITHER)
def test_what_is_called_serial_and_names_no_device(text: str) -> None:
    assert (names_a_range_of_devices(text), names_one_device(text)) == (False, False)


LABELS = st.sampled_from(["serial number", "Serial Number:", "SERIAL NO.", "S/N", "s/n:", "serial #", "Serial nr."])
NUMBERS = st.from_regex(r"[A-Z]{0,3}[0-9]{3,9}(-[A-Z0-9]{2,4})?", fullmatch=True).filter(lambda one: "XX" not in one)
AROUND = st.sampled_from(["", "The pump ", "Seen in May: ", "(", "A text.\n"])
AFTER = st.sampled_from(["", ".", " was returned.", ", firmware 2.1", ")", "\nMore."])


@settings(max_examples=200)
@given(AROUND, LABELS, NUMBERS, AFTER)
def test_a_labelled_number_is_found_wherever_it_stands(before: str, label: str, number: str, after: str) -> None:
    assert names_one_device(f"{before}{label} {number}{after}")


@settings(max_examples=200)
@given(LABELS, NUMBERS, NUMBERS, st.sampled_from([" to ", " through ", " – ", " - "]))
def test_two_ends_are_a_range(label: str, low: str, high: str, between: str) -> None:
    text = f"{label} {low}{between}{high}"
    assert (names_a_range_of_devices(text), names_one_device(text)) == (True, False)


@settings(max_examples=200)
@given(st.text(max_size=200))
def test_any_text_is_answered(text: str) -> None:
    assert names_one_device(text) in (True, False)
    assert names_a_range_of_devices(text) in (True, False)


def test_a_long_text_made_to_hold_the_reader_up_is_answered_at_once() -> None:
    for text in ("serial number " * 20_000, "serial numbers below " * 10_000, "S/N " + "A" * 200_000, "SN-" * 50_000):
        assert not names_one_device(text)
        names_a_range_of_devices(text)


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts(one)


@needs_icsma
def test_no_medical_advisory_of_cisa_is_taken_to_name_one_device() -> None:
    """27,864 texts: no false alarm; three advisories tell devices by a range, and they do."""
    several = set()
    for file in icsma_files():
        for text in texts(json.loads(file.read_bytes())):
            assert not names_one_device(text), (file.name, text)
            if names_a_range_of_devices(text):
                several.add(file.stem)
    assert several <= {"icsma-20-296-02", "icsma-21-294-01", "icsma-23-103-01"}
