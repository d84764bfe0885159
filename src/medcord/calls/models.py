"""Calls between the parties, who is asked to them, their agenda, and what comes of them."""

from __future__ import annotations

from django.db import models

from medcord.core.vocabulary import Tlp
from medcord.ledger.rows import Row


class Series(Row):
    """A regular call's rule. Each call of it is a row of its own, so that one can be moved without the others."""

    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    first = models.DateTimeField()
    every_days = models.PositiveSmallIntegerField()
    times = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"every {self.every_days} days"


class Call(Row):
    """One call. ``purpose`` and ``dial`` are read by who is asked, and never mailed. ``planned`` is the start that the
    series gave it, by which calendars know one of its calls."""

    reference = models.CharField(max_length=16, unique=True)
    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=12)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, null=True, related_name="calls")
    planned = models.DateTimeField()
    starts = models.DateTimeField(db_index=True)
    zone = models.CharField(max_length=40)
    length = models.PositiveSmallIntegerField(db_comment="minutes")
    purpose = models.TextField()
    dial = models.TextField(blank=True, default="")
    state = models.CharField(max_length=12, default="planned")
    sequence = models.PositiveSmallIntegerField(default=0, db_comment="grows with each change (RFC 5545)")
    convened_at = models.DateTimeField()
    convened_by = models.UUIDField()
    convened_name = models.CharField(max_length=120)
    first_joined_at = models.DateTimeField(null=True, db_comment="by a party that did not convene it")
    minutes = models.TextField(blank=True, default="")
    held_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_because = models.TextField(blank=True, default="")
    salt = models.CharField(max_length=32)

    class Meta:
        ordering = ["starts"]

    def __str__(self) -> str:
        return self.reference


class Asked(Row):
    """A party asked to a call, or one member whom that party named itself: then its others get no invitation.

    ``wanted`` is the role that the convening party would like of another; ``shared``: the others read this name.
    """

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="asked")
    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    member = models.UUIDField(null=True)
    wanted = models.CharField(max_length=160, blank=True, default="", db_comment="a role or contact point, no name")
    shared = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "party", "member"], name="party_asked_once")]

    def __str__(self) -> str:
        return "party asked to a call"


class AgendaItem(Row):
    """A case on the agenda. For parties that do not read the case it does not exist."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="agenda")
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    tlp = models.CharField(max_length=16, choices=[(one.value, one.value) for one in Tlp])
    discussed = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["call", "case"], name="case_tabled_once")]

    def __str__(self) -> str:
        return "item of an agenda"


class Attendance(Row):
    """A member who joined a call."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="attendance")
    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    member = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["call", "member"], name="member_joins_once")]

    def __str__(self) -> str:
        return "attendance"


class Decision(Row):
    """What a call decided, by which party; about a case it is read by who reads the case."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="decisions")
    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, null=True, related_name="decisions")
    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    words = models.TextField()
    at = models.DateTimeField()
    by = models.UUIDField()
    by_name = models.CharField(max_length=120)
    salt = models.CharField(max_length=32)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return "decision of a call"


class AgreedAction(Row):
    """What somebody is to do after a call, and by when. Open ones are carried over to the next call."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="actions")
    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, null=True, related_name="actions")
    words = models.TextField()
    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    person = models.CharField(max_length=120, blank=True, default="", db_comment="who of the party, as it was said")
    due = models.DateTimeField()
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.UUIDField(null=True)
    done_name = models.CharField(max_length=120, blank=True, default="")
    proof = models.TextField(blank=True, default="")
    salt = models.CharField(max_length=32)

    class Meta:
        ordering = ["due"]

    def __str__(self) -> str:
        return "action agreed in a call"
