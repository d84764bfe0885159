"""What the stories about the ledger share: two short chains, and a knife that cuts past every guard."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from medcord import ledger
from medcord.core.access import Viewer
from medcord.core.facts import CaseMarked, Code, Digest
from medcord.ledger import chain, queries
from medcord.ledger.models import FactRow, StreamHead
from tests.cast import SYSTEM

CASE = UUID("11111111-1111-4111-8111-111111111111")
OTHER = UUID("22222222-2222-4222-8222-222222222222")
SEAL = Digest("ab" * 32)


@ledger.action
def mark(case: UUID, *letters: str, actor: Viewer) -> list[FactRow]:
    """One fact for each letter, in one transaction."""
    facts = [CaseMarked(case, Code(letter), None, SEAL) for letter in letters]
    return ledger.commit(facts=facts, actor=actor)


def two_chains() -> list[FactRow]:
    """Four facts of one case and two of another; returns those of the first, in order."""
    member = Viewer(kind=SYSTEM.kind, member_id=uuid4(), party_id=uuid4())
    first = mark(CASE, "V", "F", actor=member)
    mark(OTHER, "V", "P", actor=SYSTEM)
    return [*first, *mark(CASE, "D", "P", actor=SYSTEM)]


def forge(row: FactRow, **columns: Any) -> None:
    """Change a stored fact as somebody with the database in hand would."""
    with connection.cursor() as cursor:
        if "id" in columns:
            cursor.execute("DELETE FROM ledger_delivery WHERE fact_id = %s", [_key(row)])
        for name, value in columns.items():
            column = connection.ops.quote_name(FactRow._meta.get_field(name).column or name)
            cursor.execute(f"UPDATE ledger_factrow SET {column} = %s WHERE id = %s", [value, _key(row)])


def cut_out(row: FactRow) -> None:
    """Take a stored fact away."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM ledger_delivery WHERE fact_id = %s", [_key(row)])
        cursor.execute("DELETE FROM ledger_factrow WHERE id = %s", [_key(row)])


def _key(row: FactRow) -> object:
    return FactRow._meta.pk.get_db_prep_value(row.pk, connection)


def where_it_breaks() -> list[tuple[str, int, str]]:
    """Chain, number and reason of every break."""
    return [(one.stream, one.seq, one.why) for one in queries.breaks()]


def heads() -> dict[str, StreamHead]:
    return {head.stream: head for head in StreamHead.objects.all()}


def reseal(row: FactRow) -> None:
    """Give a changed fact the digest that fits it now: the forger knows how chains are made."""
    fresh = FactRow.objects.get(pk=row.pk)
    forge(row, digest=chain.link(fresh))
