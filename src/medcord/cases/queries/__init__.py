"""Readers of cases. Every one is scoped by ``core.access``; what is hidden does not exist: no title, no count."""

from medcord.cases.queries.cases import (
    by_ids,
    case_for,
    case_of_finder,
    cases_with_report,
    embargoes_due,
    for_reaction,
    invitation_for,
    invitations,
    item,
    of_report,
    participant_of,
    visible,
)
from medcord.cases.queries.claims import claim_for, claims, to_decide
from medcord.cases.queries.facts import AGENCY_ONLY, timeline
from medcord.cases.queries.files import FileSeen, file_for, files_of, staged, stale_uploads
from medcord.cases.queries.kin import Family, family_of, reports_of
from medcord.cases.queries.ledger import export_lines, exports, proof_day, proof_to_keep
from medcord.cases.queries.messages import messages, readers
from medcord.cases.queries.parties import participants, reading_reasons, stand_in
from medcord.cases.queries.people import led_by, named, of_party, our_people, seen_by
from medcord.cases.queries.spills import Destroyable, book, destroyable, hold_on, holding
from medcord.cases.queries.standing import Line, Standing, digest_of, link_for, links_of, silent_days, standing_of
from medcord.cases.queries.statements import said_so_far, statements, statements_of
from medcord.cases.queries.telling import Telling, newest_open, parties_to_tell, telling
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
    "Destroyable",
    "Family",
    "FileSeen",
    "Line",
    "OpenProposal",
    "Standing",
    "Telling",
    "TermsStanding",
    "TermsVersion",
    "book",
    "by_ids",
    "case_for",
    "case_of_finder",
    "cases_with_report",
    "claim_for",
    "claims",
    "destroyable",
    "digest_of",
    "embargoes_due",
    "export_lines",
    "exports",
    "family_of",
    "file_for",
    "files_of",
    "for_reaction",
    "hold_on",
    "holding",
    "invitation_for",
    "invitations",
    "item",
    "led_by",
    "link_for",
    "links_of",
    "messages",
    "named",
    "newest_open",
    "of_party",
    "of_report",
    "open_proposals",
    "our_people",
    "participant_of",
    "participants",
    "parties_to_tell",
    "proof_day",
    "proof_to_keep",
    "readers",
    "reading_reasons",
    "reports_of",
    "said_so_far",
    "seen_by",
    "silent_days",
    "staged",
    "stale_uploads",
    "stand_in",
    "standing_of",
    "standings",
    "statements",
    "statements_of",
    "telling",
    "terms_history",
    "timeline",
    "to_decide",
    "visible",
]
