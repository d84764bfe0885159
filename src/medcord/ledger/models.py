"""Facts in their chains, and the outbox that carries each to the reactions waiting for it."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models

from medcord.ledger.rows import DirectWrite, Row


class StreamHead(models.Model):
    """The last link of each chain; locking this row is what keeps writers from forking the chain."""

    stream = models.CharField(max_length=80, primary_key=True)
    seq = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return f"{self.stream} at {self.seq}"


class AppendOnly(models.QuerySet["FactRow"]):
    """Facts are read and added; a whole set can be neither changed nor deleted."""

    def update(self, **kwargs: Any) -> int:
        raise DirectWrite(f"facts are append-only: {', '.join(kwargs)} may not be changed")

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        raise DirectWrite(f"facts are append-only: {len(args) + len(kwargs)} arguments, and none may be written")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise DirectWrite("facts are append-only")


class FactRow(models.Model):
    """One fact in one chain. Append-only: it cannot be changed or deleted through the model."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    stream = models.CharField(max_length=80)
    seq = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField(db_index=True)
    actor_kind = models.CharField(max_length=16)
    actor = models.UUIDField(null=True)
    party = models.UUIDField(null=True)
    data = models.JSONField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    objects = AppendOnly.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="fact_once_in_stream")]
        ordering = ["at", "stream", "seq"]

    def __str__(self) -> str:
        return f"{self.kind} {self.stream}#{self.seq}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise DirectWrite("facts are append-only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise DirectWrite(f"facts are append-only: {args or kwargs or 'none'} may not be deleted")


class SignedExport(Row):
    """A chain that somebody asked for on a page: what stands around its facts, written when the worker has signed it.

    The facts themselves are read anew at each download; they cannot change.
    """

    stream = models.CharField(max_length=80, db_index=True)
    asked_at = models.DateTimeField()
    asked_by = models.UUIDField(null=True)
    signed_at = models.DateTimeField(null=True, db_index=True)
    seq = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")
    header = models.TextField(default="")
    proofs = models.TextField(default="")
    ending = models.TextField(default="")

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"{self.stream} up to {self.seq}"


class Delivery(models.Model):
    """One fact on its way to one reaction; written in the fact's own transaction (the outbox)."""

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        DEAD = "dead"
        DROPPED = "dropped"

    fact = models.ForeignKey(FactRow, on_delete=models.PROTECT, related_name="deliveries")
    reaction = models.CharField(max_length=80)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due = models.DateTimeField(db_index=True)
    error = models.CharField(max_length=80, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fact", "reaction"], name="reaction_done_once")]
        indexes = [models.Index(fields=["state", "due"], name="delivery_waiting")]

    def __str__(self) -> str:
        return f"{self.reaction} {self.state}"


class OutgoingLetter(models.Model):
    """A mail waiting to leave. Its Message-ID is fixed in the transaction that wrote it: at most one repeat a kill.

    ``sent``: the mail server took it. ``failed``: it came back. ``dead``: we could not hand it over.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        FAILED = "failed"
        DEAD = "dead"
        DROPPED = "dropped"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    message_id = models.CharField(max_length=120, unique=True)
    party = models.UUIDField(null=True, db_comment="the party it is for")
    written_at = models.DateTimeField(null=True)
    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=120)
    body = models.TextField()
    calendar = models.TextField(blank=True, default="", db_comment="an invitation for the calendar; holds no content")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due = models.DateTimeField(db_index=True)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=80, default="")
    link = models.UUIDField(null=True, db_index=True, db_comment="the one-time link that stands in its body")
    open_until = models.DateTimeField(null=True, db_comment="when that link opens nothing any more")

    class Meta:
        indexes = [models.Index(fields=["state", "due"], name="letter_waiting")]

    def __str__(self) -> str:
        return self.message_id


class SaltOfDay(models.Model):
    """The salt of a day's digests and counts. When the day is over it is made one-way: it finds the counts of that day
    for one day more, and no digest (see ``ledger.limits``)."""

    day = models.DateField(primary_key=True)
    salt = models.CharField(max_length=64)
    counts_only = models.BooleanField(default=False, db_comment="the day is over; it was made one-way")

    def __str__(self) -> str:
        return f"salt of {self.day}"


class AttemptCount(models.Model):
    """How often somebody tried something lately. Who it was cannot be read from it (see ``ledger.limits``)."""

    key = models.CharField(max_length=64, primary_key=True)
    day = models.DateField(db_index=True)
    count = models.PositiveIntegerField(default=0)
    last = models.DateTimeField()
    not_before = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.count} attempts"


class WorkerBeat(models.Model):
    """When a worker last looked for work."""

    worker = models.CharField(max_length=80, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.worker} at {self.at:%H:%M:%S}"


class Destruction(Row):
    """That content was destroyed, and the words why: sealed as a file, so that no backup of the database reads them."""

    stream = models.CharField(max_length=80, db_index=True, db_comment="case or report it belonged to")
    what = models.CharField(max_length=24)
    item = models.UUIDField()
    at = models.DateTimeField()
    by = models.UUIDField(null=True)
    party = models.UUIDField(null=True)
    reason = models.UUIDField(db_comment="blob of the words")
    salt = models.CharField(max_length=32)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.what} destroyed"


class LegalHold(Row):
    """While it stands nothing of a case or report is destroyed. Its words are sealed as a file."""

    stream = models.CharField(max_length=80, db_index=True)
    placed_at = models.DateTimeField()
    placed_by = models.UUIDField(null=True)
    party = models.UUIDField(null=True)
    reason = models.UUIDField(db_comment="blob of the words")
    salt = models.CharField(max_length=32)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.UUIDField(null=True)
    lifted_reason = models.UUIDField(null=True, db_comment="blob of the words")

    class Meta:
        ordering = ["placed_at"]

    def __str__(self) -> str:
        return "legal hold"
