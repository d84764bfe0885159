"""Small parts of pages: icons, chips, times, harm. Loaded in every template."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from medcord.core.clocks import Clock
from medcord.core.device.registry import day_of
from medcord.core.vocabulary import Severity
from medcord.drafting.quoting import label_of
from medcord.gateways import clock
from medcord.ledger import roads

register = template.Library()

# word, icon, tone: docs of the look say icon + word always, colour third
CHIPS: dict[str, tuple[str, str, str]] = {
    # case
    "new": ("New", "radio_button_unchecked", ""),
    "potential": ("Potential", "help_outline", "info"),
    "confirmed": ("Confirmed", "verified", "warn"),
    "exploited": ("Exploited", "report", "solid"),
    # records for the public
    "undecided": ("To decide", "help_outline", "warn"),
    "second-signature": ("Waits for the second signature", "people", "info"),
    "released": ("Leaves", "check_circle", "good"),
    "cut": ("Leaves, cut", "visibility_off", "info"),
    "kept": ("Kept by statute", "lock", "bad"),
    # disputes
    "waits": ("Waits for the assessment", "schedule", "warn"),
    "assessed": ("Assessed", "account_balance", "good"),
    "with": ("With", "check_circle", "good"),
    "against": ("Against", "cancel", "bad"),
    "abstain": ("Abstains", "remove_circle", ""),
    # statements and verdicts
    "affected": ("Affected", "warning", "bad"),
    "fixed": ("Fixed", "build", "good"),
    "not_affected": ("Not affected", "check_circle_outline", "good"),
    "under_investigation": ("Investigating", "search", "info"),
    "investigating": ("Investigating", "search", "info"),
    "acknowledged": ("Acknowledged", "check", "info"),
    "opened": ("Opened, no answer yet", "visibility", "line"),
    "delivered": ("Delivered, no answer yet", "mail_outline", "line"),
    "asked": ("Asked, no answer yet", "more_horiz", "line"),
    "not_asked": ("Not asked", "remove", "line"),
    "no_answer": ("No answer yet", "more_horiz", "line"),
    "possible": ("Possible", "help_outline", "warn"),
    "outside_range": ("Outside range", "remove_circle", ""),
    # consent
    "signatory": ("Signed", "edit", "good"),
    "invited": ("Invited", "mail_outline", "line"),
    "lapsed": ("Lapsed", "history", "warn"),
    "declined": ("Declined", "cancel", "bad"),
    "no_embargo": ("No embargo", "lock_open", ""),
    "statutory": ("Statutory", "account_balance", ""),
    "standing": ("Coordinator", "verified", ""),
    "out": ("Out of the case", "remove_circle", "line"),
    # work
    "open": ("Open, no plan", "warning", "bad"),
    "planned": ("Planned", "event", "info"),
    "closed": ("Closed with proof", "check_circle", "good"),
    "kept_open": ("Outside range, kept open", "remove_circle", ""),
    # products
    "supported": ("Supported", "check_circle", "good"),
    "limited": ("Security fixes only", "build", "warn"),
    "ended": ("Support ended", "history", "bad"),
    "unknown": ("Not stated", "more_horiz", "line"),
    "retired": ("Retired", "remove_circle", ""),
    "stated": ("Stated by one maker", "more_horiz", "line"),
    "confirmed_by_both": ("Confirmed by both", "verified", "good"),
    "denied": ("Denied", "cancel", "bad"),
    "published": ("Published", "public", "info"),
    # mail, calls and other work outside
    "waiting": ("Waiting", "schedule", "info"),
    "in the next digest": ("In the next digest", "schedule", "info"),
    "sent": ("Sent", "check_circle", "good"),
    "failed": ("Came back", "error", "bad"),
    "dead": ("Not delivered", "error", "bad"),
    "dropped": ("Dropped", "cancel", ""),
    "withheld": ("Withheld", "lock", ""),
    "called": ("Is called", "check_circle", "good"),
    "paused": ("Paused", "remove_circle", "warn"),
    # declarations, and conditions of enforcement discretion
    "controlled": ("Controlled", "verified", "good"),
    "uncontrolled": ("Uncontrolled", "report", "warn"),
    "met": ("Met", "check_circle", "good"),
    "not met": ("Not met", "cancel", "warn"),
    "not known yet": ("Not known yet", "help_outline", "line"),
    "not yet due": ("Not yet due", "schedule", "info"),
    # suppliers and what they protect
    "agreed": ("Agreed", "check_circle", "good"),
    "objected": ("Objects", "cancel", "bad"),
    "silent": ("Silent until its day", "schedule", "warn"),
    "conferred": ("Objection answered", "forum", "info"),
    "claimed": ("Claimed", "lock", "info"),
    "presumed": ("Presumed", "lock", "info"),
    "validated": ("Validated", "verified", "good"),
    "rejected": ("Rejected", "cancel", "bad"),
    # independent tests ("confirmed" is above)
    "requested": ("Waits for the coordinator", "schedule", "info"),
    "turned_down": ("Turned down", "cancel", ""),
    "waits_for_specimen": ("Waits for the specimen", "schedule", "info"),
    "being_tested": ("Being tested", "search", "info"),
    "not_confirmed": ("Not confirmed", "remove_circle", ""),
    "partly": ("Partly confirmed", "verified", "warn"),
    "not_tested": ("Could not be tested", "error", ""),
    # specimens
    "expected": ("Expected", "schedule", "info"),
    "received": ("With us", "check", "info"),
    "at_laboratory": ("At the laboratory", "search", "info"),
    "returned": ("Returned", "check_circle", "good"),
    "destroyed": ("Destroyed", "delete", ""),
    # calls between the parties
    "on": ("On now", "phone", "solid"),
    "to_close": ("To be closed", "edit", "warn"),
    "held": ("Held", "check_circle", "good"),
    "cancelled": ("Cancelled", "cancel", ""),
    # due
    "due": ("Due", "schedule", "info"),
    "late": ("Late", "error", "bad"),
    "done": ("Done", "check_circle", "good"),
    "done late": ("Done late", "check_circle", "warn"),
    "missed": ("Missed", "error", "bad"),
    "void": ("Owed no longer", "remove_circle", ""),
}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A USWDS icon; silent for screen readers unless it has a label."""
    sprite = static("uswds/img/sprite.svg")
    if label:
        return format_html(
            '<svg class="usa-icon" role="img" aria-label="{}" focusable="false"><use href="{}#{}"/></svg>',
            label,
            sprite,
            name,
        )
    return format_html(
        '<svg class="usa-icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>', sprite, name
    )


@register.simple_tag
def chip(state: Any, word: str = "") -> SafeString:
    """A status chip: icon + word. An unknown state shows its own name, calm."""
    said, sign, tone = CHIPS.get(str(state), (str(state).replace("_", " ").capitalize(), "radio_button_unchecked", ""))
    tone_class = f" st--{tone}" if tone else ""
    return format_html('<span class="usa-tag st{}">{} {}</span>', tone_class, icon(sign), word or said)


# outcome of a decision table: icon, tone; the calm ones are not named
OUTCOMES: dict[str, tuple[str, str]] = {
    "decline": ("remove_circle", ""),
    "track": ("visibility", "warn"),
    "track*": ("visibility", "warn"),
    "coordinate": ("check_circle", "good"),
    "attend": ("warning", "warn"),
    "act": ("report", "bad"),
    "do not publish": ("remove_circle", ""),
    "publish": ("campaign", "warn"),
    "out-of-cycle": ("warning", "warn"),
    "immediate": ("report", "bad"),
    "3 days": ("warning", "warn"),
    "3 days & forensic investigation": ("report", "bad"),
    "undefined": ("help_outline", "warn"),
}


@register.simple_tag
def triage_result(outcome: Any) -> SafeString:
    """An outcome of a decision table as a chip: icon and word."""
    name, tone = OUTCOMES.get(outcome.value, ("radio_button_unchecked", ""))
    tint = f" st--{tone}" if tone else ""
    return format_html('<span class="usa-tag st{}">{}{}</span>', tint, icon(name), outcome.label)


@register.simple_tag
def tlp(label: Any) -> SafeString:
    """A TLP chip in FIRST's colours."""
    word = str(getattr(label, "value", label))
    colour = word.lower().split("+")[0]
    return format_html('<span class="tlp tlp--{}">TLP:{}</span>', colour, word)


@register.filter
def klass(code: Any) -> str:
    """A confidentiality class in the words of the field."""
    return {"cci": "CCI", "pcii": "PCII"}.get(str(code), words(code))


@register.simple_tag
def harm(severity: Any) -> SafeString:
    """The five-step harm scale with its word; never a colour, never merged with CVSS."""
    if not severity:
        return mark_safe('<span class="harm muted">Assessment pending</span>')
    level = Severity(severity)
    steps = format_html_join(
        "",
        '<rect x="{}" width="7" height="10" class="{}"/>',
        ((n * 9, "on" if n < level.step else "off") for n in range(5)),
    )
    return format_html(
        '<span class="harm"><svg viewBox="0 0 44 10" aria-hidden="true" focusable="false">{}</svg>'
        "<b>{}</b> {} of 5</span>",
        steps,
        level.value.capitalize(),
        level.step,
    )


@register.simple_tag(takes_context=True)
def when(context: template.Context, at: datetime | None) -> SafeString:
    """An instant in the viewer's zone and in UTC."""
    if at is None:
        return format_html("<span>not yet</span>")
    zone: ZoneInfo = context.get("zone") or ZoneInfo("UTC")
    utc = at.astimezone(ZoneInfo("UTC"))
    here = at.astimezone(zone)
    if zone.key == "UTC":
        return format_html(
            '<time datetime="{}">{}</time>', utc.isoformat(), f"{utc:%a} {utc.day} {utc:%b %Y, %H:%M} UTC"
        )
    return format_html(
        '<time datetime="{}">{} <span class="nowrap">· {} UTC</span></time>',
        utc.isoformat(),
        f"{here:%a} {here.day} {here:%b %Y, %H:%M} {here.tzname()}",
        f"{utc:%H:%M}" if utc.date() == here.date() else f"{utc:%a %H:%M}",
    )


@register.simple_tag(takes_context=True)
def now_short(context: template.Context, at: datetime) -> SafeString:
    """The time now in the viewer's zone and in UTC, in one short line for the head of every page."""
    zone: ZoneInfo = context.get("zone") or ZoneInfo("UTC")
    utc, here = at.astimezone(ZoneInfo("UTC")), at.astimezone(zone)
    also = "" if zone.key == "UTC" else f" · {utc:%H:%M} UTC" if utc.date() == here.date() else f" · {utc:%a %H:%M} UTC"
    words = f"{here:%a} {here.day} {here:%b, %H:%M} {here.tzname()}{also}"
    return format_html('<time datetime="{}">{}</time>', utc.isoformat(), words)


@register.filter
def span(value: timedelta | None) -> str:
    """A duration in words: "2 d 4 h", "3 min", "8 s"; "not yet" for none."""
    if value is None:
        return "not yet"
    seconds = int(abs(value.total_seconds()))
    days, rest = divmod(seconds, 86400)
    hours, rest = divmod(rest, 3600)
    minutes, seconds = divmod(rest, 60)
    if days:
        return f"{days} d {hours} h" if hours and days < 10 else f"{days} d"
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    if minutes:
        return f"{minutes} min"
    return f"{seconds} s" if seconds else "under 1 s"


@register.filter
def seconds_span(value: int) -> str:
    """A number of seconds as ``span`` says it."""
    return span(timedelta(seconds=value))


@register.filter
def left(due: datetime | None) -> str:
    """What is left until an instant, in words: "2 d 4 h left", "late by 3 h"."""
    if due is None:
        return ""
    rest = due - clock.now()
    return f"{span(rest)} left" if rest.total_seconds() >= 0 else f"late by {span(rest)}"


@register.filter
def ago(at: datetime | None) -> str:
    """How long ago, in words."""
    if at is None:
        return "never"
    since = clock.now() - at
    return f"{span(since)} ago" if since >= timedelta(seconds=1) else "just now"


@register.filter
def words(code: Any) -> str:
    """A code as words: "under_investigation" is "under investigation"."""
    return str(code).replace("_", " ").replace("-", " ")


@register.filter
def party_role(role: Any) -> str:
    """The role of a party, as a word that may begin a line."""
    return "ISAO" if str(role) == "isao" else str(role).capitalize()


@register.filter
def day(written: Any) -> str:
    """A day written as 2026-01-31, as people say it; anything else as it stands."""
    found = day_of(str(written))
    return f"{found.day} {found:%b %Y}" if found else str(written)


@register.filter
def fact_words(kind: str) -> str:
    """The name of a fact as words: "EmbargoChanged" is "Embargo changed"."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", kind).capitalize()


@register.filter
def get(mapping: dict[Any, Any], key: Any) -> Any:
    """``mapping[key]``, or nothing."""
    return mapping.get(key, "")


@register.simple_tag
def clock_tone(value: Clock, now: datetime) -> str:
    """The tone of a clock: info, warn, bad or good."""
    return value.tone(now).value


@register.simple_tag
def clock_share(value: Clock, now: datetime) -> int:
    """How much of a clock has run, 0 to 100."""
    return round(value.share(now) * 100)


SPILLED = {
    "hold-placed": "Hold placed",
    "hold-lifted": "Hold lifted",
    "finder": "Who the finder is",
    "member": "Who a member is",
}


@register.filter
def spilled(what: str) -> str:
    """What was destroyed or held, in words."""
    found = roads.of(what)
    return SPILLED.get(what) or (found.words[0].upper() + found.words[1:] if found else what.capitalize())


@register.filter
def files_in(found: Any, message: Any) -> Any:
    """The files of a message, as the viewer may have them."""
    return (found or {}).get(message.pk, ())


@register.filter
def draft_part(name: str) -> str:
    """What people call a part of a draft, by its name."""
    return label_of(name)
