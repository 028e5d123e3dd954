from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import BinaryField, DateTimeField, Field, UUIDField

from amana.cases.models import Case, Closing, Participant
from amana.kit.codes import new_id
from amana.post.models import File, MessageKey, Outgoing, RawMessage
from amana.record.models import Book
from amana.record.storing import _converted, insert_all, insert_rows, update_all, update_rows

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
# What a list written into a statement must escape, and what only looks like it.
HOSTILE = [
    "\"quoted\" 'twice'",
    "back\\slash\\",
    "a\nb\r\n\tc",
    "{1,NULL,3}",
    "NULL",
    "",
    "שלום 😀 \u2028",
    "%s %(x)s %%",
    "$1 ;--",
]
KEYS = ("value", "raw_id", "case", "entry")


def stored(table, *columns):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY {columns[0]}")
        return cursor.fetchall()


def outgoing(n, **more):
    return Outgoing(what="notice", message_id=f"{n}@x.example", mail_from="us@x.example", subject="", mime=b"", created_at=NOW,
                    not_before=NOW, **more)  # fmt: skip


def test_hostile_texts_and_bytes_come_back_as_they_were():
    rows = [outgoing(n, last_error=text) for n, text in enumerate(HOSTILE)]
    for row in rows:
        row.mime = row.last_error.encode() + b"\x00\xff\\x"
    insert_all(rows)
    found = Outgoing.objects.order_by("pk").values_list("last_error", "mime")
    assert [(text, bytes(mime)) for text, mime in found] == [(row.last_error, row.mime) for row in rows]


def test_a_row_lies_in_the_table_as_the_orm_would_write_it():
    tel_aviv = ZoneInfo("Asia/Jerusalem")
    moments = [NOW, NOW + timedelta(microseconds=1), datetime(2026, 10, 25, 1, 30, tzinfo=tel_aviv),
               datetime(2026, 10, 25, 1, 30, tzinfo=tel_aviv, fold=1), None]  # fmt: skip
    ours = [outgoing(f"a{n}", case=new_id(), sent_at=at, attempts=n) for n, at in enumerate(moments)]
    theirs = [outgoing(f"b{n}", case=row.case, sent_at=row.sent_at, attempts=n) for n, row in enumerate(ours)]
    insert_all(ours)
    Outgoing.objects.bulk_create(theirs)
    columns = [field.column for field in Outgoing._meta.concrete_fields if field.name not in {"id", "message_id"}]
    rows = stored("post_outgoing", "message_id", *(f'"{column}"' for column in columns))
    assert [row[1:] for row in rows[:5]] == [row[1:] for row in rows[5:]]


def values_of(field):
    while field.is_relation:
        field = field.target_field
    if isinstance(field, UUIDField):
        return [new_id(), None]
    if isinstance(field, DateTimeField):
        return [NOW, NOW + timedelta(microseconds=7), None]
    if isinstance(field, BinaryField):
        return []  # the ORM wraps bytes, and the driver takes them bare as well: see the test of hostile bytes
    return [field.get_default(), None]


def columns_of_the_product() -> list[Field]:
    models = [model for model in apps.get_models() if model.__module__.startswith("amana.")]
    return [field for model in models for field in model._meta.concrete_fields]


@pytest.mark.sqlite  # PostgreSQL takes keys and moments as they are
def test_every_column_of_the_product_is_converted_as_the_orm_converts_it():
    for field in columns_of_the_product():
        converted = _converted(field, connection.vendor)
        for value in values_of(field):
            expected = field.get_db_prep_save(value, connection)
            assert (converted(value) if converted else value) == expected, field


def test_a_column_of_json_is_stored_as_json(case):
    row = Closing(case=case, proposed_by="company", terms=["paid", 'it "works"'], proposed_at=NOW)
    insert_all([row])
    assert Closing.objects.get().terms == ["paid", 'it "works"']


def test_a_key_that_is_taken_is_passed_over_only_when_asked():
    insert_rows(MessageKey, KEYS, [("a", None, None, None)])
    insert_rows(MessageKey, KEYS, [("a", None, None, None), ("b", None, None, None)], unless_there=True)
    assert MessageKey.objects.count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(MessageKey, KEYS, [("a", None, None, None)])


def test_filling_writes_only_what_was_empty():
    first, second, entry = new_id(), new_id(), new_id()
    MessageKey.objects.create(value="a")
    MessageKey.objects.create(value="b", case=first, entry=entry)
    rows = [(value, None, second, entry) for value in "abc"]
    insert_rows(MessageKey, KEYS, rows, filling=("case", "entry"))
    found = dict(MessageKey.objects.values_list("value", "case"))
    assert found == {"a": second, "b": first, "c": second}


def test_only_rows_found_by_all_that_is_named_are_written_and_counted():
    rows = [outgoing(n, fence=n) for n in range(3)]
    insert_all(rows)
    wanted = [("one", rows[0].pk, 0), ("two", rows[1].pk, 7), ("three", new_id(), 2)]
    assert update_rows(Outgoing, ("last_error",), wanted, where=("id", "fence")) == 1
    assert list(Outgoing.objects.order_by("pk").values_list("last_error", flat=True)) == ["one", "", ""]


def test_the_attributes_named_are_written_and_no_others(case):
    case.subject, case.language = "New", "ar"
    update_all([case], ["subject", "closed_at"])
    again = Case.objects.get(pk=case.pk)
    assert (again.subject, again.language) == ("New", "en")


@pytest.mark.parametrize("names", [("subject", "no_such"), ("book_id",)])
def test_an_unknown_attribute_or_the_key_is_refused(case, names):
    with pytest.raises((ValueError, AttributeError)):
        update_rows(Case, names, [(*names, case.pk)], where=("book_id",))


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        insert_rows(Book, ("id", "opened_at"), [(new_id(), datetime(2026, 1, 1))])


def test_a_row_that_breaks_a_rule_of_the_table_is_refused(case):
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_all([Participant(case=case, person=case.customer, added_at=NOW)])
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_all([RawMessage(digest="d", sha256="s", size=1, received_at=NOW, not_before=NOW)])


@pytest.mark.postgres
def test_a_text_too_long_for_its_column_is_refused_and_not_cut():
    row = File(key="k" * 41, sha256="", size=1, name="", type="", case=new_id(), at=NOW)
    with pytest.raises(DataError), transaction.atomic():
        insert_all([row])


def test_nothing_to_write_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        insert_all([])
        insert_rows(Book, ("id", "opened_at"), [])
        update_all([], ["subject"])
        assert update_rows(Case, ("subject",), [], where=("book_id",)) == 0


@pytest.mark.parametrize("count", [1, 40])
def test_many_rows_are_one_statement(count, django_assert_num_queries):
    with django_assert_num_queries(1):
        insert_rows(Book, ("id", "opened_at"), [(new_id(), NOW) for _ in range(count)])
