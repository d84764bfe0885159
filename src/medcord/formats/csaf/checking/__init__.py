"""Whether a CSAF provider, ours or anyone's, does what section 7 of the standard requires: asked, not believed."""

from medcord.formats.csaf.checking.check import FOLDER, Keys, check_editions, check_provider
from medcord.formats.csaf.checking.outcome import REQUIREMENTS, ROLES, Finding, Outcome, Report, Result, requirement
from medcord.formats.csaf.checking.source import FolderSource, Got, Source

__all__ = [
    "FOLDER", "REQUIREMENTS", "ROLES", "Finding", "FolderSource", "Got", "Keys", "Outcome", "Report", "Result",
    "Source", "check_editions", "check_provider", "requirement",
]  # fmt: skip
