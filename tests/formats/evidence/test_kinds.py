"""A file is what its content says; what its name says otherwise, and what is dangerous about it, is said in words."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcord.formats.evidence.kinds import CAUTIONS, KINDS, SIGNATURES, Group, disagreement, remark, sniff


def zipped(*names: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return out.getvalue()


def kind_of(data: bytes) -> str:
    return sniff(BytesIO(data)).media


@pytest.mark.parametrize(("at", "sign", "kind"), SIGNATURES, ids=lambda value: getattr(value, "media", None))
def test_every_signature_tells_its_kind(at: int, sign: bytes, kind: object) -> None:
    assert sniff(BytesIO(bytes(at) + sign + bytes(300))) == kind


@pytest.mark.parametrize(
    ("data", "media"),
    [
        (zipped("readme.txt"), "application/zip"),
        (b"PK\x03\x04" + bytes(60), "application/zip"),
        (
            zipped("[Content_Types].xml", "word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (
            zipped("[Content_Types].xml", "xl/workbook.xml"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (zipped("mimetype", "content.xml"), "application/vnd.oasis.opendocument"),
        (zipped("META-INF/MANIFEST.MF", "A.class"), "application/java-archive"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"<!DOCTYPE html><p>", "text/html"),
        (b"\xef\xbb\xbf  <html>", "text/html"),
        (b"<?xml version='1.0'?><svg onload='x()'/>", "image/svg+xml"),
        (b"<?xml version='1.0'?><note/>", "text/xml"),
        (b"#!/bin/sh\nrm x", "text/x-script"),
        (b'{"a": 1}', "application/json"),
        ("größer".encode("utf-16"), "text/plain"),
        (b"MZ is how this sentence begins, and no program does.", "text/plain"),
        (b"BM: a note", "text/plain"),
        (b"words\x00then a zero", "application/octet-stream"),
        (b"ascii" * 60_000 + b"\xff", "application/octet-stream"),
    ],
)
def test_what_has_no_plain_signature_is_told_by_what_is_in_it(data: bytes, media: str) -> None:
    assert kind_of(data) == media


def test_at_least_twenty_kinds_are_known() -> None:
    assert len(KINDS) >= 40


@pytest.mark.parametrize(
    ("data", "name", "declared", "said"),
    [
        (
            b"MZ" + bytes(80),
            "photo.jpg",
            "image/jpeg",
            "Its name says a JPEG picture, its content is a Windows program.",
        ),
        (b"%PDF-1.7", "notes.txt", "", "Its name says plain text, its content is a PDF."),
        (b"%PDF-1.7", "proof.pdf", "application/pdf", ""),
        (b"%PDF-1.7", "proof", "image/png", "It was sent as a PNG picture, its content is a PDF."),
        (b"plain words", "proof.pdf", "", "Its name says a PDF, its content is plain text."),
        (b"a = 1", "exploit.py", "text/x-python", ""),
        (b"<html>", "page.txt", "", "Its name says plain text, its content is a web page."),
        (b'{"a": 1}', "data.txt", "text/plain", ""),
        (b"\x7fELF" + bytes(40), "firmware.bin", "application/octet-stream", ""),
        (b"anything", "trace.xyz", "application/x-unheard-of", ""),
    ],
)
def test_a_name_or_declared_type_that_disagrees_is_said(data: bytes, name: str, declared: str, said: str) -> None:
    assert disagreement(sniff(BytesIO(data)), name, declared) == said


@pytest.mark.parametrize("group", [Group.OFFICE, Group.ARCHIVE, Group.PROGRAM, Group.MARKUP, Group.MEDICAL])
def test_what_can_hurt_is_marked_with_what_to_do(group: Group) -> None:
    kinds = [kind for kind in KINDS.values() if kind.group is group]
    assert kinds != []
    for kind in kinds:
        assert CAUTIONS[group] in remark(kind.media, "file")
    assert remark("image/png", "a.png") == ""


@given(st.binary(max_size=600))
def test_any_bytes_are_of_some_kind_and_the_file_is_left_at_its_beginning(data: bytes) -> None:
    file = BytesIO(data)
    assert sniff(file).media in KINDS
    assert file.tell() == 0
