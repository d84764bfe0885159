"""CVE records: a draft in the JSON 5.1 format for the CNA that will publish it."""

from __future__ import annotations

from medcord.formats.cve.writer import write_cve_record, write_cve_records

__all__ = ["write_cve_record", "write_cve_records"]
