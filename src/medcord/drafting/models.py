"""Texts that are written for the public and cross between the agencies before. A text knows its case; what is
published knows nothing of it."""

from __future__ import annotations

from django.db import models

from medcord.ledger.rows import Row

QUOTING = (
    "summary", "device", "what_could_happen", "what_to_do", "not_known", "clinicians_device", "clinicians_could_happen",
    "clinicians_to_do", "clinicians_not_known", "flaw",
)  # fmt: skip
"""Fields of a draft that hold prose and may quote."""


class Draft(Row):
    """The advisory of one case while it is written. ``advisory`` is set when it went through the door."""

    case = models.OneToOneField("cases.Case", on_delete=models.CASCADE, related_name="draft")
    number = models.PositiveIntegerField(default=0)
    title = models.CharField(max_length=200)
    summary = models.TextField()
    device = models.TextField(blank=True, default="")
    what_could_happen = models.TextField(blank=True, default="")
    what_to_do = models.TextField(blank=True, default="")
    not_known = models.TextField(blank=True, default="")
    clinicians_device = models.TextField(blank=True, default="", db_comment="the version for clinicians (P3)")
    clinicians_could_happen = models.TextField(blank=True, default="")
    clinicians_to_do = models.TextField(blank=True, default="")
    clinicians_not_known = models.TextField(blank=True, default="")
    cve = models.CharField(max_length=24, blank=True, default="")
    cwe = models.CharField(max_length=12, blank=True, default="")
    cwe_name = models.CharField(max_length=200, blank=True, default="")
    more_cwes = models.TextField(blank=True, default="", db_comment="further weaknesses: a number and its name a line")
    vector = models.CharField(max_length=160, blank=True, default="", db_comment="CVSS 3.1 or 3.0")
    vector_4 = models.CharField(max_length=260, blank=True, default="", db_comment="CVSS 4.0")
    flaw = models.TextField(blank=True, default="", db_comment="technical description of the vulnerability")
    flaw_title = models.CharField(max_length=200, blank=True, default="", db_comment="of the first vulnerability")
    ssvc = models.JSONField(default=dict, db_comment="the decision by SSVC that is published with it; empty for none")
    further = models.JSONField(default=list, db_comment="further vulnerabilities, and where the first stands")
    thanks = models.JSONField(default=list, db_comment="organisations that are thanked, with what they answered")
    planned_at = models.DateTimeField(null=True, db_comment="when it is to come out; the embargo's end if empty")
    actions = models.JSONField(default=list, db_comment="what it advises, chosen from core.crossing.comparison.Advice")
    saved_at = models.DateTimeField()
    saved_by = models.UUIDField(null=True)
    salt = models.CharField(max_length=32)
    shared_with = models.JSONField(default=list, db_comment="parties it was circulated to for comment")

    advisory = models.UUIDField(null=True)
    tracking_id = models.CharField(max_length=40, blank=True, default="")
    released_at = models.DateTimeField(null=True)
    early_reason = models.TextField(blank=True, default="", db_comment="why before the agreed date")

    revising = models.CharField(max_length=12, blank=True, default="", db_comment="kind of the revision being written")
    news = models.TextField(blank=True, default="", db_comment="what is new in the revision; stands in its history")
    replaced_by = models.CharField(max_length=40, blank=True, default="", db_comment="number of the one in its place")
    since = models.PositiveIntegerField(default=0, db_comment="version from which stands and waivers count")

    def __str__(self) -> str:
        return self.title


class DraftRevision(Row):
    """A released draft was opened again, for one further revision; it was released or given up, or is still open.

    ``base``: the version that was out then, ``was_out_at``: since when, ``plan``: what it advised then.
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="revisions")
    kind = models.CharField(max_length=12, db_comment="core.advisory.revising.RevisionKind")
    news = models.TextField(db_comment="what is new, as it was published or given up")
    base = models.PositiveIntegerField()
    was_out_at = models.DateTimeField()
    plan = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    opened_by = models.UUIDField(null=True)
    opened_name = models.CharField(max_length=120)
    number = models.PositiveIntegerField(null=True, db_comment="of the advisory's revision, once it is out")
    released_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    salt = models.CharField(max_length=32)

    class Meta:
        ordering = ["opened_at"]

    def __str__(self) -> str:
        return f"{self.kind} of {self.opened_at:%Y-%m-%d}"


class Passage(Row):
    """A message that a field of the draft quotes. It binds the draft until its words are out of it."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="passages")
    field = models.CharField(max_length=24)
    source = models.ForeignKey("cases.Message", on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()
    by = models.UUIDField(null=True)
    dropped_at = models.DateTimeField(null=True)
    salt = models.CharField(max_length=32)
    purged_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"quotation in {self.field}"


class Communication(Row):
    """The regulator's safety communication on one case (FDA3). Its own publication: never part of an advisory's feed.

    ``products``: [{"product": id, "name": text, "versions": text}], as they were chosen from the case.
    """

    case = models.OneToOneField("cases.Case", on_delete=models.CASCADE, related_name="communication")
    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(default=0)
    title = models.CharField(max_length=200)
    devices = models.TextField(blank=True, default="", db_comment="products and versions in words")
    what_to_do = models.TextField(blank=True, default="")
    for_patients = models.TextField(blank=True, default="")
    for_clinicians = models.TextField(blank=True, default="")
    not_known = models.TextField(blank=True, default="")
    products = models.JSONField(default=list)
    planned_at = models.DateTimeField(null=True)
    actions = models.JSONField(default=list)
    saved_at = models.DateTimeField()
    saved_by = models.UUIDField(null=True)
    salt = models.CharField(max_length=32)
    shared_with = models.JSONField(default=list, db_comment="parties it was given to for comment")

    link = models.CharField(max_length=500, blank=True, default="", db_comment="where the regulator published it")
    released_at = models.DateTimeField(null=True)
    released_by = models.UUIDField(null=True)
    released_name = models.CharField(max_length=120, blank=True, default="")

    def __str__(self) -> str:
        return self.title


class Version(Row):
    """A text as it was at one save. ``words``: field to text."""

    number = models.PositiveIntegerField()
    words = models.JSONField()
    at = models.DateTimeField()
    member = models.UUIDField(null=True)
    name = models.CharField(max_length=120, blank=True, default="")
    purged_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"version {self.number}"


class Comment(Row):
    """What a party says of one passage. ``field``, ``quote`` and ``start`` are the passage in version ``number``."""

    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    member = models.UUIDField(null=True)
    name = models.CharField(max_length=120)
    at = models.DateTimeField()
    number = models.PositiveIntegerField()
    field = models.CharField(max_length=24)
    quote = models.TextField(blank=True, default="")
    start = models.PositiveIntegerField(default=0)
    body = models.TextField()
    proposal = models.TextField(blank=True, default="", db_comment="words for the place of the passage")
    proposes = models.BooleanField(default=False)
    salt = models.CharField(max_length=32)

    accepted = models.BooleanField(null=True)
    put_in = models.BooleanField(default=False, db_comment="the proposed words were put in by the same act")
    reason = models.TextField(blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    decided_name = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return "comment"


class Asking(Row):
    """A party was asked for its comments by a time. ``comments`` is how many it had made when it said it is done."""

    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    emergency = models.BooleanField(default=False)
    overdue_at = models.DateTimeField(null=True, db_comment="when it was recorded that the time had passed")
    answered_at = models.DateTimeField(null=True)
    comments = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, db_comment="when the text came out without them, once it is written on")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return "asked for comments"


class DraftVersion(Version):
    """Of a draft."""

    text = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="versions")

    class Meta(Version.Meta):
        abstract = False
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["text", "number"], name="draft_version_once")]


class CommunicationVersion(Version):
    """Of a safety communication."""

    text = models.ForeignKey(Communication, on_delete=models.CASCADE, related_name="versions")

    class Meta(Version.Meta):
        abstract = False
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["text", "number"], name="communication_version_once")]


class DraftComment(Comment):
    """On a draft."""

    text = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="comments")

    class Meta(Comment.Meta):
        abstract = False
        ordering = ["at"]


class CommunicationComment(Comment):
    """On a safety communication."""

    text = models.ForeignKey(Communication, on_delete=models.CASCADE, related_name="comments")

    class Meta(Comment.Meta):
        abstract = False
        ordering = ["at"]


class DraftAsking(Asking):
    """For comments on a draft."""

    text = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="askings")

    class Meta(Asking.Meta):
        abstract = False
        ordering = ["due_at"]


class CommunicationAsking(Asking):
    """For comments on a safety communication."""

    text = models.ForeignKey(Communication, on_delete=models.CASCADE, related_name="askings")

    class Meta(Asking.Meta):
        abstract = False
        ordering = ["due_at"]


class ReleaseApproval(Row):
    """A member read one version of a draft and approved it."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="approvals")
    number = models.PositiveIntegerField()
    member = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["draft", "number", "member"], name="approval_once")]

    def __str__(self) -> str:
        return f"approval of version {self.number}"


class ReleaseStand(Row):
    """What a party says of the release of one version: ready, or that it objects. Its last word counts."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="stands")
    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    armed = models.BooleanField()
    reason = models.TextField(blank=True, default="")
    member = models.UUIDField()
    name = models.CharField(max_length=120)
    at = models.DateTimeField()
    salt = models.CharField(max_length=32)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return "ready" if self.armed else "objects"


class ReleaseOverride(Row):
    """A release over objections, prepared by one member and stood in for by another. The newest counts."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="overrides")
    number = models.PositiveIntegerField()
    parties = models.JSONField(default=list, db_comment="ids of the parties that object")
    factors = models.JSONField(default=list, db_comment="chosen from core.advisory.release.ReleaseFactor")
    reason = models.TextField()
    member = models.UUIDField()
    name = models.CharField(max_length=120)
    at = models.DateTimeField()
    second = models.UUIDField(null=True)
    second_name = models.CharField(max_length=120, blank=True, default="")
    second_at = models.DateTimeField(null=True)
    salt = models.CharField(max_length=32)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"release of version {self.number} over objections"


class ReleaseWaiver(Row):
    """Why the advisory goes out although machines cannot match one affected product (C9). It shows in the document."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="waivers")
    statement = models.ForeignKey("cases.Statement", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(default=0, db_comment="version of the draft when it was given")
    what = models.CharField(max_length=12, db_comment="core.advisory.readiness.Missing")
    reason = models.TextField()
    member = models.UUIDField()
    name = models.CharField(max_length=120)
    at = models.DateTimeField()
    salt = models.CharField(max_length=32)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"without {self.what}"


class ShortForm(Row):
    """What goes out in an emergency (88): prepared, and seen by the regulator in advance. ``first_…``: who asked for
    its release. ``products``: ids; what their makers state of them goes out. A case has one for each emergency, one
    after another."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="short_forms")
    number = models.PositiveIntegerField(default=0)
    news = models.TextField(blank=True, default="", db_comment="what is new; in the history where one is out already")
    revision = models.PositiveIntegerField(default=0, db_comment="of the advisory, once it is out")
    title = models.CharField(max_length=200)
    device = models.TextField(blank=True, default="")
    what_could_happen = models.TextField(blank=True, default="")
    what_to_do = models.TextField(blank=True, default="")
    cve = models.CharField(max_length=24, blank=True, default="")
    unmatched = models.TextField(blank=True, default="", db_comment="why it goes out though machines cannot match it")
    products = models.JSONField(default=list)
    saved_at = models.DateTimeField()
    saved_by = models.UUIDField(null=True)
    saved_name = models.CharField(max_length=120, blank=True, default="")
    salt = models.CharField(max_length=32)

    seen_digest = models.CharField(max_length=64, blank=True, default="", db_comment="of exactly what was read")
    seen_at = models.DateTimeField(null=True)
    seen_by = models.UUIDField(null=True)
    seen_name = models.CharField(max_length=120, blank=True, default="")

    first_at = models.DateTimeField(null=True)
    first_by = models.UUIDField(null=True)
    first_name = models.CharField(max_length=120, blank=True, default="")
    first_digest = models.CharField(max_length=64, blank=True, default="")
    reason = models.TextField(blank=True, default="", db_comment="why it cannot wait")

    released_at = models.DateTimeField(null=True)
    released_by = models.UUIDField(null=True)
    released_name = models.CharField(max_length=120, blank=True, default="")
    tracking_id = models.CharField(max_length=40, blank=True, default="")
    review_due = models.DateTimeField(null=True, db_comment="set when one person released it")
    overdue_at = models.DateTimeField(null=True, db_comment="when it was recorded that the review did not come")
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.UUIDField(null=True)
    reviewed_name = models.CharField(max_length=120, blank=True, default="")
    outcome = models.CharField(max_length=12, blank=True, default="", db_comment="core.advisory.emergency")
    review = models.TextField(blank=True, default="", db_comment="what the review found, in words")

    def __str__(self) -> str:
        return self.title


class Telling(Row):
    """That some parties are told before all (89): a document was made of the draft, and lies where no case is known.

    ``restricted`` is its id there, ``parties`` the ids of all that were ever named.
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="tellings")
    restricted = models.UUIDField(unique=True)
    tracking_id = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    label = models.CharField(max_length=16)
    number = models.PositiveIntegerField(db_comment="version of the draft it was made of")
    parties = models.JSONField(default=list)
    early_reason = models.TextField(blank=True, default="", db_comment="why while the embargo is in force")
    ended_reason = models.TextField(blank=True, default="", db_comment="why it was refused or withdrawn")
    at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    salt = models.CharField(max_length=32)
    purged_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return self.tracking_id


Text = Draft | Communication
