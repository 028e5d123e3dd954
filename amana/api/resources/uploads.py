"""Files sent ahead of the message that will carry them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Schema
from pydantic import Field

from amana.api.calling import Call, case_of
from amana.api.models import Upload
from amana.api.rooming import Room, made
from amana.api.scopes import CASES_WRITE
from amana.api.shapes import Line
from amana.api.uploading import KEPT, take
from amana.handling.filing import MOST_TOGETHER

room = Room("uploads")


class UploadAsked(Schema):
    """What the file is called, and its type; what it says of itself is shown to people and believed by nobody."""

    name: Annotated[Line, Field(min_length=1)]
    type: Annotated[str, Field(max_length=120, pattern=r"^[a-z0-9]+/[a-z0-9.+-]+$")] = "application/octet-stream"


class UploadOut(Schema):
    """A file that waits; `id` goes into `files` of a message, until `ends_at`."""

    id: UUID
    name: str
    type: str
    size: int
    sha256: str
    ends_at: datetime


@room.take_bytes("cases/{number}/uploads", scope=CASES_WRITE, name="upload_file", gives=UploadOut, most=MOST_TOGETHER)
def upload_file(request: Call, number: str, asked: Query[UploadAsked]) -> Any:
    """Send a file ahead, as it is, of a message or a question of this case: its `id` then stands in `files` of it.

    Whoever sent it can attach it, to this case alone and once. One that no message takes along is gone after a day.
    """
    case = case_of(request, number)
    return made(_out(take(request.sent, name=asked.name, media_type=asked.type, case=case, caller=request.caller)))


def _out(row: Upload) -> UploadOut:
    return UploadOut(id=row.pk, name=row.name, type=row.type, size=row.size, sha256=row.sha256, ends_at=row.at + KEPT)
