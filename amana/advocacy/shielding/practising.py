"""Practice against techniques: words that press, three answers, and which of them stays with the matter."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amana.advocacy.models import Practised
from amana.language.tactics import Technique, techniques
from amana.people.models import Person

CALM, SHARP, SOFT = "calm", "sharp", "soft"
# A technique is known when the calm answer was chosen this often.
KNOWN = 2

# What people say when they are pressed: words that attack, and words that give in. One of each stands beside the calm answer.
SHARP_ANSWERS: list[str | Promise] = [
    _("You are all liars there, and you know it."),
    _("Are you making fun of me? Give me somebody with a brain."),
    _("You will be sorry for this. I will tell everybody."),
    _("Read that nonsense to somebody else."),
]
SOFT_ANSWERS: list[str | Promise] = [
    _("All right then, if that is how it is."),
    _("I am sorry to trouble you. Never mind."),
    _("Well, if you say so, you will know best."),
    _("Fine, let us do it your way, I am tired."),
]
WHY: dict[str, str | Promise] = {
    CALM: _("It stays with what you want and asks for it in writing."),
    SHARP: _("Understandable, and it gives them something else to talk about than your request."),
    SOFT: _("It gives away what you asked for before anybody had to refuse it."),
}


@dataclass(frozen=True)
class Choice:
    """One answer to choose: its words and which of the three kinds it is."""

    text: str
    kind: str


@dataclass(frozen=True)
class Exercise:
    """Words that press, the technique they show, and three answers in an order that stays the same."""

    technique: Technique
    says: str
    choices: tuple[Choice, ...]


def exercise(technique: Technique, language: str, *, turn: int = 0) -> Exercise:
    """Return the exercise of a technique in a language; another `turn` is another example in another order."""
    examples = technique.examples.get(language) or technique.examples["en"]
    seed = int(hashlib.sha256(f"{technique.id} {turn}".encode()).hexdigest(), 16)
    choices = [
        Choice(technique.reply.get(language, technique.reply["en"]), CALM),
        Choice(str(SHARP_ANSWERS[seed % len(SHARP_ANSWERS)]), SHARP),
        Choice(str(SOFT_ANSWERS[seed // 7 % len(SOFT_ANSWERS)]), SOFT),
    ]
    start = seed // 49 % len(choices)
    return Exercise(technique, examples[turn % len(examples)], tuple(choices[start:] + choices[:start]))


def next_to_practise(person: Person | None, *, after: str = "") -> Technique:
    """Return the technique that was practised least, and not the one just practised."""
    done = progress_of(person)
    every = [one for one in techniques().values() if one.id != after] or list(techniques().values())
    return min(every, key=lambda one: done.get(one.id, 0))


def progress_of(person: Person | None) -> dict[str, int]:
    """Return how often the calm answer to each technique was chosen by this person."""
    if person is None:
        return {}
    return dict(Practised.objects.filter(person=person).values_list("technique", "calm"))


@transaction.atomic
def practised(person: Person, technique: Technique, kind: str, *, at: datetime) -> Practised:
    """Count one choice, for this person alone."""
    row, _is_new = Practised.objects.get_or_create(person=person, technique=technique.id, defaults={"at": at})
    field = "calm" if kind == CALM else "other"
    if getattr(row, field) < 1000:
        Practised.objects.filter(pk=row.pk).update(**{field: F(field) + 1}, at=at)
    row.refresh_from_db()
    return row
