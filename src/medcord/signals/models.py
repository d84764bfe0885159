"""Lists that were read, their entries, the signals among these, and which products they touch; sightings. None names a
case."""

from __future__ import annotations

from django.db import models

from medcord.core.signals import RecallTimes, Seen, Source, Touch, about_of, id_of
from medcord.ledger.rows import Row

LONGEST_PUBLISHER = 200


class SignalList(Row):
    """One reading of one list: counts, and the digest of the file. ``again``: the entries of such lists, compared again
    with a registry that had changed."""

    coordinator = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=12, choices=[(one.value, one.words) for one in Source])
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    listed_version = models.CharField(max_length=40, blank=True, default="", db_comment="the list's own")
    entries = models.PositiveIntegerField()
    new = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    touching = models.PositiveIntegerField()
    skipped = models.PositiveIntegerField(default=0, db_comment="entries without an id")
    again = models.BooleanField(default=False)
    finished = models.BooleanField(default=True, db_comment="all of its signals are kept")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.source} {self.name}"


class ListAddress(Row):
    """An address from which a list is fetched every day."""

    coordinator = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    url = models.CharField(max_length=500)
    set_by = models.UUIDField(null=True)
    set_name = models.CharField(max_length=120, blank=True, default="")
    set_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["set_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["coordinator", "url"], condition=models.Q(ended_at=None), name="list_address_once"
            )
        ]

    def __str__(self) -> str:
        return self.url


class Fetching(models.Model):
    """Where fetching from an address stands: when next, and what came of the last time. No domain row: what was read
    stands among the lists."""

    address = models.OneToOneField(ListAddress, on_delete=models.CASCADE, primary_key=True, related_name="fetching")
    next_at = models.DateTimeField(db_index=True)
    tried_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True, db_comment="when it last answered as it should")
    failed = models.BooleanField(default=False)
    said = models.CharField(max_length=400, blank=True, default="", db_comment="what came of the last time")
    etag = models.CharField(max_length=200, blank=True, default="")
    modified = models.CharField(max_length=60, blank=True, default="", db_comment="Last-Modified as it came")

    def __str__(self) -> str:
        return self.said


class ListedEntry(Row):
    """The newest words of each entry that was read, whether it touches a product or not: one that is registered later
    meets it too."""

    coordinator = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=12, choices=[(one.value, one.words) for one in Source])
    publisher = models.CharField(
        max_length=LONGEST_PUBLISHER, blank=True, default="", db_comment="whose id the key is: a namespace"
    )
    key = models.CharField(max_length=60)
    day = models.DateField(null=True, db_comment="the list's own date for it")
    said = models.JSONField(db_comment="the entry; what is empty is left out")
    digest = models.CharField(max_length=64, db_comment="of what the entry says")

    class Meta:
        ordering = ["source", "key"]
        constraints = [
            models.UniqueConstraint(fields=["coordinator", "source", "publisher", "key"], name="listed_once")
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.key}"

    @property
    def entry_id(self) -> str:
        """What tells its entry from all others of its source."""
        return id_of(self.publisher, self.key)


class Uncompared(models.Model):
    """A source whose entries are to be compared again. No domain row: a reaction marks it, and whoever compared takes
    the mark away."""

    source = models.CharField(max_length=12, primary_key=True)
    marked_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.source


class Signal(Row):
    """One entry of a public list that touches a registered product or the CVE of a case; its newest words."""

    coordinator = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    read_in = models.ForeignKey(SignalList, on_delete=models.PROTECT, related_name="signals")
    source = models.CharField(max_length=12, choices=[(one.value, one.words) for one in Source])
    publisher = models.CharField(
        max_length=LONGEST_PUBLISHER, blank=True, default="", db_comment="whose id the key is: a namespace"
    )
    key = models.CharField(max_length=60, db_comment="its id in the list: a CVE, a recall number")
    cve = models.CharField(max_length=32, blank=True, default="", db_index=True)
    more_cves = models.JSONField(default=list, db_comment="an advisory is about several")
    aliases = models.JSONField(default=list, db_comment="OSV: other ids of the same weakness")
    upstream = models.JSONField(default=list, db_comment="OSV: ids that it takes up and that are no CVEs")
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True, default="")
    url = models.CharField(max_length=200, blank=True, default="")
    day = models.DateField(null=True, db_comment="the list's own date for it")
    exploited = models.BooleanField(default=False)
    exploit_public = models.BooleanField(default=False)
    score = models.FloatField(null=True, db_comment="EPSS: probability of attacks within 30 days")
    number = models.CharField(max_length=60, blank=True, default="", db_comment="recall: the event")
    recall_class = models.CharField(max_length=4, blank=True, default="")
    initiated = models.DateField(null=True)
    status = models.CharField(max_length=60, blank=True, default="", db_comment="recall: where it stands")
    classified = models.DateField(null=True)
    posted = models.DateField(null=True)
    terminated = models.DateField(null=True)
    digest = models.CharField(max_length=64, db_comment="of what the entry says and touches")
    file_digest = models.CharField(max_length=64, db_comment="SHA-256 of the file it stands in")
    first_at = models.DateTimeField()
    at = models.DateTimeField(db_comment="when it last said something else")
    opens = models.BooleanField(default=False, db_comment="by the table of rules")
    rule = models.CharField(max_length=200)
    aside_at = models.DateTimeField(null=True)
    aside_by = models.UUIDField(null=True)
    aside_name = models.CharField(max_length=120, blank=True, default="")
    aside_because = models.TextField(blank=True, default="")
    salt = models.CharField(max_length=32)

    class Meta:
        ordering = ["-at", "key"]
        constraints = [
            models.UniqueConstraint(fields=["coordinator", "source", "publisher", "key"], name="signal_once")
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.key}"

    @property
    def entry_id(self) -> str:
        """What tells its entry from all others of its source."""
        return id_of(self.publisher, self.key)

    @property
    def cves(self) -> tuple[str, ...]:
        """All CVEs that it is about."""
        return tuple(filter(None, (self.cve, *self.more_cves)))

    @property
    def about(self) -> tuple[str, ...]:
        """All ids that it is about, whoever gave them."""
        return about_of(self)

    @property
    def times(self) -> RecallTimes:
        """The days of a recall."""
        return RecallTimes(self.initiated, self.classified, self.posted, self.terminated, self.status)


class SignalHit(Row):
    """A signal touches a registered product, with the matcher's evidence."""

    signal = models.ForeignKey(Signal, on_delete=models.CASCADE, related_name="hits")
    product = models.ForeignKey("products.Product", on_delete=models.PROTECT, related_name="+")
    touch = models.CharField(max_length=12, choices=[(one.value, one.words) for one in Touch])
    because = models.JSONField(default=list)
    versions = models.JSONField(default=list, db_comment="registered versions in the range")

    class Meta:
        ordering = ["touch"]
        constraints = [models.UniqueConstraint(fields=["signal", "product"], name="hit_once")]

    def __str__(self) -> str:
        return f"{self.touch} hit"


class Sighting(Row):
    """What a hospital or ISAO says it saw (I3). No device, serial, or inventory: only what the advisory says, a choice,
    and words of its own."""

    reference = models.CharField(max_length=16, unique=True)
    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    coordinator = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    advisory = models.CharField(max_length=80, blank=True, default="", db_comment="its tracking id")
    title = models.CharField(max_length=300)
    cves = models.JSONField(default=list)
    seen = models.CharField(max_length=12, choices=[(one.value, one.words) for one in Seen])
    words = models.TextField(blank=True, default="")
    made_by = models.UUIDField(null=True)
    made_name = models.CharField(max_length=120, blank=True, default="")
    at = models.DateTimeField()
    confirmed = models.BooleanField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_name = models.CharField(max_length=120, blank=True, default="")
    answer = models.TextField(blank=True, default="", db_comment="the reason, as its author reads it")
    salt = models.CharField(max_length=32)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.reference
