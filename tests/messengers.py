"""A messenger's server on this machine: it checks who asks, keeps what was asked, and misbehaves as a test tells it to."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl


@dataclass
class Asked:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    peer: Peer = field(repr=False)

    @property
    def json(self):
        return json.loads(self.body)


@dataclass
class Peer:
    """What the server answers: `answer` maps a request to (status, JSON or bytes[, headers]); `next` is said first, once each."""

    answer: object
    port: int = 0
    asked: list[Asked] = field(default_factory=list)
    next: list[object] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


HANG_UP = "hang up"


def _handler(peer: Peer):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            length = int(self.headers.get("Content-Length") or 0)
            asked = Asked(
                self.command, self.path, {k.lower(): v for k, v in self.headers.items()}, self.rfile.read(length), peer
            )
            peer.asked.append(asked)
            said = peer.next.pop(0) if peer.next else peer.answer(asked)
            if said == HANG_UP:
                self.close_connection = True
                self.connection.close()
                return
            status, content, *headers = said
            body = content if isinstance(content, bytes) else json.dumps(content).encode()
            self.send_response(status)
            for name, value in (headers[0] if headers else {"Content-Type": "application/json"}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815  # the library's own name

        def log_message(self, *args):
            pass

    return Handler


@contextmanager
def serving(answer) -> Iterator[Peer]:
    """Serve on a free port of this machine until the block ends."""
    peer = Peer(answer)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(peer))
    server.handle_error = lambda *_what: None
    peer.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield peer
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def eventually(found, *, seconds: float = 5.0):
    ends = time.monotonic() + seconds
    while not (value := found()) and time.monotonic() < ends:
        time.sleep(0.02)
    return value


# ── WhatsApp ─────────────────────────────────────────────────────────────────

NUMBER = "106540352242922"
JPEG = b"\xff\xd8\xff\xe0 a small picture"


def whatsapp(asked: Asked):
    """The part of the Graph API that we use; each message sent gets a name of its own."""
    if asked.headers.get("authorization") != "Bearer EAAtoken":
        return 401, {"error": {"message": "Invalid OAuth access token.", "type": "OAuthException", "code": 190}}
    path = asked.path.partition("?")[0]
    if asked.method == "POST" and path == f"/{NUMBER}/messages":
        said = asked.json
        assert said["messaging_product"] == "whatsapp" and said["recipient_type"] == "individual"
        ref = f"wamid.{said['biz_opaque_callback_data']}"
        return 200, {"messaging_product": "whatsapp", "contacts": [{"input": said["to"], "wa_id": said["to"]}],
                     "messages": [{"id": ref}]}  # fmt: skip
    if asked.method == "POST" and path == f"/{NUMBER}/media":
        assert asked.headers["content-type"].startswith("multipart/form-data; boundary=")
        return 200, {"id": "4490709327384033"}
    if path == f"/{NUMBER}":
        return 200, {"id": NUMBER, "display_phone_number": "+972 50-123-4567", "verified_name": "Tahuna"}
    if path == "/102290129340398/message_templates":
        return 200, {"data": [
            {"name": "we_have_news", "language": "he", "status": "APPROVED",
             "components": [{"type": "BODY", "text": "שלום {{1}}, יש לנו תשובה בפנייה {{2}}."}]},
            {"name": "not_yet", "language": "he", "status": "PENDING", "components": [{"type": "BODY", "text": "x"}]},
            {"name": "with_a_picture", "language": "he", "status": "APPROVED",
             "components": [{"type": "HEADER", "format": "IMAGE"}, {"type": "BODY", "text": "x"}]},
        ]}  # fmt: skip
    if path == "/1003383421387256":
        return 200, {"messaging_product": "whatsapp", "url": f"http://{asked.headers['host']}/lookaside/1", "id": "1"}
    if path == "/lookaside/1":
        return 200, JPEG, {"Content-Type": "image/jpeg"}
    return 404, {"error": {"message": "Unsupported get request.", "type": "GraphMethodException", "code": 100}}


def whatsapp_push(messages=(), statuses=(), *, number=NUMBER, name="Noa Levi", who="972521234567") -> bytes:
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "972501234567", "phone_number_id": number},
    }
    if messages:
        value |= {"contacts": [{"profile": {"name": name}, "wa_id": who}], "messages": list(messages)}
    if statuses:
        value["statuses"] = list(statuses)
    change = {"field": "messages", "value": value}
    return json.dumps(
        {"object": "whatsapp_business_account", "entry": [{"id": "102290129340398", "changes": [change]}]}
    ).encode()


def whatsapp_text(text: str, ref: str, *, at, who="972521234567", **more):
    return {
        "from": who,
        "id": ref,
        "timestamp": str(int(at.timestamp())),
        "type": "text",
        "text": {"body": text},
        **more,
    }


# ── Twilio ───────────────────────────────────────────────────────────────────

SID = "AC00000000000000000000000000000001"


def twilio(asked: Asked):
    """The part of Twilio's interface that we use; each message sent gets a name of its own."""
    pair = base64.b64encode(f"{SID}:auth token".encode()).decode()
    path, _mark, query = asked.path.partition("?")
    if path == "/elsewhere":
        assert "authorization" not in asked.headers
        return 200, JPEG, {"Content-Type": "image/jpeg"}
    if asked.headers.get("authorization") != f"Basic {pair}":
        return 401, {"code": 20003, "message": "Authenticate", "status": 401}
    if asked.method == "POST" and path == f"/2010-04-01/Accounts/{SID}/Messages.json":
        said = dict(parse_qsl(asked.body.decode(), strict_parsing=True))
        assert said["From"] == "+972501234567" and said["Body"]
        number = sum(one.path.endswith("/Messages.json") for one in asked.peer.asked)
        return 201, {"sid": f"SM{number:032d}", "status": "queued", "to": said["To"], "error_code": None}
    if path == f"/2010-04-01/Accounts/{SID}/IncomingPhoneNumbers.json":
        found = [{"phone_number": "+972501234567"}] if query == "PhoneNumber=%2B972501234567" else []
        return 200, {"incoming_phone_numbers": found}
    if "/Media/" in path:
        return 307, b"", {"Location": f"http://{asked.headers['host']}/elsewhere"}
    return 404, {"code": 20404, "message": "Not found", "status": 404}


# ── Telegram ─────────────────────────────────────────────────────────────────

BOT = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"


def telegram(asked: Asked):
    """The part of the Bot API that we use; messages are numbered as they come."""
    token, _slash, method = asked.path.removeprefix("/file").removeprefix("/bot").partition("/")
    if token != BOT:
        return 401, {"ok": False, "error_code": 401, "description": "Unauthorized"}
    if asked.path.startswith("/file/"):
        return 200, JPEG, {"Content-Type": "application/octet-stream"}
    if method == "getMe":
        return 200, {"ok": True, "result": {"id": 110201543, "is_bot": True, "username": "tahuna_bot"}}
    if method == "setWebhook":
        assert "/in/telegram/" in asked.json["url"] and len(asked.json["secret_token"]) >= 32
        return 200, {"ok": True, "result": True, "description": "Webhook was set"}
    if method == "getFile":
        return 200, {"ok": True, "result": {"file_id": asked.json["file_id"], "file_path": "photos/file_1.jpg"}}
    if method in {"sendMessage", "sendPhoto", "sendDocument"}:
        number = 100 + sum("/send" in one.path for one in asked.peer.asked)
        return 200, {"ok": True, "result": {"message_id": number, "chat": {"id": 77, "type": "private"}}}
    return 404, {"ok": False, "error_code": 404, "description": "Not Found"}
