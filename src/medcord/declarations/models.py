"""Declarations, the regulator's decision between two of them, a firm's matrix, texts in an ISAO's hands; answers and
decisions of other people that clocks stand on."""

from __future__ import annotations

from django.db import models

from medcord.core.clocks.scope import Question, ScopeSaid
from medcord.core.declarations.disclosure import DisclosureOutcome
from medcord.core.declarations.facility import Addressee
from medcord.core.declarations.forms import Form
from medcord.core.safety.matrix import Cell, Exploitability
from medcord.core.vocabulary import Severity
from medcord.ledger.rows import Row

CLASSES = ("I", "II", "III")
"""Of recalls, 21 CFR 7.3(m)."""


class Signed(Row):
    """A row that a named person signed; the fact of it holds a digest with this salt."""

    signed_by = models.UUIDField()
    signed_name = models.CharField(max_length=120)
    signed_at = models.DateTimeField()
    salt = models.CharField(max_length=32)

    class Meta:
        abstract = True


class RiskMatrix(Signed):
    """One version of a manufacturer's own matrix; a new one is a new row."""

    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=60, db_comment="the version, as the firm calls it")
    process = models.CharField(max_length=160, db_comment="the firm's own document that says how it is used")
    cells = models.JSONField(db_comment="“exploitability:severity” to what the firm wrote there; all fifteen")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["party", "number"], name="matrix_number_once")]

    def __str__(self) -> str:
        return f"matrix {self.number}"


class Declaration(Signed):
    """One signature of a manufacturer under one form. Never changed: a correction, an extension and a new decision are
    rows of their own, which name the one they are about."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=24, choices=[(one.value, one.value) for one in Form])
    number = models.PositiveIntegerField(db_comment="counts what one party signed in one case")
    at = models.DateTimeField(null=True, db_comment="when it happened, by the word of who signs")
    about = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField()
    reason = models.TextField(blank=True, default="")
    controls = models.TextField(blank=True, default="")
    scope = models.TextField(blank=True, default="")
    removal = models.BooleanField(null=True)
    uncontrolled = models.BooleanField(null=True)
    exploitability = models.CharField(
        max_length=8, blank=True, default="", choices=[(one.value, one.value) for one in Exploitability]
    )
    severity = models.CharField(
        max_length=16, blank=True, default="", choices=[(one.value, one.value) for one in Severity]
    )
    matrix = models.ForeignKey(RiskMatrix, on_delete=models.PROTECT, null=True, related_name="+")
    matrix_says = models.CharField(
        max_length=16, blank=True, default="", choices=[(one.value, one.value) for one in Cell]
    )
    ends = models.DateField(null=True, db_comment="until when the device is expected to be used")
    days = models.PositiveIntegerField(null=True, db_comment="of the regular update cycle")
    answers = models.JSONField(default=dict, db_comment="keys of the form's questions to true or false")
    whys = models.JSONField(default=dict, db_comment="key of an item that is not in a report, to why not")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["case", "party", "number"], name="declaration_number_once")]

    def __str__(self) -> str:
        return f"declaration {self.number}"


class ConsigneeList(Signed):
    """To whom the devices of a correction or removal went, as a file: its maker's and the regulator's (82)."""

    declaration = models.ForeignKey(Declaration, on_delete=models.CASCADE, related_name="consignees")
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField()
    blob = models.UUIDField()
    hints = models.JSONField(default=list, db_comment="kinds and places of likely patient data; never the data")
    purged_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["signed_at"]

    def __str__(self) -> str:
        return "list of consignees"


class LearnedDecision(Signed):
    """A named person of the regulator decided which declared time counts. The newest holds."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    declaration = models.ForeignKey(Declaration, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()

    class Meta:
        ordering = ["signed_at"]

    def __str__(self) -> str:
        return "decision between declared times"


class IsaoText(Row):
    """The customers' text of a declaration in an ISAO's hands, and its receipt. The words stay in the declaration."""

    declaration = models.ForeignKey(Declaration, on_delete=models.CASCADE, related_name="given")
    isao = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    digest = models.CharField(max_length=64, db_comment="as in the fact")
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.UUIDField(null=True)
    acknowledged_name = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        ordering = ["sent_at"]
        constraints = [models.UniqueConstraint(fields=["declaration", "isao"], name="text_once_to_isao")]

    def __str__(self) -> str:
        return "text for customers, given to an ISAO"


class ScopeAnswer(Signed):
    """Whether something is so on which it hangs whether a law applies. A correction is a row of its own."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    product = models.ForeignKey(
        "products.Product",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_comment="null: every product of the case that has no answer of its own",
    )
    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    office = models.CharField(max_length=16, db_comment="the side it speaks for: coordinator or manufacturer")
    question = models.CharField(max_length=24, choices=[(one.value, one.value) for one in Question])
    said = models.CharField(max_length=8, choices=[(one.value, one.words) for one in ScopeSaid])
    reason = models.TextField()

    class Meta:
        ordering = ["signed_at"]

    def __str__(self) -> str:
        return f"answer to {self.question}"


class RecallClassification(Signed):
    """That a recall was classified, by the word of the regulator whose act it is."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=60, db_comment="of the recall, as the Enforcement Report will have it")
    recall_class = models.CharField(max_length=3, choices=[(one, one) for one in CLASSES])
    classified = models.DateField()
    reason = models.TextField(db_comment="where the decision is kept")

    class Meta:
        ordering = ["signed_at"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="recall_classified_once")]

    def __str__(self) -> str:
        return f"recall {self.number}, class {self.recall_class}"


class RecallListing(Signed):
    """On which day the Enforcement Report listed a classified recall, by the word of a named person, with the address
    of the record. A correction is a row of its own."""

    recall = models.ForeignKey(RecallClassification, on_delete=models.CASCADE, related_name="listings")
    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    published = models.DateField()
    address = models.CharField(max_length=500, db_comment="of the record, for everybody to read")

    class Meta:
        ordering = ["signed_at"]

    def __str__(self) -> str:
        return "day of the Enforcement Report"


class DisclosureDecision(Signed):
    """What the coordinator decided beside the 45 days (C4). The newest holds; nothing is published by it."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=8, choices=[(one.value, one.value) for one in DisclosureOutcome])
    until = models.DateTimeField(null=True, db_comment="the end of the day until which it waits")
    factors = models.JSONField(default=dict, db_comment="factor of a closed list to yes, no or unknown")
    reason = models.TextField()

    class Meta:
        ordering = ["signed_at"]

    def __str__(self) -> str:
        return f"decision about publication: {self.outcome}"


class FacilityEvent(Signed):
    """A death or serious injury that a hospital became aware of. Its own, and in no case."""

    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    death = models.BooleanField()
    aware = models.DateTimeField()
    device = models.CharField(max_length=200)
    maker = models.CharField(max_length=160, blank=True, default="", db_comment="empty: not known")
    text = models.TextField()

    class Meta:
        ordering = ["-aware"]

    def __str__(self) -> str:
        return "event of harm in a hospital"


class FacilityYear(Signed):
    """That the annual report of a hospital went out, once for each year."""

    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveIntegerField()
    reported = models.DateTimeField()
    text = models.TextField(db_comment="what was filed")

    class Meta:
        ordering = ["-year"]
        constraints = [models.UniqueConstraint(fields=["party", "year"], name="facility_year_once")]

    def __str__(self) -> str:
        return f"annual report of {self.year}"


class FacilityReport(Signed):
    """That the report of such an event went out, once to each addressee."""

    event = models.ForeignKey(FacilityEvent, on_delete=models.CASCADE, related_name="reports")
    to = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Addressee])
    reported = models.DateTimeField()
    text = models.TextField(db_comment="what was filed")

    class Meta:
        ordering = ["reported"]
        constraints = [models.UniqueConstraint(fields=["event", "to"], name="event_reported_once")]

    def __str__(self) -> str:
        return f"report to the {self.to}"
