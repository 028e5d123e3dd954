"""Files that came by a messenger are fetched from its servers: what can be had later waits, what is gone is said."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from amana.channels.messaging.words import Later, Line, Media, NeedsLogin, Refusal
from amana.channels.telegram import sending as telegram
from amana.channels.whatsapp import sending as whatsapp
from amana.channels.x import sending as x

SECRET = {"token": "12:secret", "api_key": "k", "api_secret": "ks", "access_token": "t", "access_secret": "ts"}


@contextmanager
def server(says: dict[str, tuple[int, bytes]]) -> Iterator[Line]:
    """A provider on loopback that answers by the end of the address; 404 for what it does not know."""

    class Provider(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, body = next((said for end, said in says.items() if self.path.endswith(end)), (404, b""))
            self.send_response(status)
            self.send_header("Content-Type", "image/png")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = _answer  # noqa: N815  # named so by the library

        def log_message(self, *_said: object) -> None:
            """Nothing is written beside the tests."""

    running = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    try:
        yield Line("1", f"http://127.0.0.1:{running.server_port}", {}, SECRET, allows_private=True)
    finally:
        running.shutdown()
        running.server_close()


def told_of(messenger, line: Line, content: tuple[int, bytes], says: dict[str, tuple[int, bytes]]) -> Media:
    """What came of a picture, as each messenger names it; `content` is what its server gives for it."""
    says["picture.png"] = content
    if messenger is telegram:
        says["getFile"] = (200, json.dumps({"ok": True, "result": {"file_path": "photos/picture.png"}}).encode())
        return Media("id", "image/png", "picture.png")
    if messenger is whatsapp:
        says["/id"] = (200, json.dumps({"url": f"{line.url}/picture.png"}).encode())
        return Media("id", "image/png", "picture.png")
    return Media(f"{line.url}/picture.png", "image/png", "picture.png")


@pytest.mark.parametrize("messenger", [telegram, whatsapp, x], ids=["telegram", "whatsapp", "x"])
@pytest.mark.parametrize(("status", "becomes"), [(500, Later), (429, Later), (404, Refusal), (200, None)])
def test_a_picture_that_cannot_be_had_now_is_asked_for_again_and_one_that_is_gone_is_not(messenger, status, becomes):
    says: dict[str, tuple[int, bytes]] = {}
    with server(says) as line:
        media = told_of(messenger, line, (status, b"\x89PNG"), says)
        if becomes is None:
            file = messenger.fetch(media, line)
            assert (file.name, file.type, file.content) == ("picture.png", "image/png", b"\x89PNG")
        else:
            with pytest.raises(becomes):
                messenger.fetch(media, line)


def test_where_our_signature_is_not_accepted_any_more_somebody_is_told_and_the_picture_waits():
    with server({"picture.png": (401, b"")}) as line, pytest.raises(NeedsLogin):
        x.fetch(Media(f"{line.url}/picture.png", "image/png", ""), line)


def test_a25_a_picture_elsewhere_is_not_asked_for_and_our_token_is_shown_to_nobody():
    with server({"/id": (200, b'{"url": "https://evil.example/picture.png"}'),
                 "getFile": (200, b'{"ok": true, "result": {"file_path": "../../etc/passwd"}}')}) as line:  # fmt: skip
        with pytest.raises(Refusal, match="not asked"):
            whatsapp.fetch(Media("id", "image/png", ""), line)
        with pytest.raises(Refusal, match="no address"):
            telegram.fetch(Media("id", "image/png", ""), line)
        with pytest.raises(Refusal, match="not asked"):
            x.fetch(Media("https://evil.example/picture.png", "image/png", ""), line)
        with pytest.raises(Refusal, match="no address"):
            x.fetch(Media("https://[::1", "image/png", ""), line)
