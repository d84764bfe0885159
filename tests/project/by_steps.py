"""Brings a node's database to the present shape by every step there ever was: ``python -m tests.project.by_steps``."""

from __future__ import annotations

import gc

import django
from django.core.management import call_command
from django.core.management.commands.migrate import Command as StepByStep

if __name__ == "__main__":
    gc.disable()
    django.setup()
    call_command(StepByStep(), verbosity=0, interactive=False)
