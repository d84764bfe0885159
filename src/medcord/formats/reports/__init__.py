"""Reports that come as a mail or a file: bytes to a plain value. By content, never by name.

Mails (RFC 5322), text, CSAF 2.1 vulnerability reports, and JSON as VINCE and other trackers export it.
"""

from medcord.formats.reports.numbers import Numbers, numbers_in
from medcord.formats.reports.reading import read_report
from medcord.formats.reports.value import Arrived

__all__ = ["Arrived", "Numbers", "numbers_in", "read_report"]
