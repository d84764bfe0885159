"""The clauses this product ships: the roles of the agreement of 2018 as they were reported (F1.3), what its
announcement adds (F1.4), and times of our own where no text gives one.

The text of the agreement of 2024 could not be read beyond its opening (F1.6). So each clause says where its words come
from and whether the text itself was read, and an administrator of an agency changes what turns out to be otherwise.
"""

from __future__ import annotations

from typing import Final

from medcord.core.agreement.clause import Actor, Clause
from medcord.core.clocks.rule import Length, Unit

AGREEMENT: Final = "fda-cisa"
NAME: Final = "Agreement between the regulator and the coordinator (225-19-002 of 2018, 225-24-015 of 2024)"

_REPORTED: Final = "Roles of 225-19-002 as reported (F1.3); 225-24-015 could not be read beyond its opening (F1.6)"
_ANNOUNCED: Final = "Announcement of 16 October 2018 as reported (F1.4)"
_OVER: Final = ("case-closed", "merged-away")


def _owed(actor: Actor, number: int, title: str, **rest: object) -> Clause:
    letter = {Actor.COORDINATOR: "C", Actor.REGULATOR: "R", Actor.BOTH: "B"}[actor]
    known: dict[str, object] = {"source": _REPORTED, "verified": False, **rest}
    return Clause(AGREEMENT, f"{letter}{number}", number, actor, title, **known)  # type: ignore[arg-type]


_C, _R, _B = Actor.COORDINATOR, Actor.REGULATOR, Actor.BOTH

CLAUSES: Final[tuple[Clause, ...]] = (
    _owed(
        _C, 1, "Be the centre for device vulnerabilities",
        trigger="Each report that comes in is answered by a person",
        evidence="Receipts, triage and words to the finder",
        source=f"{_REPORTED}. Three days: the promise of CERT/CC (CLK-11)",
        starts=("report-received",), ends=("report-triaged", "report-answered"), limit=Length(3, Unit.DAYS),
    ),
    _owed(
        _C, 2, "Take part in calls",
        trigger="Regular, ad hoc and emergency calls",
        evidence="Who joined, and when",
        starts=("call-convened",), ends=("call-joined-by-coordinator",), voids=("call-cancelled",),
        limit=Length(60, Unit.MINUTES),
    ),
    _owed(
        _C, 3, "Consult the supplier before sharing",
        trigger="Something marked CCI, trade secret or PCII was supplied",
        evidence="The question to the supplier, and its answer or that its day passed; for PCII its written consent",
        starts=("restricted-item",), ends=("supplier-answered", "supplier-silent", "supplier-consented"),
        voids=("item-destroyed", *_OVER),
    ),
    _owed(
        _C, 4, "Agree the content of advisories with the regulator",
        trigger="An advisory is drafted",
        evidence="The draft went to the regulator before it was released",
        starts=("draft-saved",), ends=("draft-to-regulator",), voids=_OVER, before=("advisory-published",),
    ),
    _owed(
        _C, 5, "Keep up the means for independent tests",
        trigger="A test is asked for",
        evidence="The result, or the reason why it was turned down",
        starts=("test-asked",), ends=("test-reported", "test-turned-down"), voids=_OVER,
    ),
    _owed(
        _C, 6, "Publish alerts and advisories",
        trigger="A vulnerability is confirmed",
        evidence="The release",
        starts=("confirmed",), ends=("advisory-published-of-case",), voids=_OVER,
    ),
    _owed(
        _R, 7, "Coordinate and take part in calls",
        trigger="Regular, ad hoc and emergency calls",
        evidence="Who joined, and when",
        starts=("call-convened",), ends=("call-joined-by-regulator",), voids=("call-cancelled",),
        limit=Length(60, Unit.MINUTES),
    ),
    _owed(
        _R, 8, "Share draft public releases",
        trigger="The regulator drafts a safety communication",
        evidence="The text reached the coordinator before it was released",
        starts=("communication-saved",), ends=("communication-shared",), voids=_OVER,
        before=("communication-released",),
    ),
    _owed(
        _R, 9, "Comment on drafts in time",
        trigger="The coordinator asks for comments on a draft",
        evidence="Comments, or the word that there are none",
        source=f"{_REPORTED}. “Timely” has no number there; two work days, 4 h in an emergency: our default (C8)",
        starts=("comments-asked",), ends=("comments-given",), voids=("text-to-comment-out", *_OVER),
        limit=Length(2, Unit.WORK_DAYS), limit_when_attacked=Length(4, Unit.HOURS),
    ),
    _owed(
        _R, 10, "Assess harm when the impact is disputed",
        trigger="A party disputes the potential impact",
        evidence="The assessment with its reasons",
        source=f"{_REPORTED}. Two work days, 24 hours when attacks are known: our default (FDA2)",
        starts=("harm-disputed",), ends=("dispute-assessed",), voids=_OVER,
        limit=Length(2, Unit.WORK_DAYS), limit_when_attacked=Length(24, Unit.HOURS),
    ),
    _owed(
        _R, 11, "Ask for independent tests",
        trigger="The regulator wants a technical analysis",
        evidence="The request with its scope",
        starts=("test-asked-by-regulator",), ends=("test-asked-by-regulator",),
    ),
    _owed(
        _R, 12, "Share what helps to settle disputes",
        trigger="A party disputes the potential impact",
        evidence="The regulator's position, or its assessment; no trade secrets",
        starts=("harm-disputed",), ends=("position-of-regulator", "dispute-assessed"), voids=_OVER,
    ),
    _owed(
        _R, 13, "Advise on risk to the health of patients",
        trigger="The coordinator asks",
        evidence="A harm opinion, or an answer in words",
        source=f"{_ANNOUNCED}. Two work days, 24 hours when attacks are known: our default (FDA2)",
        starts=("opinion-asked",), ends=("opinion-given",), voids=_OVER,
        limit=Length(2, Unit.WORK_DAYS), limit_when_attacked=Length(24, Unit.HOURS),
    ),
    _owed(
        _B, 14, "Plan, hold and review exercises",
        trigger="Once a year",
        evidence="The after-action report",
        source=f"{_ANNOUNCED}. No text gives a number; a year: our default (C13)",
        starts=("exercise-held",), ends=("exercise-held",), each_cycle=Length(365, Unit.DAYS),
    ),
    _owed(
        _C, 15, "Review a release in an emergency by one person",
        trigger="One person published the short form of an advisory alone",
        evidence="What another person of the coordinator found: it stands, is to be revised, or to be withdrawn",
        source="No text of the agreement that was read speaks of it; 24 hours: our default (clause 88 of the policy)",
        starts=("emergency-alone",), ends=("emergency-reviewed",), voids=_OVER, limit=Length(24, Unit.HOURS),
    ),
)  # fmt: skip
