"""What the pass over an exported chain knows at a line, and how it names the byte that spoils one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import orjson

from medcord.ledger.offline.findings import Finding, Verdict
from medcord.ledger.offline.places import digests_in, of_fact
from medcord.ledger.statements import Given, Proof

MOST_SEARCHED = 20
"""So many damaged lines are searched for their byte: each search takes a tenth of a second or more."""


@dataclass
class Walk:
    """Where the chain stands, what is still to be explained, and what was found. ``digest`` None: not known."""

    given: Given
    verdict: Verdict = field(default_factory=Verdict)
    number: int = 0
    facts: int = 0
    seq: int = 0
    digest: str | None = ""
    stream: str = ""
    first_at: str = ""
    wanted: dict[int, str] = field(default_factory=dict)
    """Digests to note on the way, keyed by the place in the chain: proofs and anchors speak of them."""
    header_line: bytes = b""
    last_line: bytes = b""
    last_number: int = 0
    proofs: list[tuple[int, Proof]] = field(default_factory=list)
    proof_lines: list[tuple[int, bytes]] = field(default_factory=list)
    damaged: tuple[int, bytes] | None = None
    torn: int = 0
    """The number of the line before this one, if it could not be read."""
    gaps: dict[int, Finding] = field(default_factory=dict)
    searched: int = 0

    def add(self, code: str, why: str, *, line: int | None = None, **more: Any) -> Finding:
        """Note a finding, at the present line unless one is given."""
        finding = Finding(code=code, why=why, line=self.number if line is None else line, **more)
        self.verdict.findings.append(finding)
        return finding

    def of_stream(self, stream: str) -> None:
        """The first whole fact says whose chain this is; now it is known which of its places the anchors speak of."""
        self.stream = stream
        for anchor in self.given.anchors:
            if stream in anchor.heads:
                self.wanted[anchor.heads[stream][0]] = ""

    def note(self, seq: int, digest: str) -> None:
        """Keep the digest of a place that somebody speaks of."""
        if seq in self.wanted:
            self.wanted[seq] = digest

    def may_search(self) -> bool:
        """Whether one more damaged line is searched."""
        self.searched += 1
        return self.searched <= MOST_SEARCHED


def explain(walk: Walk, next_says: str) -> None:
    """Name the byte of a damaged fact, now that the line after it says which digest it had."""
    if walk.damaged is None:
        return
    number, line = walk.damaged
    walk.damaged = None
    shown = digests_in(line)
    walk.digest = next_says or (shown[0] if shown else None)
    if walk.digest is not None:
        walk.note(walk.seq, walk.digest)
    if not walk.may_search():
        return
    for digest in dict.fromkeys([next_says, *shown]):
        found = of_fact(line.removesuffix(b"\n"), digest)
        if found is None:
            continue
        finding = next(one for one in walk.verdict.findings if one.line == number)
        was = orjson.loads(found.line)
        finding.why, finding.byte, finding.fact = f"{finding.why}; {found}", found.place, str(was["id"])
        walk.digest = str(was["digest"])
        walk.note(walk.seq, walk.digest)
        return
