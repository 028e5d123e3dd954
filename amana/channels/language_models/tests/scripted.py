"""A server on loopback that speaks as a language model does, and misbehaves when a test tells it to."""

from __future__ import annotations

import contextlib
import json
import ssl
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Asked:
    path: str
    headers: dict[str, str]
    content: dict[str, Any]

    @property
    def message(self) -> str:
        """The words of the customer as they arrived."""
        return json.loads(self.content["messages"][-1]["content"])["message"]


@dataclass
class ScriptedModel:
    """Answers with `says` as the words of its choice; or with `body` as it stands, `status`, `headers`, byte by byte."""

    says: str = '{"findings": []}'
    body: bytes | None = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    drips: bool = False
    asked: list[Asked] = field(default_factory=list)
    while_asked: Any = None

    def __enter__(self) -> ScriptedModel:
        self.closing = threading.Event()
        model = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                model.answer(self)

            def log_message(self, *_arguments: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.host = f"127.0.0.1:{self._http.server_address[1]}"
        self.url = f"http://{self.host}/v1"
        threading.Thread(target=self._http.serve_forever, args=[0.02], daemon=True).start()
        return self

    def answer(self, call: BaseHTTPRequestHandler) -> None:
        content = json.loads(call.rfile.read(int(call.headers["Content-Length"])))
        self.asked.append(Asked(call.path, dict(call.headers), content))
        if self.while_asked:
            self.while_asked()
        body = self.body if self.body is not None else self.completion()
        with contextlib.suppress(OSError):
            call.send_response(self.status)
            for name, value in self.headers.items():
                call.send_header(name, value)
            call.send_header("Content-Length", str(len(body)))
            call.end_headers()
            for piece in [body[place : place + 1] for place in range(len(body))] if self.drips else [body]:
                call.wfile.write(piece)
                call.wfile.flush()
                if self.drips and self.closing.wait(0.05):
                    return

    def __exit__(self, *_error: object) -> None:
        self.closing.set()
        self._http.shutdown()
        self._http.server_close()

    def speak(self, tls: ssl.SSLContext) -> None:
        """Take calls that are encrypted from now on."""
        self._http.socket = tls.wrap_socket(self._http.socket, server_side=True)
        self._http.handle_error = lambda *_call: None  # a client that hangs up is what the test is about

    def completion(self) -> bytes:
        choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": self.says}}
        return json.dumps({"id": "x", "object": "chat.completion", "choices": [choice]}).encode()

    def finds(self, *found: dict[str, Any]) -> None:
        self.says = json.dumps({"findings": list(found)}, ensure_ascii=False)
