"""Questions nobody meant: signs of query languages in every filter, rubbish in every form, and errors that tell nothing."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from email import message_from_bytes, policy

import pytest
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path, reverse

from amana.cases.models import Case
from amana.config.urls import urlpatterns as all_of_ours
from amana.counter.writing import set_form
from amana.desk.urls import urlpatterns as of_the_desk
from amana.directory.listing import company_named
from amana.directory.models import Point, Profile
from amana.handling.mails.mailing import Mailing, post_all, text_lines
from amana.kit.codes import new_id
from amana.people.models import Account
from amana.portal.urls import urlpatterns as of_the_portal
from amana.post.models import Outgoing, Recipient
from amana.record.appending import append_many
from amana.search.asking import understand
from amana.search.finding import Search, hits
from amana.search.narrowing import Narrowed
from amana.team.viewing import at_the_desk
from amana.wording.formatting import formatted, formatted_for_mail
from tests.letters import deliver, words_of
from tests.security.payloads import read_page

pytestmark = pytest.mark.django_db

SIGNS = (
    "' OR '1'='1", "1; DROP TABLE cases_case; --", "x' UNION SELECT password FROM people_account --", "%' ESCAPE '\\", "\\", '"', "''",
    '"unbalanced', "NEAR(a b, 5)", "subject:x OR *", "a* OR b^2", "-", "NOT", "AND AND", "{a b}: c", "a & | ! (", ":*", "a:*&b",
    "\0", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), "%", "_", "()", "[" * 200, "-1", "9" * 40, "NaN", "1e999", "²",
    "' || pg_sleep(9) || '", "{{7*7}}", "a" * 5000,
)  # fmt: skip
# Every name that a page reads from its address, and names of fields that none of them may.
READ = (
    "q", "view", "before", "after", "team", "weeks", "company", "whose", "tab", "name", "chosen", "by", "brand", "state",
    "sent", "rung", "promise", "pictures", "order", "notes", "n", "how", "group", "from", "fresh", "entry", "country",
    "count", "code", "address", "language", "since", "until", "holder", "kind", "tag", "waiting", "exactly",
)  # fmt: skip
NEVER_READ = {
    "_connector": "OR", "customer__addresses__value__startswith": "n", "brand__isnull": "1", "pk__gt": "0", "id__in": "1",
    "order_by": "customer__account__password", "-created_at": "1", "state__regex": "(a+)+$", "fields": "password",
}  # fmt: skip


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def pages_with_filters() -> list[str]:
    return [reverse(f"desk:{one.name}") for one in of_the_desk if not one.pattern.converters]


def test_a63_no_sign_of_a_query_language_breaks_a_page_or_widens_it(case, omar, ruth):
    """A page answers, or says that it cannot; it never fails, and never shows what its reader may not see."""
    leads, stranger, failed = signed_in(ruth.account), signed_in(omar.account), []
    for number, url in enumerate(pages_with_filters()):
        # Each page gets a fifth of the signs, all its filters at once; all pages together get all of them many times.
        for sign in SIGNS[number % 5 :: 5]:
            answer = leads.get(url, dict.fromkeys(READ, sign))
            if answer.status_code not in {200, 302, 400, 404, 405, 422}:
                failed.append((url, sign, answer.status_code))
        if case.number in stranger.get(url, {**dict.fromkeys(READ, "' OR '1'='1"), **NEVER_READ}).content.decode():
            failed.append((url, "shows a case of another brand"))
    assert failed == []


def test_a63_names_of_fields_in_an_address_narrow_and_widen_nothing(case, ruth, now):
    deliver("sami@customer.example", "Another matter.", at=now, subject="Kettle")
    client = signed_in(ruth.account)
    for url in ("/desk/?view=all", "/desk/promises/?whose=all", "/desk/people/", "/desk/find/?q=router"):
        numbers = [sorted(set(re.findall(r"AM-[2-9A-Z]{6}", client.get(url, follow=True).content.decode())))]
        more = "&".join(f"{name}={value}" for name, value in NEVER_READ.items())
        numbers.append(
            sorted(
                set(
                    re.findall(
                        r"AM-[2-9A-Z]{6}", client.get(f"{url}{'&' if '?' in url else '?'}{more}").content.decode()
                    )
                )
            )
        )
        assert numbers[0] == numbers[1], url


def test_a63_signs_in_a_search_are_words_or_nothing(case, dana, omar, now):
    viewer, stranger = at_the_desk(dana), at_the_desk(omar)
    for sign in SIGNS:
        for query in (sign, f"router {sign}", f"{sign} router"):
            asked = understand(query.replace("\0", ""))
            hits(Search(asked, Narrowed(), viewer))
            assert hits(Search(asked, Narrowed(), stranger)).rows == [], query
    assert hits(Search(understand("router"), Narrowed(), viewer)).rows
    assert Case.objects.filter(pk=case.pk).exists()


# ── errors ───────────────────────────────────────────────────────────────────

INSIDE = re.compile(
    r"Traceback|django\.|amana\.(?!svg|css|js)[a-z]|/site-packages/|sqlite3|psycopg|SELECT [a-z]+ FROM|hunter2|IntegrityError"
    r"|Exception|line \d+, in"
)


def fails(_request: HttpRequest) -> HttpResponse:
    raise RuntimeError("SELECT password FROM people_account: hunter2 at /srv/amana/settings.py")


class Failing:
    """Addresses of ours, and one that fails."""

    urlpatterns = [path("failing/", fails), path("", include((all_of_ours, "amana")))]
    handler500 = "amana.config.failing.failed"


def test_a65_a_page_that_fails_tells_its_reader_nothing_of_the_inside(settings, caplog, brand):
    settings.DEBUG = False
    client = Client(raise_request_exception=False)
    with caplog.at_level(logging.CRITICAL):
        answer = client.get("/failing/") if use(settings) else None
    assert answer.status_code == 500 and INSIDE.search(answer.content.decode()) is None
    assert "default-src 'none'" in answer["Content-Security-Policy"] and answer["X-Content-Type-Options"] == "nosniff"


def use(settings) -> bool:
    from importlib.util import find_spec

    settings.ROOT_URLCONF = type("Urls", (Failing,), {} if find_spec("amana.config.failing") else {"handler500": None})
    return True


def test_a65_rubbish_to_every_address_is_an_answer_and_tells_nothing(case, dana, yossi, client):
    """Bodies that are no form, forms that are no text, and words where numbers belong: of every address of desk and portal."""
    at_desk, told = signed_in(yossi.account), []
    bodies = (("application/json", b'{"a": [' + b"[" * 50), ("multipart/form-data; boundary=x", b"--x\r\nrubbish"),
              ("application/x-www-form-urlencoded", b"key=\xff\xfe&text=%00&number=NaN&due=9999-99-99&a[]=1"))  # fmt: skip
    given = {"number": case.number, "token": "a" * 32, "key": "01a2049b-f34b-7004-854e-202e78033dad", "name": "x", "place": 1,
             "language": "en"}  # fmt: skip
    for space, patterns in (("desk", of_the_desk), ("portal", of_the_portal)):
        for number, one in enumerate(patterns):
            if not one.name or not set(one.pattern.converters) <= set(given):
                continue
            url = reverse(f"{space}:{one.name}", kwargs={name: given[name] for name in one.pattern.converters})
            kind, body = bodies[number % len(bodies)]
            answer = (at_desk if space == "desk" else client).post(url, body, content_type=kind)
            if answer.status_code >= 500 or (
                answer.status_code >= 400 and INSIDE.search(answer.content.decode("utf-8", "replace"))
            ):
                told.append((url, answer.status_code))
    assert told == []


def test_a65_too_many_fields_and_bent_addresses_are_refused_without_a_word_of_the_inside(client, db):
    many = client.post("/accounts/login/", {f"f{number}": "x" for number in range(500)})
    bent = [
        client.get(url)
        for url in ("/c/%00/", "/c/%ff%fe/", "/desk/%2e%2e/", "/mine/%0d%0aSet-Cookie:x/", "/desk/cases/' OR 1=1/")
    ]
    for answer in (many, *bent):
        assert (
            answer.status_code in {302, 400, 404} and INSIDE.search(answer.content.decode("utf-8", "replace")) is None
        )
        assert "Set-Cookie:x" not in str(answer.headers)


# ── the form for strangers ───────────────────────────────────────────────────


def key_of(number: int) -> str:
    return f"01a2049b-f34b-7004-854e-{number:012d}"


def test_a38_the_form_for_strangers_is_no_cannon(brand, dana, yossi, now, client):
    """Who writes with addresses of others makes us send them nothing of theirs, and soon nothing at all."""
    cache.clear()
    set_form(brand, is_on=True, by=at_the_desk(yossi), at=now)
    words = {
        "name": "WIN AT pwn7.example",
        "text": "Click https://pwn7.example now. Buy at pwn7.example.",
        "sure": "yes",
    }
    statuses = [
        client.post(
            f"/write/{brand.pk}/", {**words, "mail": f"victim{one}@people.example", "key": key_of(one)}
        ).status_code
        for one in range(12)
    ]
    accepted = statuses.count(200)
    mails = [bytes(row.mime) for row in Outgoing.objects.all()]

    assert accepted <= 5 and set(statuses[accepted:]) == {429}
    assert Recipient.objects.count() <= accepted
    assert [mail for mail in mails if b"pwn7" in mail or "pwn7" in words_of(mail) or "WIN AT" in words_of(mail)] == []
    # From many places to one address, and to one brand from everywhere: the same.
    many = [
        Client(REMOTE_ADDR=f"198.51.100.{one}")
        .post(f"/write/{brand.pk}/", {**words, "mail": "one@people.example", "key": key_of(100 + one)})
        .status_code
        for one in range(6)
    ]
    assert many.count(200) <= 3 and 429 in many
    assert settings.ACCOUNT_RATE_LIMITS["write_to_brand"] == "200/h/key"


def test_a38_what_the_product_writes_later_by_itself_holds_no_word_of_the_writer_either(
    brand, dana, yossi, now, client
):
    cache.clear()
    set_form(brand, is_on=True, by=at_the_desk(yossi), at=now)
    said = {
        "name": "WIN AT pwn7.example",
        "mail": "victim@people.example",
        "text": "Click https://pwn7.example",
        "sure": "yes",
    }
    client.post(f"/write/{brand.pk}/", said | {"key": key_of(1)})
    case = Case.objects.select_related("brand", "customer", "company", "holder").get(channel="email", brand=brand)
    to = "victim@people.example"
    late = Mailing(case, case.customer, to, "Late.", "late", "notice.sent", case.subject, None, says={"about": "late"})
    says = {"from": {"name": "Dana"}, "channel": "email", "files": []}
    by_hand = replace(
        late,
        what="reply",
        kind="message.sent",
        is_automatic=False,
        entry=new_id(),
        says=says,
        by=at_the_desk(dana).actor,
    )
    rows = post_all([late, by_hand], append_many(text_lines([late, by_hand], at=now)), at=now)
    plain, answered = (message_from_bytes(bytes(row.mime), policy=policy.default) for row in rows)

    assert "pwn7" not in str(plain["Subject"]) + str(plain["To"]) and case.number in str(plain["Subject"])
    assert "pwn7" in str(answered["Subject"])  # a colleague has read it, and answers


# ── addresses of pages ───────────────────────────────────────────────────────

NO_PAGES = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)", "data:text/html,<script>",
    "vbscript:x", "file:///etc/passwd", "//evil.example", "\u0001javascript:alert(1)", "view-source:x", "blob:x",
)  # fmt: skip


def links_in(html: str) -> list[str]:
    return [address.strip().lower() for address in re.findall(r'(?:href|src|action)="([^"]*)"', html)]


def is_allowed(address: str) -> bool:
    return bool(re.match(r"(?:https?://|mailto:|tel:|/(?!/)|#|\?|$)", address)) or not re.search(r"[:\\]|^//", address)


def test_a32_only_pages_mails_and_telephones_are_linked(brand, db, settings, now, tmp_path):
    settings.OPEN_MINE, settings.DATA = True, tmp_path
    client = signed_in(Account.objects.create_user("gil@bayit.example", "a quiet kettle", name="Gil", language="en"))
    for number, address in enumerate(NO_PAGES):
        company = company_named(f"Kav {number}", by=None, at=now, is_private=False)
        Profile.objects.update_or_create(company=company, defaults={"site": address})
        for kind in (Point.FORM, Point.CHAT, Point.MAIL, Point.PHONE):
            Point.objects.create(company=company, kind=kind, value=address, same=f"{kind}{number}", purpose="service")
        answer = client.get(f"/mine/companies/{company.pk}/")
        assert answer.status_code == 200
        assert [link for link in links_in(answer.content.decode()) if not is_allowed(link)] == [], address

        for written in (address, f"[press here]({address})", f"<{address}>", f"**{address}**"):
            for html in (formatted(written), formatted_for_mail(written)):
                assert [link for link in links_in(html) if not link.startswith("https://")] == [], written
                assert read_page(html.replace("alert", "pwn7")).alive == []
    assert links_in(formatted("See https://tahuna.example/help")) == ["https://tahuna.example/help"]


# ── more fields than a form has ──────────────────────────────────────────────

MORE = {
    "is_superuser": "on", "is_staff": "on", "is_active": "on", "role": "admin", "agent.role": "admin", "brands": "1", "password": "x",
    "email": "mallory@evil.example", "kept_by": "customer", "holder": "1", "state": "closed", "case": "1", "number": "AM-222222",
    "book_id": "1", "audience": "company", "by": "system", "lead": "", "limit": "99999",
}  # fmt: skip


def as_they_are(agent, case: Case) -> tuple[dict[str, object], dict[str, object]]:
    of_case = Case.objects.filter(pk=case.pk).values("holder", "state", "kept_by", "number").get()
    return Account.objects.filter(pk=agent.account_id).values().get(), of_case


def test_a50_fields_that_a_form_does_not_have_change_nothing(case, dana, client):
    """An agent, a stranger at the door and somebody with own cases send what only others may set."""
    at_desk = signed_in(dana.account)
    before = as_they_are(dana, case)
    at_desk.post("/desk/settings/account/", {**MORE, "name": "Dana Katz", "language": "en", "zone": "Asia/Jerusalem"})
    at_desk.post(f"/desk/cases/{case.number}/notes/", {**MORE, "text": "She called."})
    at_desk.post("/desk/settings/invitations/", {**MORE, "name": "Mallory"})
    dana.refresh_from_db()
    after = as_they_are(dana, case)

    changed = {name for name in before[0] if before[0][name] != after[0][name]}
    assert changed <= {"name", "language", "zone", "last_login"} and before[1] == after[1]
    assert dana.role == "agent" and not Account.objects.filter(email="mallory@evil.example").exists()
    client.post("/accounts/signup/", {**MORE, "email": "mallory@evil.example", "password1": "a quiet kettle in June"})
    assert not Account.objects.filter(is_superuser=True).exists()
    assert Case.objects.filter(pk=case.pk, number=case.number).exists()
