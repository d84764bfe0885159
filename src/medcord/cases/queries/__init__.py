"""Readers of cases. Every one is scoped by ``core.access``; what is hidden does not exist: no title, no count."""

from medcord.cases.queries.cases import (
    by_ids,
    case_for,
    embargoes_due,
    for_reaction,
    invitation_for,
    invitations,
    item,
    of_report,
    participant_of,
    visible,
)
from medcord.cases.queries.facts import AGENCY_ONLY, timeline
from medcord.cases.queries.kin import Family, family_of, reports_of
from medcord.cases.queries.ledger import export_lines, exports, proof_day, proof_to_keep
from medcord.cases.queries.messages import messages, readers
from medcord.cases.queries.parties import participants, parties_to_tell, proposals, reading_reasons
from medcord.cases.queries.standing import Line, Standing, digest_of, link_for, links_of, silent_days, standing_of
from medcord.cases.queries.statements import statements, statements_of

__all__ = [
    "AGENCY_ONLY",
    "Family",
    "Line",
    "Standing",
    "by_ids",
    "case_for",
    "digest_of",
    "embargoes_due",
    "export_lines",
    "exports",
    "family_of",
    "for_reaction",
    "invitation_for",
    "invitations",
    "item",
    "link_for",
    "links_of",
    "messages",
    "of_report",
    "participant_of",
    "participants",
    "parties_to_tell",
    "proof_day",
    "proof_to_keep",
    "proposals",
    "readers",
    "reading_reasons",
    "reports_of",
    "silent_days",
    "standing_of",
    "statements",
    "statements_of",
    "timeline",
    "visible",
]
