"""Readers of cases. Every one is scoped by ``core.access``; what is hidden does not exist: no title, no count."""

from medcord.cases.queries.cases import (
    by_ids,
    case_for,
    case_of_finder,
    embargoes_due,
    for_reaction,
    invitation_for,
    invitations,
    item,
    of_report,
    participant_of,
    search,
    visible,
)
from medcord.cases.queries.claims import claim_for, claims, to_decide
from medcord.cases.queries.facts import AGENCY_ONLY, timeline
from medcord.cases.queries.ledger import export_lines, exports, proof_day, proof_to_keep
from medcord.cases.queries.messages import messages, readers
from medcord.cases.queries.parties import concerned_by, participants, parties_to_tell, reading_reasons
from medcord.cases.queries.standing import Line, Standing, digest_of, link_for, links_of, silent_days, standing_of
from medcord.cases.queries.statements import said_so_far, statements, statements_of
from medcord.cases.queries.terms import (
    OpenProposal,
    TermsStanding,
    TermsVersion,
    open_proposals,
    standings,
    terms_history,
)

__all__ = [
    "AGENCY_ONLY",
    "Line",
    "OpenProposal",
    "Standing",
    "TermsStanding",
    "TermsVersion",
    "by_ids",
    "case_for",
    "case_of_finder",
    "claim_for",
    "claims",
    "concerned_by",
    "digest_of",
    "embargoes_due",
    "export_lines",
    "exports",
    "for_reaction",
    "invitation_for",
    "invitations",
    "item",
    "link_for",
    "links_of",
    "messages",
    "of_report",
    "open_proposals",
    "participant_of",
    "participants",
    "parties_to_tell",
    "proof_day",
    "proof_to_keep",
    "readers",
    "reading_reasons",
    "said_so_far",
    "search",
    "silent_days",
    "standing_of",
    "standings",
    "statements",
    "statements_of",
    "terms_history",
    "timeline",
    "to_decide",
    "visible",
]
