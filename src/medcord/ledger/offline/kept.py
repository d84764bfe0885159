"""A proof that a party keeps, held against the roots that were published: no chain is needed for that."""

from __future__ import annotations

import orjson

from medcord.ledger.offline.findings import Finding, Verdict
from medcord.ledger.statements import Given, Proof, Unusable

LONGEST_PROOF = 1 << 16
"""A proof has some three thousand bytes; more than this is not read as one."""


def is_proof(start: bytes) -> bool:
    """Whether these first bytes of a file are all of a proof, sound or not. An exported chain has many lines."""
    if len(start) > LONGEST_PROOF:
        return False
    try:
        given = orjson.loads(start)
    except orjson.JSONDecodeError:
        return False
    return isinstance(given, dict) and given.get("format") == "medcord-proof"


def verify_proof(data: bytes, given: Given) -> Verdict:
    """Whether the proof leads to its root, and that root is the one that others hold of its day."""
    verdict = Verdict()
    try:
        proof = Proof.of(orjson.loads(data))
    except Unusable as error:
        _add(verdict, "proof", str(error))
        return verdict
    said, day = proof.heads, proof.heads.day
    verdict.key = said.key.id
    verdict.trusted = said.key.key in {key.key for key in given.keys}
    if given.keys and not verdict.trusted:
        _add(verdict, "signature", f"it is signed by key {said.key.id}, which is none of those you gave")
    anchored = [one.statement for one in given.anchors if one.statement is not None]
    others = [*given.statements, *anchored, *(one.heads for one in given.proofs)]
    for other in others:
        if other.day != day:
            continue
        verdict.days.append(day)
        if other.root != said.root:
            _add(verdict, "rewritten", f"it leads to another root than the one published on {day}")
    if others and not verdict.days:
        _add(verdict, "no-root", f"what you gave holds no root of {day}: fetch /ledger-heads/{day}.json")
    return verdict


def _add(verdict: Verdict, code: str, why: str) -> None:
    verdict.findings.append(Finding(code=code, why=why, line=0))
