"""Knowing who writes by a messenger: by what they are called there, else by their telephone, else as somebody new."""

from __future__ import annotations

from datetime import datetime

import phonenumbers
from django.db import IntegrityError, transaction

from amana.channels.messaging.finding import channels
from amana.channels.messaging.words import Heard
from amana.channels.models import Correspondent, Messenger
from amana.people.models import Address, Person


def recognise(messenger: Messenger, said: Heard, *, language: str, at: datetime) -> Correspondent:
    """Return who writes, made with a person where they are new; of two who meet somebody new at once, one makes them."""
    known = _known(messenger, said)
    if known is not None:
        return known
    try:
        with transaction.atomic():
            is_telephone = channels()[messenger.channel].limits.is_a_telephone
            person = _by_telephone(said, language, at) if is_telephone else _new(said, language, at)
            return Correspondent.objects.create(
                messenger=messenger, identity=said.identity, address=said.address[:80], person=person, last_in_at=at
            )
    except IntegrityError:
        found = _known(messenger, said)
        if found is None:
            raise
        return found


def _known(messenger: Messenger, said: Heard) -> Correspondent | None:
    # Held as little as will do: whoever answers them meanwhile holds the case, and names this row in what goes out.
    rows = Correspondent.objects.select_for_update(of=("self",), no_key=True).select_related("person")
    return rows.filter(messenger=messenger, identity=said.identity).first()


def telephone(value: str) -> str:
    """Return a telephone as +972…, the way people's telephones are kept; one that is no number as it is."""
    try:
        number = phonenumbers.parse(value, None)
    except phonenumbers.NumberParseException:
        return value
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _by_telephone(said: Heard, language: str, at: datetime) -> Person:
    value = telephone(said.address)
    known = Address.objects.filter(kind=Address.PHONE, value=value).select_related("person").first()
    if known is not None:
        return known.person
    person = _new(said, language, at)
    Address.telephone(value, person=person, at=at).save(force_insert=True)
    return person


def _new(said: Heard, language: str, at: datetime) -> Person:
    return Person.objects.create(name=said.name[:200], language=language, created_at=at)
