"""Files of messages."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel, Field

from medcord.api.schemas.base import Given, Time
from medcord.cases.models import StagedFile
from medcord.cases.queries import FileSeen
from medcord.intake.queries import SaidFile


class PatientDataHint(BaseModel):
    """What looks like patient data in a file, and where; never the data."""

    sign: str
    where: str


class FileOfMessage(BaseModel):
    """A file of a message as the viewer may have it."""

    id: UUID
    message: UUID
    name: str
    kind: str = Field(description="The media type, told by the content and not by the name.")
    size: int
    fetchable: bool = Field(description="False when there is no copy that may be passed on to the viewer.")
    as_sent: bool = Field(description="True for the file as it was sent, false for the copy without metadata.")
    remark: str = Field(description="What to be careful about.")
    purged: bool

    @classmethod
    def of(cls, seen: FileSeen | SaidFile) -> FileOfMessage:
        """A file of a message in a case, or of one about a report."""
        row = seen.row
        assert row.message_id is not None, "it hangs on a message"
        return cls(
            id=row.pk,
            message=row.message_id,
            name=row.name,
            kind=row.kind,
            size=row.size,
            fetchable=seen.blob is not None,
            as_sent=seen.whole,
            remark=seen.remark,
            purged=row.purged_at is not None,
        )


class UploadGiven(Given):
    """How a file is put down."""

    as_it_is: bool = Field(False, description="Pass it on as it is, also when it cannot be cleaned.")
    patient_data_seen: bool = Field(False, description="What looked like patient data is none; keep it all the same.")


class PutDown(BaseModel):
    """A file that was put down for the next message; nobody else sees it."""

    id: UUID
    name: str
    kind: str
    size: int
    passed_on: bool = Field(description="Whether the other parties will get it, or a copy of it.")
    what_was_done: str
    hints: list[PatientDataHint]
    at: Time

    @classmethod
    def of(cls, row: StagedFile) -> PutDown:
        return cls(
            id=row.pk,
            name=row.name,
            kind=row.kind,
            size=row.size,
            passed_on=row.clean_blob is not None,
            what_was_done=row.stripped,
            hints=[PatientDataHint(**hint) for hint in row.hints],
            at=row.at,
        )
