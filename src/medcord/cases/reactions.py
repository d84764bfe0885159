"""What cases do when a fact arrives."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from medcord import ledger
from medcord.cases import queries
from medcord.cases.actions import run_out, sweep_uploads
from medcord.cases.actions.marking import published
from medcord.core.access import Viewer, ViewerKind
from medcord.core.facts import ConsentChanged, DraftReleased, MessageSent, ParticipantInvited, UploadDropped
from medcord.ledger import blobs, destroying, letters
from medcord.ledger.models import FactRow
from medcord.parties import queries as parties


@ledger.on(DraftReleased, name="cases.public-aware")
def public_aware(fact: FactRow) -> None:
    """A published advisory makes the public aware (P) and ends the embargo (invariant 2)."""
    system = Viewer(kind=ViewerKind.SYSTEM, party_id=fact.party)
    published(queries.for_reaction(UUID(fact.data["case"])), actor=system)


@ledger.on(ParticipantInvited, MessageSent, ConsentChanged, DraftReleased, name="cases.tell-parties")
def tell_parties(fact: FactRow) -> None:
    """Tell the other parties that there is news: no content, only where to look."""
    case = queries.for_reaction(UUID(fact.data["case"]))
    told = _whom(fact, queries.parties_to_tell(case, fact))
    where = letters.link(f"/cases/{case.reference}")
    for party in told:
        for address in parties.addresses_of(party):
            letters.write(
                to=address,
                subject="medcord: there is news for you",
                body=f"There is news in {case.reference}. Sign in to read it:\n{where}\n",
            )


def _whom(fact: FactRow, parties_to_tell: list[UUID]) -> list[UUID]:
    return [party for party in parties_to_tell if party != fact.party]


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
