"""Organisations, members and tokens; what sign-in keeps. Passwords are stored by Django's hashers, codes and passkeys
by allauth's table of authenticators."""

from __future__ import annotations

import uuid
from dataclasses import replace
from importlib import import_module
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from medcord.core.access import Scope, Viewer, ViewerKind
from medcord.core.vocabulary import MemberRole, Role
from medcord.ledger.rows import Row

ERASED = "@erased.invalid"
"""How the address of an erased member ends: a name that no mail reaches (RFC 6761, 6.4)."""


class Organisation(Row):
    """A party: a coordinator, regulator, manufacturer, ISAO or hospital."""

    name = models.CharField(max_length=160)
    short_name = models.CharField(max_length=40)
    role = models.CharField(max_length=16, choices=[(role.value, role.value) for role in Role])
    time_zone = models.CharField(max_length=40, default="UTC")
    acknowledges = models.PositiveSmallIntegerField(
        null=True, db_comment="work days in which it acknowledges a report, as it declares (M2)"
    )
    address = models.EmailField(blank=True, default="", db_comment="functional mailbox for content-free notices")
    website = models.URLField(blank=True, default="")
    listed = models.BooleanField(
        default=True, db_comment="in the directory; off for one that is asked in and not yet here"
    )
    needs_second_factor = models.BooleanField(default=False, db_comment="of all its members")
    default_access = models.CharField(max_length=8, default="all", db_comment="new members: all cases, or named ones")
    second_factor_due = models.DateTimeField(null=True, db_comment="from then on a member without one may only enrol")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class MemberManager(BaseUserManager["Member"]):
    """Plumbing of django.contrib.auth: sign-in looks members up by e-mail before there is a viewer."""

    def get_by_natural_key(self, username: str | None) -> Member:
        return self.get(email__iexact=username)


class Member(AbstractBaseUser):
    """A person in an organisation. The custom user model."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120, blank=True, default="")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="members")
    is_active = models.BooleanField(default=True)
    level = models.CharField(
        max_length=16, choices=[(one.value, one.value) for one in MemberRole], default=MemberRole.MEMBER.value
    )
    every_case = models.BooleanField(default=True, db_comment="off: only the cases in `cases`")
    cases = models.JSONField(
        default=list, blank=True, db_comment="ids of cases this member may see; no relation on purpose"
    )

    left_at = models.DateTimeField(null=True, db_comment="when last deactivated")

    objects: ClassVar[MemberManager] = MemberManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return f"{self.name}, {self.organisation.short_name}"

    @property
    def administers(self) -> bool:
        """Whether this member looks after the members of the own party."""
        return self.level == MemberRole.ADMINISTRATOR.value

    @property
    def is_erased(self) -> bool:
        """Whether nobody can tell any more who this was."""
        return self.email.endswith(ERASED)

    @property
    def viewer(self) -> Viewer:
        """The plain value every rule decides on."""
        return Viewer(
            kind=ViewerKind.MEMBER,
            member_id=self.id,
            party_id=self.organisation_id,
            role=Role(self.organisation.role),
            report_id=None,
            active=self.is_active,
            level=MemberRole(self.level),
            cases=None if self.every_case else frozenset(uuid.UUID(one) for one in self.cases),
        )

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = self.email.lower()
        super().save(*args, **kwargs)


class MemberInvitation(Row):
    """A person was asked to act for a party, by a link that works once; only its digest is kept."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    level = models.CharField(max_length=16, default=MemberRole.MEMBER.value)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.UUIDField(null=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return "invitation of a member"


class Token(Row):
    """A secret a member's program shows instead of a password; only its digest is kept."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="tokens")
    label = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    scopes = models.JSONField(null=True, default=None, db_comment="families of permissions; none: all the member has")
    used_on = models.DateField(null=True, db_comment="day (UTC) on which it was last shown")

    @property
    def viewer(self) -> Viewer:
        """Its member, with what the token was made for and never more."""
        scopes = None if self.scopes is None else frozenset(Scope(one) for one in self.scopes)
        return replace(self.member.viewer, scopes=scopes)

    def __str__(self) -> str:
        return self.label


class Identity(Row):
    """A member at an OIDC provider. Who the provider says is known by issuer and subject alone, never by an address."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="identities")
    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=255)
    linked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issuer", "subject"], name="identity_of_one_member")]
        ordering = ["linked_at"]

    def __str__(self) -> str:
        return f"{self.member_id} at {self.issuer}"


class RecoveryLink(Row):
    """A way back in for a member who lost every other one: used once, until it expires. Only its digest is kept."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="recovery_links")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    issued_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, related_name="+", db_comment="none: whoever runs the node"
    )
    second_pair_of_eyes = models.BooleanField(default=False, db_comment="another administrator must confirm it first")
    confirmed_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, db_comment="used, withdrawn, or replaced by a newer one")

    class Meta:
        ordering = ["expires_at"]

    def __str__(self) -> str:
        return f"way back for {self.member_id}"


class WebSession(AbstractBaseSession):
    """A web session. Of a member's it is kept by which way they came in and on what kind of device, in a coarse word;
    never an address, never what the browser calls itself. ``seen_at`` is a day."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, null=True, related_name="sessions")
    # Not unique: when a session gets a new key, the old row is there a moment longer.
    name = models.UUIDField(default=uuid.uuid4, db_index=True, db_comment="what pages call it; the key is a secret")
    device = models.CharField(max_length=40, blank=True, default="")
    method = models.CharField(max_length=32, blank=True, default="")
    began_at = models.DateTimeField(null=True)
    seen_at = models.DateField(null=True)

    @classmethod
    def get_session_store_class(cls) -> type[Any]:
        # The engine knows this table, so this table names the engine by the setting alone.
        store: type[Any] = import_module(settings.SESSION_ENGINE).SessionStore
        return store
