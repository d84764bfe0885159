"""Every clock of 10,000 open cases with their facts loaded, and the board read from what a reaction keeps of them.

The peer of the first is the same computation with the facts loaded as model objects; of the second a page of the same
application that shows no data, asked by the same member in the same run.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from benchmarks.row import ROOT, Row

if TYPE_CHECKING:
    from medcord.cases.models import Case
    from medcord.ledger.models import FactRow

CASES, BOARD = 10_000, 100
LIMIT_S, LIMIT_MS = 2, 200
MESSAGES = 4
"""Facts of a case that no clock looks at, among those that are: a case is talked about."""


def measure() -> list[Row]:
    """Seconds (best of three) and milliseconds (median of five after one to warm up)."""
    with tempfile.TemporaryDirectory() as home:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("MEDCORD_", "DJANGO_"))}
        env = {**kept, "MEDCORD_HOME": home, "DJANGO_SETTINGS_MODULE": "medcord.project.settings"}
        command = [sys.executable, "-m", __name__]
        done = subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    as_models = {"facts as model objects": round(found["as_models"], 2)}
    return [
        Row("clocks-10k-cases", round(found["clocks"], 2), "s", as_models, limit=LIMIT_S),
        Row(f"board-{BOARD}-cases", round(found["board"], 1), "ms", {"a page without data": found["empty"]}, LIMIT_MS),
    ]


def main() -> None:
    """In a home of its own: make the cases, compute, look at the board, print the figures."""
    import django
    from django.conf import settings

    django.setup()
    from django.contrib.auth.hashers import MD5PasswordHasher
    from django.core.management import call_command

    settings.PASSWORD_HASHERS = [f"{MD5PasswordHasher.__module__}.{MD5PasswordHasher.__name__}"]
    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    from tests.cases import crowded
    from tests.cast import make_cast

    from medcord.clocks import queries, reactions

    cast = make_cast()
    makers = [cast.manufacturer.organisation_id]
    _fill(cast.coordinator.organisation_id, cast.regulator.organisation_id, makers, CASES)
    figures: dict[str, Any] = {"clocks": _best(queries.every_open), "as_models": _best(_from_models)}
    found = queries.every_open()
    print(f"{len(found)} cases, {sum(map(len, found.values()))} clocks", file=sys.stderr)
    _keep_open(BOARD)
    reactions.rebuild()
    figures["board"], asked = crowded.look(cast.coordinator, "/board")
    figures["empty"] = round(crowded.look(cast.coordinator, "/policy")[0], 1)
    print(f"the board took {asked} queries", file=sys.stderr)
    json.dump(figures, sys.stdout)


def _best(work: Callable[[], object]) -> float:
    taken = []
    for _round in range(3):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return min(taken)


def _from_models() -> int:
    """The peer: each fact as a model object, as other readers of the ledger load them."""
    from medcord.clocks import computing
    from medcord.gateways import clock
    from medcord.ledger import queries as ledger
    from medcord.ledger.queries import ShortFact

    by_case: dict[str, list[ShortFact]] = {}
    for row in ledger.facts_of_kinds(computing.OF_CASES):
        fact = ShortFact(row.pk, row.seq, row.kind, row.at, row.party, row.data)
        by_case.setdefault(row.stream, []).append(fact)
    where = computing.context_of([])
    return sum(len(computing.of_facts(facts, where, clock.now())) for facts in by_case.values())


def _fill(owner: UUID, regulator: UUID, makers: list[UUID], many: int) -> None:
    from medcord.cases.models import Case, Participant
    from medcord.gateways import clock
    from medcord.ledger.models import FactRow
    from medcord.ledger.rows import writing

    chance = random.Random(7)
    cases = [_case(number, owner, clock.now()) for number in range(many)]
    parts = [part for case in cases for part in _parts(case, owner, regulator, makers)]
    with writing():
        Case.objects.bulk_create(cases, batch_size=500)
        Participant.objects.bulk_create(parts, batch_size=500)
        FactRow.objects.bulk_create(
            (row for case in cases for row in _facts(case, regulator, makers, chance)), batch_size=2000
        )


def _case(number: int, owner: UUID, now: datetime) -> Case:
    from medcord.cases.models import Case

    opened = now - timedelta(hours=number % 1500)
    return Case(
        reference=f"MC-B{number:05d}",
        title=f"A weakness of device {number}",
        owner_id=owner,
        opened_at=opened,
        first_contact_at=opened,
        embargo="active",
        embargo_until=opened + timedelta(days=60),
        salt="",
    )


def _parts(case: Case, owner: UUID, regulator: UUID, makers: list[UUID]) -> list[Any]:
    from medcord.cases.models import Participant

    roles = [(owner, "coordinator"), (regulator, "regulator"), *((maker, "manufacturer") for maker in makers)]
    return [
        Participant(
            case=case,
            party_id=party,
            role=role,
            consent="signatory",
            consent_since=case.opened_at,
            statutory=role == "regulator",
            invited_at=case.opened_at,
            signed_at=case.opened_at,
        )
        for party, role in roles
    ]


def _facts(case: Case, regulator: UUID, makers: list[UUID], chance: random.Random) -> Iterator[FactRow]:
    """13 facts of a case with one manufacturer, 9 of them of kinds that clocks look at."""
    from medcord.core import facts as kinds
    from medcord.core.facts import Code, Digest, Fact
    from medcord.ledger.models import FactRow

    at, none = case.opened_at, Digest("")
    uuids = (UUID(int=chance.getrandbits(128)) for _ in range(40))
    facts: list[Fact] = [
        kinds.TermsSet(case.pk, 1, at + timedelta(days=60)),
        kinds.ParticipantInvited(case.pk, regulator, Code("regulator")),
        kinds.RegulatorConsulted(case.pk, next(uuids), at + timedelta(days=2)),
    ]
    for maker in makers:
        facts += [
            kinds.ParticipantInvited(case.pk, maker, Code("manufacturer")),
            kinds.ContactAttempted(case.pk, maker, Code("mail")),
            kinds.ReportAnswered(case.pk, maker, Code("start"), Code("received")),
        ]
    facts += [kinds.MessageSent(case.pk, next(uuids), Code("AMBER"), Code("none"), none) for _ in range(MESSAGES)]
    learned = at - timedelta(days=chance.randrange(5))
    facts += [
        kinds.LearnedOfDeclared(case.pk, next(uuids), makers[0], learned, None, none),
        kinds.RiskDeclared(case.pk, next(uuids), makers[0], True, none),
        kinds.CorrectionDeclared(case.pk, next(uuids), makers[0], at, False, None, none),
    ]
    for seq, fact in enumerate(facts, start=1):
        yield FactRow(
            stream=f"case:{case.pk}",
            seq=seq,
            kind=fact.kind,
            at=at + timedelta(minutes=seq),
            actor_kind="member",
            party=makers[0],
            data=fact.data(),
            previous="",
            digest="",
        )


def _keep_open(many: int) -> None:
    """Close all cases but these: a board holds what is open."""
    from medcord.cases.models import Case
    from medcord.gateways import clock
    from medcord.ledger.rows import writing

    with writing():
        kept = list(Case.objects.values_list("pk", flat=True)[:many])
        Case.objects.exclude(pk__in=kept).update(closed_at=clock.now())


if __name__ == "__main__":
    main()
