"""Programs that speak to the API, one for each of the cast."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.test import Client

from medcord.parties import actions
from medcord.parties.models import Member
from tests.cast import Cast

REPORT = {
    "device_maker": "Karst Respiratory",
    "device_model": "Breva V2",
    "device_version": "4.1.0",
    "how_tested": "On two units bought second-hand, in a lab.",
    "patient_impact": "An alarm could stay silent while a patient stops breathing.",
    "description": "The alarm service takes a mute command without sign-in.",
    "identity": "pseudonymous",
    "finder_name": "kestrel-9",
    "credit": True,
}


class Program:
    """A client of the API: JSON in, JSON out."""

    def __init__(self, headers: dict[str, str] | None = None) -> None:
        self._client = Client(raise_request_exception=False)
        self._headers = headers or {}

    def send(self, method: str, path: str, body: Any = None, **more: Any) -> HttpResponse:
        """One request; ``path`` is below /api/v1. A body is sent as JSON, bytes as they are."""
        if body is not None:
            data = body if isinstance(body, bytes | str) else json.dumps(body)
            more |= {"data": data, "content_type": "application/json"}
        return self._client.generic(method, f"/api/v1{path}", headers=self._headers, **more)

    def get(self, path: str, **query: Any) -> Any:
        """The body of an answer that must be 200."""
        return said(self._client.get(f"/api/v1{path}", query, headers=self._headers), 200)

    def post(self, path: str, body: Any = None, *, status: int = 200) -> Any:
        return said(self.send("POST", path, {} if body is None else body), status)

    def put(self, path: str, body: Any, *, status: int = 200) -> Any:
        return said(self.send("PUT", path, body), status)

    def upload(self, path: str, fields: dict[str, Any], *, status: int = 200) -> Any:
        return said(self._client.post(f"/api/v1{path}", fields, headers=self._headers), status)


def said(response: HttpResponse, status: int) -> Any:
    """The body, after the status is seen to be the expected one."""
    assert response.status_code == status, (response.status_code, response.content[:600])
    return json.loads(response.content)


@dataclass(frozen=True)
class Programs:
    """One program for each of the cast, and one of a stranger."""

    stranger: Program
    coordinator: Program
    regulator: Program
    manufacturer: Program
    eve: Program
    hospital: Program
    other_hospital: Program
    isao: Program


def program_of(member: Member) -> Program:
    """A program that shows a token of this member."""
    _, secret = actions.issue_token(label="a program", days=30, actor=member.viewer)
    return Program({"Authorization": f"Bearer {secret}"})


def finder_with(code: str) -> Program:
    """A program of the finder who was given this code."""
    return Program({"X-Finder-Code": code})


def programs_of(cast: Cast) -> Programs:
    """Everybody's program."""
    return Programs(
        stranger=Program(),
        coordinator=program_of(cast.coordinator),
        regulator=program_of(cast.regulator),
        manufacturer=program_of(cast.manufacturer),
        eve=program_of(cast.eve),
        hospital=program_of(cast.hospital),
        other_hospital=program_of(cast.other_hospital),
        isao=program_of(cast.isao),
    )


def file_report(programs: Programs) -> tuple[str, str]:
    """A report; its reference and its finder's code."""
    receipt = programs.stranger.post("/reports", REPORT, status=201)
    return receipt["reference"], receipt["code"]


def open_a_case(programs: Programs) -> str:
    """A triaged report's case with the manufacturer invited; its reference."""
    report, _ = file_report(programs)
    programs.coordinator.post(f"/reports/{report}/triage", {"medical_device": "yes", "outcome": "accept"})
    title = {"title": "Breva V2: alarms can be silenced"}
    case = programs.coordinator.post(f"/reports/{report}/case", title, status=201)["reference"]
    programs.coordinator.post(f"/cases/{case}/parties", {"party": party_id(programs, "Karst Respiratory")}, status=201)
    return str(case)


def party_id(programs: Programs, name: str) -> str:
    """A party's id from the directory."""
    found = programs.coordinator.get("/parties")["items"]
    return str(next(row["id"] for row in found if row["name"] == name))
