"""Every route of the node."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("", include("medcord.api.urls")), path("", include("medcord.web.urls"))]

handler400 = "medcord.web.middleware.unusable"
handler404 = "medcord.web.middleware.not_found"
handler500 = "medcord.web.middleware.broken"
