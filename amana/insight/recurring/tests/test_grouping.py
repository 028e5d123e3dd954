from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import chain, cycle, zip_longest

import pytest
from django.core.management import call_command

from amana.cases.errors import Refused
from amana.handling.opening import open_own_case
from amana.insight.causes.gathering import add_group
from amana.insight.causes.opening import Said, open_cause
from amana.insight.models import (
    Asked,
    Centre,
    Group,
    GroupDay,
    Member,
    Regrouping,
    Ruling,
    Step,
    Telling,
)
from amana.insight.recurring.checking import differences
from amana.insight.recurring.queueing import put
from amana.insight.recurring.regrouping.steering import begin, progress, resume, stop, work_some
from amana.insight.recurring.rising import raise_groups, rise
from amana.insight.recurring.ruling import MOST_SPLIT, merge, not_this, rename, split, undo
from amana.insight.recurring.taking import claim, group_some
from amana.insight.recurring.tests.conftest import LOGIN, REFUND, ROUTER
from amana.record.appending import Actor
from amana.record.reading import read
from amana.record.withdrawing import erase, withdraw
from amana.team.viewing import at_the_desk, owner

pytestmark = pytest.mark.django_db


def in_turn(*topics):
    """The texts of all topics and languages, one of each in turn."""
    columns = zip_longest(*(texts for topic in topics for texts in topic.values()))
    return [text for text in chain.from_iterable(columns) if text]


def group_of(case):
    return Member.objects.get(case=case).group


def done(run, now):
    while work_some(worker="w", at=now):
        pass
    run.refresh_from_db()
    assert (run.error, run.stage) == ("", "done")


@pytest.fixture
def three(ask):
    """Cases of three topics in three languages, by their text."""
    texts = in_turn(REFUND, ROUTER, LOGIN)
    return dict(zip(texts, ask(*texts), strict=True))


def topic(cases, texts):
    return {group_of(cases[text]).pk for text in chain.from_iterable(texts.values())}


def test_what_asks_the_same_is_one_group_in_three_languages(three, brand, now):
    done(begin(brand.pk, at=now), now)
    groups = [topic(three, texts) for texts in (REFUND, ROUTER, LOGIN)]
    assert [len(one) for one in groups] == [1, 1, 1]
    assert len(set().union(*groups)) == 3
    assert list(differences(brand.pk)) == []


def test_questions_are_grouped_as_they_come_in(three, brand):
    group = group_of(three[LOGIN["en"][0]])
    assert {group_of(three[text]) for text in [*LOGIN["en"], *LOGIN["he"]]} == {group}
    assert (group.size, sum(one.count for one in group.days.all())) == (Member.objects.filter(group=group).count(),) * 2
    assert group_of(three[ROUTER["en"][0]]) != group
    assert list(differences(brand.pk)) == []


def test_a_group_is_named_by_a_sentence_of_those_who_ask(three):
    group = group_of(three[LOGIN["en"][0]])
    assert group.name in {*LOGIN["en"], *LOGIN["he"], *LOGIN["ar"]}
    assert {one.language for one in group.tellings.all()} == {"en", "he", "ar"}


def test_what_tells_whose_it_is_is_left_out(ask, noa):
    ask("Order 4419922 of Mr Customer 1 is lost, where is order 4419922?", "Where is my order 5500112?")
    said = " ".join(Telling.objects.values_list("text", flat=True)) + " ".join(
        Group.objects.values_list("name", flat=True)
    )
    assert said and "4419922" not in said and "Customer 1" not in said


def test_an_own_case_feeds_nothing(noa, brand, now):
    case = open_own_case(noa, brand.company, happened="My refund is late.", wanted="The refund.", by=owner(noa), at=now)
    put(read(case.key, side="customer"))
    assert not Asked.objects.filter(case=case).exists()


def test_a_question_without_a_known_word_is_in_no_group(ask):
    (case,) = ask("????? 12345")
    assert Asked.objects.get(case=case).grouped_at is not None
    assert not Member.objects.exists()


def test_rubbish_is_grouped_or_left_and_never_in_the_way(ask):
    cases = ask("...", "a" * 100_000, "؟" * 50, "Where is my refund?", group=True)
    assert not Asked.objects.filter(grouped_at=None).exists()
    assert Member.objects.filter(case=cases[-1]).exists()


def test_two_workers_never_take_the_same_question(ask, now):
    ask(*ROUTER["en"], group=False)
    first, second = claim(worker="a", at=now, most=2), claim(worker="b", at=now, most=9)
    assert not {one.pk for one in first} & {one.pk for one in second}
    assert claim(worker="c", at=now) == []
    assert len(claim(worker="c", at=now + timedelta(minutes=3))) == 1  # begun before, so it comes alone


def test_a_name_that_a_person_gave_stays(three, brand, ruth, now, ask):
    group = group_of(three[LOGIN["en"][0]])
    before = group.name
    ruling = rename(group, "  Password   forgotten ", by=ruth, at=now)
    ask("I have forgotten my password, how can I log in?", "Password forgotten, cannot log in.")
    done(begin(brand.pk, at=now), now)
    group.refresh_from_db()
    assert (group.name, group.is_named_by_person) == ("Password forgotten", True)
    undo(ruling, by=ruth, at=now)
    group.refresh_from_db()
    assert group.name == before
    with pytest.raises(Refused):
        undo(ruling, by=ruth, at=now)
    with pytest.raises(Refused):
        rename(group, " \n", by=ruth, at=now)


def test_merged_groups_stay_one_through_a_regrouping_and_part_again_when_taken_back(three, brand, ruth, now, ask):
    one, other = group_of(three[LOGIN["en"][0]]), group_of(three[ROUTER["en"][0]])
    sizes = one.size, other.size
    ruling = merge(one, other, by=ruth, at=now)
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.size, other.size, one.merged_into) == (0, sum(sizes), other)
    done(begin(brand.pk, at=now), now)
    (case,) = ask("I forgot the password of my account and cannot log in.")
    assert group_of(case) == other
    assert list(differences(brand.pk)) == []
    undo(ruling, by=ruth, at=now)
    assert group_of(case).pk == one.pk
    assert group_of(three[ROUTER["en"][0]]) == other
    assert list(differences(brand.pk)) == []
    with pytest.raises(Refused):
        merge(other, other, by=ruth, at=now)


def test_what_was_parted_stays_apart_through_a_regrouping(three, brand, ruth, now):
    group = group_of(three[REFUND["en"][0]])
    chosen = [three[REFUND["en"][2]].pk]
    made = split(group, chosen, name="Jackets", by=ruth, at=now)
    assert group_of(three[REFUND["en"][2]]) == made
    done(begin(brand.pk, at=now), now)
    assert group_of(three[REFUND["en"][2]]) == made
    assert group_of(three[REFUND["en"][0]]) == group
    assert list(differences(brand.pk)) == []
    undo(Ruling.objects.get(kind=Ruling.SPLIT), by=ruth, at=now)
    assert group_of(three[REFUND["en"][2]]) == group
    assert list(differences(brand.pk)) == []


def test_parting_asks_for_some_cases_and_leaves_some(three, ruth, now):
    group = group_of(three[REFUND["en"][0]])
    everyone = Member.objects.filter(group=group).values_list("case", flat=True)
    for cases in ([], [three[ROUTER["en"][0]].pk], list(everyone)):
        with pytest.raises(Refused):
            split(group, cases, by=ruth, at=now)
    assert MOST_SPLIT >= 25


def test_a_case_that_is_not_about_this_stays_out_and_so_does_what_is_like_it(three, brand, ruth, now, ask):
    text = ROUTER["en"][3]
    group = group_of(three[text])
    ruling = not_this(Member.objects.get(case=three[text]), by=ruth, at=now)
    assert group_of(three[text]) != group
    (again,) = ask(text)
    assert group_of(again) != group
    done(begin(brand.pk, at=now), now)
    assert group_of(three[text]) != group
    assert Member.objects.get(case=three[text]).decided_by == ruth
    undo(ruling, by=ruth, at=now)
    assert group_of(three[text]) == group
    assert list(differences(brand.pk)) == []


def test_groups_keep_their_keys_from_one_regrouping_to_the_next(three, brand, now):
    done(begin(brand.pk, at=now), now)
    before = dict(Member.objects.values_list("case", "group"))
    done(begin(brand.pk, at=now), now)
    assert dict(Member.objects.values_list("case", "group")) == before


def test_a_regrouping_stops_and_goes_on_where_it_was(three, brand, now):
    run = begin(brand.pk, at=now)
    work_some(worker="w", at=now)
    stop(run, at=now)
    assert work_some(worker="w", at=now) == 0
    so_far = progress(run).done
    resume(run)
    assert progress(run).done == so_far
    done(run, now)
    assert begin(brand.pk, at=now).pk != run.pk


def test_two_workers_share_the_parts_of_one_regrouping(three, brand, now, monkeypatch):
    monkeypatch.setattr("amana.insight.recurring.regrouping.picturing.AT_ONCE", 5)
    run = begin(brand.pk, at=now)
    workers = cycle(["a", "b"])
    while work_some(worker=next(workers), at=now):
        pass
    run.refresh_from_db()
    done_by = Counter(run.parts.filter(stage="picture").values_list("taken_by", flat=True))
    assert (run.stage, len(done_by), sum(done_by.values())) == ("done", 2, -(-len(three) // 5))
    assert list(differences(brand.pk)) == []


def test_a_part_of_a_dead_worker_is_taken_over(three, brand, now):
    from amana.insight.recurring.regrouping.steering import LEASE, _claim

    run = begin(brand.pk, at=now)
    assert _claim(run, worker="dead", at=now) is not None
    assert work_some(worker="w", at=now) == 0
    assert work_some(worker="w", at=now + LEASE + timedelta(seconds=1)) == 1


def test_cases_from_before_there_was_a_list_are_grouped_too(three, brand, now):
    Asked.objects.all().delete()
    Member.objects.all().delete()
    done(begin(brand.pk, at=now), now)
    assert Asked.objects.count() == Member.objects.count() == len(three)


def test_what_was_asked_while_it_went_on_is_counted(three, brand, now, ask):
    run = begin(brand.pk, at=now)
    for _part in range(4):
        work_some(worker="w", at=now)
    (case,) = ask("I forgot my password and cannot sign in to the account.")
    done(run, now)
    assert group_of(case) == group_of(three[LOGIN["en"][0]])
    assert list(differences(brand.pk)) == []


def test_what_is_erased_leaves_its_group_and_its_words(three, brand, ruth, now):
    case = three[LOGIN["en"][0]]
    group = group_of(case)
    entry = Member.objects.get(case=case).entry
    erase(entry, by=Actor("agent", str(ruth.pk)), at=now, why="asked for")
    assert not Asked.objects.filter(case=case).exists()
    assert not Telling.objects.filter(text=LOGIN["en"][0]).exists()
    group.refresh_from_db()
    assert group.name != LOGIN["en"][0]
    assert list(differences(brand.pk)) == []


def test_no_word_of_what_is_erased_is_left_in_names_rulings_numbers_or_the_history_of_causes(
    three, brand, ruth, dana, now, capsys
):
    gone, kept = LOGIN["en"][0], three[REFUND["en"][0]]
    case, other = three[gone], group_of(kept)
    group = group_of(case)
    # It is what the group is called by, in every way a name is kept.
    Group.objects.filter(pk=group.pk).update(name=gone)
    group.refresh_from_db()
    undone = rename(group, "Password", by=ruth, at=now)
    undo(undone, by=ruth, at=now)
    group.refresh_from_db()
    rename(group, gone, by=ruth, at=now)
    group.refresh_from_db()
    said = Said("The reset mail is not sent", now.date(), ruth)
    add_group(open_cause(brand, said, by=at_the_desk(ruth), at=now), group, by=at_the_desk(ruth), at=now)
    merge(group, other, by=ruth, at=now)
    tables = [Group, Ruling, Telling, Step, Asked, Member]
    assert sum(gone in str(list(one.objects.values_list())) for one in tables) >= 3
    centre = sum(Centre.objects.values_list("count", flat=True))

    withdraw(Member.objects.get(case=case).entry, from_side="company", by=Actor("agent", str(ruth.pk)), at=now, why="x")

    for table in tables:
        assert gone not in str(list(table.objects.values_list())), table
    assert not Asked.objects.filter(case=case).exists() and not Member.objects.filter(case=case).exists()
    assert sum(Centre.objects.values_list("count", flat=True)) == centre - 1
    done(begin(brand.pk, at=now), now)
    assert not Asked.objects.filter(case=case, vector__isnull=False).exists()
    assert not Member.objects.filter(case=case).exists()
    undo(Ruling.objects.get(kind=Ruling.MERGE), by=ruth, at=now)
    group.refresh_from_db()
    assert group.name in set(Telling.objects.filter(group=group).values_list("text", flat=True)) - {gone}
    assert list(differences(brand.pk)) == []


def test_a_recount_finds_what_is_wrong(three, brand, capsys):
    group = group_of(three[LOGIN["en"][0]])
    GroupDay.objects.filter(group=group).delete()
    Group.objects.filter(pk=group.pk).update(size=99)
    assert any("99 kept" in line for line in differences(brand.pk))
    with pytest.raises(SystemExit):
        call_command("insight", "rebuild", "--check")
    call_command("insight", "rebuild", "--json")
    call_command("insight", "rebuild", "--check")
    said = capsys.readouterr().out
    assert "Every group says what its cases say." in said and "what a recount finds" in said
    assert not Regrouping.objects.filter(ended_at=None).exists()


def test_what_comes_more_often_than_before_rises(three, now):
    raise_groups(now + timedelta(days=2))
    group = group_of(three[LOGIN["en"][0]])
    assert (group.lately, group.rise) == (group.size, rise(group.size, 0))
    raise_groups(now + timedelta(days=12))
    group.refresh_from_db()
    assert (group.lately, group.rise) == (0, 0)


def test_no_worker_waits_for_a_bad_text(ask, now, monkeypatch):
    ask(*LOGIN["en"], group=False)
    monkeypatch.setattr("amana.insight.recurring.taking.picture", lambda rows: 1 / 0)
    for minute in range(20):
        group_some(worker="w", at=now + timedelta(minutes=2 * minute))
    assert set(Asked.objects.values_list("error", flat=True)) == {"ZeroDivisionError"}
