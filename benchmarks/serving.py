"""The web part of an installation, for as long as something is measured at it."""

from __future__ import annotations

import http.client
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from measuring import ROOT
from private_postgres import free_port

PATIENCE = 60.0


@contextmanager
def served(environment: dict[str, str]) -> Iterator[int]:
    """Start the web part as `amana up` does, give its port once it answers, and stop it."""
    port = free_port()
    command = [sys.executable, "-m", "amana", "part", "web", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, cwd=ROOT)
    try:
        wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def wait_for(port: int) -> None:
    """Return once a page is answered. Raises TimeoutError after a minute."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/")
            connection.getresponse().read()
            connection.close()
            return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("the web part does not answer")
