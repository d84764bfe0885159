from __future__ import annotations

from django.apps import AppConfig


class RemediationConfig(AppConfig):
    name = "medcord.remediation"
    label = "remediation"
