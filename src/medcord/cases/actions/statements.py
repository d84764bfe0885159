"""Statements: a manufacturer says whether its products are affected."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

from medcord import ledger
from medcord.cases import checked, policy, queries
from medcord.cases.models import Case, Statement
from medcord.core.access import Permission, Viewer
from medcord.core.advisory.remedies import Remedy
from medcord.core.advisory.remedies import checked as checked_remedies
from medcord.core.cvd.casestate import CaseEvent
from medcord.core.facts import CaseMarked, Code, Digest, Fact, StatementMade
from medcord.core.refusals import EditedMeanwhile, InputRefusal, NotAllowed
from medcord.core.vocabulary import ProductStatus
from medcord.gateways import clock
from medcord.ledger.rows import Row
from medcord.products import queries as products

_CVE = re.compile(r"CVE-\d{4}-\d{4,19}")
JUSTIFICATIONS = (
    "component_not_present",
    "vulnerable_code_not_present",
    "vulnerable_code_not_in_execute_path",
    "vulnerable_code_cannot_be_controlled_by_adversary",
    "inline_mitigations_already_exist",
)


@dataclass(frozen=True, slots=True)
class StatementWords:
    """What a party states: ``versions`` is an expression as in the advisory ("< 3.6.2", "vers:all/*"). ``cve``: the one
    vulnerability it is about; empty for all of the case."""

    product: UUID
    versions: str
    status: ProductStatus
    justification: str = ""
    remediation_category: str = ""
    remediation: str = ""
    cve: str = ""
    remedies: tuple[Remedy, ...] = ()

    @property
    def offered(self) -> tuple[Remedy, ...]:
        """All of it in order: the one remediation first, where it is not among the remedies."""
        one = Remedy(self.remediation_category or "mitigation", self.remediation.strip())
        first = (one,) if one.details and all(other.details.strip() != one.details for other in self.remedies) else ()
        return (*first, *self.remedies)


@ledger.action
def make_statement(reference: str, words: StatementWords, *, seen: int | None = None, actor: Viewer) -> Statement:
    """State whether a product and versions are affected. The first statement also shows that the maker knows (V).

    ``seen``: how many statements of the party the member saw; another number now raises EditedMeanwhile.
    """
    case = queries.case_for(actor, reference, lock=True)
    policy.require(actor, Permission.CASE_STATEMENT_MAKE, case)
    if seen is not None and seen != queries.said_so_far(actor, case):
        raise EditedMeanwhile("list of statements")
    product = products.product_in_use(actor, words.product)
    if product.maker_id != actor.party_id:
        raise NotAllowed("You state only what your own products are. Pick one from your registry.")
    _check(words)
    remedies = checked_remedies(words.offered) if words.remedies else ()
    now, salt = clock.now(), ledger.new_salt()
    row = Statement(
        case=case,
        party_id=actor.party_id,
        member=actor.member_id,
        product=product,
        versions=words.versions.strip(),
        cve=words.cve.strip().upper(),
        status=words.status.value,
        justification=words.justification,
        remediation_category=words.remediation_category if words.remediation.strip() else "",
        remediation=words.remediation.strip(),
        at=now,
        salt=salt,
    )
    _put(row, remedies)
    digest = ledger.seal(salt, *_sealed(row))
    facts: list[Fact] = [StatementMade(case.id, row.id, product.maker_id, product.id, Code(row.status), digest)]
    before = checked.look(case)
    rows: list[Row] = [row, *_aware(case, actor, facts)]
    checked.require_sound(case, before)
    ledger.commit(rows=rows, facts=facts, actor=actor)
    return row


def _put(row: Statement, remedies: tuple[Remedy, ...]) -> None:
    """Several remedies: the first stands as the one remediation too, for whoever reads one only."""
    if remedies:
        row.remediation_category, row.remediation = remedies[0].category, remedies[0].details
        row.remedies = [one.kept() for one in remedies]


def _sealed(row: Statement) -> tuple[str, ...]:
    said = (row.versions, row.status, row.justification, row.remediation)
    more = (f"{name}: {told}" for one in row.remedies for name, told in one.items())
    return (*said, *more, row.cve) if row.cve else (*said, *more)


def _check(words: StatementWords) -> None:
    if not words.versions.strip():
        raise InputRefusal(
            "Say which versions, for example “< 3.6.2” or “vers:all/*” for all.", fields={"field": "versions"}
        )
    if words.cve.strip() and not _CVE.fullmatch(words.cve.strip().upper()):
        raise InputRefusal(
            f"“{words.cve.strip()}” is no CVE number: it looks like CVE-2026-12345. Leave it empty for all "
            "vulnerabilities of the case.",
            fields={"field": "cve"},
        )
    if words.status is ProductStatus.NOT_AFFECTED and words.justification not in JUSTIFICATIONS:
        raise InputRefusal("“Not affected” needs one of the VEX justifications.", fields={"field": "justification"})


def _aware(case: Case, actor: Viewer, facts: list[Fact]) -> list[Row]:
    mine = queries.participant_of(actor, case)
    if mine is None:
        return []
    mine.last_contact_at = clock.now()
    if mine.maker_aware_at is None:
        mine.maker_aware_at = mine.last_contact_at
        facts.append(CaseMarked(case.id, Code(CaseEvent.MANUFACTURER_AWARE.value), mine.party_id, Digest("")))
    return [mine]
