"""Words of terms: an end in the zone it was agreed in, claims, where a maker stands with the report."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from medcord.core.cvd.casestate import IN_WORDS, CaseEvent
from medcord.web.pages.words import REPORT

register = template.Library()


@register.simple_tag
def agreed(at: datetime | None, zone: str) -> SafeString:
    """An instant as it was agreed: in its own zone, which is named, and in UTC."""
    if at is None:
        return format_html("<span>no date</span>")
    utc = at.astimezone(ZoneInfo("UTC"))
    shown = f"{utc:%a} {utc.day} {utc:%b %Y, %H:%M} UTC"
    if zone not in ("", "UTC"):
        here = at.astimezone(ZoneInfo(zone))
        also = f"{utc:%H:%M} UTC" if utc.date() == here.date() else f"{utc:%a %H:%M} UTC"
        shown = f"{here:%a} {here.day} {here:%b %Y, %H:%M} in {zone.replace('_', ' ')} · {also}"
    return format_html('<time datetime="{}">{}</time>', utc.isoformat(), shown)


@register.filter
def claimed(event: Any) -> str:
    """What is claimed, in words."""
    return IN_WORDS[CaseEvent(str(event).upper())].capitalize()


@register.filter
def report_state(state: Any) -> str:
    """Where a maker stands with the report, in its own words."""
    return REPORT.get(str(state), "not acknowledged yet")
