"""A messenger's server on this machine: it checks who asks, keeps what was asked, and misbehaves as a test tells it to."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, quote, unquote


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

        do_POST = do_PUT = do_GET  # noqa: N815  # the library's own names

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


# ── X ────────────────────────────────────────────────────────────────────────

X_KEYS = {"handle": "tahuna", "api_key": "xvz1evFS4wEEPTGEFPHBog", "api_secret": "secret of the app",
          "access_token": "2244994945-GmHxMAgYyLbNEtIKZeRN", "access_secret": "secret of the account"}  # fmt: skip
X_ID = "2244994945"


def is_signed(asked: Asked) -> bool:
    """Whether a request is signed as OAuth 1.0a says, computed here once more from its own words."""
    said = dict(one.split("=", 1) for one in asked.headers.get("authorization", "").removeprefix("OAuth ").split(", "))
    said = {name: unquote(value.strip('"')) for name, value in said.items()}
    signature = said.pop("oauth_signature", "")
    path, _mark, query = asked.path.partition("?")
    pairs = sorted((quote(n, safe="~"), quote(v, safe="~")) for n, v in [*said.items(), *parse_qsl(query)])
    where = quote(f"http://{asked.headers['host']}{path}", safe="~")
    base = f"{asked.method}&{where}&{quote('&'.join(f'{n}={v}' for n, v in pairs), safe='~')}"
    key = f"{quote(X_KEYS['api_secret'], safe='~')}&{quote(X_KEYS['access_secret'], safe='~')}"
    ours = base64.b64encode(hmac.new(key.encode(), base.encode(), hashlib.sha1).digest()).decode()
    again = [one for one in asked.peer.asked if one.headers.get("authorization") == asked.headers.get("authorization")]
    is_fresh = abs(int(said.get("oauth_timestamp", "0")) - time.time()) < 300 and len(again) == 1
    return is_fresh and said.get("oauth_token") == X_KEYS["access_token"] and hmac.compare_digest(signature, ours)


def x(asked: Asked):
    """The part of the API of X that we use: hooks by the app's own token, all else signed by the account."""
    if asked.path == "/oauth2/token":
        pair = base64.b64encode(f"{X_KEYS['api_key']}:{X_KEYS['api_secret']}".encode()).decode()
        assert asked.headers["authorization"] == f"Basic {pair}" and asked.body == b"grant_type=client_credentials"
        return 200, {"token_type": "bearer", "access_token": "AAAAofTheApp"}
    if asked.path.startswith("/2/webhooks"):
        return _hooks(asked)
    if not is_signed(asked):
        return 401, {"title": "Unauthorized", "type": "about:blank", "status": 401, "detail": "Unauthorized"}
    if asked.path == "/2/users/me":
        return 200, {"data": {"id": X_ID, "name": "Tahuna", "username": "Tahuna"}}
    if asked.path == "/2/account_activity/webhooks/1146654567674912769/subscriptions/all":
        return 200, {"data": {"subscribed": asked.method == "POST"}}
    return _signed_x(asked, str(1000 + len(asked.peer.asked)))


def _signed_x(asked: Asked, number: str):
    if asked.method == "POST" and asked.path.startswith("/2/dm_conversations/with/"):
        said = asked.json
        assert set(said) == {"text"} or set(said) == {"attachments"}
        return 201, {"data": {"dm_conversation_id": f"{X_ID}-77", "dm_event_id": number}}
    if asked.method == "POST" and asked.path == "/2/tweets":
        assert set(asked.json) == {"text", "reply"} and asked.json["reply"]["in_reply_to_tweet_id"].isdigit()
        return 201, {"data": {"id": number, "text": asked.json["text"], "edit_history_tweet_ids": [number]}}
    if asked.method == "POST" and asked.path == "/2/media/upload":
        assert b'name="media_category"\r\n\r\ndm_image' in asked.body
        return 200, {"data": {"id": "1880028106020515840", "media_key": "3_1880028106020515840", "size": 4}}
    if asked.path.startswith("/1.1/ton/data/dm/"):
        return 200, JPEG, {"Content-Type": "image/jpeg"}
    return 404, {"title": "Not Found Error", "type": "https://api.x.com/2/problems/resource-not-found", "status": 404}


def _hooks(asked: Asked):
    if asked.headers.get("authorization") != "Bearer AAAAofTheApp":
        return 403, {"title": "Unsupported Authentication", "status": 403, "detail": "Not with this token",
                     "type": "https://api.x.com/2/problems/unsupported-authentication"}  # fmt: skip
    if asked.method == "GET":
        return 200, {"data": [], "meta": {"result_count": 0}}
    assert "/in/x/" in asked.json["url"]
    return 200, {"data": {"id": "1146654567674912769", "url": asked.json["url"], "valid": True}}


X_NOA = {"id": "77", "name": "Noa Levi", "screen_name": "noa_l"}


def x_direct(text: str, ref: str, *, at, user=X_NOA, to=X_ID, attachment=None, urls=()) -> bytes:
    data = {"text": text, "entities": {"hashtags": [], "symbols": [], "user_mentions": [], "urls": list(urls)}}
    event = {"type": "message_create", "id": ref, "created_timestamp": str(int(at.timestamp() * 1000)),
             "message_create": {"target": {"recipient_id": to}, "sender_id": user["id"],
                                "message_data": data | ({"attachment": attachment} if attachment else {})}}  # fmt: skip
    return json.dumps(
        {"for_user_id": X_ID, "direct_message_events": [event], "apps": {}, "users": {user["id"]: user}}
    ).encode()


def x_mention(words: str, ref: str, *, at, user=X_NOA, mentions=(X_ID,), **more) -> bytes:
    post = {"id_str": ref, "text": words, "timestamp_ms": str(int(at.timestamp() * 1000)),
            "user": {"id_str": user["id"], **user},
            "entities": {"user_mentions": [{"id_str": one} for one in mentions], "urls": []}}  # fmt: skip
    post |= more
    return json.dumps({"for_user_id": X_ID, "user_has_blocked": False, "tweet_create_events": [post]}).encode()
