"""Every change says who, when, before and after, and can be taken back; what others entered can be proposed."""

from __future__ import annotations

from uuid import uuid4

import pytest

from amana.directory.editing import add, add_company, change, decide, history, remove, row_of, undo
from amana.directory.errors import Refused
from amana.directory.finding import find
from amana.directory.forgetting import forget
from amana.directory.joining import alike, join, part
from amana.directory.listing import company_named
from amana.directory.models import Change, Name, Part, Point, Profile, Stop, Tip, Wait, Written
from amana.directory.permissions import OPERATOR, Editor, editor
from amana.directory.reaching import note_written, stop
from amana.directory.waiting import Waited, log_wait
from amana.people.models import Account, Company
from amana.team.models import Agent

PHONE = {"kind": "phone", "value": "*2700"}


@pytest.fixture
def gils(gil) -> Editor:
    return Editor(gil, is_trusted=False)


def test_an_undone_undoing_is_as_it_was_changed(kav, at):
    made = add(kav, "point", PHONE, by=OPERATOR, at=at)
    undo(made, by=OPERATOR, at=at)
    assert not Point.objects.exists()
    undo(Change.objects.get(undoes=made.act), by=OPERATOR, at=at)
    assert Point.objects.get().value == "*2700"


def test_what_somebody_who_was_erased_wrote_can_still_be_taken_back(kav, gil, gils, at):
    add(kav, "tip", {"text": "Ask for Avi."}, by=gils, at=at)
    removed = remove(row_of(kav, "tip", Change.objects.get().key), by=OPERATOR, at=at)
    gil.delete()
    undo(removed, by=OPERATOR, at=at)
    assert Tip.objects.get().added_by is None


def test_what_was_changed_again_since_is_not_taken_back(kav, at):
    add(kav, "point", PHONE, by=OPERATOR, at=at)
    first = change(Point.objects.get(), PHONE | {"label": "one"}, by=OPERATOR, at=at)
    change(Point.objects.get(), PHONE | {"label": "two"}, by=OPERATOR, at=at)
    with pytest.raises(Refused, match="again since"):
        undo(first, by=OPERATOR, at=at)
    assert Point.objects.get().label == "two"


def test_the_same_twice_and_nothing_at_all_are_refused(kav, at):
    add(kav, "point", PHONE, by=OPERATOR, at=at)
    with pytest.raises(Refused, match="there already"):
        add(kav, "point", PHONE, by=OPERATOR, at=at)
    with pytest.raises(Refused, match="Nothing was changed"):
        change(Point.objects.get(), PHONE, by=OPERATOR, at=at)
    with pytest.raises(Refused, match="one name"):
        add(kav, "name", {"text": "X", "kind": "name"}, by=OPERATOR, at=at)
    with pytest.raises(Refused):
        remove(Profile.objects.get(company=kav), by=OPERATOR, at=at)


def test_one_changes_what_one_added_and_proposes_the_rest(kav, gils, at):
    own = add(kav, "tip", {"text": "Ask for Avi."}, by=gils, at=at)
    assert own.state == Change.IN_FORCE
    seeded = add(kav, "point", PHONE, by=OPERATOR, at=at)
    row = Point.objects.get()
    proposed = remove(row, by=gils, at=at)
    assert proposed.state == Change.PROPOSED and Point.objects.exists()
    with pytest.raises(Refused):
        decide(proposed, is_accepted=True, by=gils, at=at)
    with pytest.raises(Refused):
        undo(seeded, by=gils, at=at)
    decide(proposed, is_accepted=True, by=OPERATOR, at=at)
    assert not Point.objects.exists()
    with pytest.raises(Refused, match="decided"):
        decide(proposed, is_accepted=False, by=OPERATOR, at=at)


def test_a_proposal_for_a_row_that_is_another_by_now_is_not_accepted(kav, gils, at):
    add(kav, "point", PHONE, by=OPERATOR, at=at)
    proposed = change(Point.objects.get(), PHONE | {"label": "mine"}, by=gils, at=at)
    change(Point.objects.get(), PHONE | {"label": "other"}, by=OPERATOR, at=at)
    with pytest.raises(Refused):
        decide(proposed, is_accepted=True, by=OPERATOR, at=at)
    assert Change.objects.get(pk=proposed.pk).state == Change.PROPOSED


def test_names_are_found_by_what_they_are_now(kav, at):
    add(kav, "name", {"text": "Kesher"}, by=OPERATOR, at=at)
    row = Name.objects.get(kind=Name.ALIAS)
    made = change(row, {"text": "Hibur", "kind": "alias"}, by=OPERATOR, at=at)
    assert find("kesher") == [] and find("hibur")[0].key == kav.pk
    undo(made, by=OPERATOR, at=at)
    assert find("hibur") == [] and find("kesher")[0].key == kav.pk
    remove(Name.objects.get(kind=Name.ALIAS), by=OPERATOR, at=at)
    assert find("kesher") == []


def test_the_history_tells_each_act_once_the_newest_first(kav, at):
    add(kav, "point", PHONE, by=OPERATOR, at=at)
    add(kav, "tip", {"text": "Ask for Avi."}, by=OPERATOR, at=at)
    assert [row.thing for row in history(kav)] == ["tip", "point"]
    assert [row.thing for row in history(kav, before=history(kav)[0].pk)] == ["point"]


def test_only_rows_of_the_company_are_found(kav, at):
    add(kav, "point", PHONE, by=OPERATOR, at=at)
    row = Point.objects.get()
    other = company_named("Other", by=None, at=at, is_private=False)
    assert row_of(kav, "point", str(row.pk)) == row
    assert row_of(other, "point", str(row.pk)) is None
    for thing, key in (
        ("point", "x"),
        ("name", "x"),
        ("name", "9" * 60),
        ("joined", str(row.pk)),
        ("", ""),
        ("profile", "\0"),
    ):
        assert row_of(kav, thing, key) is None


def test_who_may_change_everything(gil, at):
    assert editor(gil, is_own_machine=True).is_trusted
    assert not editor(gil, is_own_machine=False).is_trusted
    for role, is_trusted in (
        (Agent.AGENT, False),
        (Agent.LEAD, False),
        (Agent.MANAGER, True),
        (Agent.ADMIN, True),
        (Agent.AUDITOR, False),
    ):
        account = Account.objects.create_user(f"{role}@example.com", "correct horse", name=role)
        Agent.objects.create(account=account, role=role)
        assert editor(account, is_own_machine=False).is_trusted is is_trusted


def test_joining_leaves_each_as_it_was_and_makes_no_circles(kav, gils, at):
    mobile, energy = (company_named(name, by=None, at=at, is_private=False) for name in ("Kav Mobile", "Kav Energy"))
    first = join(mobile, energy, by=OPERATOR, at=at)
    join(energy, kav, by=OPERATOR, at=at)
    assert [one.name for one in find("mobile")] == ["Kav Telecom"]
    for one, into in ((kav, mobile), (kav, kav), (mobile, kav)):
        with pytest.raises(Refused):
            join(one, into, by=OPERATOR, at=at)
    with pytest.raises(Refused):
        join(kav, company_named("X", by=None, at=at, is_private=False), by=gils, at=at)
    undo(first, by=OPERATOR, at=at)
    assert [one.name for one in find("mobile")] == ["Kav Mobile"]


def test_parting_moves_what_was_chosen_and_back(kav, at):
    add(kav, "point", PHONE, by=OPERATOR, at=at)
    add(kav, "name", {"text": "Kav Energy Line"}, by=OPERATOR, at=at)
    alias = Name.objects.get(kind=Name.ALIAS)
    made = part(kav, "Kav Energy", [Point.objects.get(), alias], by=OPERATOR, at=at)
    assert Point.objects.get().company == made and find("kav energy line")[0].key == made.pk
    undo(Change.objects.filter(thing="point").order_by("-id")[0], by=OPERATOR, at=at)
    assert Point.objects.get().company == kav and find("kav energy line")[0].key == kav.pk


def test_those_that_may_be_the_same_are_suggested(kav, at):
    same = [company_named(f"Firm {n}", by=None, at=at, is_private=False) for n in range(3)]
    add(same[0], "name", {"text": "kav.example", "kind": "domain"}, by=OPERATOR, at=at)
    add(kav, "name", {"text": "kav.example", "kind": "domain"}, by=OPERATOR, at=at)
    for one in (kav, same[1]):
        add(one, "point", {"kind": "phone", "value": "+972 3 123 4567"}, by=OPERATOR, at=at)
    add(same[2], "name", {"text": "KAV Telecom Ltd."}, by=OPERATOR, at=at)
    assert alike(kav) == [same[0], same[1]] and alike(same[2]) == [kav]


def test_what_very_many_share_says_nothing(kav, at):
    for number in range(9):
        one = company_named(f"Firm {number}", by=None, at=at, is_private=False)
        add(one, "name", {"text": "host.example", "kind": "domain"}, by=OPERATOR, at=at)
    add(kav, "name", {"text": "host.example", "kind": "domain"}, by=OPERATOR, at=at)
    assert alike(kav) == []


def test_a_company_of_ones_own_case_becomes_everybodys_when_it_is_added(gil, at):
    company_named("Tahana", by=gil, at=at)
    made = add_company({"name": "Tahana", "country": "IL"}, by=editor(gil, is_own_machine=True), at=at)
    assert [one.key for one in find("tahana")] == [made.pk]


def test_what_somebody_kept_for_themselves_is_forgotten_whole(kav, gil, gils, at):
    case = uuid4()
    own = company_named("Landlord Street 5", by=gil, at=at)
    add(own, "point", PHONE, by=gils, at=at)
    log_wait(kav, Waited(at, 5), by=gil)
    note_written("Ruth Amit", kav, case=case, at=at, kind="letter", has_lower_rungs=True)
    stop("ruth@kav.example", at=at, by=gil)
    for _time in range(2):
        forget(gil, cases=[case])
    gil.delete()
    assert not Company.objects.filter(pk=own.pk).exists() and not Point.objects.exists()
    assert not Wait.objects.exists() and not Written.objects.exists() and Stop.objects.count() == 1
    assert Part.objects.filter(name__in=Name.objects.values("pk")).count() == Part.objects.count()
    assert find("kav")[0].key == kav.pk
