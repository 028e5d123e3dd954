"""Calling the API: one connection's worth of manners, and a method for what is asked most."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http.client import HTTPMessage
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

JSON, NDJSON, BYTES = "application/json", "application/x-ndjson", "application/octet-stream"
# A server that is busy says how long to wait; nobody waits longer than this for it, nor oftener.
LONGEST_WAIT, MOST_TRIES = 60, 4
BUSY = {429, 503}

Json = dict[str, Any]  # Any: JSON, shaped as docs/reference/api.md says


class Refused(Exception):
    """A call that was not answered: `status`, `code` for programs, and a sentence in the language asked for."""

    def __init__(self, status: int, says: Mapping[str, Any]) -> None:
        self.status, self.says = status, dict(says)
        self.code = str(says.get("code", ""))
        super().__init__(f"{status} {self.code}: {says.get('detail', '')}")


@dataclass(frozen=True)
class Answer:
    """What was answered: JSON, and the tag of the thing, to be sent with a change of it."""

    says: Json
    etag: str = ""

    def __getitem__(self, name: str) -> Any:
        return self.says[name]


class _Stays(HTTPRedirectHandler):
    """A token goes where it was meant to go, and nowhere else."""

    def redirect_request(
        self, req: Request, fp: Any, code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        return None


@dataclass
class Client:
    """One token at one Amana. `url` is where it is, such as https://desk.example.com; other than here, by https alone.

    Writes carry a key, so that one tried again after a lost answer is done once. Raises Refused for what is not
    answered well, and OSError when nobody answers.
    """

    url: str
    token: str = field(repr=False)
    language: str = "en"
    timeout: float = 30.0

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        is_here = parts.hostname in {"localhost", "127.0.0.1", "::1"}
        if parts.scheme != "https" and not (parts.scheme == "http" and is_here):
            raise ValueError("a token is sent by https alone")
        self._opener = build_opener(_Stays())

    # ── any call ─────────────────────────────────────────────────────────────

    def get(self, path: str, **query: object) -> Answer:
        """Read something; `query` are filters by name."""
        asked = {name: str(value) for name, value in query.items() if value is not None}
        return self._answer("GET", f"{path}?{urlencode(asked)}" if asked else path)

    def post(self, path: str, said: Json | None = None, *, etag: str = "", key: str = "") -> Answer:
        """Change something. `etag` is of the case as it was read, `key` the same for the same change tried again."""
        headers = {"Idempotency-Key": key or str(uuid.uuid4()), **({"If-Match": etag} if etag else {})}
        return self._answer("POST", path, json.dumps(said or {}).encode(), {"Content-Type": JSON, **headers})

    def post_bytes(self, path: str, content: bytes, **query: object) -> Answer:
        """Send a file as it is, as `post` sends JSON: done once, however often the line breaks."""
        headers = {"Content-Type": BYTES, "Idempotency-Key": str(uuid.uuid4())}
        return self._answer("POST", f"{path}?{urlencode(query)}", content, headers)

    def pages(self, path: str, name: str, **query: object) -> Iterator[Json]:
        """Yield what a list holds, page after page."""
        after = ""
        while True:
            page = self.get(path, **query, **({"after": after} if after else {}))
            yield from page[name]
            after = page["next"] or ""
            if not after:
                return

    def lines(self, path: str, **query: object) -> Iterator[Json]:
        """Yield the lines of a feed or a record as they come."""
        asked = urlencode({name: str(value) for name, value in query.items() if value is not None})
        with self._opened("GET", f"{path}?{asked}" if asked else path) as answer:
            for line in answer:
                yield json.loads(line)

    # ── what is asked most ───────────────────────────────────────────────────

    def cases(self, **filters: object) -> Iterator[Json]:
        """Yield cases in the order of the queue, or as `state="closed"` asks."""
        return self.pages("cases", "cases", **filters)

    def case(self, number: str) -> Answer:
        """Return one case, with the tag a message to its customer needs."""
        return self.get(f"cases/{quote(number)}")

    def promises(self, *, whose: str = "mine") -> Iterator[Json]:
        """Yield what we owe, the first due first."""
        return self.pages("promises", "promises", whose=whose)

    def note(self, number: str, text: str) -> Answer:
        """Write a note for colleagues."""
        return self.post(f"cases/{quote(number)}/notes", {"text": text})

    def tag(self, number: str, name: str) -> Answer:
        """Put a tag on a case; answers with its tags."""
        return self.post(f"cases/{quote(number)}/tags", {"name": name})

    def describe(self, number: str, values: Mapping[str, str]) -> Answer:
        """Write down what fields say of a case, by their keys; an empty value takes one away."""
        said = [{"field": field, "value": value} for field, value in values.items()]
        return self.post(f"cases/{quote(number)}/fields", {"values": said})

    def link(self, number: str, other: str) -> Answer:
        """Link a case with another one."""
        return self.post(f"cases/{quote(number)}/links", {"case": other})

    def merge(self, number: str, into: str, *, why: str = "", knowing: bool = False) -> Answer:
        """Let a case go on in another one. `knowing`: it is meant that somebody reads more than before."""
        return self.post(f"cases/{quote(number)}/merger", {"into": into, "why": why, "knowing": knowing})

    def unmerge(self, number: str, *, why: str = "") -> Answer:
        """Take a case out of the one it goes on in."""
        return self.post(f"cases/{quote(number)}/merger/end", {"why": why})

    def split(self, number: str, entries: Sequence[str], *, subject: str) -> Answer:
        """Open a case of its own from these entries of another."""
        return self.post(f"cases/{quote(number)}/splits", {"subject": subject, "entries": list(entries)})

    def follow(self, number: str) -> Answer:
        """Follow a case a colleague holds."""
        return self.post(f"cases/{quote(number)}/following")

    def write_term(self, number: str, text: str) -> Answer:
        """Write down what must be true for a case to be over."""
        return self.post(f"cases/{quote(number)}/terms", {"text": text})

    def meet_term(self, key: str, done: str) -> Answer:
        """Say by what a term is met."""
        return self.post(f"terms/{quote(key)}/fulfilment", {"done": done})

    def give_amends(self, number: str, what: str, *, why: str, amount: str | None = None) -> Answer:
        """Make amends; `state` of the answer says whether they are given, or asked for. `amount` is as "120.00"."""
        return self.post(f"cases/{quote(number)}/amends", {"what": what, "why": why, "amount": amount})

    def unmask(self, number: str, entry: str) -> Answer:
        """Return an entry with its covered numbers; that it was looked at is written down."""
        return self.post(f"cases/{quote(number)}/entries/{quote(entry)}/unmasking")

    def make_web_hook(self, brand: str, name: str, url: str, *, kinds: Sequence[str] = ()) -> Answer:
        """Tell a server what happens; `secret` of the answer is told this once."""
        return self.post("web-hooks", {"brand": brand, "name": name, "url": url, "kinds": list(kinds)})

    def check(self, number: str, text: str) -> Answer:
        """Return what a draft promises, and what there is to say about it."""
        return self.post(f"cases/{quote(number)}/messages/check", {"text": text})

    def upload(self, number: str, name: str, content: bytes, *, media_type: str = BYTES) -> Answer:
        """Send a file ahead of the message that will carry it; its `id` goes into `files` of `send`, within a day."""
        return self.post_bytes(f"cases/{quote(number)}/uploads", content, name=name, type=media_type)

    def send(
        self,
        number: str,
        text: str,
        *,
        etag: str,
        promises: Sequence[Json] = (),
        files: Sequence[str] = (),
        through: str = "",
    ) -> Answer:
        """Send a message, naming each promise that `check` found in it. `etag` says what was read of the case.

        It leaves by mail; `through` names a messenger by its key, or "conversation".
        """
        said = {"text": text, "promises": list(promises), "files": list(files), "through": through}
        return self.post(f"cases/{quote(number)}/messages", said, etag=etag)

    def keep_recording(self, number: str, call: str, content: bytes, *, who: str, how: str, when: datetime) -> Answer:
        """Keep the recording of a call that was noted: `who` consented, `how` ("spoken", "written", "announced"), and when."""
        path = f"cases/{quote(number)}/calls/{quote(call)}/recording"
        return self.post_bytes(path, content, who=who, how=how, when=when.isoformat())

    def bring_in_chat(self, number: str, text: str, names: Mapping[str, str]) -> Answer:
        """Put a chat that WhatsApp exported into the record; `names` says who of it is "company" and who "customer"."""
        said = [{"name": name, "side": side} for name, side in names.items()]
        return self.post(f"cases/{quote(number)}/chats", {"text": text, "names": said})

    def entries_since(self, since: str = "") -> Iterator[Json]:
        """Yield entries of all cases since a mark; the last line is `{"next": mark}`, to go on from the next time."""
        return self.lines("feeds/entries", since=since)

    def file(self, number: str, key: str) -> bytes:
        """Return a file that an entry of the case names in `files`, as it was sealed."""
        with self._opened("GET", f"cases/{quote(number)}/files/{quote(key)}") as answer:
            content: bytes = answer.read()
        return content

    # ── on the line ──────────────────────────────────────────────────────────

    def _answer(self, method: str, path: str, body: bytes | None = None, headers: Json | None = None) -> Answer:
        with self._opened(method, path, body, headers or {}) as answer:
            content = answer.read()
            return Answer(json.loads(content) if content else {}, answer.headers.get("ETag", ""))

    def _opened(self, method: str, path: str, body: bytes | None = None, headers: Json | None = None) -> Any:
        """Ask, and ask again where the server is busy and says when. Returns the open answer."""
        address = f"{self.url.rstrip('/')}/api/v1/{path}"
        asks = {"Authorization": f"Bearer {self.token}", "Accept-Language": self.language, **(headers or {})}
        for left in reversed(range(MOST_TRIES)):
            # The address is https, or this machine: see __post_init__.
            request = Request(address, data=body, headers=asks, method=method)  # noqa: S310
            try:
                return self._opener.open(request, timeout=self.timeout)
            except HTTPError as error:
                says = _problem(error)
                if error.code not in BUSY or not left:
                    raise Refused(error.code, says) from None
                time.sleep(_wait(error.headers.get("Retry-After", "")))
        raise AssertionError("the last try answers or raises")


def _problem(error: HTTPError) -> Json:
    with error:
        try:
            says = json.loads(error.read(1 << 20))
        except ValueError:
            says = {}
    return says if isinstance(says, dict) else {}


def _wait(said: str) -> float:
    return min(float(said), LONGEST_WAIT) if said.isascii() and said.isdigit() else 1.0
