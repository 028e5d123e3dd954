"""An identity server on loopback, as a test tells it: authorization codes, tokens, and what a mail server asks of it."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class IdentityServer:
    """Gives out tokens for `code`, renews them, and tells which are alive. `answer` overrides what the token door says."""

    def __init__(self) -> None:
        self.asked: list[dict[str, str]] = []
        self.answer: tuple[int, bytes] | None = None
        self.code, self.challenge = "", ""
        self.refresh_tokens: set[str] = set()
        self.alive: set[str] = set()
        self.count = 0
        self.headers: dict[str, str] = {}

    def __enter__(self) -> IdentityServer:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                fields = {name: values[0] for name, values in parse_qs(body).items()}
                path = urlsplit(self.path).path
                status, content = server.introspect(fields) if path == "/introspect" else server.token(fields)
                self.send_response(status)
                for name, value in server.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_arguments: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"
        threading.Thread(target=self._http.serve_forever, args=[0.02], daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    def consent(self, url: str) -> tuple[str, str]:
        """What a person does in the browser: says yes; return the code and the state that come back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert asked["code_challenge_method"] == "S256"
        self.code, self.challenge = "the-code", asked["code_challenge"]
        return self.code, asked["state"]

    def token(self, fields: dict[str, str]) -> tuple[int, bytes]:
        self.asked.append(fields)
        if self.answer:
            return self.answer
        if fields["grant_type"] == "authorization_code":
            challenge = base64.urlsafe_b64encode(hashlib.sha256(fields["code_verifier"].encode()).digest())
            if fields["code"] != self.code or challenge.rstrip(b"=").decode() != self.challenge:
                return 400, b'{"error": "invalid_grant"}'
        elif fields.get("refresh_token") not in self.refresh_tokens:
            return 400, b'{"error": "invalid_grant", "error_description": "secret details"}'
        self.count += 1
        given = {"access_token": f"token{self.count}", "expires_in": 3600, "refresh_token": f"refresh{self.count}"}
        self.alive.add(given["access_token"])
        self.refresh_tokens.add(given["refresh_token"])
        return 200, json.dumps(given).encode()

    def introspect(self, fields: dict[str, str]) -> tuple[int, bytes]:
        is_alive = fields.get("token", "") in self.alive
        return 200, json.dumps({"active": is_alive, "username": "testuser"} if is_alive else {"active": False}).encode()
