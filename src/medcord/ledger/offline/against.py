"""An exported chain against what lies outside of it: anchors of the node, published roots, a participant's proofs."""

from __future__ import annotations

from medcord.ledger.offline.walk import Walk
from medcord.ledger.statements import Anchor, Proof, Statement

REWRITTEN = "the whole chain was rewritten since, or this is another chain"
NO_PROOF = "the file holds no proof of {} to compare: ask for an export that reaches back"


def check_against(walk: Walk) -> None:
    """Own proofs first, then whatever the auditor gave."""
    given, proofs = walk.given, {}
    for number, proof in walk.proofs:
        proofs[proof.heads.day] = proof
        digest = walk.wanted.get(proof.seq, "")
        if not digest and walk.verdict.findings:
            continue  # that fact is not in the file, and this is said already
        if not proof.leads_from(proof.leaf_for(walk.stream, digest)):
            why = f"the chain does not lead to the root of {proof.heads.day}: {REWRITTEN}"
            walk.add("rewritten", why, line=number, seq=proof.seq)
    for anchor in given.anchors:
        _anchor(walk, anchor)
    for sealed in given.proofs:
        _sealed(walk, sealed, proofs.get(sealed.heads.day))
    _statements(walk, given.statements, proofs)


def _anchor(walk: Walk, anchor: Anchor) -> None:
    head = anchor.heads.get(walk.stream)
    if head is None:
        if walk.first_at and walk.first_at < anchor.at:
            why = f"the anchor of {anchor.day} does not know this chain, although its first fact is older"
            walk.add("rewritten", why, line=0)
        else:
            walk.verdict.notes.append(f"The chain began after the anchor of {anchor.day}.")
        return
    walk.verdict.days.append(anchor.day)
    seq, digest = head
    if seq > walk.seq:
        why = f"the anchor of {anchor.day} knows {seq} facts and the file ends at {walk.seq}: its end was cut off"
        walk.add("truncated", why, line=0, seq=seq)
    elif seq and not walk.wanted.get(seq) and walk.verdict.findings:
        return
    elif seq and walk.wanted.get(seq) != digest:
        walk.add("rewritten", f"it is not what the anchor of {anchor.day} says: {REWRITTEN}", line=0, seq=seq)


def _sealed(walk: Walk, sealed: Proof, opened: Proof | None) -> None:
    day = sealed.heads.day
    if opened is None:
        walk.add(
            "no-proof", f"the file holds no proof of {day} to compare: ask for an export that reaches back", line=0
        )
        return
    walk.verdict.days.append(day)
    leaf = opened.leaf_for(walk.stream, walk.wanted.get(opened.seq, ""))
    if leaf.hex() != sealed.leaf or opened.heads.root != sealed.heads.root:
        walk.add("rewritten", f"it is not the chain whose head you were given on {day}: {REWRITTEN}", line=0)


def _statements(walk: Walk, statements: list[Statement], proofs: dict[str, Proof]) -> None:
    compared = 0
    for statement in statements:
        proof = proofs.get(statement.day)
        if proof is None:
            continue
        compared += 1
        walk.verdict.days.append(statement.day)
        if proof.heads.root != statement.root:
            why = f"its proof leads to another root than the one published on {statement.day}: {REWRITTEN}"
            walk.add("rewritten", why, line=0, seq=proof.seq)
    if statements and not compared:
        days = ", ".join(one.day for one in statements[:3])
        walk.add("no-proof", NO_PROOF.format(days), line=0)
