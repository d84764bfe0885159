"""A table written with the csv module is read back equal; whatever bytes come, the answer is devices or a refusal."""

from __future__ import annotations

import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from medcord.core.refusals import Refusal
from medcord.formats.inventory import read_devices, read_table, safe_cell, write_csv

HEADER = ["asset_tag", "manufacturer", "model", "serial"]
# No cell has both a delimiter and a line break: it may look exactly like two rows and a stray quotation mark.
WORDS = st.text(st.characters(codec="cp1252", exclude_categories=["Cc", "Cs"]), max_size=12)
CELLS = st.one_of(
    WORDS, st.lists(st.sampled_from(["Pumpe", "Évita", "\n", "\r\n", '"', "'", " "]), max_size=4).map("".join)
)
ROWS = st.lists(
    st.lists(CELLS, min_size=4, max_size=4).filter(lambda row: any(map(str.strip, row))), min_size=1, max_size=8
)


@settings(max_examples=150, deadline=None)
@given(
    rows=ROWS,
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    codec=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    # Before Python 3.13 the csv module leaves a line feed unquoted where lines end in a carriage return.
    style=st.sampled_from([("\r\n", csv.QUOTE_MINIMAL), ("\n", csv.QUOTE_MINIMAL), ("\r", csv.QUOTE_ALL)]),
)
def test_a_table_that_was_written_is_read_back_equal(
    rows: list[list[str]], delimiter: str, codec: str, style: tuple[str, int]
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=style[0], quoting=style[1]).writerows([HEADER, *rows])
    data = text.getvalue().encode(codec)
    if codec == "cp1252" and _is_utf8(data) and not data.isascii():
        return  # the same bytes are a valid UTF-8 text: nobody can tell
    table = read_table(io.BytesIO(data), name="t.csv")
    assert tuple(HEADER) == table.header
    assert [tuple(row) for row in rows] == [row.cells for row in table.rows()]


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.binary(max_size=400), st.binary(max_size=200).map(lambda tail: b"tag,make,model\n1,GE,B450\n" + tail))
)
def test_any_bytes_give_devices_or_a_refusal_and_never_an_accident(data: bytes) -> None:
    tags, sentence = [], "x.csv"
    try:
        tags = [device.asset_tag for device in read_devices(io.BytesIO(data), name="x.csv").devices()]
    except Refusal as refusal:
        sentence = refusal.sentence
    assert all(tags)
    assert sentence.startswith("x.csv")


@given(st.text())
def test_no_exported_cell_begins_like_a_formula(text: str) -> None:
    safe = safe_cell(text)
    assert safe.lstrip(" \u00a0\ufeff")[:1] not in {"=", "+", "-", "@", "\t", "\r", "\n"}
    assert safe.removeprefix("'") == text.replace("\0", "") or safe == text.replace("\0", "")


def test_a_formula_in_a_cell_is_exported_as_text() -> None:
    out = io.StringIO(newline="")
    assert write_csv(out, ["tag", "note"], [["=cmd|' /C calc'!A0", "fine, thanks"]]) == 1
    assert out.getvalue() == "tag,note\r\n'=cmd|' /C calc'!A0,\"fine, thanks\"\r\n"
