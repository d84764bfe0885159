"""Who a session belongs to, read on every request."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.backends import ModelBackend

from medcord.parties.models import Member


class MemberBackend(ModelBackend):
    """Django's, which fetches the member's party in the same query: no page goes without it."""

    def get_user(self, user_id: UUID | str) -> Member | None:
        """The member, unless shut out meanwhile."""
        found = Member.objects.select_related("organisation").filter(pk=user_id).first()
        return found if found is not None and self.user_can_authenticate(found) else None
