"""What is asked of each document: validity (1), name (2), marking (5), folder (11), hash (18), signature (19)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from enum import Enum
from typing import Any
from urllib.parse import unquote

from medcord.core.refusals import UnreadableFile
from medcord.formats.csaf.checking.keys import Keys, KnownKeys, note_end, why_unsigned
from medcord.formats.csaf.checking.outcome import FOLDER_CANNOT_TELL
from medcord.formats.csaf.checking.walk import NOT_THEIRS, PROTECTED, Listed, Walk, text_of
from medcord.formats.csaf.json_text import load_object
from medcord.formats.csaf.provider import csaf_filename
from medcord.formats.csaf.times import parse_time
from medcord.formats.csaf.validation import validate

_HEX = re.compile(r"[0-9a-f]+")
_DIGESTS: dict[str, Callable[[bytes], Any]] = {"sha256": hashlib.sha256, "sha512": hashlib.sha512}


class Checked(Enum):
    """How much of a document was looked at."""

    MISSING = "missing"
    READ = "read"
    WHOLE = "whole"


def check_document(walk: Walk, listed: Listed, *, keys: Keys, known: KnownKeys, whole: bool) -> Checked:
    """Fetch one document and hold it against everything; ``whole``: its content too, which takes milliseconds."""
    where = listed.address
    got = walk.get(where)
    if not got.ok:
        walk.missing(15 if listed.feed else 12, where, got)
        return Checked.MISSING
    digests = _hashes(walk, where, got.body)
    signature = _signature(walk, where, got.body, keys, known)
    _links(walk, listed, [*digests, *signature])
    try:
        value = load_object(got.body, name=where, warnings=[])
    except UnreadableFile as refusal:
        walk.findings.fails(1, f"It cannot be read: {refusal.why}", where)
        return Checked.READ
    done = whole and _valid(walk, listed, got.body)
    _edition(walk, listed, value)
    _name(walk, listed, value)
    _marking(walk, listed, value)
    _times(walk, listed, value)
    return Checked.WHOLE if done else Checked.READ


def _valid(walk: Walk, listed: Listed, body: bytes) -> bool:
    """Hold it against schema and mandatory tests of the edition it names."""
    errors = [one for one in validate(body) if one.level == "error"]
    for one in errors[:1]:
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        said = f"Rule {one.rule}, at {one.path or '/'}: {one.message[:160]}{more}"
        walk.findings.fails(1, said, listed.address)
    return True


def _edition(walk: Walk, listed: Listed, value: dict[str, Any]) -> None:
    """A provider of one edition gives documents of that edition, and its feed says so."""
    own = text_of(value, "document", "csaf_version")
    if own and own != walk.version:
        said = f"It is CSAF {own[:20]}, and the metadata are of CSAF {walk.version}."
        walk.findings.fails(1, said, listed.address)
    if own and listed.version and listed.version != own:
        name = listed.entry[:80]
        said = f"{name}: format says CSAF {listed.version[:20]}; the document says {own[:20]}."
        walk.findings.fails(15, said, listed.feed)


def _name(walk: Walk, listed: Listed, value: dict[str, Any]) -> None:
    own = text_of(value, "document", "tracking", "id")
    name = unquote(listed.address.rpartition("/")[2])
    demanded = csaf_filename(own) if own else ""
    if own and name != demanded:
        walk.findings.fails(2, f"It should be called {demanded[:120]}, after its id {own[:80]}.", listed.address)
    elif own:
        walk.findings.holds(2, "Each file is called after the id in it.")
    if listed.feed and own and listed.entry != own:
        walk.findings.fails(15, f"The entry {listed.entry[:80]!r} leads to the document {own[:80]!r}.", listed.feed)


def _marking(walk: Walk, listed: Listed, value: dict[str, Any]) -> None:
    label = text_of(value, "document", "distribution", "tlp", "label").upper()
    if label in PROTECTED:
        walk.findings.fails(5, f"It is marked TLP:{label}, and lies among files that anybody may read.", listed.address)
    else:
        walk.findings.holds(5, "No document of the public lists is marked TLP:AMBER or RED.")


def _times(walk: Walk, listed: Listed, value: dict[str, Any]) -> None:
    first = text_of(value, "document", "tracking", "initial_release_date")
    current = parse_time(text_of(value, "document", "tracking", "current_release_date"))
    if listed.folder:
        folder = listed.address.removeprefix(listed.folder).rpartition("/")[0]
        if folder != first[:4]:
            walk.findings.fails(
                11, f"It lies in {folder[:40]!r}, and was first released in {first[:4]}.", listed.address
            )
        else:
            walk.findings.holds(11, "Each document lies in the folder of its year.")
    if current is None:
        return
    for number, said, where in ((13, listed.in_changes, f"{listed.folder}changes.csv"),
                                (15, listed.updated if listed.feed else "", listed.feed)):  # fmt: skip
        time = parse_time(said) if said else None
        if time and time[0] != current[0]:
            name = listed.address.rpartition("/")[2]
            walk.findings.fails(
                number, f"{name[:80]}: it says {said[:40]}; the document says {current[0]:%FT%TZ}.", where
            )


def _hashes(walk: Walk, where: str, body: bytes) -> list[str]:
    """Compare each hash file there is; their addresses."""
    there = []
    unknown = False
    for ending, digest in _DIGESTS.items():
        address = f"{where}.{ending}"
        got = walk.get(address)
        if got.problem in NOT_THEIRS:
            walk.missing(18, address, got)
            unknown = True
        if not got.ok:
            continue
        there.append(address)
        words = got.body[:1000].decode("ascii", "replace").split()
        if not words or not _HEX.fullmatch(words[0].lower()):
            walk.findings.fails(18, "It does not begin with a hash.", address)
        elif words[0].lower() != digest(body).hexdigest():
            walk.findings.fails(18, "The hash is not that of the document.", address)
        elif words[1:] and words[1].endswith(".json") and words[1].lstrip("*") != unquote(where.rpartition("/")[2]):
            walk.findings.fails(18, "The name behind the hash is that of another document.", address)
        else:
            walk.findings.holds(18, "The hashes agree.")
    if not there and not unknown:
        walk.findings.fails(18, "It has neither a .sha256 nor a .sha512 file.", where)
    return there


def _signature(walk: Walk, where: str, body: bytes, keys: Keys, known: KnownKeys) -> list[str]:
    address = f"{where}.asc"
    got = walk.get(address)
    if got.problem in NOT_THEIRS:
        walk.missing(19, address, got)
        return []
    if not got.ok:
        walk.findings.fails(19, "It has no signature (.asc).", where)
        return []
    if not known.bodies:
        walk.findings.untold(19, "There is no public key to check signatures with.", address)
    elif keys.signed(body, got.body, known.bodies):
        walk.findings.holds(19, "The signatures are by a published key.")
        note_end(walk, got.body, keys, address)
    else:
        walk.findings.fails(19, why_unsigned(got.body, known, keys), address)
    return [address]


def _links(walk: Walk, listed: Listed, there: list[str]) -> None:
    """Where a hash or signature exists, the feed must link it (requirement 15)."""
    if not listed.feed:
        return
    for address in there:
        if address not in listed.links:
            walk.findings.fails(15, f"{listed.entry[:80]}: no link to {address.rpartition('/')[2][:80]}.", listed.feed)


def note_what_a_folder_cannot_tell(walk: Walk) -> None:
    """Say it for each requirement; a failure that shows in a folder all the same stands before it."""
    for number in (3, 4, 6, 24, 25):
        walk.findings.untold(number, FOLDER_CANNOT_TELL[number])
