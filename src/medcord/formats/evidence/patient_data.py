"""Words and files that look like patient data: what and where, never the words themselves.

It errs on the side of asking: an author sees the hints before sending and may send all the same. Nothing is kept of
what matched. The figures on a labelled set are in tests/formats/evidence/test_patient_data.py.
"""

from __future__ import annotations

import codecs
import re
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

from medcord.core.refusals import InputRefusal
from medcord.formats.evidence.kinds import DICOM, JSON, Group, Kind

MOST_HINTS = 20
_MOST_SAID = 6
LONGEST_LINE = 4000
_CHUNK = 64 * 1024


class Sign(StrEnum):
    """What it looks like."""

    DATE_OF_BIRTH = "date-of-birth"
    RECORD_NUMBER = "record-number"
    SOCIAL_SECURITY = "social-security"
    NHS_NUMBER = "nhs-number"
    NAME_AND_PHONE = "name-and-phone"
    NAMED_PATIENT = "named-patient"
    HL7 = "hl7-patient"
    FHIR = "fhir-patient"
    DICOM = "dicom-patient"


WORDS: dict[Sign, str] = {
    Sign.DATE_OF_BIRTH: "a date of birth",
    Sign.RECORD_NUMBER: "a patient's record number",
    Sign.SOCIAL_SECURITY: "a social security number",
    Sign.NHS_NUMBER: "an NHS number",
    Sign.NAME_AND_PHONE: "a person's name with a telephone number",
    Sign.NAMED_PATIENT: "a patient's name",
    Sign.HL7: "an HL7 message of a patient",
    Sign.FHIR: "a FHIR record of a patient",
    Sign.DICOM: "a medical picture that names its patient",
}


@dataclass(frozen=True, slots=True)
class Hint:
    """What it looks like, and where: a line's number, or a DICOM tag. ``source`` is the field or file."""

    sign: Sign
    where: str
    source: str = ""

    def __str__(self) -> str:
        place = " of ".join(filter(None, (self.where, f"“{self.source}”" if self.source else "")))
        return f"{WORDS[self.sign]} ({place})" if place else WORDS[self.sign]

    def as_row(self) -> dict[str, str]:
        """The shape that is kept with a file: kind and place."""
        return {"sign": self.sign.value, "where": self.where}


_NAME = r"[A-Z][a-zà-ž'’-]+(?:,? [A-Z][a-zà-ž'’-]*\.?){1,3}"
_D, _M, _Y = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d{2}"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DAY = (
    rf"(?:{_Y}[-/.]{_M}[-/.]{_D}|{_D}[-/. ]{_D}[-/. ]{_Y}"  # two days, since some write the month first
    rf"|{_D}\.? {_MONTH} {_Y}|{_MONTH} {_D},? {_Y})"
)
_BORN = r"(?:d\.?o\.?b\.?|date of birth|birth ?date|born(?: on)?|geb\.?|geboren am)"
_BIRTH = re.compile(rf"\b{_BORN}(?!\w)\W{{0,5}}{_DAY}", re.IGNORECASE)
_PATIENT_DAY = re.compile(
    rf"\bpatient\b.{{0,60}}\b{_DAY}\b.{{0,20}}\b(?:male|female|yo|y/o|years? old)\b", re.IGNORECASE
)
_NUMBER = r"(?:no|number|nr|num|#)"
_RECORD_SAID = (
    rf"(?:mrn|m\.r\.n|medical record {_NUMBER}|patient[ _-]?(?:id|{_NUMBER}|identifier)|(?:hospital|chart) {_NUMBER}"
    r"|fallnummer|patienten-?(?:nr|id|nummer))"
)
_RECORD = re.compile(
    rf"\b{_RECORD_SAID}\b\.?(?: is)?[\s:#=\"']{{1,4}}(?=[A-Z0-9-]*\d{{3}})[A-Z0-9][A-Z0-9-]{{4,}}", re.IGNORECASE
)
_SSN = re.compile(r"(?<![\d.-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])")
_SSN_SAID = re.compile(
    r"\b(?:ssn|social security(?: number| no)?)\b\W{0,4}(?!000|666|9)\d{3}[- ]?\d{2}[- ]?\d{4}\b", re.IGNORECASE
)
_NHS = re.compile(r"(?<![\d.:/-])(\d{3})[ -](\d{3})[ -](\d{4})(?![\d-])")
_NHS_SAID = re.compile(r"\bNHS(?: (?:no|number|nr))?\b\W{0,4}(\d{3})[ -]?(\d{3})[ -]?(\d{4})\b", re.IGNORECASE)
_PHONE = r"(?:\+\d{1,3}[ -]?)?(?:\(\d{2,5}\)[ -]?|\d{2,5}[ -])\d{3,4}[ -]?\d{3,4}\b"
_WHO = r"(?i:patient|pt\.|mr\.?|mrs\.?|ms\.?|herr|frau|mother|father|daughter|son|wife|husband|next of kin)"
_CALL = re.compile(rf"\b{_WHO},? [A-Z][a-zà-ž'’-]+\b.{{0,60}}{_PHONE}")
_TITLE = r"(?i:mr|mrs|ms|miss|herr|frau)\.?"
_NAMED = re.compile(
    rf"\b(?i:patient(?:'s)?(?: name)?|name of (?:the )?patient)(?: is)?\W{{1,3}}(?:{_TITLE} )?{_NAME}"
    rf"|\b(?i:patient),? {_TITLE} [A-Z][a-zà-ž'’-]+"
    rf"|\b(?i:bed|room|ward) ?\d+\W{{1,3}}{_TITLE} [A-Z][a-zà-ž'’-]+"
)
# Words with a capital that follow "patient" and are no names: parts of devices, of software, of sentences.
_NOT_A_NAME = re.compile(
    r"(?i:patient)\W{1,3}(?i:alarm|app|cable|care|circuit|connect|controlled|data|device|harm|id|impact|index|interface"
    r"|list|manager|mode|module|monitor|name(?! ?[:=]| is)|network|number|portal|records?|safety|server|service|side"
    r"|simulator|station|table|worn)\b"
)
_HL7 = re.compile(r"^\W{0,3}PID\|[^|]*\|[^|]*\|[^|]+\|")
_FHIR = re.compile(r"[\"']resourceType[\"']\s*:\s*[\"']Patient[\"']|<Patient xmlns=\"http://hl7\.org/fhir\"")
# Most lines of a log hold none of these, and are looked at once instead of ten times.
_MAY_HOLD = re.compile(
    r"\d{3}[- ]?\d{2,3}[- ]?\d{4}|patient|pid\||mrn|m\.r\.n|born|birth|d\.?o\.?b|geb|record n"
    r"|hospital n|chart n|fallnummer"
    r"|bed|room|ward|\bm(?:r|rs|s)\b|herr|frau|mother|father|daughter|\bson\b|wife|husband|kin|\bpt\.",
    re.IGNORECASE,
)


def _nhs_holds(digits: str) -> bool:
    """The check digit of an NHS number, modulo 11."""
    total = sum(int(digit) * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True))
    check = (11 - total % 11) % 11
    return check != 10 and check == int(digits[9]) and len(set(digits)) > 1


def _signs(line: str) -> Iterator[Sign]:
    if not _MAY_HOLD.search(line):
        return
    if _BIRTH.search(line) or _PATIENT_DAY.search(line):
        yield Sign.DATE_OF_BIRTH
    if _RECORD.search(line):
        yield Sign.RECORD_NUMBER
    if _SSN_SAID.search(line) or _SSN.search(line):
        yield Sign.SOCIAL_SECURITY
    found = [*_NHS.finditer(line), *_NHS_SAID.finditer(line)]
    if any(_nhs_holds("".join(match.groups())) for match in found):
        yield Sign.NHS_NUMBER
    if _CALL.search(line):
        yield Sign.NAME_AND_PHONE
    if any(not _NOT_A_NAME.match(match[0]) for match in _NAMED.finditer(line)):
        yield Sign.NAMED_PATIENT
    if _HL7.search(line):
        yield Sign.HL7
    if _FHIR.search(line):
        yield Sign.FHIR


def require_seen(hints: Iterable[Hint], *, seen: bool) -> None:
    """Show the author what looks like patient data before anything is sent. ``seen``: they looked, and send it all the
    same."""
    found = list(hints)
    if not found or seen:
        return
    said = ", ".join(str(hint) for hint in found[:_MOST_SAID])
    more = f", and {len(found) - _MOST_SAID} more" if len(found) > _MOST_SAID else ""
    raise InputRefusal(
        f"This looks like patient data: {said}{more}. Patient data does not belong here. It was neither sent nor kept. "
        "Take it out, or tick “send all the same” if it is none; files are to be chosen again.",
        code="patient-data",
        fields={"field": "patient_data_seen"},
    )


def in_lines(lines: Iterable[str], source: str = "") -> tuple[Hint, ...]:
    """Hints in a text's lines, the first ones; a line of any length costs the same."""
    found: list[Hint] = []
    for number, line in enumerate(lines, 1):
        for sign in dict.fromkeys(_signs(line[:LONGEST_LINE])):
            found.append(Hint(sign, f"line {number}", source))
            if len(found) == MOST_HINTS:
                return tuple(found)
    return tuple(found)


def in_text(text: str, source: str = "") -> tuple[Hint, ...]:
    """Hints in a text somebody typed."""
    return in_lines(text.splitlines(), source)


def in_file(file: BinaryIO, kind: Kind, source: str = "") -> tuple[Hint, ...]:
    """Hints in a file of a kind that can be read; the file is left at its beginning."""
    file.seek(0)
    try:
        if kind is DICOM:
            return tuple(Hint(Sign.DICOM, f"tag {tag}", source) for tag in dict.fromkeys(_patient_tags(file)))
        if kind.group in (Group.TEXT, Group.MARKUP) or kind is JSON:
            return in_lines(_lines_of(file), source)
        return ()
    finally:
        file.seek(0)


def _lines_of(file: BinaryIO) -> Iterator[str]:
    """Lines of a text file, cut where they are longer than anybody writes; HL7 ends its lines with a lone CR."""
    start = file.read(2)
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-16" if start in (b"\xff\xfe", b"\xfe\xff") else "utf-8")("replace")
    rest = ""
    while chunk := file.read(_CHUNK):
        *whole, rest = re.split(r"\r\n|\r|\n", rest + decoder.decode(chunk))
        yield from whole
        if len(rest) > LONGEST_LINE:
            yield rest
            rest = ""
    yield rest


_PATIENT_TAGS = {(0x0010, 0x0010): "(0010,0010)", (0x0010, 0x0020): "(0010,0020)", (0x0010, 0x0030): "(0010,0030)"}
_LONG_FORM = frozenset({b"OB", b"OD", b"OF", b"OL", b"OW", b"SQ", b"UC", b"UN", b"UR", b"UT"})
_MOST_DICOM = 256 * 1024


def _patient_tags(file: BinaryIO) -> Iterator[str]:
    """Patient's name, id and birth date that hold something, in explicit or implicit little-endian element order."""
    file.seek(132)
    data, at = file.read(_MOST_DICOM), 0
    while at + 8 <= len(data):
        group, element = struct.unpack_from("<HH", data, at)
        if group > 0x0010:
            return
        form = data[at + 4 : at + 6]
        if form in _LONG_FORM:
            size, start = struct.unpack_from("<I", data, at + 8)[0] if at + 12 <= len(data) else 0, at + 12
        elif form.isalpha() and form.isupper():
            size, start = struct.unpack_from("<H", data, at + 6)[0], at + 8
        else:
            size, start = struct.unpack_from("<I", data, at + 4)[0], at + 8
        if (group, element) in _PATIENT_TAGS and data[start : start + size].strip(b" \x00^"):
            yield _PATIENT_TAGS[group, element]
        at = start + (0 if size == 0xFFFFFFFF else size)
