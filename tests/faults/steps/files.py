"""Trouble with the disk, and what is large on it."""

from __future__ import annotations

from datetime import datetime


def lose_power(told: dict, at: datetime) -> list[str]:
    """Accept mails one after the other; after each answer leave in a folder what would be on disk then.

    Returns the digests in the order in which they were answered for. told["synchronous"] is SQLite's word for how it syncs.
    """
    from pathlib import Path

    from django.conf import settings
    from django.db import connection

    from amana.channels.email.peeking import peek
    from amana.post.accepting import Came, accept_all
    from tests.faults.power import Disk

    disk = Disk(settings.DATA)
    disk.watch()
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA synchronous={told['synchronous']}")
        cursor.execute("PRAGMA synchronous")
        assert told["synchronous"] == {1: "NORMAL", 2: "FULL"}[cursor.fetchone()[0]]
    answered = []
    for number, size in enumerate(told["sizes"]):
        raw = f"Message-ID: <{number}@x.example>\r\n\r\n".encode() + b"words\r\n" * (size // 7)
        peeked = peek(raw)
        accept_all([Came(raw, peeked.digest, "test", peeked.message_id)], at=at)
        answered.append(peeked.digest)
        disk.leave(Path(told["left"]) / str(number))
    return answered


def digests(told: dict, at: datetime) -> list[str]:
    from amana.post.models import RawMessage

    return sorted(RawMessage.objects.values_list("digest", flat=True))


def fill_disk(told: dict, at: datetime) -> None:
    """From here on no file of this process can be longer than told["bytes"]: what is written beyond is refused."""
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (told["bytes"], resource.RLIM_INFINITY))


def make_room(told: dict, at: datetime) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def look_at_pages(told: dict, at: datetime) -> dict[str, int]:
    """Ask for pages as a browser does, and return the status of each."""
    from django.test import Client

    client = Client(raise_request_exception=False, headers={"host": "localhost"})
    return {path: client.get(path).status_code for path in told["paths"]}


def copy_while_working(told: dict, at: datetime) -> None:
    """Fetch, receive and send in small steps in a thread of its own, while a copy of everything is made and brought back."""
    import threading
    from datetime import UTC
    from pathlib import Path

    from django.conf import settings
    from django.db import connection

    from amana.config.backing_up.keying import kept_key
    from amana.config.backing_up.restoring import bring_back, chosen
    from amana.config.backing_up.saving import save
    from amana.config.backing_up.storing import Store
    from tests.faults import steps

    begun = threading.Event()

    def work() -> None:
        from datetime import timedelta

        for number in range(12):
            for name in ("fetch", "receive", "send"):
                steps.named(name)({**told, "batch": 3}, at + timedelta(minutes=5 * number))
                begun.set()
        connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    begun.wait(30)
    folder = settings.DATA.parent / "copies"
    save(folder, at=datetime.now(UTC), days=30)
    worker.join()
    store = Store(folder, kept_key(settings.DATA))
    bring_back(store, chosen(store), Path(told["to"]), key=None)


def settle(told: dict, at: datetime) -> None:
    """What is done with data that came back, before anybody works with it."""
    from django.conf import settings

    from amana.config.backing_up.settling import settle

    settle(settings.FILES, of=at.isoformat(), at=at, is_staging=False)


def give_out_large_file(told: dict, at: datetime) -> dict:
    """Keep a large file of a case, and fetch it as a browser does: whole, and in pieces."""
    import hashlib
    import resource
    import secrets

    from django.http import HttpResponse
    from django.test import RequestFactory

    from amana.look.pieces import in_pieces
    from amana.post.storing import fetch, keep

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    block = secrets.token_bytes(2**20)
    content = block * (told["size"] // len(block))
    sha256, key = hashlib.sha256(content).hexdigest(), keep(content)
    half = hashlib.sha256(memoryview(content)[told["size"] // 2 :]).hexdigest()
    del content

    def ask(**headers: str) -> HttpResponse:
        answer = HttpResponse(fetch(key, sha256=sha256))
        return in_pieces(RequestFactory().get("/", headers=headers), answer, sha256=sha256)

    def digest(answer: HttpResponse) -> list:
        return [answer.status_code, len(answer.content), hashlib.sha256(answer.content).hexdigest()]

    begin = told["size"] // 2
    found = {
        "whole": digest(ask()),
        "rest": digest(ask(Range=f"bytes={begin}-", **{"If-Range": f'"{sha256}"'})),
        "end": digest(ask(Range="bytes=-100"))[:2],
        "other": digest(ask(Range=f"bytes={begin}-", **{"If-Range": '"of another file"'}))[:2],
        "beyond": digest(ask(Range=f"bytes={told['size']}-"))[:2],
    }
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    return {"sha256": sha256, "half": half, "grown": grown, **found}


def break_off_upload(told: dict, at: datetime) -> int:
    """Begin to send a file of some megabytes by a form, and end in the middle; return what was answered."""
    import io
    import tempfile
    from pathlib import Path

    from django.conf import settings
    from django.test import Client

    folder = Path(tempfile.mkdtemp(dir=settings.DATA))
    settings.FILE_UPLOAD_TEMP_DIR = str(folder)
    begun = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.png"\r\n\r\n' + b"x" * 4 * 2**20
    client = Client(raise_request_exception=False, headers={"host": "localhost"}, enforce_csrf_checks=True)
    answer = client.generic(
        "POST", "/setup/", data=begun, content_type="multipart/form-data; boundary=b", CONTENT_LENGTH=str(30 * 2**20),
        **{"wsgi.input": io.BytesIO(begun)},
    )  # fmt: skip
    left = list(folder.iterdir())
    assert not left, left
    return answer.status_code
