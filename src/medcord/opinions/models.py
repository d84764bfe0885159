"""Harm opinions, deliberative: only the released sentence may leave. And disputes of the potential impact (FDA2)."""

from __future__ import annotations

from django.db import models

from medcord.ledger.rows import Row


class HarmOpinion(Row):
    """One version of the regulator's opinion on one case; a new opinion is a new row, old ones stay readable."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="opinions")
    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    severity = models.CharField(max_length=16)
    scale_version = models.CharField(max_length=40)
    kind = models.CharField(max_length=24, blank=True, default="", db_comment="kind of harm scenario (F6.8)")
    scenario = models.TextField()
    hazard = models.TextField(blank=True, default="")
    populations = models.TextField(blank=True, default="")
    exposure = models.TextField(blank=True, default="")
    controls = models.TextField(blank=True, default="")
    certainty = models.CharField(max_length=8)
    evidence = models.TextField(blank=True, default="")
    sources = models.JSONField(default=list, db_comment="things of the case it stands on, as kind:id")
    would_change = models.TextField(blank=True, default="")
    signed_by = models.UUIDField()
    signed_name = models.CharField(max_length=120)
    signed_at = models.DateTimeField()
    salt = models.CharField(max_length=32)

    public_sentence = models.TextField(blank=True, default="", db_comment="empty until released")
    released_at = models.DateTimeField(null=True)
    released_name = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="opinion_number_once")]

    def __str__(self) -> str:
        return f"opinion {self.number}"


class Dispute(Row):
    """The potential impact is disputed. Until it is assessed, whoever disputes joins the one that is there."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="disputes")
    opened_at = models.DateTimeField()
    assessed_at = models.DateTimeField(null=True)
    positions_opened_at = models.DateTimeField(null=True, db_comment="to all parties of the dispute")
    positions_opened_by = models.UUIDField(null=True)
    positions_opened_name = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        ordering = ["opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(assessed_at=None), name="one_open_dispute_in_a_case"
            )
        ]

    def __str__(self) -> str:
        return "dispute of harm"


class Position(Row):
    """One version of what a party holds; ``for_finder``: the coordinator states it for the finder."""

    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="positions")
    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    for_finder = models.BooleanField(default=False)
    number = models.PositiveIntegerField()
    severity = models.CharField(max_length=16, blank=True, default="", db_comment="the level it holds to be right")
    words = models.TextField()
    confidentiality = models.CharField(max_length=16, default="none")
    stated_by = models.UUIDField()
    stated_name = models.CharField(max_length=120)
    stated_at = models.DateTimeField()
    salt = models.CharField(max_length=32)

    class Meta:
        ordering = ["stated_at"]
        constraints = [
            models.UniqueConstraint(fields=["dispute", "party", "for_finder", "number"], name="position_number_once")
        ]

    def __str__(self) -> str:
        return f"position {self.number}"


class Assessment(Row):
    """The regulator's answer to a dispute, with reasons, on one version of its opinion; a later one leaves it."""

    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="assessments")
    opinion = models.ForeignKey(HarmOpinion, on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    reasons = models.TextField()
    signed_by = models.UUIDField()
    signed_name = models.CharField(max_length=120)
    signed_at = models.DateTimeField()
    salt = models.CharField(max_length=32)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["dispute", "number"], name="assessment_number_once")]

    def __str__(self) -> str:
        return f"assessment {self.number}"


class Dissent(Row):
    """A party does not agree with an assessment. It stays."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="dissents")
    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    for_finder = models.BooleanField(default=False)
    words = models.TextField()
    confidentiality = models.CharField(max_length=16, default="none")
    stated_by = models.UUIDField()
    stated_name = models.CharField(max_length=120)
    stated_at = models.DateTimeField()
    salt = models.CharField(max_length=32)

    class Meta:
        ordering = ["stated_at"]

    def __str__(self) -> str:
        return "dissent"


class PanelSeat(Row):
    """An expert whom the regulator asked. Experts advise; they have no account and decide nothing (F4.2)."""

    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="seats")
    name = models.CharField(max_length=120)
    expertise = models.CharField(max_length=200)
    interests = models.TextField(blank=True, default="", db_comment="what the expert declared; empty: none")
    asked_at = models.DateTimeField()
    asked_name = models.CharField(max_length=120)
    asked_by = models.UUIDField()

    class Meta:
        ordering = ["asked_at", "name"]

    def __str__(self) -> str:
        return "seat of a panel"


class PanelVote(Row):
    """What one expert said of one assessment; noted by a named member of the regulator, and it stays."""

    seat = models.ForeignKey(PanelSeat, on_delete=models.CASCADE, related_name="votes")
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="votes")
    vote = models.CharField(max_length=8, choices=[("with", "with"), ("against", "against"), ("abstain", "abstain")])
    reason = models.TextField()
    dissent = models.TextField(blank=True, default="")
    noted_by = models.UUIDField()
    noted_name = models.CharField(max_length=120)
    noted_at = models.DateTimeField()
    salt = models.CharField(max_length=32)

    class Meta:
        ordering = ["noted_at"]
        constraints = [models.UniqueConstraint(fields=["seat", "assessment"], name="one_vote_of_a_seat")]

    def __str__(self) -> str:
        return "vote of a panel"
