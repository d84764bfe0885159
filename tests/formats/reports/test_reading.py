"""Mails and files become a plain value, with the numbers of others in them; broken ones are refused in a sentence."""

from __future__ import annotations

import contextlib
import json
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcord.core.refusals import UnreadableFile
from medcord.formats.reports import numbers_in, read_report


def mail(body: str = "The pump answers. See VU#123456.", *, html: str = "") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Ines Finder <ines@secret.example>"
    message["To"] = "box@ncc.example"
    message["Subject"] = "VRF#25-11-ABCDE: Breva alarms, CVE-2026-90533"
    message.set_content(body)
    if html:
        message.add_alternative(html, subtype="html")
    return message


def test_numbers_of_others_are_found_and_written_one_way() -> None:
    found = numbers_in("cve-2026-1234 (VU#123456, vu#123456), VRF#25-11-ABCDE, ghsa-9X24-gp44-r3h2, ICSMA-25-001-01.")
    assert found.cves == ("CVE-2026-1234",)
    assert found.others == ("VU#123456", "VRF#25-11-ABCDE", "GHSA-9x24-gp44-r3h2", "ICSMA-25-001-01")
    assert numbers_in("CVE-26-1 VU#1 nothing") == numbers_in()


def test_a_mail_is_read_without_its_sender() -> None:
    message = mail()
    message.add_attachment(b"\x89PNG\r\n\x1a\nrest", maintype="image", subtype="png", filename="proof.png")
    message.add_attachment(mail("An earlier mail."))
    read = read_report("x.bin", message.as_bytes())
    assert (read.kind, read.text) == ("mail", "The pump answers. See VU#123456.")
    assert read.numbers.cves == ("CVE-2026-90533",)
    assert set(read.numbers.others) == {"VU#123456", "VRF#25-11-ABCDE"}
    assert [name for name, _ in read.files] == ["proof.png", "attachment-2"]
    assert read.files[0][1].startswith(b"\x89PNG")
    assert "ines" not in f"{read.title}{read.text}{read.numbers}".lower()


def test_of_a_mail_in_html_the_words_are_read() -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "x@y.example", "Breva"
    message.set_content("<head><style>p{}</style></head><p>One</p><script>bad()</script><p>two &amp; three</p>", "html")
    assert read_report("m.eml", message.as_bytes()).text == "One\ntwo & three"


def test_a_plain_text_is_a_report_too() -> None:
    read = read_report("note.txt", b"Breva V2\n\nMute without sign-in, CVE-2026-1234")
    assert (read.kind, read.title) == ("text", "Breva V2")
    assert read.numbers.cves == ("CVE-2026-1234",)
    assert read_report("old.txt", "Ger\xe4t".encode("cp1252")).text == "Ger\xe4t"


def test_a_form_exported_from_vince_names_device_and_finding() -> None:
    form = {
        "vrf_id": "VRF#25-11-ABCDE",
        "vendor_name": "Karst Respiratory",
        "product_name": "Breva V2",
        "product_version": "4.1.0",
        "vul_description": "Mute without sign-in.",
        "vul_impact": "An alarm stays silent.",
        "vul_discovery": "On a bench.",
        "contact_email": "ines@secret.example",
    }
    read = read_report("vrf.json", json.dumps(form).encode())
    assert (read.maker, read.model, read.version) == ("Karst Respiratory", "Breva V2", "4.1.0")
    assert (read.text, read.impact, read.found_by) == ("Mute without sign-in.", "An alarm stays silent.", "On a bench.")
    assert read.numbers.others == ("VRF#25-11-ABCDE",)


def test_a_case_exported_from_vince_keeps_its_number() -> None:
    case = {
        "vuid": "VU#123456",
        "title": "Breva alarms",
        "vulnerabilities": [{"cve": "2026-1", "description": "Mute without sign-in (CVE-2026-1234)."}],
    }
    read = read_report("case.json", json.dumps(case).encode())
    assert (read.title, read.text) == ("Breva alarms", "Mute without sign-in (CVE-2026-1234).")
    assert (read.numbers.cves, read.numbers.others) == (("CVE-2026-1234",), ("VU#123456",))


def test_csaf_vulnerability_reports_of_the_standard_are_read(shared: Path) -> None:
    folder = shared / "oracles" / "csaf-2.1-vulnerability-report"
    said = 0
    for path in sorted(folder.glob("*.json")):
        try:
            read = read_report(path.name, path.read_bytes())
        except UnreadableFile as refusal:
            assert refusal.code == "not-a-report", path.name  # noqa: PT017 - some hold no description on purpose
            continue
        said += 1
        assert read.kind == "csaf", path.name
        assert read.title, path.name
    assert said >= 8
    one = read_report("x", (folder / "oasis_csaf_tc-csaf_2_1-2024-6-1-27-20-11.json").read_bytes())
    assert (one.maker, one.model, one.version) == ("Example Company", "Product A", "17.4")
    assert "uppercase letters" in one.text
    assert "arbitrary code" in one.impact


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"  \n", "empty-file"),
        (b"\x00\x01\x02", "not-a-report"),
        (b'{"a": ', "broken-json"),
        (b'{"a": 1}', "not-a-report"),
        (b"[]", "not-a-report"),
        (b"x" * (25 * 1024 * 1024 + 1), "large-file"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(data: bytes, code: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_report("f", data)
    assert refused.value.code == code


@given(st.binary(max_size=300) | st.binary(max_size=200).map(lambda b: b"Subject: x\nFrom: y\nContent-Type: " + b))
def test_no_bytes_make_it_fall(data: bytes) -> None:
    with contextlib.suppress(UnreadableFile):
        read_report("f", data)
