"""What the state of a case changes: the same acts in a case without embargo, with one proposed, active, under revision,
over, and in a closed case. From the table of acts and clause 18 of docs/reference/policy.md.

In every one the owner asks; ``signed`` has signed and ``invited`` has not. In the case under revision ``guest`` has
signed too, and is offered the case; in the one that is over a regulator takes part. The end that is proposed is the
owner's.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.access.table import (
    DONE,
    FORM_TERMS,
    OURS,
    PAGE,
    PARTIES,
    READERS,
    SOON,
    TERMS,
    TOLD,
    Row,
    members,
)

Alike = tuple[str, Mapping[str, object]]
_HELLO = {"tlp": "AMBER", "confidentiality": "none", "body": "hello"}
_STATEMENT = {"product": "{product_stated}", "versions": "1", "status": "affected"}


def _to(path: str, given: Mapping[str, object], *cases: str) -> tuple[Alike, ...]:
    return tuple((path.replace("CASE", "{" + case + "}"), given) for case in cases)


def answered(word: str, *cases: str) -> tuple[Alike, ...]:
    """The answer to terms, on the page and in the API."""
    paths = "/cases/CASE/terms/answer /api/v1/cases/CASE/terms/answers"
    return _to(paths, {"answer": word}, *cases)


def proposed(*cases: str) -> tuple[Alike, ...]:
    """Terms, or a revision of them."""
    page, program = "/cases/CASE/terms/propose", "/api/v1/cases/CASE/terms/proposals"
    return (*_to(page, FORM_TERMS, *cases), *_to(program, TERMS, *cases))


def ended(*cases: str) -> tuple[Alike, ...]:
    """The embargo, before its time is over."""
    return _to("/cases/CASE/state", {"act": "end", "end-reason": "leaked"}, *cases)


def said(*cases: str) -> tuple[Alike, ...]:
    """A message to all who read the content."""
    return _to("/cases/CASE/send /api/v1/cases/CASE/messages", _HELLO, *cases)


def closed(*cases: str) -> tuple[Alike, ...]:
    """The case."""
    return _to("/cases/CASE/state", {"act": "close", "close-reason": "over"}, *cases)


def by_program(what: str, *cases: str) -> tuple[Alike, ...]:
    """The same two in the API, where they are there for coordinators only."""
    paths = {"end": "/api/v1/cases/CASE/terms/end", "close": "/api/v1/cases/CASE/closing"}
    return _to(paths[what], {"reason": "over"}, *cases)


def posts(outcomes: Mapping[str, object], *asks: Alike) -> Row:
    """One row of all these."""
    (path, given), *alike = asks
    return Row("POST", path, outcomes, given, alike=alike)  # type: ignore[arg-type]


BEFORE = ("case_none", "case_proposed")
_CALL, _CALL_V1 = "/calls/{call_soon}", "/api/v1/calls/{call_soon}"
_AGREED = {"words": "ask", "party": "{party_regulator}"}
CALL_JOIN: tuple[Alike, ...] = ((_CALL, {"act": "join"}), (f"{_CALL_V1}/joining", {}))
CALL_RUN: tuple[Alike, ...] = (
    (_CALL, {"act": "decide", "decide-words": "wait", "decide-party": "{party_regulator}", "decide-case": "{case}"}),
    (_CALL, {"act": "agree", "agree-words": "ask", "agree-party": "{party_regulator}", "agree-due": SOON,
             "agree-zone": "UTC"}),
    (_CALL, {"act": "move", "move-starts": SOON, "move-zone": "UTC"}),
    (_CALL, {"act": "cancel", "cancel-reason": "a holiday"}),
    (_CALL, {"act": "table", "table-agenda": ["{case_quiet}"]}),
    (_CALL, {"act": "destroy", "destroy-reason": "a patient", "destroy-typed": "{call_soon}"}),
    (_CALL, {"act": "want", "want-party": "{party_regulator}", "want-wanted": "a physician"}),
    (f"{_CALL_V1}/wanted", {"party": "{party_regulator}", "wanted": "a physician"}),
    (f"{_CALL_V1}/decisions", {"words": "wait", "case": "{case}"}),
    (f"{_CALL_V1}/actions", {**_AGREED, "due": f"{SOON}:00Z"}),
    (f"{_CALL_V1}/start", {"starts": f"{SOON}:00Z"}),
    (f"{_CALL_V1}/cancellation", {"reason": "a holiday"}),
    (f"{_CALL_V1}/agenda", {"agenda": [{"case": "{case_quiet}"}]}),
    (f"{_CALL_V1}/purge", {"reason": "a patient", "typed": "{call_soon}"}),
)  # fmt: skip
CALL_DONE: tuple[Alike, ...] = (
    (_CALL, {"act": "done", "done-action": "{call_action}", "done-proof": "a mail"}),
    (f"{_CALL_V1}/actions/{{call_action}}/completion", {"proof": "a mail"}),
    (_CALL, {"act": "hold", "hold-minutes": "short"}),  # it has not begun
    (f"{_CALL_V1}/minutes", {"minutes": "short"}),
    (_CALL, {"act": "people"}),  # nobody is named already
    (f"{_CALL_V1}/people", {"members": []}),
)
FEW = ("owner", "signed", "invited")
"""Who is in the case in most of the states."""

STATES = [
    # Who reads does not hang on the state, nor on whether the case is closed (18); the invited see the terms (11).
    Row("GET", "/cases/{case_none}/terms /cases/{case_proposed}/terms", members(PAGE, *FEW)),
    Row("GET", "/cases/{case_revise} /api/v1/cases/{case_revise}", members(PAGE, "owner", "guest", "signed")),
    Row("GET", "/cases/{case_revise}/terms /api/v1/cases/{case_revise}/terms", members(PAGE, "guest", *FEW)),
    Row(
        "GET",
        "/cases/{case_out} /cases/{case_out}/state"
        " /calls/{call_soon} /calls/{call_soon}/invitation.ics /api/v1/calls/{call_soon}",  # 62: those that are asked
        members(PAGE, "owner", "regulator", "signed"),
    ),
    Row("GET", "/cases/{case_out}/terms", members(PAGE, "regulator", *FEW)),
    Row("GET", "/cases/{case_closed} /api/v1/cases/{case_closed}", members(PAGE, "owner", *OURS)),
    Row("GET", "/cases/{case_closed}/terms /api/v1/cases/{case_closed}/terms", members(PAGE, "limited", *FEW)),
    # sign or decline: the invited and the lapsed, in any state; accept: who has signed, while something is proposed
    posts(members(DONE, "invited", told=("owner", "signed")), *answered("accept", "case_none"),
          *answered("decline", *BEFORE)),
    posts(members(DONE, "invited", "signed", told=("owner",)), *answered("accept", "case_proposed")),
    posts(members(DONE, "invited", "lapsed", told=READERS[:-1]), *answered("accept", "case"),
          *answered("decline", "case")),
    posts(members(DONE, "invited", "guest", "signed", told=("owner",)), *answered("accept", "case_revise")),
    posts(members(DONE, "invited", told=("owner", "guest", "signed")), *answered("decline", "case_revise")),
    posts(members(DONE, "invited", told=("owner", "regulator", "signed")), *answered("accept", "case_out"),
          *answered("decline", "case_out")),
    # reject: who has signed, while something is proposed
    posts(members(TOLD, *READERS, "invited"), *answered("reject", "case"), *answered("withdraw", "case"),
          *_to("/cases/CASE/terms/answer", {"answer": "perhaps"}, "case"),
          *_to("/cases/CASE/terms/answer", {"answer": ""}, "case")),
    # A word that no program may send is refused before anything is looked up.
    posts(members(TOLD, *PARTIES), *_to("/api/v1/cases/CASE/terms/answers", {"answer": "perhaps"}, "case")),
    posts(members(TOLD, *FEW), *answered("reject", "case_none")),
    posts(members(DONE, "owner", "signed", told=("invited",)), *answered("reject", "case_proposed")),
    posts(members(DONE, "owner", "guest", "signed", told=("invited",)), *answered("reject", "case_revise"),
          *proposed("case_revise")),
    # propose: not when it is over; the invited only before one is in force
    posts(members(DONE, *FEW), *proposed(*BEFORE)),
    posts(members(DONE, "owner", "guest", "signed", "late", told=("regulator", "observer", "lapsed", "invited")),
          *proposed("case")),
    posts(members(TOLD, "regulator", *FEW), *proposed("case_out"), *answered("reject", "case_out")),
    # end: the owner, while one is in force
    posts(members(TOLD, "owner", "signed"), *ended(*BEFORE)),
    posts(members(DONE, "owner", told=READERS[1:]), *ended("case")),
    posts(members(DONE, "owner", told=("guest", "signed")), *ended("case_revise")),
    posts(members(TOLD, "owner", "regulator", "signed"), *ended("case_out"), *CALL_DONE),  # 64
    # invariant 8: none is closed under a live embargo
    posts(members(DONE, "owner", told=("signed",)), *closed(*BEFORE)),
    posts(members(TOLD, "owner", "guest", "signed"), *closed("case_revise")),
    # keep, when attacks propose the end
    posts(members(DONE, "owner"), *by_program("close", *BEFORE), *by_program("close", "case_out"),
          *_to("/cases/CASE/state", {"act": "keep", "keep-reason": "a fix is near"}, "case_quiet")),
    posts(members(DONE, "owner", told=("regulator", "signed")), *closed("case_out"), *CALL_RUN),  # 64
    posts(members(TOLD, "owner"), *by_program("end", *BEFORE, "case_out", "case_closed"),
          *by_program("close", "case_closed")),
    posts(members(TOLD, "owner", "guest"), *by_program("close", "case_revise")),
    # speak: in any state
    posts(members(DONE, "owner", "signed"), *said(*BEFORE)),
    posts(members(DONE, "owner", "guest", "signed"), *said("case_revise")),
    posts(members(DONE, "owner", "regulator", "signed"), *said("case_out"), *CALL_JOIN),  # 64
    # take over a case that was offered: the coordinator that it was offered to
    posts(members(DONE, "guest", told=("owner",)), *_to("/cases/CASE/hand-over", {"act": "take"}, "case_revise")),
    # closed: nothing is changed any more (18); the invited see the terms, and are told so of them
    posts(members(TOLD, "owner", *OURS), *said("case_closed"), *ended("case_closed"), *closed("case_closed"),
          *_to("/cases/CASE/statements", _STATEMENT, "case_closed")),
    posts(members(TOLD, "limited", *FEW), *proposed("case_closed"), *answered("accept", "case_closed"),
          *answered("decline", "case_closed"), *answered("reject", "case_closed")),
]  # fmt: skip
