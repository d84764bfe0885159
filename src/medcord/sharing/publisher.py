"""Who this node publishes as."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings

from medcord.core.advisory import Publisher
from medcord.formats.csaf import ProviderSettings
from medcord.parties import queries as parties


def provider_settings() -> ProviderSettings:
    """Who publishes and where: the coordinator of this node; before there is one, the node's own address."""
    coordinator = parties.the_coordinator()
    host = urlsplit(settings.MEDCORD_URL).hostname or "localhost"
    return ProviderSettings(
        base_url=settings.MEDCORD_URL,
        publisher=Publisher(
            name=coordinator.name if coordinator else host,
            namespace=settings.MEDCORD_PUBLISHER_NAMESPACE,
            category="coordinator",
            contact=coordinator.address if coordinator else "",
        ),
    )
