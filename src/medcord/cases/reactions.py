"""What cases do when a fact arrives."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from medcord import ledger
from medcord.cases import queries
from medcord.cases.actions import run_out, sweep_uploads
from medcord.cases.actions.marking import published
from medcord.core.access import Viewer, ViewerKind
from medcord.core.facts import DraftReleased, UploadDropped
from medcord.ledger import blobs, destroying
from medcord.ledger.models import FactRow


@ledger.on(DraftReleased, name="cases.public-aware")
def public_aware(fact: FactRow) -> None:
    """A published advisory makes the public aware (P) and ends the embargo (invariant 2)."""
    system = Viewer(kind=ViewerKind.SYSTEM, party_id=fact.party)
    published(queries.for_reaction(UUID(fact.data["case"])), actor=system)


@ledger.every(timedelta(seconds=30), name="cases.embargoes-run-out")
def embargoes_run_out() -> None:
    """End each embargo whose agreed instant has come."""
    for case in queries.embargoes_due():
        run_out(case, actor=Viewer(kind=ViewerKind.SYSTEM, party_id=case.owner_id))


@ledger.on(UploadDropped, name="cases.destroy-upload")
def destroy_upload(fact: FactRow) -> None:
    """Destroy the bytes of a file that no message took. Doing it twice does no harm."""
    for blob in filter(None, (fact.data["blob"], fact.data["clean_blob"])):
        blobs.store().destroy(UUID(blob))


@ledger.every(timedelta(hours=1), name="cases.sweep-uploads")
def sweep() -> None:
    """Take away files that were put down a day ago and that no message took."""
    stale = queries.stale_uploads()
    if stale:
        sweep_uploads(stale, actor=Viewer(kind=ViewerKind.SYSTEM))


@destroying.also_under
def cases_of_a_report(stream: str) -> list[str]:
    """A hold on a case holds its reports."""
    kind, _, report = stream.partition(":")
    return [f"case:{case}" for case in queries.cases_with_report(UUID(report))] if kind == "report" else []
