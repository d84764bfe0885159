"""The one door out: an advisory value becomes a numbered, dated, valid CSAF document, or nothing happens."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError
from django.db.models import Max

from medcord import ledger
from medcord.advisories import policy, shelf
from medcord.advisories.checking import PREFIX, document_of
from medcord.advisories.models import AdvisoryRevision, PublishedAdvisory
from medcord.advisories.signs import require_no_turned_text
from medcord.advisories.successors import replacing, successor_for
from medcord.advisories.units import require_no_single_device
from medcord.core.access import Viewer
from medcord.core.advisory import Advisory
from medcord.core.advisory.in_force import carried
from medcord.core.advisory.revising import WORDS, RevisionKind
from medcord.core.facts import AdvisoryPublished, Digest
from medcord.core.refusals import InputRefusal, NotFound, RuleRefusal
from medcord.core.vocabulary import Tlp
from medcord.gateways import clock
from medcord.ledger import channels

_TRIES = 20
"""Publishers who may reach for one number in the same instant before somebody is asked to try again."""


@ledger.action
def publish(
    value: Advisory,
    *,
    actor: Viewer,
    revises: UUID | None = None,
    summary: str = "Initial publication",
    successor: str = "",
) -> AdvisoryRevision:
    """Publish an advisory, or with ``revises`` a new revision of one of ours; ``summary`` says what is new. The one of
    ours with the number ``successor`` takes its place, and says so in a revision of its own in the same act.

    Tracking id, version, revisions, dates and status of ``value`` are set here, whatever they hold. Raises NotAllowed,
    RuleRefusal (not TLP:CLEAR, single devices or patients in it, not valid CSAF), InputRefusal (no summary), NotFound
    (``revises``); then nothing is out.
    """
    policy.require_publish(actor)
    if value.tlp is not Tlp.CLEAR:
        raise RuleRefusal(
            f"The advisory is marked TLP:{value.tlp.value}. What is published here is read by everybody, "
            "so it must be marked TLP:CLEAR. Take out what may not be shared, then mark it TLP:CLEAR.",
            code="not-public",
        )
    require_no_single_device(value, summary)
    require_no_turned_text(value, summary)
    if not summary.strip():
        raise InputRefusal("Say in a few words what is new in this revision.", fields={"field": "summary"})
    now = clock.now()
    if revises is not None:
        revision = _publish_revision(value, revises, summary.strip(), now, actor)
        if successor:
            other = successor_for(actor, successor, of=revises)
            told = f"{WORDS[RevisionKind.UPDATE]}: It takes the place of {revision.advisory.tracking_id}."
            gone = shelf.read_value(revision.sha256, bytes(revision.document))
            _publish_revision(replacing(other, gone), other.pk, told, now, actor)
        return revision
    for _ in range(_TRIES):
        try:
            return _publish_first(value, summary.strip(), now, actor)
        except IntegrityError:
            # Somebody else took the number between our look and our write; theirs shows now, so the next is free.
            continue
    raise RuleRefusal("Many advisories are being published at this moment. Try again.", code="busy")


def _publish_first(value: Advisory, summary: str, now: datetime, actor: Viewer) -> AdvisoryRevision:
    serial = _next_serial(now.year)
    numbered = replace(value, id=f"{PREFIX}-{now.year}-{serial:04}", initial_release=now)
    read = document_of(numbered, (), "1", summary, now)
    advisory = PublishedAdvisory(
        tracking_id=numbered.id,
        publisher_namespace=shelf.namespace_of(numbered),
        publisher_name=numbered.publisher.name[: shelf.LONGEST_NAME],
        own=True,
        year=now.year,
        serial=serial,
    )
    revision = shelf.new_revision(advisory, 1, read, now=now)
    advisory.current_id = revision.id
    _commit(advisory, revision, actor)
    return revision


def _publish_revision(value: Advisory, revises: UUID, summary: str, now: datetime, actor: Viewer) -> AdvisoryRevision:
    advisory = PublishedAdvisory.objects.select_for_update().filter(pk=revises, own=True).first()
    if advisory is None:
        raise NotFound("advisory")
    if shelf.namespace_of(value) != advisory.publisher_namespace:
        raise RuleRefusal(
            f"{advisory.tracking_id} was published by {advisory.publisher_name}, and this revision names another "
            "publisher. Publish it as an advisory of its own.",
            code="other-publisher",
        )
    before = AdvisoryRevision.objects.get(pk=advisory.current_id)
    former = shelf.read_value(before.sha256, bytes(before.document))
    number = before.number + 1
    numbered = replace(carried(value, former), id=advisory.tracking_id, initial_release=former.initial_release)
    # A clock that was set back must not turn the history around.
    now = max(now, former.current_release)
    read = document_of(numbered, former.revisions, str(number), summary, now)
    revision = shelf.new_revision(advisory, number, read, now=now)
    advisory.current_id = revision.id
    _commit(advisory, revision, actor)
    return revision


def _commit(advisory: PublishedAdvisory, revision: AdvisoryRevision, actor: Viewer) -> None:
    fact = AdvisoryPublished(advisory.id, revision.number, Digest(revision.sha256))
    ledger.commit(rows=[advisory, revision], facts=[fact], actor=actor)
    channels.release(channels.Released(advisory.id, revision.number, revision.sha256))


def _next_serial(year: int) -> int:
    """One more than the highest so far; a publication that fails leaves no gap and betrays nothing."""
    return int(PublishedAdvisory.objects.filter(year=year).aggregate(top=Max("serial"))["top"] or 0) + 1
