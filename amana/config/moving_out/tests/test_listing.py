"""What consumers keep for themselves is in no table of the company's archive, however far a row is from its case."""

from __future__ import annotations

import json
import stat

import pytest

from amana.commitments.models import Commitment, Offer
from amana.config.moving_out.leaving import leave
from amana.config.moving_out.listing import rows_of, told
from amana.directory.models import Profile, Tip, Wait, Written
from amana.handling.opening import open_own_case
from amana.people.models import Account, Company, Person
from amana.post.models import MessageKey, Outgoing, Recipient
from amana.team.viewing import owner

pytestmark = pytest.mark.django_db
TABLES = (Written, Wait, Offer, Recipient, MessageKey, Company, Profile, Tip)


def kept(case, company, account, now):
    """Write a row of each table that names an own case only by its key, or through another row."""
    promise = Commitment.objects.filter(case=case).first() or Commitment.objects.create(
        case=case, promiser="company", action="–", origin=Commitment.ANSWER, made_at=now
    )
    Offer.objects.create(commitment=promise, due_at=now, why="private words", offered_by="company", offered_at=now)
    sent = Outgoing.objects.create(
        case=case.pk, what="own_letter", message_id="private@m", mail_from="k@private.example", subject="", mime=b"",
        created_at=now, not_before=now,
    )  # fmt: skip
    Recipient.objects.create(outgoing=sent, address="ceo@private.example")
    MessageKey.objects.create(value="<private@m>", case=case.pk)
    Written.objects.create(case=case.pk, company=company, person="private ceo", address="ceo@private.example", kind="letter",
                           place=1, at=now, by=account)  # fmt: skip
    Wait.objects.create(case=case.pk, company=company, began_at=now, minutes=41, by=account)


def test_what_a_consumer_wrote_to_whom_and_was_promised_stays_theirs(case, settings, now):
    settings.OPEN_MINE = False
    account = Account.objects.create_user("keeper@private.example", "correct horse", name="Keeper")
    keeper = Person.objects.create(name="Keeper", account=account)
    bank = Company.objects.create(name="A private bank")
    Profile.objects.create(company=bank, private_to=account)
    Tip.objects.create(company=bank, text="A private tip", added_by=account)
    own = open_own_case(keeper, bank, happened="A fee", wanted="It back", by=owner(keeper), at=now)
    before = {model: rows_of(model).count() for model in TABLES}
    kept(own, bank, account, now)

    for model in TABLES:
        said = json.dumps([told(row) for row in rows_of(model)], default=str)
        assert "private" not in said and str(own.pk) not in said, model
        assert rows_of(model).count() == before[model]
    assert rows_of(Recipient).exists() and rows_of(Company).exists()  # ours are there
    # On a computer of one's own everything is one's own.
    settings.OPEN_MINE = True
    assert rows_of(Written).count() == 1 and "private" in json.dumps([told(row) for row in rows_of(Offer)], default=str)


def test_an_archive_is_for_nobody_else_on_the_computer(case, tmp_path, now):
    leave(tmp_path / "out", at=now)
    leave(tmp_path / "out.zip", at=now)
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "out.zip").stat().st_mode) == 0o600
