"""Readers of intake."""

from medcord.intake.queries.reports import (
    ReportInCase,
    decisions,
    file_for,
    files_of,
    in_case,
    inbox,
    item_of,
    own_report,
    report_by_code,
    report_for,
    request_for,
    requests,
    thread,
)

__all__ = [
    "ReportInCase",
    "decisions",
    "file_for",
    "files_of",
    "in_case",
    "inbox",
    "item_of",
    "own_report",
    "report_by_code",
    "report_for",
    "request_for",
    "requests",
    "thread",
]
