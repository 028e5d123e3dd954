"""Two people of one name stay two, and one who is named twice by one address stays one, whatever the export is of."""

from __future__ import annotations

import csv
import json

import pytest

from amana.cases.models import Case
from amana.people.models import Person

pytestmark = pytest.mark.django_db

HEADINGS = ["ticket", "subject", "state", "opened", "customer", "customer mail", "customer phone", "text"]
BEGAN = "2024-03-01T10:00:00Z"


@pytest.fixture
def table(bring, dana_there, tmp_path):
    """Move in a table of tickets, each given as (customer, mail, phone); return whose each is, by its place."""

    def move(*customers, people=(), messages=()):
        folder = tmp_path / "export"
        folder.mkdir()
        rows = [[n, f"Matter {n}", "closed", BEGAN, *who, "Hello"] for n, who in enumerate(customers, 1)]
        _write(folder / "tickets.csv", HEADINGS, rows)
        if people:
            _write(folder / "people.csv", ["name", "mail", "phone", "company"], people)
        if messages:
            _write(folder / "messages.csv", ["ticket", "message id", "at", "from", "side", "text"], messages)
        bring("csv", folder)
        cases = Case.objects.filter(moved_in__foreign__in=map(str, range(1, len(rows) + 1)))
        found = dict(cases.values_list("subject", "customer"))
        return [found[f"Matter {n}"] for n in range(1, len(rows) + 1)]

    return move


def _write(path, headings, rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([headings, *rows])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(("Noa Levi", "", "052-612-3457"), ("Noa Levi", "", "052-612-3458"), id="by telephone"),
        pytest.param(("Noa Levi", "", "052-612-3457"), ("Noa Levi", "", ""), id="one without any"),
        pytest.param(("Noa Levi", "", ""), ("Noa Levi", "", ""), id="both without any"),
        pytest.param(("Noa Levi", "noa@levi.example", ""), ("Noa Levi", "noa@other.example", ""), id="by mail"),
        pytest.param(("Noa Levi", "noa@levi.example", ""), ("Noa Levi", "", ""), id="one by mail"),
        pytest.param(("Noa Levi", "not an address", ""), ("Noa Levi", "unknown", ""), id="what is no address"),
    ],
)
def test_two_customers_of_one_name_stay_two(table, first, second):
    one, other = table(first, second)
    assert one != other
    assert list(Person.objects.filter(pk__in=[one, other]).values_list("name", flat=True)) == ["Noa Levi"] * 2


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(("Noa Levi", "noa@levi.example", ""), ("N. Levi", "NOA@Levi.example ", ""), id="one mail address"),
        pytest.param(("Noa Levi", "", "052-612-3457"), ("Noa  LEVI", "", "+972 52 612 3457"), id="one telephone"),
        pytest.param(
            ("Noa Levi", "unknown", "052-612-3457"), ("Noa Levi", "", "0526123457"), id="beside what is no address"
        ),
    ],
)
def test_one_customer_who_is_named_twice_by_one_address_stays_one(table, first, second):
    one, other = table(first, second)
    assert one == other


def test_two_who_share_a_telephone_stay_two(table):
    one, other = table(("Noa Levi", "", "052-612-3457"), ("Avi Levi", "", "052-612-3457"))
    assert one != other


def test_a_list_of_people_says_who_is_meant_only_where_one_of_that_name_stands_in_it(table):
    people = [
        ["Noa Levi", "noa@levi.example", "052-612-3457", "Tahuna"],
        ["Noa Levi", "", "052-612-3458", "Other"],
        ["Avi Cohen", "", "052-612-3459", "Mill"],
    ]
    found = table(
        ("Noa Levi", "", ""), ("Noa Levi", "", "052-612-3458"), ("Avi Cohen", "", ""), ("Avi Cohen", "", ""),
        ("Noa Levi", "", "052-612-3457"), people=people,
    )  # fmt: skip
    firms = dict(Person.objects.values_list("pk", "company__name"))
    assert [firms[key] for key in found] == [None, "Other", "Mill", "Mill", "Tahuna"]
    assert found[2] == found[3] and len(set(found)) == 4


def test_whoever_writes_under_the_customers_name_is_the_customer_and_of_another_ticket_somebody_else(table):
    said = [[n, f"m{n}", BEGAN, "Noa Levi", "", "It is still broken."] for n in (1, 2)]
    one, other = table(("Noa Levi", "", ""), ("Noa Levi", "noa@levi.example", ""), messages=said)
    assert one != other and Person.objects.filter(name="Noa Levi").count() == 2


def test_a_table_brought_in_again_makes_nobody_twice(bring, dana_there, tmp_path):
    rows = [[n, f"Matter {n}", "closed", BEGAN, "Noa Levi", "", "", "Hello"] for n in (1, 2)]
    _write(tmp_path / "tickets.csv", HEADINGS, rows)
    bring("csv", tmp_path / "tickets.csv")
    bring("csv", tmp_path / "tickets.csv")
    assert Person.objects.filter(name="Noa Levi").count() == Case.objects.count() == 2


# ── exports that number their people ─────────────────────────────────────────


def _zendesk(folder):
    users = [{"id": n, "name": "Noa Levi", "role": "end-user", "email": None} for n in (7, 8)]
    tickets = [
        {"id": n, "subject": f"Matter {n}", "status": "closed", "requester_id": user, "created_at": BEGAN, "description": "x"}
        for n, user in ((1, 7), (2, 8), (3, 7))
    ]  # fmt: skip
    _json(folder / "users.json", {"users": users})
    _json(folder / "tickets.json", {"tickets": tickets})


def _freshdesk(folder):
    contacts = [{"id": n, "name": "Noa Levi", "email": None, "phone": f"+97252612345{n}"} for n in (7, 8)]
    tickets = [
        {"id": n, "subject": f"Matter {n}", "status": 5, "requester_id": user, "created_at": BEGAN,
         "updated_at": BEGAN, "description_text": "x"}
        for n, user in ((1, 7), (2, 8), (3, 7))
    ]  # fmt: skip
    _json(folder / "contacts.json", contacts)
    _json(folder / "tickets.json", tickets)


def _zammad(folder):
    users = [{"id": n, "firstname": "Noa", "lastname": "Levi", "email": "", "role_ids": [3]} for n in (7, 8)]
    tickets = [
        {"id": n, "number": f"2400{n}", "title": f"Matter {n}", "state": "closed", "customer_id": user,
         "created_at": BEGAN, "updated_at": BEGAN}
        for n, user in ((1, 7), (2, 8), (3, 7))
    ]  # fmt: skip
    _json(folder / "users.json", users)
    _json(folder / "tickets.json", tickets)


def _freescout(folder):
    talks = [
        {"id": n, "number": n, "subject": f"Matter {n}", "status": "closed", "state": "published", "type": "email",
         "mailboxId": 1, "createdAt": BEGAN, "updatedAt": BEGAN,
         "customer": {"id": user, "firstName": "Noa", "lastName": "Levi"}}
        for n, user in ((1, 7), (2, 8), (3, 7))
    ]  # fmt: skip
    _json(folder / "conversations.json", {"_embedded": {"conversations": talks}})


def _json(path, value):
    path.write_text(json.dumps(value), encoding="utf-8")


@pytest.mark.parametrize(
    ("system", "export"),
    [("zendesk", _zendesk), ("freshdesk", _freshdesk), ("zammad", _zammad), ("freescout", _freescout)],
)
def test_two_users_of_one_name_stay_two_and_one_of_two_tickets_stays_one(bring, dana_there, tmp_path, system, export):
    folder = tmp_path / "export"
    folder.mkdir()
    export(folder)
    bring(system, folder)
    whose = dict(Case.objects.values_list("subject", "customer"))
    assert len(whose) == 3
    assert whose["Matter 1"] == whose["Matter 3"] != whose["Matter 2"]
    assert Person.objects.filter(name="Noa Levi").count() == 2


def test_somebody_named_whole_in_one_ticket_and_by_number_in_the_next_stays_one(bring, dana_there, tmp_path):
    """The JSON export of Zendesk has some people in their tickets, and others by number alone."""
    noa = {"id": 7, "name": "Noa Levi", "email": "noa@levi.example"}
    tickets = [
        {"id": n, "subject": f"Matter {n}", "status": "closed", "requester_id": 7, "created_at": BEGAN,
         "description": "x", **more}
        for n, more in ((1, {"requester": noa}), (2, {}))
    ]  # fmt: skip
    (tmp_path / "tickets.json").write_text("\n".join(map(json.dumps, tickets)))
    bring("zendesk", tmp_path / "tickets.json")
    assert len(set(Case.objects.values_list("customer", flat=True))) == 1
