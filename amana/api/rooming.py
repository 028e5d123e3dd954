"""How a resource says what it offers: what is read, what is written, and the right each asks of a token."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from ninja import Router, Status

from amana.api.calling import Bearer

BYTES = "application/octet-stream"
View = TypeVar("View", bound=Callable[..., Any])


class Room(Router):
    """The operations of one resource; each is named once, and the reference is made from that."""

    def __init__(self, name: str) -> None:
        super().__init__(tags=[name])

    def read(
        self, path: str, *, name: str, gives: Any, tagged: bool = False, kind: str = "", **who: Any
    ) -> Callable[[View], View]:
        """A GET. With `tagged` its answer has an ETag, and If-None-Match is heard. `who`: as `Bearer` takes it.

        `kind` is the type of what it gives where that is not JSON.
        """
        return self._add("GET", path, name, {200: gives}, {"x-tagged": tagged, "x-gives": kind}, **who)

    def ask(self, path: str, *, name: str, gives: Any, kind: str = "", **who: Any) -> Callable[[View], View]:
        """A POST that changes nothing, such as a text to be read; it takes no Idempotency-Key."""
        return self._add("POST", path, name, {200: gives}, {"x-asks": True, "x-gives": kind}, **who)

    def write(
        self,
        path: str,
        *,
        name: str,
        gives: Any,
        makes: bool = False,
        matching: str = "",
        told_once: str = "",
        **who: Any,
    ) -> Callable[[View], View]:
        """A change, through the verb the desk calls; with `makes` it answers 201 (`made`). `matching`: "may" or "must"
        come with If-Match. `told_once` names the field that is empty where the same is asked again, as a secret is.
        """
        more = {"x-matching": matching, "x-told-once": told_once}
        return self._add("POST", path, name, {201 if makes else 200: gives}, more, **who)

    def take_lines(self, path: str, *, name: str, line: str, **who: Any) -> Callable[[View], View]:
        """Many changes, one line of JSON each, as `line` is shaped; each is answered by a line."""
        kinds = {"x-takes": "application/x-ndjson", "x-gives": "application/x-ndjson", "x-line": line}
        return self._add("POST", path, name, {200: None}, kinds, **who)

    def take_bytes(self, path: str, *, name: str, gives: Any, most: int, **who: Any) -> Callable[[View], View]:
        """A file, as it is and of at most so many bytes, in `request.sent`; it answers 201 (`made`)."""
        return self._add("POST", path, name, {201: gives}, {"x-takes": BYTES, "x-most": most}, **who)

    def _add(
        self, method: str, path: str, name: str, answers: Any, more: dict[str, Any], *, scope: str | None,
        for_owners: bool = False,
    ) -> Callable[[View], View]:  # fmt: skip
        extra = {"x-scope": scope or "", "x-for-owners": for_owners, **more}
        added: Callable[[View], View] = self.api_operation(
            [method], path, auth=Bearer(scope, for_owners=for_owners), response=answers, operation_id=name, url_name=name,
            openapi_extra={key: value for key, value in extra.items() if value},
            summary=name.replace("_", " ").capitalize(),
        )  # fmt: skip
        return added


def made(thing: Any) -> Any:
    """Answer 201 with what was made."""
    return Status(201, thing)
