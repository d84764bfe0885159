"""Cases and what belongs to them. What a viewer may see of them is decided in core.access, never here."""

from __future__ import annotations

import json

from django.db import models

from medcord.core.advisory.remedies import Remedy, taken
from medcord.ledger.rows import Row


class Case(Row):
    """One vulnerability (or set) under coordination. ``embargo`` and marks hold states of the core machines."""

    reference = models.CharField(max_length=16, unique=True)
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True, default="")
    owner = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    lead = models.UUIDField(null=True, db_comment="member of the owner who leads the case")
    report = models.ForeignKey("intake.Report", on_delete=models.PROTECT, null=True, related_name="cases")
    opened_at = models.DateTimeField(db_index=True)
    closed_at = models.DateTimeField(null=True)
    closed_because = models.TextField(blank=True, default="")
    regulator_left_out = models.TextField(blank=True, default="")
    cves = models.JSONField(default=list, blank=True)
    origin = models.CharField(max_length=12, default="report", db_comment="report, mail, request, signal or split")
    numbers = models.JSONField(default=list, blank=True, db_comment="others' numbers for it: VU#…, VRF#…")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged_from")
    merged_because = models.TextField(blank=True, default="", db_comment="for the owner alone")
    split_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    split_because = models.TextField(blank=True, default="", db_comment="for the owner alone")
    said = models.PositiveIntegerField(default=0, db_comment="number of the newest message; the next gets one more")
    first_contact_at = models.DateTimeField(null=True, db_comment="of a manufacturer: it starts the 45 days")
    offered_to = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    offered_at = models.DateTimeField(null=True)
    offered_because = models.TextField(blank=True, default="")

    embargo = models.CharField(max_length=12)
    embargo_until = models.DateTimeField(null=True)
    embargo_zone = models.CharField(max_length=40, blank=True, default="")
    proposals = models.JSONField(default=list, db_comment="open proposals: id, by (party or report), ends_at, zone, at")
    embargo_ended_because = models.CharField(max_length=200, blank=True, default="")
    terms_number = models.PositiveIntegerField(default=0, db_comment="which terms are in force; a signature covers one")
    table_number = models.PositiveIntegerField(default=0, db_comment="grows with each change of what is on the table")
    ending = models.CharField(max_length=8, default="none", db_comment="ending asked by attacks: none, proposed, kept")
    ending_at = models.DateTimeField(null=True)
    ending_because = models.TextField(blank=True, default="", db_comment="why it was kept all the same")
    ending_by = models.UUIDField(null=True)

    public_at = models.DateTimeField(null=True)
    exploit_public_at = models.DateTimeField(null=True)
    attacks_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    salt = models.CharField(max_length=32)

    class Meta:
        ordering = ["-opened_at"]

    def __str__(self) -> str:
        return self.reference


class Participant(Row):
    """A party in a case: consent to the embargo, its own report and fix states, last contact."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="participants")
    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=16)
    consent = models.CharField(max_length=16)
    statutory = models.BooleanField(default=False)
    observer = models.BooleanField(default=False, db_comment="reads after signing, and does not act")
    sees_from = models.DateTimeField(null=True, db_comment="nothing older is open to a party that joined late")
    tracking = models.CharField(max_length=60, blank=True, default="", db_comment="the party's own number for the case")
    report_state = models.CharField(max_length=12, default="start", db_comment="RM of this party (cvd-protocol 3.2)")
    report_state_at = models.DateTimeField(null=True)
    invited_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    signed_terms = models.PositiveIntegerField(default=0, db_comment="number of the terms the signature covers")
    terms_acknowledged_at = models.DateTimeField(null=True, db_comment="by a statutory participant")
    acknowledged_terms = models.PositiveIntegerField(default=0)
    out_because = models.TextField(blank=True, default="", db_comment="why it declined, left, or was removed")
    consent_since = models.DateTimeField()
    lapsed_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    last_contact_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True, db_comment="a member of the party first opened what it was sent")
    acknowledged_at = models.DateTimeField(null=True, db_comment="the party said that it has the report")
    maker_aware_at = models.DateTimeField(null=True)
    fix_ready_at = models.DateTimeField(null=True)
    fix_deployed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "party"], name="party_once_in_case")]
        ordering = ["invited_at"]

    def __str__(self) -> str:
        return f"{self.role} in a case"


class Room(Row):
    """A place to talk beside the case-wide thread: of one product, or a side room of chosen parties."""

    class Kind(models.TextChoices):
        PRODUCT = "product"
        SIDE = "side"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="rooms")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    title = models.CharField(max_length=120)
    product = models.ForeignKey("products.Product", on_delete=models.PROTECT, null=True, related_name="+")
    parties = models.JSONField(default=list, db_comment="side room: the parties in it; the case's owner is always one")
    with_finder = models.BooleanField(default=False)
    party = models.ForeignKey(
        "parties.Organisation",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_comment="the party that opened it",
    )
    opened_by = models.UUIDField(null=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    salt = models.CharField(max_length=32)

    class Meta:
        ordering = ["opened_at"]

    def __str__(self) -> str:
        return "room of a case"


class Message(Row):
    """A message in a case, with its marking and class.

    ``number`` counts in the case, given under its lock: a time could stand behind a marker and be missed.
    ``confidentiality`` is the strictest of what its author ``marked`` and of what it was made from. ``consulted``,
    ``roots`` and ``readers`` say how the rules stand (C6, C7); ``passing`` works them out anew with each change.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="messages")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, null=True, related_name="messages")
    number = models.PositiveIntegerField(default=0)
    author = models.UUIDField(null=True)
    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    report = models.ForeignKey(
        "intake.Report",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_comment="the finder of this report wrote it",
    )
    body = models.TextField()
    tlp = models.CharField(max_length=16)
    confidentiality = models.CharField(max_length=16)
    marked = models.CharField(max_length=16, blank=True, default="", db_comment="its author's class; empty: the same")
    consulted = models.BooleanField(default=False, db_comment="the rule of its own class is met for the regulator")
    roots = models.JSONField(default=list, db_comment="class, party, met and readers of what it was made from")
    readers = models.JSONField(null=True, default=None, db_comment="authorised readers and their parties")
    quotes = models.PositiveSmallIntegerField(default=0, db_comment="how many messages it quotes")
    mentions = models.JSONField(default=list, db_comment="members and parties it names")
    pinned_at = models.DateTimeField(null=True)
    pinned_by = models.UUIDField(null=True)
    edited_at = models.DateTimeField(null=True)
    at = models.DateTimeField(db_index=True)
    salt = models.CharField(max_length=32)
    purged_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at"]
        indexes = [models.Index(fields=["case", "number"], name="message_in_case")]

    def __str__(self) -> str:
        return "message in a case"


class MessageVersion(Row):
    """What a message said before it was edited."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="versions")
    body = models.TextField()
    by = models.UUIDField(null=True)
    at = models.DateTimeField()
    salt = models.CharField(max_length=32)
    purged_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return "earlier version of a message"


class CaseFile(Row):
    """A file that hangs on a message and is read by whoever reads that message."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField()
    blob = models.UUIDField()
    clean_blob = models.UUIDField(null=True)
    stripped = models.CharField(max_length=300, blank=True, default="")
    hints = models.JSONField(default=list, db_comment="kinds and places of likely patient data; never the data")
    salt = models.CharField(max_length=32, default="")
    purged_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return "file of a message"


class StagedFile(Row):
    """A file that was put down for a message not yet sent. Only the member who did so sees it; it lives for a day."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    member = models.UUIDField()
    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField()
    blob = models.UUIDField()
    clean_blob = models.UUIDField(null=True)
    stripped = models.CharField(max_length=300, blank=True, default="")
    hints = models.JSONField(default=list)
    at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return "file for a message"


class ReadMark(Row):
    """Which messages of a case one member has had before their eyes, as ranges of numbers: [[1, 17], [19, 40]].

    Ranges and not one highest number: a message that opens to a party later lies below the highest one.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    member = models.UUIDField()
    ranges = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "member"], name="mark_once")]

    def __str__(self) -> str:
        return "read mark"


class CaseReport(Row):
    """A further report that turned out to be about the same thing. The first one is ``Case.report``."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="more_reports")
    report = models.OneToOneField("intake.Report", on_delete=models.PROTECT, related_name="joined_case")
    came_from = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, related_name="+", db_comment="the merged case that brought it"
    )
    joined_at = models.DateTimeField()
    because = models.TextField(blank=True, default="", db_comment="why it joined: for the owner alone")

    def __str__(self) -> str:
        return "report of a case"


class Question(Row):
    """A party was asked about a product and versions (none named: about all of its products)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="questions")
    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    product = models.ForeignKey("products.Product", on_delete=models.PROTECT, null=True, related_name="+")
    versions = models.CharField(max_length=120, blank=True, default="")
    asked_at = models.DateTimeField()
    asked_by = models.UUIDField(null=True)

    class Meta:
        ordering = ["asked_at"]

    def __str__(self) -> str:
        return "question to a party"


class Contact(Row):
    """An attempt to reach a party. The first one starts the 45 days (CLK-10). The note is the coordinator's own."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="contacts")
    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=24)
    reached = models.BooleanField(default=False, db_comment="somebody there answered")
    note = models.TextField(blank=True, default="")
    rung = models.CharField(
        max_length=24, blank=True, default="", db_comment="step of the escalation ladder, if it was one"
    )
    by = models.UUIDField(null=True)
    at = models.DateTimeField()
    salt = models.CharField(max_length=32)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"contact by {self.channel}"


class Claim(Row):
    """Somebody says that it is public, or attacked. A task until a named coordinator confirms or turns it down."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="claims")
    event = models.CharField(max_length=2, db_comment="mark that is claimed: p, x or a (cvd-protocol 3.4)")
    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    member = models.UUIDField(null=True)
    by_finder = models.BooleanField(default=False)
    report = models.ForeignKey("intake.Report", on_delete=models.PROTECT, null=True, related_name="+")
    signal = models.ForeignKey(
        "signals.Signal", on_delete=models.PROTECT, null=True, related_name="+", db_comment="a public list says it"
    )
    evidence = models.TextField()
    at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    confirmed = models.BooleanField(null=True)
    because = models.TextField(blank=True, default="")
    salt = models.CharField(max_length=32)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"claim of {self.event}"


class CaseSignal(Row):
    """A public signal belongs to a case, by itself (its CVE is the case's) or because a person said so."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="signals")
    signal = models.ForeignKey("signals.Signal", on_delete=models.PROTECT, related_name="+")
    opened = models.BooleanField(default=False, db_comment="the case was opened from it")
    by = models.UUIDField(null=True, db_comment="nobody: a rule of the table")
    by_name = models.CharField(max_length=120, blank=True, default="")
    because = models.TextField(blank=True, default="")
    at = models.DateTimeField()
    salt = models.CharField(max_length=32)

    class Meta:
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["case", "signal"], name="signal_once_in_case")]

    def __str__(self) -> str:
        return "signal of a case"


class Evidence(Row):
    """On what a state of a case rests: who said it, when, in which words. Never a judgement of harm (X4)."""

    class Of(models.TextChoices):
        CONFIRMED = "confirmed", "it is confirmed"
        PUBLIC = "p", "it is public"
        EXPLOIT = "x", "an exploit is public"
        ATTACKS = "a", "it is attacked"
        SEEN = "seen", "something was seen that may be it"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="evidence")
    of = models.CharField(max_length=12, choices=Of.choices)
    words = models.TextField()
    by = models.UUIDField(null=True)
    by_name = models.CharField(max_length=120, blank=True, default="", db_comment="empty: by rule, from a signal")
    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    signal = models.ForeignKey("signals.Signal", on_delete=models.PROTECT, null=True, related_name="+")
    sighting = models.ForeignKey("signals.Sighting", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    salt = models.CharField(max_length=32)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"evidence that {self.get_of_display()}"


class InvitationLink(Row):
    """An organisation that is not here yet is asked in by a link that shows nothing until it is accepted."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="links")
    organisation = models.CharField(max_length=160)
    role = models.CharField(max_length=16)
    email = models.EmailField()
    digest = models.CharField(max_length=64, unique=True)
    sees_from = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    made_by = models.UUIDField(null=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return "invitation by link"


class Statement(Row):
    """What a party says of one product and some versions of it, for one vulnerability (``cve``) or for all. The newest
    of (party, product, versions, cve) counts."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="statements")
    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    member = models.UUIDField(null=True)
    product = models.ForeignKey("products.Product", on_delete=models.PROTECT, related_name="+")
    versions = models.CharField(max_length=120)
    cve = models.CharField(max_length=24, blank=True, default="", db_comment="the one it is about; empty for all")
    status = models.CharField(max_length=24)
    justification = models.CharField(max_length=80, blank=True, default="")
    remediation_category = models.CharField(max_length=24, blank=True, default="")
    remediation = models.TextField(blank=True, default="")
    remedies = models.JSONField(
        default=list, db_comment="core.advisory.remedies.Remedy, where there is more to say than one remediation"
    )
    stands_in = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, related_name="+", db_comment="where its own case was merged into"
    )
    at = models.DateTimeField()
    salt = models.CharField(max_length=32)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.status} {self.versions}"

    @property
    def kept(self) -> str:
        """The remedies as they are kept, to be said again as they are."""
        return json.dumps(self.remedies)

    @property
    def offered(self) -> list[Remedy]:
        """Everything it says can be done, in its order."""
        if self.remedies:
            return [taken(one) for one in self.remedies]
        return [Remedy(self.remediation_category or "mitigation", self.remediation)] if self.remediation else []
