"""What a file is, told by its content and never by its name, and what to be careful about with it."""

from __future__ import annotations

import codecs
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

HEAD = 8192
_CHUNK = 256 * 1024


class Group(StrEnum):
    """What sort of thing a kind is; what is said beside a file follows from it."""

    PICTURE = "picture"
    DOCUMENT = "document"
    OFFICE = "office"
    ARCHIVE = "archive"
    PROGRAM = "program"
    MARKUP = "markup"
    CAPTURE = "capture"
    MEDICAL = "medical"
    MEDIA = "media"
    DATA = "data"
    TEXT = "text"
    UNKNOWN = "unknown"


CAUTIONS: dict[Group, str] = {
    Group.OFFICE: "An office file can hold macros and hidden text: open it without them.",
    Group.ARCHIVE: "An archive can hold anything, its files were not looked at: unpack it on a machine of its own.",
    Group.PROGRAM: "This is a program: never start it outside a machine of its own.",
    Group.MARKUP: "A page like this can run scripts: read it as text, do not open it in a browser.",
    Group.MEDICAL: "A medical picture usually names its patient.",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its media type, its name in words, and the endings its name usually has."""

    media: str
    words: str
    group: Group
    endings: frozenset[str]


def _kind(media: str, words: str, group: Group, endings: str) -> Kind:
    return Kind(media, words, group, frozenset(endings.split()))


UNKNOWN = _kind("application/octet-stream", "a file of an unknown kind", Group.UNKNOWN, "")
TEXT = _kind("text/plain", "plain text", Group.TEXT, "txt text log md csv tsv ini cfg conf")
PNG = _kind("image/png", "a PNG picture", Group.PICTURE, "png")
JPEG = _kind("image/jpeg", "a JPEG picture", Group.PICTURE, "jpg jpeg jpe jfif")
PDF = _kind("application/pdf", "a PDF", Group.DOCUMENT, "pdf")
DICOM = _kind("application/dicom", "a medical picture (DICOM)", Group.MEDICAL, "dcm dicom")
ZIP = _kind("application/zip", "a ZIP archive", Group.ARCHIVE, "zip")
SVG = _kind("image/svg+xml", "an SVG drawing", Group.MARKUP, "svg")
HTML = _kind("text/html", "a web page", Group.MARKUP, "html htm xhtml")
XML = _kind("text/xml", "XML", Group.TEXT, "xml xsd xsl hl7")
SCRIPT = _kind("text/x-script", "a script", Group.PROGRAM, "sh bash py pl rb ps1 bat cmd js")
JSON = _kind("application/json", "JSON", Group.TEXT, "json fhir")
WEBP = _kind("image/webp", "a WebP picture", Group.PICTURE, "webp")
WAV = _kind("audio/x-wav", "a WAV recording", Group.MEDIA, "wav")
AVI = _kind("video/x-msvideo", "an AVI video", Group.MEDIA, "avi")
_OOXML = "application/vnd.openxmlformats-officedocument"
WORD = _kind(f"{_OOXML}.wordprocessingml.document", "a Word document", Group.OFFICE, "docx docm dotx")
EXCEL = _kind(f"{_OOXML}.spreadsheetml.sheet", "an Excel workbook", Group.OFFICE, "xlsx xlsm xltx")
SLIDES = _kind(f"{_OOXML}.presentationml.presentation", "a PowerPoint file", Group.OFFICE, "pptx pptm")
OPEN_DOCUMENT = _kind("application/vnd.oasis.opendocument", "an OpenDocument file", Group.OFFICE, "odt ods odp odg")
JAR = _kind("application/java-archive", "a Java program", Group.PROGRAM, "jar war ear")
APK = _kind("application/vnd.android.package-archive", "an Android program", Group.PROGRAM, "apk")

_PCAP = _kind("application/vnd.tcpdump.pcap", "a network capture", Group.CAPTURE, "pcap cap dmp")
_PCAPNG = _kind("application/vnd.tcpdump.pcapng", "a network capture", Group.CAPTURE, "pcapng pcap")
_TIFF = _kind("image/tiff", "a TIFF picture", Group.PICTURE, "tif tiff dng")
_MACHO = _kind("application/x-mach-binary", "a macOS program", Group.PROGRAM, "dylib bundle o")
_MP4 = _kind("video/mp4", "a video", Group.MEDIA, "mp4 m4v m4a mov 3gp heic heif avif")

SIGNATURES: tuple[tuple[int, bytes, Kind], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", PNG),
    (0, b"\xff\xd8\xff", JPEG),
    (0, b"GIF87a", _kind("image/gif", "a GIF picture", Group.PICTURE, "gif")),
    (0, b"GIF89a", _kind("image/gif", "a GIF picture", Group.PICTURE, "gif")),
    (0, b"II*\x00", _TIFF),
    (0, b"MM\x00*", _TIFF),
    (0, b"%PDF-", PDF),
    (128, b"DICM", DICOM),
    (0, b"\xd4\xc3\xb2\xa1", _PCAP),
    (0, b"\xa1\xb2\xc3\xd4", _PCAP),
    (0, b"\x4d\x3c\xb2\xa1", _PCAP),
    (0, b"\x0a\x0d\x0d\x0a", _PCAPNG),
    (0, b"\x7fELF", _kind("application/x-elf", "a Linux program or firmware", Group.PROGRAM, "elf so o bin ko axf")),
    (0, b"\xcf\xfa\xed\xfe", _MACHO),
    (0, b"\xce\xfa\xed\xfe", _MACHO),
    (0, b"\xca\xfe\xba\xbe", _kind("application/java-vm", "a compiled Java class", Group.PROGRAM, "class dylib")),
    (0, b"\x00asm", _kind("application/wasm", "a WebAssembly program", Group.PROGRAM, "wasm")),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
     _kind("application/x-ole-storage", "an older office file or installer", Group.OFFICE, "doc xls ppt msi msg dot")),
    (0, b"{\\rtf", _kind("application/rtf", "an RTF document", Group.OFFICE, "rtf doc")),
    (0, b"\x1f\x8b", _kind("application/gzip", "a gzip archive", Group.ARCHIVE, "gz tgz")),
    (0, b"BZh", _kind("application/x-bzip2", "a bzip2 archive", Group.ARCHIVE, "bz2 tbz")),
    (0, b"\xfd7zXZ\x00", _kind("application/x-xz", "an xz archive", Group.ARCHIVE, "xz txz")),
    (0, b"\x28\xb5\x2f\xfd", _kind("application/zstd", "a Zstandard archive", Group.ARCHIVE, "zst")),
    (0, b"7z\xbc\xaf\x27\x1c", _kind("application/x-7z-compressed", "a 7-Zip archive", Group.ARCHIVE, "7z")),
    (0, b"Rar!\x1a\x07", _kind("application/vnd.rar", "a RAR archive", Group.ARCHIVE, "rar")),
    (257, b"ustar", _kind("application/x-tar", "a tar archive", Group.ARCHIVE, "tar")),
    (0, b"SQLite format 3\x00", _kind("application/vnd.sqlite3", "an SQLite database", Group.DATA, "sqlite db")),
    (4, b"ftyp", _MP4),
    (0, b"\x1a\x45\xdf\xa3", _kind("video/x-matroska", "a video", Group.MEDIA, "mkv webm")),
    (0, b"OggS", _kind("audio/ogg", "an Ogg recording", Group.MEDIA, "ogg oga ogv opus")),
    (0, b"ID3", _kind("audio/mpeg", "an MP3 recording", Group.MEDIA, "mp3")),
    (0, b"BM", _kind("image/bmp", "a BMP picture", Group.PICTURE, "bmp")),
    (0, b"MZ", _kind("application/x-dosexec", "a Windows program", Group.PROGRAM, "exe dll sys scr com efi ocx")),
)  # fmt: skip
"""Where a signature stands, what it is, and the kind it tells."""

_RIFF = {b"WEBP": WEBP, b"WAVE": WAV, b"AVI ": AVI}
_IN_ZIP: tuple[tuple[str, Kind], ...] = (
    ("word/", WORD),
    ("xl/", EXCEL),
    ("ppt/", SLIDES),
    ("AndroidManifest.xml", APK),
    ("META-INF/MANIFEST.MF", JAR),
)
_KINDS = (*(kind for _at, _sign, kind in SIGNATURES), *_RIFF.values(), *(kind for _name, kind in _IN_ZIP))
KINDS: dict[str, Kind] = {
    kind.media: kind for kind in (*_KINDS, UNKNOWN, TEXT, ZIP, SVG, HTML, XML, SCRIPT, JSON, OPEN_DOCUMENT)
}
_ENDINGS: dict[str, frozenset[str]] = {
    ending: frozenset(kind.media for kind in KINDS.values() if ending in kind.endings)
    for ending in {ending for kind in KINDS.values() for ending in kind.endings}
}


def sniff(file: BinaryIO) -> Kind:
    """The kind by content; the file is left at its beginning."""
    file.seek(0)
    head = file.read(HEAD)
    try:
        return _by_signature(head, file) or (_by_words(head) if _is_text(file) else UNKNOWN)
    finally:
        file.seek(0)


def _by_signature(head: bytes, file: BinaryIO) -> Kind | None:
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12])
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _inside_zip(file)
    for at, sign, kind in SIGNATURES:
        if head[at : at + len(sign)] == sign and _is_it(kind, head):
            return kind
    return None


def _is_it(kind: Kind, head: bytes) -> bool:
    """Two letters prove little: a Windows program has its header where it says, a BMP its size and no text."""
    if kind.endings & {"exe", "bmp"}:
        return b"\x00" in head[:64]
    return True


def _inside_zip(file: BinaryIO) -> Kind:
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        return ZIP
    if names[:1] == ["mimetype"]:
        return OPEN_DOCUMENT
    return next((kind for start, kind in _IN_ZIP if any(name.startswith(start) for name in names)), ZIP)


def _is_text(file: BinaryIO) -> bool:
    """UTF-8 without a zero byte to its end (or UTF-16 with its mark); read in parts, so that size costs no memory."""
    file.seek(0)
    start = file.read(2)
    encoding = "utf-16" if start in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    decoder, chunk = codecs.getincrementaldecoder(encoding)(), start
    try:
        while chunk:
            if "\x00" in decoder.decode(chunk):
                return False
            chunk = file.read(_CHUNK)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


_LINE_STARTS: tuple[tuple[Callable[[str], bool], Kind], ...] = (
    (lambda words: words.startswith("#!"), SCRIPT),
    (lambda words: words.startswith(("<!doctype html", "<html", "<script", "<body", "<head", "<iframe")), HTML),
    (lambda words: words.startswith("<") and "<svg" in words[:4096], SVG),
    (lambda words: words.startswith("<") and "<html" in words[:4096], HTML),
    (lambda words: words.startswith("<?xml"), XML),
    (lambda words: words.startswith(('{"', "{\n", "{\r", "{ ", "[{", "[\n")), JSON),
)


def _by_words(head: bytes) -> Kind:
    encoding = "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    words = head.decode(encoding, "ignore").lstrip().lower()
    return next((kind for holds, kind in _LINE_STARTS if holds(words)), TEXT)


def disagreement(kind: Kind, name: str, declared: str = "") -> str:
    """A sentence when the ending of the name, or the type that was declared, says another kind; else empty."""
    _stem, dot, ending = name.lower().rpartition(".")
    by_name = _ENDINGS.get(ending, frozenset()) if dot else frozenset()
    if by_name and kind.media not in by_name and not _are_plain_words(kind, by_name):
        said = next(KINDS[media].words for media in sorted(by_name))
        return f"Its name says {said}, its content is {kind.words}."
    stated = KINDS.get(declared.partition(";")[0].strip().lower())
    if stated is not None and stated not in (kind, UNKNOWN) and not _are_plain_words(kind, frozenset({stated.media})):
        return f"It was sent as {stated.words}, its content is {kind.words}."
    return ""


def _are_plain_words(kind: Kind, said: frozenset[str]) -> bool:
    """Text of one kind that is called another is no disagreement worth a sentence, a program or page is."""
    return kind.group is Group.TEXT and all(KINDS[media].group in (Group.TEXT, Group.PROGRAM) for media in said)


def remark(media: str, name: str, declared: str = "") -> str:
    """What is said beside a file before it is fetched: its name says another kind, or care is needed with it."""
    kind = KINDS.get(media, UNKNOWN)
    return " ".join(filter(None, (disagreement(kind, name, declared), CAUTIONS.get(kind.group, ""))))
