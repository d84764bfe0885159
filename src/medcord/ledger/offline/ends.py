"""The first and the last line of an exported chain: what they claim, and the signature over both."""

from __future__ import annotations

from typing import Any

import orjson

from medcord.gateways.signing import PublicKey
from medcord.ledger.canon import canonical, sha256
from medcord.ledger.offline.places import of_whole
from medcord.ledger.offline.walk import Walk, explain

FORMAT, VERSION = "medcord-ledger", 1
HEADER = {"at", "count", "first", "format", "key", "last", "proofs", "public", "stream", "version"}
ENDING = {"head", "header", "key", "signature"}


def signed_bytes(header: dict[str, Any], head: dict[str, Any]) -> bytes:
    """What the node signs: first line and head. The head holds the last digest, and with it every fact."""
    return canonical({"header": header, "head": head})


def check_ends(walk: Walk) -> None:
    """The last line first, for it holds the hash of the first line, which holds the hashes of the proofs."""
    ending = _ending(walk)
    explain(walk, "")
    header = _header(walk, ending)
    if header is None:
        return
    if ending is not None:
        _claims(walk, header, ending)
    _proof_lines(walk, header)


def _ending(walk: Walk) -> dict[str, Any] | None:
    """The last line, if it is there and of the right form."""
    if not walk.last_line:
        if not any(one.code == "truncated" or "last line" in one.why for one in walk.verdict.findings):
            why = "the last line, with the head of the chain and the signature, is missing: the file was cut off"
            walk.add("truncated", why)
        return None
    ending: dict[str, Any] = orjson.loads(walk.last_line)
    head = ending.get("head")
    well = set(ending) == ENDING and isinstance(head, dict) and set(head) == {"digest", "seq"}
    if not well or canonical(ending) + b"\n" != walk.last_line:
        why = "the last line is not as it was written: a byte of its form was changed"
        walk.add("head", why, line=walk.last_number)
        return None
    return ending


def _header(walk: Walk, ending: dict[str, Any] | None) -> dict[str, Any] | None:
    """The first line as it was signed; where one byte was changed, that byte is named and the line mended."""
    header = _read(walk.header_line)
    if ending is not None and sha256(walk.header_line) != ending["header"]:
        if _signs(header, ending) and canonical(header) + b"\n" == walk.header_line:
            why = "its field “header” was changed: it is not the hash of the first line"
            walk.add("head", why, line=walk.last_number)
        else:
            header = _mended(walk, str(ending["header"]))
    if set(header) != HEADER or (header["format"], header["version"]) != (FORMAT, VERSION):
        if not any(one.line == 1 for one in walk.verdict.findings):
            walk.add("header", "the first line is not that of a chain exported by medcord", line=1)
        return None
    return header


def _read(line: bytes) -> dict[str, Any]:
    try:
        header = orjson.loads(line)
    except orjson.JSONDecodeError:
        return {}
    return header if isinstance(header, dict) else {}


def _mended(walk: Walk, digest: str) -> dict[str, Any]:
    found = of_whole(walk.header_line, digest) if walk.may_search() else None
    finding = walk.add("header", "the first line was changed after it was written", line=1)
    if found is None:
        return {}
    finding.why, finding.byte = f"{finding.why}; {found}", found.place
    return _read(found.line)


def _signs(header: dict[str, Any], ending: dict[str, Any]) -> bool:
    try:
        key = PublicKey.of({"key": header.get("public", "")})
        return key.verifies(signed_bytes(header, ending["head"]), ending["signature"])
    except (ValueError, TypeError):
        return False


def _claims(walk: Walk, header: dict[str, Any], ending: dict[str, Any]) -> None:
    head, last = ending["head"], walk.last_number
    if isinstance(head["seq"], int) and head["seq"] > walk.seq:
        why = f"the chain ends at fact {walk.seq}, but its head says {head['seq']}: its end was cut off"
        walk.add("truncated", why, line=last)
    elif (head["seq"], head["digest"]) != (walk.seq, walk.digest):
        walk.add("head", "the end of the chain is not where its head says", line=last, seq=walk.seq)
    elif not _signs(header, ending):
        walk.add("signature", "the signature does not fit the first line and the head", line=last)
    _key(walk, header, ending)
    whole = (1, header["last"], header["last"], head["seq"])
    if (header["first"], header["last"], header["count"], header["last"]) != whole:
        walk.add("header", "the first line counts other facts than the head", line=1)
    if walk.stream and header["stream"] != walk.stream:
        walk.add("header", "the first line names another chain than the facts", line=1)


def _key(walk: Walk, header: dict[str, Any], ending: dict[str, Any]) -> None:
    verdict, given = walk.verdict, walk.given
    try:
        key = PublicKey.of({"key": header["public"]})
    except ValueError:
        walk.add("header", "the public key in the first line cannot be read", line=1)
        return
    verdict.key = key.id
    if (header["key"], ending["key"]) != (key.id, key.id):
        walk.add("signature", "the name of the key is not that of the key in the first line", line=walk.last_number)
    if not given.keys:
        verdict.notes.append(
            f"Signed by key {key.id}. That this is the node's key the file itself cannot say: give --key, or compare "
            "it with the node's page of heads."
        )
        return
    verdict.trusted = key.key in {one.key for one in given.keys}
    if not verdict.trusted:
        why = f"the file is signed by key {key.id}, which is none of those you gave"
        walk.add("signature", why, line=walk.last_number)


def _proof_lines(walk: Walk, header: dict[str, Any]) -> None:
    """The first line holds the hash of each proof, so that a changed one is told from a missing one, and its byte
    named."""
    expected = header["proofs"] if isinstance(header["proofs"], list) else []
    if len(expected) != len(walk.proof_lines):
        walk.add("proof", f"of {len(expected)} proofs of days {len(walk.proof_lines)} are here", line=1)
        return
    for digest, (number, line) in zip(expected, walk.proof_lines, strict=True):
        if sha256(line) == digest:
            continue
        finding = next((one for one in walk.verdict.findings if one.line == number), None) or walk.add(
            "proof", "this proof of a day was changed", line=number
        )
        found = of_whole(line, str(digest)) if walk.may_search() else None
        if found is not None:
            finding.why, finding.byte = f"{finding.why}; {found}", found.place
