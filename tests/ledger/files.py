"""What the stories about exported chains share: a file made by a node, and what the check says of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from medcord.gateways import clock
from medcord.ledger import anchors, export, keys
from medcord.ledger.offline import Verdict, verify_file
from medcord.ledger.statements import Given
from tests.cast import SYSTEM
from tests.ledger.stories import CASE, mark, two_chains

STREAM = f"case:{CASE}"


def a_case_over_three_days() -> list[str]:
    """A chain of eight facts with an anchor after the fourth and one after the sixth; the days."""
    two_chains()
    for number, letters in enumerate((("X",), ("A",), ("confirmed", "closed"))):
        with clock.at(clock.now() + timedelta(days=number)):
            if number < 2:
                anchors.anchor()
            mark(CASE, *letters, actor=SYSTEM)
    return sorted(anchors.days())


def exported(stream: str = STREAM) -> bytes:
    head = export.head_of(stream)
    assert head is not None
    return b"".join(export.lines(export.frame(stream, *head)))


def check(path: Path, data: bytes, *held: bytes, key: bool = False) -> Verdict:
    """The verdict on these bytes, against what the auditor holds."""
    path.write_bytes(data)
    given = Given(keys=keys.keeper().public() if key else [])
    for one in held:
        given.add(one)
    return verify_file(path, given)


def said(verdict: Verdict) -> list[tuple[int, str]]:
    """Line and kind of every finding."""
    return [(one.line, one.code) for one in verdict.findings]
