"""The guide and the reference say what is so: their examples run, and their tables are those of the product."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import threading
from contextlib import redirect_stdout
from datetime import timedelta
from http.server import HTTPServer
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from amana.channels.models import Delivery, WebHook
from amana.channels.web_hooks import taking_in
from amana.channels.web_hooks.opening import open_inlet
from amana.channels.web_hooks.posting import WHOLE, Letter, post
from amana.channels.web_hooks.replaying import KEPT, replay
from amana.channels.web_hooks.setting_up import Wanted, make
from amana.channels.web_hooks.settling import LONGEST_WAIT, PATIENCE, WAITS
from amana.channels.web_hooks.tests.test_sending import say
from amana.post.models import RawMessage

DOCS = Path(__file__).resolve().parents[4] / "docs"
GUIDE = (DOCS / "guides" / "web_hooks.md").read_text("utf-8")
REFERENCE = (DOCS / "reference" / "web_hooks.md").read_text("utf-8")


def example(language: str, containing: str) -> str:
    blocks = re.findall(rf"^```{language}\n(.*?)^```", GUIDE, re.S | re.M)
    return next(block for block in blocks if containing in block)


def names(said: dict, before: str = "") -> set[str]:
    """Every name a message has, as the reference writes it."""
    found = set()
    for name, value in said.items():
        path = f"{before}{name}"
        is_open = isinstance(value, dict) and path in {"data", "data.case", "data.entry"}
        found |= names(value, f"{path}.") if is_open else {path}
    return found


def test_the_receiver_of_the_guide_takes_what_we_tell_and_nothing_else(brand, yossi, case, send):
    known: dict = {"__name__": "receiver"}
    exec(compile(example("python", "class Receiver"), "guide", "exec"), known)
    known["Receiver"].log_message = lambda *_args: None
    server = HTTPServer(("127.0.0.1", 0), known["Receiver"])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        at, url = timezone.now(), f"http://127.0.0.1:{server.server_port}/"
        made = make(brand, Wanted("Shop", url, allows_private=True), by=yossi, at=at)
        known["SECRET"] = made.secret
        entry, printed = say(case, at), io.StringIO()
        with redirect_stdout(printed):
            send(at)
            row = Delivery.objects.get(entry=entry.id)
            replay(row, at=at)
            send(at)
        assert printed.getvalue().count("Still dead.") == 1 and known["DONE"] == {row.message_id}
        assert post(Letter(url, True, {"webhook-id": "x", "webhook-timestamp": "1"}, b"{}")).status == 401
        WebHook.objects.update(rests_until=None)
        late = say(case, at - timedelta(minutes=6))
        send(at - timedelta(minutes=6))
        assert Delivery.objects.get(entry=late.id).status == 401
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_the_sender_of_the_guide_is_believed(brand, yossi):
    known: dict = {}
    exec(compile(example("python", "def headers_for"), "guide", "exec"), known)
    opened = open_inlet(brand, by=yossi, at=timezone.now())
    body, headers = known["headers_for"](opened.secret, "form-1", {"from": "noa@levi.example", "text": "Hello"})
    answer = Client().post(f"/in/hook/{opened.inlet.key}/", body, content_type="application/json", headers=headers)
    assert answer.json() == {"taken": True, "new": True}


@pytest.mark.django_db(transaction=True)
def test_the_lines_of_the_guide_hand_a_message_over(brand, yossi, live_server):
    """Where the two programs are that they use; what they sign is proved by the sender in Python everywhere."""
    if shutil.which("curl") is None or shutil.which("openssl") is None:
        return
    opened = open_inlet(brand, by=yossi, at=timezone.now())
    lines = example("sh", "openssl").replace("whsec_…", opened.secret)
    lines = lines.replace("https://desk.example/in/hook/…/", f"{live_server.url}/in/hook/{opened.inlet.key}/")
    said = [
        subprocess.run(["sh", "-c", lines], capture_output=True, text=True, timeout=60, check=True).stdout for _ in "12"
    ]
    assert [json.loads(one)["new"] for one in said] == [True, False]
    assert RawMessage.objects.count() == 1


def test_the_reference_names_every_field_of_a_message_and_no_other(hook, case, peer, send, now):
    send(now)
    told = names(json.loads(peer.told[0][1]))
    shown = re.search(r"^```json\n(.*?)^```", REFERENCE, re.S | re.M)
    assert shown and names(json.loads(shown[1])) == told
    table = REFERENCE.partition("| field | what it is |")[2].partition("\n\n")[0]
    assert set(re.findall(r"^\| `([\w.]+)` \|", table, re.M)) == told


def test_the_reference_says_when_it_is_tried_again():
    rows = re.findall(r"^\| (\d+) \| (\d+) (second|minute|hour)s \|$", REFERENCE, re.M)
    assert [timedelta(**{f"{unit}s": int(count)}) for _number, count, unit in rows] == list(WAITS)
    assert (timedelta(days=3), timedelta(hours=24), timedelta(days=30), 10.0) == (PATIENCE, LONGEST_WAIT, KEPT, WHOLE)


def test_the_reference_names_every_field_that_is_taken():
    table = REFERENCE.partition("## What is handed over to us")[2].partition("| status |")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.M)) == {*taking_in._TEXTS, "files", "is_verified"}
    assert taking_in.LARGEST == 12 * 1024 * 1024 and taking_in.MOST_FILES == 20 and taking_in.LONGEST_TEXT == 200_000
