"""What a check tells: for each requirement of CSAF section 7 whether it holds, and what that makes of the roles."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

MOST_KEPT = 10
"""Findings kept of one requirement; the rest is counted."""

REQUIREMENTS = {
    1: "Valid CSAF documents",
    2: "File names",
    3: "TLS",
    4: "TLP:WHITE free to read",
    5: "TLP:AMBER and RED protected",
    6: "No redirects",
    7: "provider-metadata.json",
    8: "security.txt",
    9: "Well-known address",
    10: "DNS name",
    11: "A folder for each year",
    12: "index.txt",
    13: "changes.csv",
    14: "Directory listings",
    15: "ROLIE feed",
    16: "ROLIE service",
    17: "ROLIE category",
    18: "Hash files",
    19: "Signatures",
    20: "Public OpenPGP key",
    21: "List of CSAF providers",
    22: "Two disjoint issuers",
    23: "Mirror",
    24: "Any User-Agent",
    25: "CORS header",
}
"""Number and a few words; 24 and 25 are of CSAF 2.1."""

_OF_2_1 = {4: "TLP:CLEAR free to read", 5: "TLP:AMBER and up protected"}


def requirement(number: int, version: str) -> str:
    """A few words on a requirement, as the version calls it."""
    return (_OF_2_1.get(number) if version == "2.1" else None) or REQUIREMENTS[number]


FOLDER_CANNOT_TELL = {
    3: "TLS is the web server's; a folder does not show it.",
    4: "Who may read is the web server's to say; a folder does not show it.",
    5: "Who may read is the web server's to say; a folder does not show it.",
    6: "Redirects are the web server's; a folder does not show them.",
    10: "A folder does not show the DNS.",
    14: "Listings are made by the web server; a folder does not show them.",
    24: "What a web server does with a User-Agent a folder does not show.",
    25: "Headers are the web server's; a folder does not show them.",
}
"""Known by number: what no look at a folder can settle."""

ROLES = ("csaf_publisher", "csaf_provider", "csaf_trusted_provider", "lister", "aggregator")


class Outcome(StrEnum):
    HOLDS = "holds"
    FAILS = "fails"
    UNTOLD = "untold"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence, and the address of the file it speaks of (empty: of none)."""

    sentence: str
    where: str = ""
    warning: bool = False
    """It holds today, and will not for long."""


@dataclass(frozen=True, slots=True)
class Result:
    """One requirement. ``more`` is how many findings were counted beyond those kept."""

    number: int
    outcome: Outcome
    findings: tuple[Finding, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """The whole: results by number 1-25, the role that was looked for, and whether it holds; ``start`` is the metadata.

    ``lacking`` are the requirements of the role that fail, ``unknown`` those that could not be told. Groups of which
    one is enough (8-10; 11-14 or 15-17) count as the first of them.
    """

    role: str
    version: str
    is_folder: bool
    documents: int
    validated: int
    results: dict[int, Result]
    lacking: tuple[int, ...]
    unknown: tuple[int, ...]
    start: str = ""

    @property
    def outcome(self) -> Outcome:
        if self.lacking or self.role not in ROLES:
            return Outcome.FAILS
        return Outcome.UNTOLD if self.unknown else Outcome.HOLDS

    @property
    def passes(self) -> bool:
        """The role holds, or nothing speaks against it but what a folder never shows."""
        kept_back = set(self.unknown) - (FOLDER_CANNOT_TELL.keys() if self.is_folder else set())
        return self.outcome is not Outcome.FAILS and not kept_back


@dataclass(slots=True)
class Findings:
    """Collects while the walk goes on. One failure decides, then one thing that could not be told."""

    said: dict[int, dict[Outcome, list[Finding]]] = field(default_factory=dict)
    counted: dict[tuple[int, Outcome], int] = field(default_factory=dict)

    def holds(self, number: int, sentence: str, where: str = "") -> None:
        self._say(number, Outcome.HOLDS, Finding(sentence, where))

    def warns(self, number: int, sentence: str, where: str = "") -> None:
        """It holds, and somebody has to do something soon; said before what merely holds."""
        self._say(number, Outcome.HOLDS, Finding(sentence, where, warning=True))

    def fails(self, number: int, sentence: str, where: str = "") -> None:
        self._say(number, Outcome.FAILS, Finding(sentence, where))

    def untold(self, number: int, sentence: str, where: str = "") -> None:
        self._say(number, Outcome.UNTOLD, Finding(sentence, where))

    def _say(self, number: int, outcome: Outcome, finding: Finding) -> None:
        self.counted[number, outcome] = self.counted.get((number, outcome), 0) + 1
        kept = self.said.setdefault(number, {}).setdefault(outcome, [])
        if finding.warning and len(kept) < MOST_KEPT:
            kept.insert(0, finding)
        elif len(kept) < MOST_KEPT:
            kept.append(finding)

    def result(self, number: int) -> Result:
        for outcome in (Outcome.FAILS, Outcome.UNTOLD, Outcome.HOLDS):
            if kept := self.said.get(number, {}).get(outcome):
                return Result(number, outcome, tuple(kept), self.counted[number, outcome] - len(kept))
        return Result(number, Outcome.UNTOLD, (Finding("It was not looked at, as nothing led to it."),))


def needs(role: str, version: str) -> list[tuple[tuple[int, ...], ...]]:
    """What a role demands (section 7.2): each entry is alternatives, each of which is numbers that hold together."""
    if role not in ROLES:
        return []
    alone: tuple[int, ...] = (1, 2, 3, 4)
    if role == "lister":
        alone = (6, 21, 22)
    elif role == "aggregator":
        alone = (1, 2, 3, 4, 5, 6, 21, 22, 23)
    elif role != "csaf_publisher":
        alone += (5, 6, 7)
    if role == "csaf_trusted_provider":
        alone += (18, 19, 20)
    if version == "2.1" and role != "csaf_publisher":
        alone += (24,)  # 25 is a SHOULD
    demanded: list[tuple[tuple[int, ...], ...]] = [((number,),) for number in alone]
    if role in ("csaf_provider", "csaf_trusted_provider"):
        demanded += [((8,), (9,), (10,)), ((11, 12, 13, 14), (15, 16, 17))]
    return demanded


def weigh(role: str, version: str, results: dict[int, Result]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Numbers of the role that fail, and numbers that could not be told."""
    lacking: set[int] = set()
    unknown: set[int] = set()
    for alternatives in needs(role, version):
        ways = [[results[number] for number in way] for way in alternatives]
        if any(all(one.outcome is Outcome.HOLDS for one in way) for way in ways):
            continue
        possible = [way for way in ways if all(one.outcome is not Outcome.FAILS for one in way)]
        if possible:
            unknown |= {one.number for one in possible[0] if one.outcome is Outcome.UNTOLD}
        else:
            lacking |= {one.number for way in ways for one in way if one.outcome is Outcome.FAILS}
    return tuple(sorted(lacking)), tuple(sorted(unknown))
