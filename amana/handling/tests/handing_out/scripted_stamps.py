"""Stands in for rfc3161-client, which only reads and writes the format: a request is `?` and a digest, an answer a status and one."""

from __future__ import annotations

import enum
import hashlib
from types import SimpleNamespace


class HashAlgorithm(enum.Enum):
    SHA256 = "SHA256"


class TimestampRequestBuilder:
    def data(self, data: bytes) -> TimestampRequestBuilder:
        self._digest = hashlib.sha256(data).digest()
        return self

    def hash_algorithm(self, algorithm: HashAlgorithm) -> TimestampRequestBuilder:
        return self

    def cert_request(self, *, cert_request: bool) -> TimestampRequestBuilder:
        return self

    def build(self) -> SimpleNamespace:
        return SimpleNamespace(as_bytes=lambda: b"?" + self._digest)


def decode_timestamp_response(data: bytes) -> SimpleNamespace:
    if len(data) != 33:
        raise ValueError("not a time stamp")
    imprint = SimpleNamespace(message=data[1:])
    return SimpleNamespace(status=data[0], tst_info=SimpleNamespace(message_imprint=imprint))
