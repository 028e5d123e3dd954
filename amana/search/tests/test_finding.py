from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from amana.cases.labelling import Tag, Tagged
from amana.cases.models import CLOSED, Case
from amana.handling.opening import open_case
from amana.people.models import Person
from amana.record.appending import Line, append_many
from amana.record.reading import read
from amana.record.withdrawing import erase, withdraw
from amana.search import finding
from amana.search.asking import understand
from amana.search.finding import Hits, alike, closest, count, count_all, hits, put_right, widened
from amana.search.models import Indexed, Meaning, Slip, Word
from amana.search.naming import people
from amana.search.tests.conftest import attached, note, say, search, take_in_all
from amana.team.viewing import by_link, owner


def found(query, viewer):
    return [row.entry for row in hits(search(query, viewer)).rows]


@pytest.fixture
def texts(case, noa):
    """Six messages of Noa's, named by what they are about."""
    said = {
        "grinder": "הזמנתי מטחנה חדשה והיא לא הגיעה, הזמנה AB-1234/7",
        "phone": "Please call me at 050-123 4567 about my invoice of 149.90",
        "machine": "والماكينة لا تعمل منذ أمس، رقم الطلب ZX 99881",
        "refund": "We were promised that the refund is on the card. It never arrived.",
        "never": "It arrived late, I have never seen such boxes; O'Brien's order #77-A",
        "serial": "Serial SN99887 and order 20251107; the technician stopped by",
    }
    return {name: say(case, text, by=noa).id for name, text in said.items()}


# What each query finds, on every database; the corpus is `texts`.
QUERIES = {
    "מטחנה": {"grinder"}, "המטחנה": {"grinder"}, "ומטחנות": {"grinder"}, "הזמנה": {"grinder"},
    "AB-1234/7": {"grinder"}, "ab1234": {"grinder"}, "AB 1234": {"grinder"}, "1234": {"grinder"}, "AB12347": {"grinder"},
    "ab-1234": {"grinder"}, "AB-1235": set(), "1234/7": {"grinder"},
    "0501234567": {"phone"}, "+972 50 123-4567": {"phone"}, "(050) 1234567": {"phone"}, "4567": {"phone"},
    "234567": {"phone"}, "٠٥٠١٢٣٤٥٦٧": {"phone"}, "0501234568": set(), "149.90": {"phone"},
    "ماكينة": {"machine"}, "الماكينه": {"machine"}, "مَاكِينَة": {"machine"}, "ZX99881": {"machine"}, "zx-99881": {"machine"},
    "refunds": {"refund"}, "promising": {"refund"}, "arrive": {"refund", "never"}, "ARRIVED": {"refund", "never"},
    '"never arrived"': {"refund"}, '"arrived never"': set(), '"the card"': {"refund"}, "“never arrived”": {"refund"},
    "arrived -refund": {"never"}, '-"never arrived" arrived': {"never"}, "box": {"never"}, "obrien": {"never"},
    "o'brien": {"never"}, "77a": {"never"}, "SN-99887": {"serial"}, "sn 99887": {"serial"}, "99887": {"serial"},
    "20251107": {"serial"}, "stop technician": {"serial"}, "technicians stopping": {"serial"},
    "noa": {"grinder", "phone", "machine", "refund", "never", "serial"}, "zebra": set(),
}  # fmt: skip


def test_both_databases_find_the_same(case, dana, texts):
    names = {key: name for name, key in texts.items()}

    found_by = {query: {names[key] for key in found(query, dana) if key in names} for query in QUERIES}

    assert found_by == QUERIES


def test_every_word_must_be_there(case, dana):
    assert found("kettle leaks", dana)
    assert not found("kettle flies", dana)


def test_only_those_who_may_read_it_find_it(case, dana, noa, stranger):
    take_in_all()

    for viewer in (stranger, by_link(noa, case.key), owner(noa)):
        asked = search("kettle", viewer)
        assert hits(asked) == Hits([], None)
        assert closest(asked).rows == alike(search("water kettle", viewer), but_not=[]) == []
        assert count(asked).entries == count_all(asked).entries == 0
        assert put_right(search("ketle", viewer)) is None
        assert people(understand("noa"), viewer) == []


def test_an_agent_who_is_gone_finds_nothing(case, dana):
    dana.agent.account.is_active = False

    assert not found("kettle", dana)


def test_what_the_company_alone_says_is_found_by_the_company(case, dana, now):
    said = note(case, "The customer is right about the lid", by=dana, at=now)

    assert found("lid", dana) == [said.id]


def test_a_message_is_found_as_soon_as_it_is_written_and_no_worker_is_needed(case, dana, noa):
    said = say(case, "A turquoise samovar", by=noa)

    assert found("samovar", dana) == [said.id]


@pytest.mark.parametrize("gone", ["withdrawn", "erased"])
def test_what_is_withdrawn_or_erased_is_found_no_more_nor_are_its_words_known(case, dana, gone):
    take_in_all()
    said = next(one for one in read(case.key, side="company") if one.kind == "call.noted")
    now = timezone.now()

    if gone == "withdrawn":
        withdraw(said.id, from_side="customer", why="A card number.", by=dana.actor, at=now)
    else:
        erase(said.id, why="The law.", by=dana.actor, at=now)

    assert not found("leaks", dana)
    assert not Indexed.objects.filter(entry=said.id).exists()
    assert not Word.objects.filter(word=b"leaks").exists()
    assert Word.objects.get(word=b"kettle").texts == 1  # the subject of the case still says it
    assert Slip.objects.exclude(word__in=Word.objects.all()).count() == 0
    assert not Meaning.objects.exclude(indexed__in=Indexed.objects.all()).exists()


def test_indexing_a_batch_takes_as_many_statements_as_indexing_one(case, dana):
    def lines(count):
        return [Line(case.key, "note.written", dana.actor, timezone.now(), {"text": f"Note {n}"}) for n in range(count)]

    append_many(lines(1))  # a private chain begins with its first entry
    with CaptureQueriesContext(connection) as one:
        append_many(lines(1))
    with CaptureQueriesContext(connection) as many:
        append_many(lines(40))

    # The words of a batch go in by one prepared statement, which the capture counts once for each row on no database.
    assert len(many) == len(one)
    assert Indexed.objects.count() >= 41


def test_entries_whose_numbers_collide_are_all_found(case, dana, now, monkeypatch):
    monkeypatch.setattr("amana.search.indexing.number_for", lambda at, key: 77 << 21)

    append_many([Line(case.key, "note.written", dana.actor, now, {"text": f"same number {n}"}) for n in range(5)])

    assert len(found("same number", dana)) == 5


def test_the_newest_come_first_by_when_it_was_said_and_not_by_when_it_came_in(case, dana, noa, now):
    middle = say(case, "samovar", by=noa, at=now - timedelta(days=5))
    oldest = say(case, "samovar", by=noa, at=now - timedelta(days=50))
    newest = say(case, "samovar", by=noa, at=now)

    assert found("samovar", dana) == [newest.id, middle.id, oldest.id]


def test_pages_reach_every_hit_once(case, dana, now):
    lines = [
        Line(case.key, "note.written", dana.actor, now - timedelta(minutes=n), {"text": f"samovar {n}"})
        for n in range(3 * finding.PER_PAGE)
    ]
    append_many(lines)
    asked, seen, after = search("samovar", dana), [], None
    while True:
        page = hits(asked, after=after)
        seen += [row.entry for row in page.rows]
        after = page.following
        if after is None:
            break

    assert seen == [line.id for line in lines]
    assert (count(asked).entries, count(asked).cases, count(asked).is_exact) == (len(lines), 1, True)


def test_a_page_looks_at_so_many_hits_and_no_more_and_the_next_one_looks_further_back(
    case, dana, noa, now, monkeypatch
):
    monkeypatch.setattr(finding, "LOOKED_AT", 10)
    other = open_case(noa, case.brand, subject="Old samovar", text="...", by=dana, at=now - timedelta(days=9))
    append_many([Line(case.key, "note.written", dana.actor, now, {"text": f"samovar {n}"}) for n in range(25)])
    Case.objects.filter(pk=case.pk).update(state=CLOSED, closed_at=now)
    asked = search("samovar state:open", dana)

    pages = [hits(asked)]
    while pages[-1].following is not None:
        pages.append(hits(asked, after=pages[-1].following))

    assert [page.is_cut for page in pages] == [True, True, False]
    assert [row.case_id for page in pages for row in page.rows] == [other.pk]
    assert not count(search("samovar", dana)).is_exact
    assert count_all(search("samovar", dana)).entries == 26
    assert count_all(asked).entries == 1


# ── filters ──────────────────────────────────────────────────────────────────


def test_filters_of_the_case(case, dana, noa, brand, now):
    other = open_case(noa, brand, subject="Samovar", text="It whistles.", by=dana, at=now)
    tag = Tag.objects.create(brand=brand, name="Urgent part", folded="urgent part")
    Tagged.objects.create(case=other, tag=tag, at=now)
    Case.objects.filter(pk=other.pk).update(holder=None, language="ar", channel="portal")

    def cases(query):
        return {row.case_id for row in hits(search(query, dana)).rows}

    first, second = {case.pk}, {other.pk}
    assert cases("holder:me") == cases("באחריות:dana") == cases('holder:"Dana Katz"') == cases("المسؤول:dana") == first
    assert cases("holder:nobody") == second
    assert cases('tag:"urgent part"') == cases('תגית:"Urgent Part"') == second
    assert cases("language:ar") == cases("שפה:ערבית") == cases("channel:portal") == second
    assert cases("state:open") == cases("מצב:פתוח") == cases("الحالة:مفتوح") == first | second
    assert cases("state:closed") == set()
    assert cases("brand:tavor") == first | second
    assert cases(f"case:{other.number} whistles") == second
    assert cases(f"case:{case.number} whistles") == set()
    Case.objects.filter(pk=other.pk).update(state=CLOSED, closed_at=now)
    assert cases("state:closed") == cases("is:closed whistles") == second


def test_filters_of_the_entry(case, dana, noa, now):
    told = say(case, "samovar", by=noa, at=now, files=[attached("lid.txt", b"brass", "text/plain")])
    noted = note(case, "samovar", by=dana, at=now)

    assert found("samovar kind:note", dana) == found("samovar סוג:הערה", dana) == [noted.id]
    assert found("samovar kind:message", dana) == found("samovar with:file", dana)
    assert found("samovar with:file", dana) == [told.id]
    assert set(found("kind:call", dana)) == {
        one.id for one in read(case.key, side="company") if one.kind == "call.noted"
    }


@pytest.mark.parametrize(
    ("query", "days"),
    [
        ("samovar before:2026-11-02", {1}), ("samovar since:2026-11-02", {2, 3}), ("samovar until:2.11.2026", {1, 2}),
        ("samovar after:2026-11-02 before:2026-11-03", {2}), ("סמובר מאז:2026-11-03", set()),
        ("samovar قبل:٢٠٢٦-١١-٠٢", {1}), ("samovar since:2026-13-45", {1, 2, 3}), ("samovar since:0001-01-01", {1, 2, 3}),
    ],
)  # fmt: skip
def test_filters_of_the_day_are_of_the_readers_day(case, dana, noa, query, days):
    said = {say(case, "samovar", by=noa, at=datetime(2026, 11, day, 12, tzinfo=UTC)).id: day for day in (1, 2, 3)}

    assert {said[key] for key in found(query, dana)} == days


def test_what_names_nothing_is_left_out_and_said(case, dana):
    narrowed = search("kettle holder:zebedee tag:none before:soon brand:xyz case:222222 kind:zzz", dana).narrowed

    assert len(narrowed.left_out) == 6 and not narrowed.chips


def test_a_colleague_of_another_brand_is_named_by_no_filter(case, dana, stranger):
    assert search("holder:omar", dana).narrowed.left_out == ("holder:omar",)
    assert search("brand:other", dana).narrowed.left_out == ("brand:other",)


def test_a_filter_can_be_taken_away(case, dana):
    chips = search("kettle holder:me state:open", dana).narrowed.chips

    assert [chip.rest for chip in chips] == ["kettle state:open", "kettle holder:me"]


# ── slips, beginnings, meaning ───────────────────────────────────────────────


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("ketle", "kettle"), ("kettel", "kettle"), ("kettlr leaks", "kettle leaks"), ("tehcnicain", "technician"),
        ("technitian", "technician"), ("מתחנה", "מטחנה"), ("ماكنية", "ماكينة"),
    ],
)  # fmt: skip
def test_a_slip_is_put_right_when_nothing_is_found(case, dana, noa, typed, right):
    say(case, "The technician came. מטחנה אחת. ماكينة واحدة", by=noa)
    take_in_all()
    assert not found(typed, dana)

    better = put_right(search(typed, dana))

    assert better is not None and hits(better).rows
    assert understand(right).parts[0].sequels == better.asked.parts[0].sequels


@pytest.mark.parametrize("typed", ["cat", "zebra", "kattla", "kettle", "99887", "k", ""])
def test_what_is_no_slip_is_left_as_it_is(case, dana, typed):
    take_in_all()

    assert put_right(search(typed, dana)) is None


def test_no_word_of_another_brand_is_told(case, dana, noa, stranger, now):
    other = open_case(noa, stranger.agent.brands.get(), subject="x", text="A secret samovar", by=stranger, at=now)
    take_in_all()

    assert other is not None
    assert put_right(search("samovr", stranger)) is not None
    assert put_right(search("samovr", dana)) is None
    assert widened(search("samov", dana)) is None or not hits(widened(search("samov", dana))).rows


def test_the_last_word_may_be_a_beginning(case, dana):
    take_in_all()

    assert not found("kett", dana)
    assert hits(widened(search("leaks kett", dana))).rows
    assert widened(search("ke", dana)) is None


def test_what_means_alike_is_found_in_another_language(case, brand, dana, noa, now):
    other = open_case(noa, brand, subject="Money", text="We will refund the whole sum to your card.", by=dana, at=now)
    open_case(noa, brand, subject="Thanks", text="Happy new year to the whole team!", by=dana, at=now)
    take_in_all()

    near = alike(search("החזר כספי לכרטיס", dana), but_not=[])

    assert [row.case_id for row in near][:1] == [other.pk]
    assert alike(search("החזר כספי לכרטיס", dana), but_not=[other.pk]) == [
        row for row in near if row.case_id != other.pk
    ]


def test_hits_can_be_put_in_the_order_of_their_meaning(case, dana, noa, now):
    near = say(case, "The refund of the money was sent to the card.", by=noa, at=now - timedelta(days=3))
    say(case, "The refund department wishes you a happy holiday and good weather.", by=noa, at=now)
    take_in_all()

    assert closest(search("refund money", dana)).rows[0].entry == near.id
    assert {row.entry for row in closest(search("refund", dana)).rows} == set(found("refund", dana))


# ── people ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "typed", ["noa", "NOA levi", "levi", "noa@levi.example", "noa@levi", "0501234567", "+972 50 123 4567", "050-123 4567", "34567"]
)  # fmt: skip
def test_people_are_found_by_name_address_and_telephone(case, dana, noa, typed):
    assert people(understand(typed), dana) == [noa]


@pytest.mark.parametrize("typed", ["dana", "kettle", "noa cohen", "0509999999", "noa@other.example", "@", "%", ""])
def test_nobody_else_is(case, dana, noa, typed):
    assert people(understand(typed), dana) == []


def test_hebrew_names_are_found_with_what_is_attached(brand, dana, now):
    person = Person.objects.create(name="נועה לוי")
    open_case(person, brand, subject="x", text="y", by=dana, at=now)

    assert people(understand("לנועה"), dana) == [person]


# ── anything may be typed ────────────────────────────────────────────────────

HOSTILE = [
    "", " ", '"', "'", "''", '""', "' OR 1=1 --", "a AND NOT b", "NEAR(a b)", "a NEAR/2 b", "*", "a*", "(", ")", "\\", "^a",
    "words:a", "search_words MATCH 'a'", "-", "--", "-a", '-"', "- a", "a:b", ":", "::", "holder:", 'holder:"', "before:", "x" * 10_000,
    "a " * 5_000, '"' * 999, "-" * 999, "\0", "a\0b", "%", "_", "\u202e\u202d", "\u200f-\u200fkettle", "\ud800", "é" * 400, "𝟙𝟚𝟛𝟜",
    "§bdeadbeef", "§ashared", "§", "{words} : a", "a|b&!c", "a:*", "<->", "'a':1", "🫖", "ﷺ", "1" * 40, "1-" * 200, "state:open " * 50,
    "kind:file", "case:' OR 1=1", "after:99999-01-01", "since:2026-02-30", "٠" * 30, "+" * 50, "(" * 300, "&amp;", "<script>",
]  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_is_typed_is_only_words(case, dana, query):
    take_in_all()
    asked = search(query, dana)

    hits(asked), closest(asked), count(asked), count_all(asked), people(asked.asked, dana)
    widened(asked), put_right(asked), alike(asked, but_not=[])


def test_whatever_was_written_can_be_kept_and_found(case, dana, noa):
    for text in (
        "§bdead kettledrum",
        "a\\b 'q' \"r\" kettledrum",
        "ﷺ kettledrum \u202e",
        "1" * 500 + " kettledrum",
        "🫖 kettledrum",
    ):
        say(case, text, by=noa)
    take_in_all()

    assert len(found("kettledrum", dana)) == 5
