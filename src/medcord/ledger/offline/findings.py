"""What the check of an exported chain found."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(eq=False, slots=True)
class Finding:
    """One break: the line of the file (0: the file as a whole), the place in the chain, the fact, and why."""

    code: str
    why: str
    line: int
    seq: int | None = None
    fact: str | None = None
    byte: int | None = None

    def __str__(self) -> str:
        where = [f"line {self.line}"] if self.line else []
        where += [f"fact {self.seq}"] if self.seq is not None else []
        named = f" ({self.fact})" if self.fact else ""
        return f"{', '.join(where) or 'the file'}{named}: {self.why}"

    def as_dict(self) -> dict[str, object]:
        """For programs."""
        return {"code": self.code, "line": self.line, "seq": self.seq, "fact": self.fact, "byte": self.byte,
                "sentence": self.why}  # fmt: skip


@dataclass(slots=True)
class Verdict:
    """All findings, and what was checked. ``trusted``: the key is one that the auditor gave."""

    findings: list[Finding] = field(default_factory=list)
    stream: str = ""
    facts: int = 0
    key: str = ""
    trusted: bool = False
    days: list[str] = field(default_factory=list)
    """Days whose anchor or published root was compared."""
    notes: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.findings
