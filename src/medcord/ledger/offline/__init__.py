"""The auditor's check of an exported chain: one pass over the file, no database, no Django, nothing kept but the last
link. The form of the file is told in docs/reference/ledger-export.md."""

from medcord.ledger.offline.findings import Finding, Verdict
from medcord.ledger.offline.kept import LONGEST_PROOF, is_proof, verify_proof
from medcord.ledger.offline.reading import verify_file

__all__ = ["LONGEST_PROOF", "Finding", "Verdict", "is_proof", "verify_file", "verify_proof"]
