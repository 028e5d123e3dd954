"""A firm's directory on loopback that says what a test has it say: discovery, keys, tokens, and who somebody is."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
STRANGE = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Directory:
    """What it says of the one who signs in, and how it breaks the rules; `asked` is what it was asked."""

    url: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    token: dict[str, Any] = field(default_factory=dict)
    discovery: dict[str, Any] = field(default_factory=dict)
    algorithm: str = "RS256"
    key: Any = KEY
    without: set[str] = field(default_factory=set)
    redirects: str = ""
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    begun: dict[str, str] = field(default_factory=dict)

    def begin(self, location: str) -> None:
        """Keep what the browser was sent with."""
        self.begun = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}

    def answer(self, path: str, said: dict[str, str]) -> tuple[int, object]:
        self.asked.append((path, said))
        if path.endswith("openid-configuration"):
            known = {"issuer": self.url, "authorization_endpoint": f"{self.url}/authorize", "jwks_uri": f"{self.url}/keys",
                     "token_endpoint": f"{self.url}/token", "userinfo_endpoint": f"{self.url}/who"}  # fmt: skip
            return 200, known | self.discovery
        if path == "/keys":
            return 200, {
                "keys": [
                    json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key())) | {"kid": "k", "alg": "RS256"}
                ]
            }
        if path == "/who":
            return 200, self.person
        return self._tokens(said) if path == "/token" else (404, {})

    def _tokens(self, said: dict[str, str]) -> tuple[int, object]:
        challenge = base64.urlsafe_b64encode(hashlib.sha256(said.get("code_verifier", "").encode()).digest()).rstrip(
            b"="
        )
        if challenge.decode() != self.begun.get("code_challenge") or said.get("code") != "the-code":
            return 400, {"error": "invalid_grant"}
        claims = {"iss": self.url, "aud": "amana", "exp": int(time.time()) + 300, "nonce": self.begun.get("nonce")}
        claims |= self.person | self.token
        if self.algorithm == "none":
            signed = jwt.encode(claims, "", algorithm="none", headers={"kid": "k"})
        elif self.algorithm == "HS256":
            signed = jwt.encode(claims, "amana" * 8, algorithm="HS256", headers={"kid": "k"})
        else:
            signed = jwt.encode(claims, self.key, algorithm=self.algorithm, headers={"kid": "k"})
        told = {"access_token": "t", "token_type": "Bearer", "id_token": signed}
        return 200, {name: value for name, value in told.items() if name not in self.without}


@contextmanager
def directory() -> Iterator[Directory]:
    """Serve one until the end of the block."""
    told = Directory()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._said({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            self._said({name: values[0] for name, values in parse_qs(body).items()})

        def _said(self, said: dict[str, str]) -> None:
            path = urlsplit(self.path).path
            if told.redirects == path:
                self.send_response(302)
                self.send_header("Location", f"{told.url}/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            status, answer = told.answer(path, said)
            body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_what: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    told.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
