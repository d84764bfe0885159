"""What parties chose, the notices written for them, their webhooks, and the calls made to these.

``Notice`` and ``Call`` are entries of the outbox, like the letters of the ledger: reactions write them, and no act of
a person changes them by itself.
"""

from __future__ import annotations

import uuid

from django.db import models

from medcord.ledger.rows import Row


class Choice(Row):
    """What reaches a party's mailbox (``member`` is empty) or one of its members, and when."""

    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    member = models.UUIDField(null=True)
    how = models.CharField(max_length=8)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["party"], condition=models.Q(member=None), name="choice_of_mailbox"),
            models.UniqueConstraint(fields=["party", "member"], name="choice_of_member"),
        ]

    def __str__(self) -> str:
        return f"notices {self.how}"


class Notice(models.Model):
    """One fact for one mailbox. ``withheld``: when it was to leave, the party was no longer to know of it."""

    class State(models.TextChoices):
        WAITING = "waiting"
        POSTED = "posted"
        WITHHELD = "withheld"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    fact = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=64)
    stream = models.CharField(max_length=80, db_index=True)
    party = models.UUIDField()
    member = models.UUIDField(null=True)
    words = models.CharField(max_length=80)
    at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    letter = models.ForeignKey("ledger.OutgoingLetter", on_delete=models.SET_NULL, null=True, related_name="notices")

    class Meta:
        indexes = [models.Index(fields=["party", "state"], name="notice_waiting")]
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"notice of {self.kind}"


class Digest(Row):
    """One digest to one mailbox, at most one a day."""

    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    member = models.UUIDField(null=True)
    day = models.DateField()
    letter = models.UUIDField()
    heads = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["party", "day"], condition=models.Q(member=None), name="digest_of_mailbox"),
            models.UniqueConstraint(fields=["party", "member", "day"], name="digest_of_member"),
        ]

    def __str__(self) -> str:
        return f"digest of {self.day}"


class Webhook(Row):
    """An address of a party's own programs. Its secret signs each call and is kept encrypted."""

    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    label = models.CharField(max_length=80)
    url = models.CharField(max_length=500)
    kinds = models.JSONField(default=list)
    secret = models.TextField()
    secret_before = models.TextField(blank=True, default="")
    before_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    made_by = models.UUIDField(null=True)
    paused_at = models.DateTimeField(null=True)
    paused_because = models.CharField(max_length=24, blank=True, default="")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["made_at"]

    def __str__(self) -> str:
        return "webhook"


class Call(models.Model):
    """One fact on its way to one webhook; its id is the receiver's key to know a repeat by. No content in it."""

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        DEAD = "dead"
        DROPPED = "dropped"
        WITHHELD = "withheld"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.PROTECT, related_name="calls")
    fact = models.UUIDField(null=True)
    kind = models.CharField(max_length=64)
    stream = models.CharField(max_length=80, blank=True, default="")
    at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    error = models.CharField(max_length=40, blank=True, default="")
    failed_first_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["webhook", "fact"], name="fact_once_for_webhook")]
        indexes = [models.Index(fields=["state", "due"], name="call_waiting")]
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"call of {self.kind}"
