"""Readers of cases. Every one is scoped by ``core.access``; what is hidden does not exist: no title, no count."""

from medcord.cases.queries.cases import (
    by_ids,
    case_for,
    cases_with_report,
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
from medcord.cases.queries.facts import AGENCY_ONLY, timeline
from medcord.cases.queries.files import FileSeen, file_for, files_of, staged, stale_uploads
from medcord.cases.queries.ledger import export_lines, exports, proof_day, proof_to_keep
from medcord.cases.queries.messages import messages, readers
from medcord.cases.queries.parties import participants, proposals, reading_reasons, stand_in
from medcord.cases.queries.people import led_by, named, of_party, our_people, seen_by
from medcord.cases.queries.spills import Destroyable, book, destroyable, hold_on, holding
from medcord.cases.queries.standing import Line, Standing, digest_of, link_for, links_of, silent_days, standing_of
from medcord.cases.queries.statements import statements, statements_of
from medcord.cases.queries.telling import Telling, newest_open, parties_to_tell, telling

__all__ = [
    "AGENCY_ONLY",
    "Destroyable",
    "FileSeen",
    "Line",
    "Standing",
    "Telling",
    "book",
    "by_ids",
    "case_for",
    "cases_with_report",
    "destroyable",
    "digest_of",
    "embargoes_due",
    "export_lines",
    "exports",
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
    "our_people",
    "participant_of",
    "participants",
    "parties_to_tell",
    "proof_day",
    "proof_to_keep",
    "proposals",
    "readers",
    "reading_reasons",
    "search",
    "seen_by",
    "silent_days",
    "staged",
    "stale_uploads",
    "stand_in",
    "standing_of",
    "statements",
    "statements_of",
    "telling",
    "timeline",
    "visible",
]
