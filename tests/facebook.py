"""A page of Facebook on this machine: the part of the Graph API that Messenger needs, as strict about order as Meta is."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from tests.messengers import JPEG, Asked

PAGE = "1906385232743451"
NOA = "6298412345674821"
TOKEN = "EAApagetoken"
FIELDS = {
    "messages", "messaging_postbacks", "message_edits", "message_reactions", "message_echoes", "message_deliveries",
    "message_reads",
}  # fmt: skip


def error(code, status=400, *, subcode=None, message="What went wrong", headers=None):
    said = {"error": {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "Az"}}
    said["error"] |= {"error_subcode": subcode} if subcode else {}
    return (status, said, headers) if headers else (status, said)


@dataclass
class Page:
    """What Meta answers for our page: a message gets a name of its own; `late` are those who wrote more than a day ago."""

    late: set[str] = field(default_factory=set)
    files: dict[str, str] = field(default_factory=dict)  # kinds by the name of what was handed over
    names: dict[str, dict[str, str]] = field(default_factory=dict)

    def __call__(self, asked: Asked):
        path, _mark, query = asked.path.partition("?")
        if path.startswith("/cdn/"):
            assert "authorization" not in asked.headers  # our token is shown to nobody who does not need it
            return self._file(path)
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return error(190, 401, message="Invalid OAuth access token.")
        if path == "/me":
            return 200, {"id": PAGE, "name": "Tahuna"}
        if path == f"/{PAGE}/subscribed_apps":
            assert set(asked.json["subscribed_fields"].split(",")) == FIELDS
            return 200, {"success": True}
        if path == f"/{PAGE}/message_attachments":
            return self._taken(asked)
        if path == f"/{PAGE}/messages":
            return self._sent(asked)
        if asked.method == "GET" and path[1:].isdigit():
            assert query == "fields=first_name,last_name"
            known = self.names.get(path[1:])
            return (200, known | {"id": path[1:]}) if known else error(100, subcode=2018218, message="No profile")
        return error(100, 404, message="Unsupported request")

    def _file(self, path):
        if path == "/cdn/moved":
            return 302, b"", {"Location": "https://elsewhere.example/x"}
        if path == "/cdn/busy":
            return 503, b"", {}
        return (200, JPEG, {"Content-Type": "image/jpeg"}) if path.endswith(".jpg") else (403, b"URL expired", {})

    def _taken(self, asked):
        assert asked.headers["content-type"].startswith("multipart/form-data; boundary=")
        assert b'name="filedata"; filename=' in asked.body and b'name="message"' in asked.body
        name = str(1857777774821032 + len(self.files))
        self.files[name] = "image" if b'"type": "image"' in asked.body else "file"
        return 200, {"attachment_id": name}

    def _sent(self, asked):
        said = asked.json
        who, message = said["recipient"]["id"], said["message"]
        assert set(message) in ({"text", "metadata"}, {"attachment", "metadata"}) and len(message["metadata"]) <= 1000
        if "text" in message:
            if not 0 < len(message["text"]) <= 2000:
                return error(100, message="(#100) Length of param message[text] must be less than or equal to 2000")
        elif self.files.get(message["attachment"]["payload"]["attachment_id"]) != message["attachment"]["type"]:
            return error(100, subcode=2018074, message="Invalid attachment id")
        is_tagged = (said["messaging_type"], said.get("tag")) == ("MESSAGE_TAG", "HUMAN_AGENT")
        assert is_tagged or (said["messaging_type"] == "RESPONSE" and "tag" not in said)
        if who in self.late and not is_tagged:
            return error(10, 403, subcode=2018278, message="This message is sent outside of allowed window.")
        number = sum(one.path.endswith("/messages") for one in asked.peer.asked)
        return 200, {"recipient_id": who, "message_id": f"m_ours{number}"}


# ── what a page pushes ───────────────────────────────────────────────────────


def pushed(*events, page=PAGE) -> bytes:
    return json.dumps({"object": "page", "entry": [{"id": page, "time": 1458692752478, "messaging": events}]}).encode()


def thousandths(at) -> int:
    return int(at.timestamp() * 1000)


def event(what, *, at=None, who=NOA, **more):
    said = {"sender": {"id": who}, "recipient": {"id": PAGE}} | what | more
    return said | ({"timestamp": thousandths(at)} if at else {})


def text(words, mid, *, at, **more):
    return event({"message": {"mid": mid, "text": words} | more}, at=at)


def file(kind, url, mid="m_file", *, at=None, **payload):
    return event({"message": {"mid": mid, "attachments": [{"type": kind, "payload": {"url": url} | payload}]}}, at=at)


def echo(mid, *, at, **more):
    said = {"message": {"mid": mid, "is_echo": True, "app_id": 1517776481860111, "text": "x"} | more}
    return event(said, at=at, sender={"id": PAGE}, recipient={"id": NOA})


def read_up_to(at):
    return event({"read": {"watermark": thousandths(at)}}, at=at)


def delivered(*mids, at):
    return event({"delivery": {"mids": list(mids), "watermark": thousandths(at)}})
