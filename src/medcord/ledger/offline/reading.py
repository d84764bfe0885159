"""The pass itself: each line to its reader."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from medcord.ledger.canon import FIELDS, canonical, sha256
from medcord.ledger.offline.against import check_against
from medcord.ledger.offline.ends import check_ends
from medcord.ledger.offline.findings import Verdict
from medcord.ledger.offline.walk import Walk, explain
from medcord.ledger.statements import Given, Proof, Unusable

LONGEST_LINE = 1 << 20

Advance = Callable[[int, int], None]


def verify_file(path: Path, given: Given, advance: Advance = lambda _done, _all: None) -> Verdict:
    """Check one export against itself and against what the auditor holds. Raises OSError when it cannot be read."""
    walk = Walk(given)
    with path.open("rb") as file:
        size = path.stat().st_size
        _pass(walk, file, lambda done: advance(done, size))
    check_ends(walk)
    check_against(walk)
    verdict = walk.verdict
    verdict.facts, verdict.stream = walk.facts, walk.stream
    verdict.findings.sort(key=lambda one: one.line)
    return verdict


def _lines(file: BinaryIO) -> Iterator[bytes]:
    while line := file.readline(LONGEST_LINE):
        yield line


def _pass(walk: Walk, file: BinaryIO, advance: Callable[[int], None]) -> None:
    """The quick road is for a fact that holds and stands in its place: nearly all of them."""
    loads, sha, wanted, done = orjson.loads, hashlib.sha256, walk.wanted, 0
    for number, line in enumerate(_lines(file), start=1):
        walk.number = number
        done += len(line)
        if not number & 4095:
            advance(done)
        try:
            fact = loads(line)
            digest = fact["digest"]
            if (
                fact["previous"] == walk.digest
                and fact["seq"] == walk.seq + 1
                and fact["stream"] == walk.stream
                and walk.damaged is None
                and not walk.last_line
                and line[-1] == 10
                # What is hashed is the line without its own digest: no byte of it escapes.
                and sha(line[:-1].replace(b'"digest":"%b","id":' % digest.encode(), b'"id":', 1)).hexdigest() == digest
            ):
                walk.facts += 1
                walk.seq += 1
                walk.digest = digest
                if walk.seq in wanted:
                    wanted[walk.seq] = digest
                continue
        except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
            fact = None  # whatever it is, the long road says it
        read_line(walk, line)
    advance(done)


def read_line(walk: Walk, line: bytes) -> None:
    """Any line that is not simply the next fact."""
    if walk.number == 1 and not walk.header_line:
        walk.header_line = line
        walk.torn = 0 if _is_object(line) else 1
        if walk.torn:
            _glued(walk, line, of_header=True)
        return
    if walk.last_line:
        walk.add("after-the-end", "something stands after the last line")
        return
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        _unreadable(walk, line, error)
        return
    _value(walk, value if isinstance(value, dict) else {}, line)


def _value(walk: Walk, value: dict[str, Any], line: bytes) -> None:
    if len(value.keys() & set(FIELDS)) >= len(FIELDS) // 2:
        _fact(walk, value, line)
    elif "proof" in value or _kind(line) == "proof":
        _proof(walk, value, line)
    elif "head" in value or _kind(line) == "ending":
        head = value.get("head")
        explain(walk, str(head.get("digest", "")) if isinstance(head, dict) else "")
        walk.last_line, walk.last_number = line, walk.number
    else:
        walk.add("unreadable", "this is no fact, and nothing else that belongs into such a file")


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return False


def _kind(line: bytes) -> str:
    """What a damaged line was. Each sort is known by two marks, so that one changed byte does not hide it."""
    if b'"path":[' in line or b'"place":' in line:
        return "proof"
    return "ending" if b'"header":"' in line or b'"signature":"' in line else "fact"


def _unreadable(walk: Walk, line: bytes, error: orjson.JSONDecodeError) -> None:
    if _glued(walk, line):
        return
    if not line.endswith(b"\n") and len(line) < LONGEST_LINE and _kind(line) == "fact":
        walk.add("truncated", "the file breaks off in the middle of this line", seq=walk.seq + 1)
        return
    if walk.torn == walk.number - 1 and walk.torn:
        # Two in a row: one line that was cut in two by a byte that became an end of line.
        walk.torn = 0
        if walk.damaged is not None:
            walk.damaged = (walk.damaged[0], walk.damaged[1] + line)
        elif walk.proof_lines and walk.proof_lines[-1][0] == walk.number - 1:
            walk.proof_lines[-1] = (walk.number - 1, walk.proof_lines[-1][1] + line)
        elif walk.number == 2:
            walk.header_line += line
        return
    kind, walk.torn = _kind(line), walk.number
    why = f"this line is not readable JSON: it breaks at column {error.colno}"
    if kind == "proof":
        walk.add("unreadable", why)
        walk.proof_lines.append((walk.number, line))
    elif kind == "ending":
        explain(walk, "")
        walk.add("unreadable", f"the last line is not readable JSON: it breaks at column {error.colno}")
    else:
        explain(walk, "")
        walk.add("unreadable", why, seq=walk.seq + 1)
        walk.damaged = (walk.number, line)
        walk.facts, walk.seq, walk.digest = walk.facts + 1, walk.seq + 1, None


def _glued(walk: Walk, line: bytes, *, of_header: bool = False) -> bool:
    """Whether the end of the line was changed, so that two lines run together; then each is read by itself."""
    try:
        orjson.loads(line)
    except orjson.JSONDecodeError as error:
        cut = len(line[: error.pos].rstrip())
    else:
        return False
    rest = line[cut + 1 :]
    if not _is_object(line[:cut]) or not (rest.startswith(b'{"') or not rest.strip()):
        return False
    walk.add("changed", f"the end of this line was changed: byte {cut + 1} was an end of line", byte=cut + 1)
    if of_header:
        walk.header_line, walk.torn = line[:cut] + b"\n", 0
    else:
        read_line(walk, line[:cut] + b"\n")
    if rest.strip():
        read_line(walk, rest)
    return True


def _proof(walk: Walk, value: dict[str, Any], line: bytes) -> None:
    walk.proof_lines.append((walk.number, line))
    if canonical(value) + b"\n" != line or list(value) != ["proof"]:
        walk.add("proof", "this proof of a day is not as it was written")
        return
    try:
        proof = Proof.of(value["proof"])
    except Unusable as error:
        walk.add("proof", f"this proof of a day cannot be used: {error}")
        return
    walk.proofs.append((walk.number, proof))
    if proof.seq > walk.seq:
        walk.wanted.setdefault(proof.seq, "")


def _fact(walk: Walk, fact: dict[str, Any], line: bytes) -> None:
    """A fact that is changed, out of its place, the first, or in its place after a damaged one."""
    previous, digest, seq = (fact.get(name) for name in ("previous", "digest", "seq"))
    explain(walk, previous if isinstance(previous, str) else "")
    walk.facts += 1
    if not isinstance(seq, int) or not _is_whole(fact, line):
        walk.add("changed", "its content was changed after it was written", seq=walk.seq + 1, fact=fact.get("id"))
        walk.damaged = (walk.number, line)
        # The digest that it shows may be what was changed; the next line says what it was.
        walk.seq, walk.digest = walk.seq + 1, None
        return
    if not walk.stream:
        walk.of_stream(fact["stream"])
    if fact["stream"] != walk.stream:
        walk.add("moved", f"this fact belongs to another chain, {fact['stream']}", seq=seq, fact=fact["id"])
        return
    if _stands_in_place(walk, fact, seq):
        walk.seq, walk.digest = seq, str(digest)
        walk.note(seq, str(digest))
        walk.first_at = walk.first_at or str(fact["at"])


def _is_whole(fact: dict[str, Any], line: bytes) -> bool:
    try:
        body = canonical({name: fact[name] for name in FIELDS})
        return canonical(fact) + b"\n" == line and len(fact) == len(FIELDS) + 1 and sha256(body) == fact["digest"]
    except (KeyError, TypeError):  # a field is missing, or a number has no canonical form
        return False


def _stands_in_place(walk: Walk, fact: dict[str, Any], seq: int) -> bool:
    """Whether a whole fact is at or after its place; what is wrong with that is noted."""
    who: dict[str, Any] = {"seq": seq, "fact": str(fact["id"])}
    if seq <= walk.seq:
        gap = walk.gaps.pop(seq, None)
        if gap is None:
            walk.add("duplicate", "this fact stands here a second time, or another stands in its place", **who)
            return False
        if gap not in walk.gaps.values():
            walk.verdict.findings.remove(gap)
        walk.add("swapped", f"this fact is out of its place: it belongs before line {gap.line}", **who)
        return False
    if seq > walk.seq + 1:
        first, last = walk.seq + 1, seq - 1
        which = f"fact {first} is" if first == last else f"facts {first} to {last} are"
        gap = walk.add("missing", f"{which} missing before this one", **who)
        walk.gaps.update(dict.fromkeys(range(first, min(last, first + 1000) + 1), gap))
    elif walk.digest is not None and fact["previous"] != walk.digest:
        walk.add("unlinked", "it does not continue the fact before it", **who)
    return True
