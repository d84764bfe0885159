"""What becomes of the files hospitals really send: each is read whole, or refused with a sentence that helps."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from tests.formats.inventory.sheets import DATE, ods, xlsx

from medcord.core.device.value import Device
from medcord.core.refusals import InputRefusal, UnreadableFile
from medcord.formats.inventory import DeviceFile, read_devices, read_table

HEADER = "asset_tag,manufacturer,model,sw_version"


def opened(data: bytes | str, name: str = "devices.csv", **mapping: str) -> DeviceFile:
    raw = data.encode() if isinstance(data, str) else data
    return read_devices(io.BytesIO(raw), name=name, mapping=mapping)


def refusal(data: bytes | str, **mapping: str) -> InputRefusal:
    with pytest.raises(InputRefusal) as caught:
        list(opened(data, **mapping).devices())
    return caught.value


def test_a_plain_export_is_read_row_by_row() -> None:
    found = list(opened(f"{HEADER}\nBME-1,BD,8015  PCU ,9.33\n").devices())
    assert [Device("BME-1", "BD", "8015 PCU", version="9.33", row=2)] == found


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "~", ":", "\x1f"])
def test_any_delimiter_in_any_encoding_gives_the_same_devices(delimiter: str, codec: str) -> None:
    lines = [["Inventar-Nr.", "Hersteller", "Modell", "Softwarestand"], ["7", "Dräger", "Évita V500", "2.51"]]
    text = "\r\n".join(delimiter.join(line) for line in lines)
    found = list(opened(text.encode(codec)).devices())
    assert [Device("7", "Dräger", "Évita V500", version="2.51", row=2)] == found


def test_old_mac_line_endings_and_the_separator_line_of_excel_are_understood() -> None:
    found = list(opened("sep=;\rTag;Make;Model\r1;GE;B450\r").devices())
    assert [Device("1", "GE", "B450", row=3)] == found


def test_a_quoted_line_break_stays_in_its_cell_and_rows_are_counted_as_a_spreadsheet_does() -> None:
    text = 'tag,make,model,description\n1,GE,B450,"Monitor,\nbedside"\n\n2,GE,B650,x\n'
    found = list(opened(text).devices())
    assert [(d.asset_tag, d.description, d.row) for d in found] == [("1", "Monitor, bedside", 2), ("2", "x", 4)]


def test_lines_above_the_header_are_skipped() -> None:
    found = list(opened(f"Equipment list St. Anna\nPrinted 2024-03-01\n\n{HEADER}\nA1,BD,8015,9.7\n").devices())
    assert [Device("A1", "BD", "8015", version="9.7", row=5)] == found


def test_a_broken_byte_in_a_utf8_file_does_not_spoil_the_other_rows() -> None:
    data = "tag,make,model\n1,Dräger,Évita\n2,Dräger,Savina\n".encode() + "3,Dräger,X\n".encode("cp1252")
    file = opened(data)
    assert [device.manufacturer for device in file.devices()] == ["Dräger"] * 3
    assert [problem.sentence for problem in file.problems if "UTF-8" in problem.sentence] == [
        "1 bytes are not UTF-8 as the rest of the file is; they were read as Windows-1252."
    ]


def test_a_workbook_keeps_numbers_as_typed_and_says_where_it_may_have_rewritten_versions() -> None:
    rows = [
        ["Asset Tag", "Manufacturer", "Model", "Software Version", "Catalog No"],
        [20111, "BD", 8015.0, 9.7, "8015LS"],
        ["20112", "BD", "8015", DATE + "37653", None],
    ]
    file = opened(xlsx(("Devices", rows)), "devices.xlsx")
    assert [
        Device("20111", "BD", "8015", catalog_no="8015LS", version="9.7", row=2),
        Device("20112", "BD", "8015", version="2003-02-01", row=3),
    ] == list(file.devices())
    assert [(p.row, p.column) for p in file.problems] == [(3, "Software Version"), (0, "Software Version")]


def test_the_sheet_that_holds_devices_is_found_and_another_one_is_mentioned() -> None:
    notes = [["Prepared by", "Ward 5"], ["see", "next sheet"]]
    rows = [["Tag", "Maker", "Model"], ["1", "GE", "B450"]]
    file = opened(xlsx(("Read me", notes), ("Main", [*rows, ["2", "GE", "B650"]]), ("Clinic", rows)))
    assert [device.asset_tag for device in file.devices()] == ["1", "2"]
    assert "Only the sheet “Main” was read; “Clinic” may hold devices too." in [p.sentence for p in file.problems]


def test_an_open_document_sheet_is_read() -> None:
    assert [Device("1", "GE", "B450", row=2)] == list(
        opened(ods([["tag", "make", "model"], ["1", "GE", "B450"]])).devices()
    )


def test_a_row_without_an_asset_tag_is_kept_under_its_row_number() -> None:
    file = opened(f"{HEADER}\n,BD,8015,9.7\nN/A,BD,8100,9.7\n")
    assert [device.asset_tag for device in file.devices()] == ["row 2", "row 3"]
    assert [(p.row, p.column) for p in file.problems] == [(2, "asset_tag"), (3, "asset_tag")]


def test_both_rows_of_a_duplicated_asset_tag_are_kept_and_the_second_is_told() -> None:
    file = opened(f"{HEADER}\nA1,BD,8015,9.7\nA2,BD,8015,9.7\na1,GE,B450,2\n")
    assert [device.asset_tag for device in file.devices()] == ["A1", "A2", "a1"]
    assert [(p.row, p.sentence) for p in file.problems] == [
        (4, "Asset tag “a1” stands in row 2 already. Both rows are kept.")
    ]


def test_ten_thousand_distinct_tags_give_no_false_alarm_and_one_repeat_is_found() -> None:
    rows = "".join(f"T{n},BD,8015,9.7\n" for n in range(10_000))
    file = opened(f"{HEADER}\n{rows}T77,BD,8015,9.7\n")
    assert sum(1 for _device in file.devices()) == 10_001
    assert [p.sentence for p in file.problems] == ["Asset tag “T77” stands in row 79 already. Both rows are kept."]


def test_too_many_and_too_few_cells_are_told_by_row() -> None:
    file = opened(f"{HEADER}\nA1,BD,8015,9.7,loose\nA2,BD\nA3,BD,8015,9.7,,\n")
    assert [device.asset_tag for device in file.devices()] == ["A1", "A2", "A3"]
    assert [problem.row for problem in file.problems] == [2, 3]


def test_a_header_repeated_by_page_is_left_out_and_told() -> None:
    file = opened(f"{HEADER}\nA1,BD,8015,9.7\n{HEADER}\nA2,BD,8015,9.7\n")
    assert [device.asset_tag for device in file.devices()] == ["A1", "A2"]
    assert [(p.row, p.sentence) for p in file.problems] == [(3, "This row repeats the header and was left out.")]


def test_nul_bytes_are_left_out_and_told() -> None:
    file = opened(f"{HEADER}\nA1,B\0D,8015,9.7\n")
    assert [device.manufacturer for device in file.devices()] == ["BD"]
    assert [(p.row, p.sentence) for p in file.problems] == [(2, "The row holds NUL bytes; they were left out.")]


def test_a_row_that_names_nothing_is_kept_and_told() -> None:
    file = opened(f"{HEADER}\nTotal: 12,,,\n")
    assert [device.asset_tag for device in file.devices()] == ["Total: 12"]
    assert [p.sentence for p in file.problems] == [
        "The row names neither manufacturer nor model, so nothing can be matched to it."
    ]


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\xff\xfe", b" \r\n\r\n", b"\n;;;\n"])
def test_an_empty_file_is_refused(data: bytes) -> None:
    assert refusal(data).code == "empty-file"


def test_a_header_without_rows_is_refused_before_anything_is_replaced_by_nothing() -> None:
    said = refusal(HEADER + "\n")
    assert said.code == "empty-file"
    assert said.sentence.startswith("devices.csv, row 1: there is a header and no row of data under it.")


def test_a_file_without_a_header_is_told_so() -> None:
    said = refusal("BME-1,Philips,MX800,N.01\nBME-2,Philips,MX850,N.01\n")
    assert said.code == "no-header"
    assert said.sentence.startswith(
        "devices.csv, row 1: the file has no header: its first row looks like a device (“BME-1”,"
    )


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n...",
        b"\x89PNG\r\n\x1a\n",
        b"\x1f\x8b\x08\x00abc",
        bytes(range(256)) * 40,
        b"\x00\x01\x02\x03" * 500,
        b"<html><table><tr><td>tag</td></tr></table></html>",
        b'{"devices": []}',
        b"PK\x03\x04",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    ],
)
def test_what_is_no_table_is_refused_by_its_content(data: bytes) -> None:
    assert refusal(data).code in {"binary-file", "broken-workbook"}


def test_a_cell_of_twenty_megabytes_is_refused_with_its_row() -> None:
    said = refusal(f"{HEADER}\nA1,BD,8015,9.7\nA2,BD,{'x' * 20_000_000},9.7\n")
    assert (said.code, said.fields["where"]) == ("cell-too-large", "row 3")


def test_a_cell_of_many_lines_that_never_ends_is_refused_with_its_row() -> None:
    said = refusal(f'{HEADER}\nA1,BD,8015,9.7\nA2,BD,"8015,9.7\n' + "A3,BD,8015,9.7\n" * 200_000)
    assert (said.code, said.fields["where"]) == ("cell-too-large", "row 3")


def test_a_quotation_mark_left_open_is_refused_since_it_would_swallow_rows() -> None:
    said = refusal(f'{HEADER}\nA1,BD,"8015,9.7\nA2,BD,8015,9.7\nA3,BD,8015,9.7\n')
    assert said.code == "unclosed-quote"
    assert "lines 2 to 4 run into one cell" in said.sentence


def test_a_stray_quotation_mark_that_another_closes_is_refused_too() -> None:
    said = refusal(f'{HEADER}\nA0,BD,8015,9\nA1,BD,"8015,9.7\nA2,BD,8015,9.7\nA3,BD,8015",9.7\nA4,BD,8015,9.7,\n')
    assert (said.code, said.fields["where"]) == ("unclosed-quote", "row 3")


def test_no_column_for_the_maker_is_refused_with_the_columns_there_are() -> None:
    assert refusal("asset_tag,model,colour\n1,8015,red\n").sentence == (
        "devices.csv, row 1: no column for the manufacturer was recognised. "
        "The columns are: “asset_tag”, “model”, “colour”. "
        "Say which column it is, on the command line with "
        '--map manufacturer="…", in the browser in the mapping step.'
    )


def test_a_mapping_is_followed_in_any_case_and_takes_the_column_from_another_field() -> None:
    found = opened("Tag,Model,Maker,Sold by\n1,8015,BD,Acme\n", model="model", MANUFACTURER="sold BY")
    assert [(device.manufacturer, device.model) for device in found.devices()] == [("Acme", "8015")]


def test_a_column_of_sellers_serves_as_makers_only_with_a_warning() -> None:
    file = opened("tag,model,supplier\n1,8015,Acme Medical Supplies\n")
    assert [device.manufacturer for device in file.devices()] == ["Acme Medical Supplies"]
    warned = [problem.sentence for problem in file.problems if problem.column == "supplier"]
    assert len(warned) == 1
    assert "who sold a device may not have made it" in warned[0]


def test_an_unknown_column_lists_what_is_there() -> None:
    said = refusal(f"{HEADER}\n1,BD,8015,9\n", model="Model Name")
    assert said.code == "unknown-column"
    assert (
        said.sentence == "devices.csv: there is no column “Model Name”. "
        "The columns are: “asset_tag”, “manufacturer”, “model”, “sw_version”."
    )


def test_an_unknown_target_lists_what_is_possible() -> None:
    said = refusal(f"{HEADER}\n1,BD,8015,9\n", colour="model")
    assert said.code == "unknown-target"
    assert said.sentence.startswith(
        "“colour” is not something a column can be mapped to. Possible: asset_tag, manufacturer,"
    )


def test_two_columns_with_one_title_are_told_apart_by_place() -> None:
    text = "tag,name,name\n1,BD,8015\n"
    assert "Say which: “column 2” and “column 3”." in refusal(text, manufacturer="name", model="name").sentence
    found = opened(text, manufacturer="column 2", model="column 3")
    assert [(device.manufacturer, device.model) for device in found.devices()] == [("BD", "8015")]


def test_a_workbook_with_a_password_is_refused() -> None:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    assert refusal(head + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600).code == "encrypted-workbook"


def test_a_workbook_cut_short_is_refused() -> None:
    assert refusal(xlsx(("S", [["tag", "make", "model"], ["1", "GE", "B450"]]))[:-200]).code == "broken-workbook"


def test_an_archive_that_is_no_workbook_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("devices.csv", HEADER)
    assert refusal(out.getvalue()).code == "binary-file"


def test_a_workbook_that_would_unpack_to_gigabytes_is_refused_unread() -> None:
    bomb = xlsx(("S", [["tag"]]), extra={"xl/media/image1.xml": b"\0" * 401_000_000})
    assert len(bomb) < 1_000_000
    assert refusal(bomb).code == "workbook-too-large"


def test_a_workbook_with_one_far_off_cell_is_refused_since_it_would_take_all_memory() -> None:
    rows = [["tag", "make", "model"], ["1", "GE", "B450"]]
    data = xlsx(("S", rows))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.infolist():
            part = old.read(member)
            if member.filename.endswith("sheet1.xml"):
                part = part.replace(
                    b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                )
            new.writestr(member, part)
    assert refusal(out.getvalue()).code == "workbook-too-large"


def test_a_path_that_is_not_there_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"^nothing\.csv: there is no such file"):
        read_devices(tmp_path / "nothing.csv")
    with pytest.raises(UnreadableFile, match="this is a folder"):
        read_devices(tmp_path)


def test_a_large_file_is_read_in_constant_memory_with_progress(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("w") as out:
        out.write(HEADER + ",description\n")
        for number in range(120_000):
            out.write(f"A{number},BD,8015 PCU,9.33,{'x' * 80}\n")
    table = read_table(path)
    tracemalloc.start()
    seen = []
    for row in table.rows():
        if row.number % 40_000 == 0:
            seen.append(table.progress[0])
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3_000_000
    assert seen == sorted(seen)
    assert (path.stat().st_size, path.stat().st_size) == table.progress


def test_a_stream_that_was_given_stays_open_for_its_owner() -> None:
    stream = io.BytesIO(f"{HEADER}\nA1,BD,8015,9.7\n".encode())
    assert len(list(read_devices(stream, name="upload.csv").devices())) == 1
    assert not stream.closed
