"""What a browser is told with every answer: nothing runs but our own files, nothing frames us, nobody keeps a copy."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from amana.cases.models import Case
from amana.config.headers import POLICY
from amana.people.models import Account
from amana.portal.tests.conftest import door_to

# What a page says hangs on no database: asked on one of them.
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)[^>]*>(?!\s*</script>)|<style\b|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE
)
DATA = re.compile(r'<script[^>]*type="application/json"[^>]*>.*?</script>', re.DOTALL)
NOTHING = "01a2049b-f34b-7004-854e-202e78033dad"
# What everybody may read and keep: signed statements of how the record grew, with nobody's data in them.
PUBLIC = ("/checkpoints/",)
# Signing out ends the walk.
LEAVES = {"account_logout"}
# Beside the policy of all pages: nothing may be framed, loaded or sent to from elsewhere, and nothing of ours runs inline.
WEAK = re.compile(
    r"script-src[^;]*(?:unsafe-|\*|https?:|data:|blob:)|default-src (?!'none')|form-action (?!'self'|'none')|\*"
)


def routes(
    patterns: list[URLPattern | URLResolver] | None = None, before: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Yield every address of the product as it is written, with what answers it."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        where = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, where)
        else:
            yield where, one


def filled(route: str, given: dict[str, str]) -> str:
    """Return an address with something in every place."""
    plain = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: given.get(found[1], "x"), route)
    plain = re.sub(r"\(\?P<(\w+)>[^)]*\)", lambda found: given.get(found[1], "x"), plain)
    return "/" + plain.replace("^", "").replace("$", "").replace("\\Z", "").lstrip("/")


def weak_in(url: str, answer) -> list[str]:
    """Return what an answer lacks."""
    policy = answer.get("Content-Security-Policy", "")
    told = {
        f"policy {policy!r}": policy != POLICY and (WEAK.search(policy) or "default-src 'none'" not in policy),
        "guessed types": answer.get("X-Content-Type-Options") != "nosniff",
        "copies": not url.startswith(PUBLIC)
        and not {"no-store", "no-cache"} & parts_of(answer.get("Cache-Control", "")),
        "referrer": answer.get("Referrer-Policy") not in {"same-origin", "no-referrer"},
        "frames": answer.get("X-Frame-Options") not in {"DENY", "SAMEORIGIN"}
        or not {"frame-ancestors", "sandbox"} & set(re.split(r"[ ;]+", policy)),
        "resources": answer.get("Cross-Origin-Resource-Policy") != "same-origin",
        "windows": answer.get("Cross-Origin-Opener-Policy") != "same-origin",
        f"inline {inline_in(answer)}": inline_in(answer),
        "cookies": [one.key for one in answer.cookies.values() if one["max-age"] != 0 and not is_guarded(one)],
    }
    return [f"{url}: {what}" for what, is_weak in told.items() if is_weak]


def parts_of(header: str) -> set[str]:
    return {one.strip() for one in header.split(",")}


def inline_in(answer) -> list[str]:
    is_page = answer.get("Content-Type", "").startswith("text/html") and answer.status_code == 200
    is_framed = "sandbox" in answer.get("Content-Security-Policy", "")
    return INLINE.findall(DATA.sub("", answer.content.decode())) if is_page and not is_framed else []


def is_guarded(cookie) -> bool:
    return bool(cookie["httponly"]) and cookie["samesite"] in {"Lax", "Strict"}


@pytest.fixture
def visitors(case, noa, yossi, settings, tmp_path) -> list[tuple[Client, dict[str, str]]]:
    """Nobody, a manager at the desk, a customer by a link, and somebody with a case of their own."""
    settings.OPEN_MINE, settings.DATA = True, tmp_path
    guest, door = Client(), door_to(case, noa)
    door.enter(guest)
    at_desk, keeper = Client(), Client()
    at_desk.force_login(yossi.account, backend=backend())
    keeper.force_login(
        Account.objects.create_user("gil@bayit.example", "a quiet kettle", name="Gil", language="en"), backend=backend()
    )
    keeper.post(
        "/mine/new/", {"company": "Kav", "happened": "Charged twice.", "wanted": "A refund.", "settle_for": "Half."}
    )
    own = Case.objects.get(kept_by="customer")
    place = {"key": NOTHING, "uuid": NOTHING, "place": "1", "language": "en", "name": "x"}
    return [
        (Client(), {**place, "number": case.number, "token": "a" * 32}),
        (at_desk, {**place, "number": case.number}),
        (guest, {**place, "number": case.number, "token": door.token}),
        (keeper, {**place, "number": own.number}),
    ]


def backend() -> str:
    return settings.AUTHENTICATION_BACKENDS[0]


def test_every_answer_of_every_address_carries_the_headers_and_no_page_holds_script_of_its_own(visitors):
    weak, pages = [], 0
    for client, given in visitors:
        for route, one in routes():
            if one.name in LEAVES or route.startswith("static/"):
                continue
            answer = client.get(filled(route, given))
            pages += answer.status_code == 200
            weak += weak_in(filled(route, given), answer)
    assert weak == [], "\n".join(weak)
    assert pages > 150


def test_the_policy_of_all_pages_lets_nothing_run_that_is_not_a_file_of_ours():
    said = dict(part.strip().partition(" ")[::2] for part in POLICY.split(";"))
    assert said["default-src"] == "'none'" and said["script-src"] == "'self'" and said["style-src"] == "'self'"
    assert said["frame-ancestors"] == said["base-uri"] == "'none'" and said["form-action"] == "'self'"
    assert "unsafe" not in POLICY and "http" not in POLICY and "*" not in POLICY


def test_the_judge_of_headers_finds_what_is_missing(client, db):
    answer = client.get("/accounts/login/")
    assert weak_in("/", answer) == []
    for name in (
        "Content-Security-Policy",
        "X-Content-Type-Options",
        "Cache-Control",
        "Referrer-Policy",
        "X-Frame-Options",
    ):
        kept = answer.headers.pop(name)
        assert weak_in("/", answer), name
        answer.headers[name] = kept
    answer.headers["Content-Security-Policy"] = POLICY.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")
    assert weak_in("/", answer)
    answer.headers["Content-Security-Policy"] = POLICY
    answer.content = answer.content + b"<b onclick='x'>"
    assert weak_in("/", answer)
