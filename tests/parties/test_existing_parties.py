"""Parties from before there were administrators: the migration lets the first member who joined run each."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps

from medcord.parties.models import Member
from tests.cast import Cast
from tests.parties.people import colleague

pytestmark = pytest.mark.django_db


def test_the_first_active_member_to_join_administers_an_existing_party(cast: Cast) -> None:
    later = colleague(cast.manufacturer, "A. Aardvark")
    gone, stays = colleague(cast.hospital, "G. One"), colleague(cast.hospital, "S. Tays")
    Member.objects.update(level="member")
    Member.objects.filter(pk__in=[cast.hospital.pk, gone.pk]).update(is_active=False)
    Member.objects.filter(pk=cast.eve.pk).update(every_case=False)
    import_module("medcord.parties.migrations.0020_party_admin").first_members_administer(apps, None)
    run = set(Member.objects.filter(level="administrator").values_list("pk", flat=True))
    assert {cast.manufacturer.pk, stays.pk, cast.eve.pk, cast.coordinator.pk} <= run
    assert not run & {later.pk, gone.pk, cast.hospital.pk}
    assert Member.objects.get(pk=cast.eve.pk).every_case
