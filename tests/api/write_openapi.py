"""Writes docs/reference/openapi.json anew: ``python -m tests.api.write_openapi`` in the checkout."""

from __future__ import annotations

import json
from pathlib import Path

import django

SNAPSHOT = Path(__file__).resolve().parents[2] / "docs" / "reference" / "openapi.json"

if __name__ == "__main__":
    django.setup()
    from medcord.api.urls import api

    document = api.get_openapi_schema(path_prefix="/api/")
    SNAPSHOT.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", "utf-8")
