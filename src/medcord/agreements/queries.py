"""Readers of the agreement: clauses as they stand, their history, and the duties of a case or of all that a viewer may
know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple
from uuid import UUID

from medcord.agreements.models import ClauseChange, Exercise
from medcord.calls import queries as calls
from medcord.cases import queries as cases
from medcord.core.access import AgreementItem, Permission, Viewer, may, require
from medcord.core.agreement import AGREEMENT, CLAUSES, SIGNS, Actor, Clause, Duty, Happening, duties
from medcord.core.agreement.plain import read
from medcord.core.calls import CallWay
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import Role
from medcord.gateways import clock
from medcord.ledger import destroying
from medcord.ledger import queries as ledger
from medcord.ledger.queries import ShortFact
from medcord.parties import queries as parties

if TYPE_CHECKING:
    from medcord.calls.models import Call
    from medcord.cases.models import Case

ZONE: Final = "America/New_York"
"""Where the agencies of the agreement count their days."""

CHAIN: Final = "node"
"""The chain that tells of the agreement; what is destroyed of it is told there too."""

GONE: Final = "destroyed"
SHIPPED: Final = {clause.code: clause for clause in CLAUSES}
OF_REPORTS: Final = frozenset({"ReportReceived", "ReportTriaged", "ReportMessageSent"})
KINDS: Final = frozenset(sign.kind for sign in SIGNS.values())
_BOTH: Final = frozenset({Role.COORDINATOR, Role.REGULATOR})


@dataclass(frozen=True, slots=True)
class Held:
    """A clause as it stands: its version, and who changed it last. ``change`` is None for one as it was shipped."""

    clause: Clause
    number: int
    change: ClauseChange | None = None

    @property
    def gone(self) -> bool:
        """Whether its words were destroyed (79)."""
        return self.change is not None and self.change.purged_at is not None


def clauses(viewer: Viewer) -> list[Held]:
    """Every clause as it stands, in the order of the agreement."""
    require(viewer, Permission.AGREEMENT_READ, AgreementItem(), "clause")
    return _held()


def clause(viewer: Viewer, code: str) -> Held:
    """One clause as it stands. Raises NotFound."""
    found = next((one for one in clauses(viewer) if one.clause.code == code), None)
    if found is None:
        raise NotFound("clause")
    return found


def history(viewer: Viewer, code: str) -> list[Held]:
    """Every version of a clause, the newest first; the last is the one that was shipped, if it was."""
    clause(viewer, code)
    rows = (
        ClauseChange.objects.filter(agreement=AGREEMENT, code=code).select_related("party").order_by("-version_number")
    )
    found = [Held(_said(row), row.version_number, row) for row in rows]
    return [*found, Held(SHIPPED[code], 1)] if code in SHIPPED else found


def _said(row: ClauseChange) -> Clause:
    """The clause of one version. Of one that was destroyed only its code is left."""
    if row.purged_at is None:
        return read(row.words)
    return Clause(row.agreement, row.code, 0, Actor.BOTH, GONE, GONE, GONE, GONE, verified=False, starts=())


def clause_change(viewer: Viewer, item: UUID) -> ClauseChange:
    """One version of a clause as an administrator wrote it. Raises NotFound."""
    require(viewer, Permission.AGREEMENT_READ, AgreementItem(), "clause")
    found = ClauseChange.objects.filter(pk=item).first()
    if found is None:
        raise NotFound("clause")
    return found


def why_destroyed(viewer: Viewer, what: str) -> dict[UUID, str]:
    """Why each thing of one kind was destroyed, for those who may destroy; by its id."""
    may_know = may(viewer, Permission.AGREEMENT_CHANGE, AgreementItem()).allowed
    return destroying.reasons_for(CHAIN, what) if may_know else {}


def version_of(code: str) -> int:
    """The number of the version in force; 0 for a clause that is not there."""
    last = ClauseChange.objects.filter(agreement=AGREEMENT, code=code).order_by("version_number").last()
    return last.version_number if last is not None else int(code in SHIPPED)


def exercises(viewer: Viewer) -> list[Exercise]:
    """Exercises that were held, the last first."""
    require(viewer, Permission.AGREEMENT_READ, AgreementItem(), "exercise")
    return list(Exercise.objects.select_related("party").order_by("-at"))


def exercise(viewer: Viewer, exercise: UUID) -> Exercise:
    """One of them. Raises NotFound."""
    found = next((one for one in exercises(viewer) if one.pk == exercise), None)
    if found is None:
        raise NotFound("exercise")
    return found


def is_filed(digest: str) -> bool:
    """Whether the report with this digest was filed, for the verb that files one."""
    return Exercise.objects.filter(digest=digest).exists()


def of_case(viewer: Viewer, case: Case) -> tuple[Duty, ...]:
    """Duties in one case, from the facts of it that the viewer may know."""
    held = [one.clause for one in clauses(viewer)]
    return _duties(_of_cases(viewer, [case]), held)


def overall(viewer: Viewer) -> tuple[Duty, ...]:
    """Duties over all that the viewer may know: its cases, their reports, and what was held jointly."""
    held = [one.clause for one in clauses(viewer)]
    found = cases.visible(viewer)
    happened = [*_of_cases(viewer, found), *_of_inbox(viewer), *_of_calls(viewer), *_jointly()]
    return _duties(happened, held, cycles_from=_begun(happened))


class Place(NamedTuple):
    """Where a duty arose: a case or a call, with the page that shows it."""

    reference: str = ""
    title: str = ""
    path: str = ""

    @property
    def case(self) -> str:
        """The reference, if it is a case."""
        return self.reference if self.path.startswith("/cases/") else ""

    @property
    def call(self) -> str:
        """The reference, if it is a call."""
        return self.reference if self.path.startswith("/calls/") else ""


NOWHERE: Final = Place()


def references(viewer: Viewer) -> dict[str, Place]:
    """Chain of each case the viewer reads, and of each call, to where it is."""
    found = {stream: place for case in cases.visible(viewer) for stream, place in named(case).items()}
    for call in calls.visible(viewer):
        title = f"{CallWay(call.way).value.capitalize()} call"
        found[_chain_of(call)] = Place(call.reference, title, calls.path_of(call))
    return found


def named(case: Case) -> dict[str, Place]:
    """The same for one case."""
    return {f"case:{case.pk}": Place(case.reference, case.title, f"/cases/{case.reference}/duties")}


def _held() -> list[Held]:
    newest: dict[str, ClauseChange] = {}
    for row in ClauseChange.objects.filter(agreement=AGREEMENT).select_related("party").order_by("version_number"):
        newest[row.code] = row
    found = {code: Held(shipped, 1) for code, shipped in SHIPPED.items()}
    found |= {code: Held(read(row.words), row.version_number, row) for code, row in newest.items()}
    return sorted(found.values(), key=lambda one: (one.clause.number, one.clause.code))


def _duties(
    happened: Iterable[Happening], held: Sequence[Clause], *, cycles_from: datetime | None = None
) -> tuple[Duty, ...]:
    rows = list(happened)
    named = {row.party for row in rows if row.party} | {
        UUID(str(row.data["party"])) for row in rows if row.data.get("party")
    }
    return duties(
        rows,
        held,
        now=clock.now(),
        roles=parties.roles(named),
        zone=ZONE,
        cycles_from=cycles_from,
    )


def _of_cases(viewer: Viewer, found: Sequence[Case]) -> list[Happening]:
    rows = cases.known_in(viewer, found, KINDS)
    read_reports = {
        f"report:{row.data['report']}" for _stream, row in rows if row.kind == "CaseOpened" and row.data["report"]
    }
    reports = ledger.short_facts_in(read_reports, ("ReportReceived", "ReportTriaged")) if read_reports else []
    return [_happening(stream, row) for stream, row in [*rows, *reports]]


def _of_inbox(viewer: Viewer) -> list[Happening]:
    """Reports of the viewer's own party that led to no case that it reads. A member limited to named cases has none
    (35)."""
    if viewer.role is not Role.COORDINATOR or viewer.cases is not None:
        return []
    received = ledger.facts_of_kinds(["ReportReceived"])
    mine = {row.stream for row in received if row.data["coordinator"] == str(viewer.party_id)}
    return [_happening(stream, row) for stream, row in ledger.short_facts_in(mine, OF_REPORTS)]


def _of_calls(viewer: Viewer) -> list[Happening]:
    """Calls to which both agencies are asked; one that was moved is owed at its new time. Their facts lie in the chain
    of the party that convened them: for duties each call is a chain of its own."""
    facts = calls.facts_of(viewer, KINDS)
    taking_part = {call.pk: {call.party_id, *(row.party_id for row in call.asked.all())} for call, _fact in facts}
    roles = parties.roles({party for each in taking_part.values() for party in each})
    both = {call for call, each in taking_part.items() if {roles.get(party) for party in each} >= _BOTH}
    return [_of_call(call, fact) for call, fact in facts if call.pk in both]


def _of_call(call: Call, fact: ShortFact) -> Happening:
    data = {**fact.data, "starts": call.starts.isoformat()} if "starts" in fact.data else fact.data
    return Happening(fact.pk, _chain_of(call), fact.kind, fact.at, fact.party, data, fact.seq)


def _chain_of(call: Call) -> str:
    return f"call:{call.pk}"


def _jointly() -> list[Happening]:
    return [_happening(stream, row) for stream, row in ledger.short_facts_in(["node"], ["ExerciseHeld"])]


def _begun(happened: Sequence[Happening]) -> datetime:
    """Since when what comes again is owed here: the first thing that happened under the agreement, else today."""
    return min((row.at for row in happened), default=clock.now())


def _happening(stream: str, row: ShortFact) -> Happening:
    return Happening(row.pk, stream, row.kind, row.at, row.party, row.data, row.seq)
