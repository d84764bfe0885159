"""What drafts do when a fact arrives."""

from __future__ import annotations

from uuid import UUID

from medcord import ledger
from medcord.core.access import Viewer, ViewerKind
from medcord.core.facts import Code, CveNamed, DraftReleased, DraftSaved
from medcord.drafting import queries
from medcord.ledger import queries as ledger_queries
from medcord.ledger.models import FactRow


@ledger.on(DraftSaved, DraftReleased, name="drafting.name-cve")
def name_cve(fact: FactRow) -> None:
    """Let the case know which CVE its advisory is about, so that a signal about that CVE finds it (C14)."""
    case = UUID(fact.data["case"])
    cve = queries.cve_of(case)
    known = ledger_queries.facts_of([f"case:{case}"], kinds=[CveNamed.__name__])
    if cve != (known[-1].data["cve"] if known else ""):
        _name(case, cve, actor=Viewer(kind=ViewerKind.SYSTEM, party_id=fact.party))


@ledger.action
def _name(case: UUID, cve: str, *, actor: Viewer) -> None:
    ledger.commit(facts=[CveNamed(case, Code(cve))], actor=actor)
