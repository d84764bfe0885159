"""What is exported is read again as the same registry, and no cell of it is ever run."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medcord.core.device.registry import ProductWords, RegistryVersion, Support, cleaned
from medcord.core.device.udi import gs1_check_digit, hibcc_check_character
from medcord.core.refusals import UnreadableFile
from medcord.formats.registry import join_cell, kept_cell, read_registry, split_cell, typed_cell, write_registry

RISKY = st.sampled_from([*"=+-@'|\\\",;\t", "''", "=1+1", "'=1", "@x", "|", "\\|", " | "])
TEXT = st.lists(st.one_of(st.text(max_size=12), RISKY), max_size=4).map("".join)
DAY = st.one_of(st.just(""), st.dates().map(str))
UDI = st.one_of(
    st.text("0123456789", min_size=13, max_size=13).map(lambda body: body + gs1_check_digit(body)),
    st.text("ABCDEF0123456789", min_size=1, max_size=9)
    .map(lambda body: f"+A123{body}0")
    .map(lambda body: body + hibcc_check_character(body)),
    st.text("ABCDEF0123456789", min_size=16, max_size=16).map("=/".__add__),
)
VERSION = st.builds(RegistryVersion, TEXT, DAY, DAY, TEXT)
WORDS = st.builds(
    ProductWords,
    name=TEXT,
    model_number=TEXT,
    aliases=st.lists(TEXT, max_size=3),
    udi_dis=st.lists(UDI, max_size=3),
    versions=st.lists(VERSION, max_size=3, unique_by=lambda one: one.name),
    description=TEXT,
    catalogue_numbers=st.lists(TEXT, max_size=3),
    support=st.sampled_from([one.value for one in Support]),
    superseded_by=TEXT,
)


def exported(entries: list[ProductWords]) -> bytes:
    out = io.StringIO()
    write_registry(out, (("Karst", one) for one in entries), with_maker=True)
    return out.getvalue().encode()


@given(st.lists(WORDS, min_size=1, max_size=5))
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_every_registry_comes_back_as_it_was(drawn: list[ProductWords]) -> None:
    kept = [ready for ready, wrong in map(cleaned, drawn) if not wrong]
    if not kept:
        return
    read = read_registry(io.BytesIO(exported(kept)), name="products.csv")
    assert [line.faults for line in read.lines] == [()] * len(kept)
    assert [line.words for line in read.lines] == kept
    assert read.remarks == ()


@given(st.lists(WORDS, min_size=1, max_size=5))
@settings(deadline=None)
def test_no_cell_of_an_export_is_a_formula(drawn: list[ProductWords]) -> None:
    kept = [ready for ready, wrong in map(cleaned, drawn) if not wrong]
    for row in csv.reader(io.StringIO(exported(kept).decode(), newline="")):
        for cell in row:
            assert not cell.lstrip(" \u00a0\ufeff").startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))


@given(TEXT.filter(lambda text: "\0" not in text))
@settings(deadline=None)
def test_a_cell_is_read_back_as_it_was_typed(text: str) -> None:
    assert typed_cell(kept_cell(text)) == text


@given(st.lists(TEXT.map(str.strip), min_size=1).filter(any))
@settings(deadline=None)
def test_a_list_in_a_cell_is_read_back_entry_by_entry(entries: list[str]) -> None:
    assert split_cell(join_cell(entries)) == entries


@given(WORDS)
@settings(deadline=None)
def test_cleaning_twice_is_cleaning_once(words: ProductWords) -> None:
    ready, _wrong = cleaned(words)
    assert cleaned(ready)[0] == ready


def test_a_semicolon_file_in_the_windows_code_page_is_read() -> None:
    data = "Name;REF;Versions\r\nPumpe Größe 2;P-2;1.0 | 1.1\r\n".encode("cp1252")
    (line,) = read_registry(io.BytesIO(data), name="x.csv").lines
    assert (line.words.name, line.words.model_number, len(line.words.listed())) == ("Pumpe Größe 2", "P-2", 2)


def test_more_dates_than_versions_are_told_with_the_column_of_the_file() -> None:
    data = b"name,versions,End of support\r\nPump,1.0,2026-01-31 | 2027-01-31\r\n"
    (line,) = read_registry(io.BytesIO(data), name="x.csv").lines
    (fault,) = line.faults
    assert fault.column == "End of support"
    assert "2 entries for 1 versions" in fault.sentence


def test_a_column_that_is_not_known_is_told_and_left_out() -> None:
    read = read_registry(io.BytesIO(b"name,versions,colour\r\nPump,1.0,red\r\n"), name="x.csv")
    assert read.remarks == ("The column “colour” is not known and was left out.",)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04broken", b"%PDF-1.4", b"a,b\r\n1,2\r\n", b"\x00\x01\x02" * 99])
def test_what_is_no_registry_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile):
        read_registry(io.BytesIO(data), name="x.csv")
