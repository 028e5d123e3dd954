"""A company in the directory: what kind it is, its names, where it is known under which key, what was joined to it."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amana.directory.models.facts import Fact
from amana.directory.models.history import Run
from amana.kit.codes import new_id
from amana.people.models import Account, Company


def number() -> int:
    """Return a key of 63 random bits: small, as many rows of the index name it, and known before the row is written."""
    return secrets.randbits(63)


class ProfileQuerySet(models.QuerySet["Profile"]):
    def visible_to(self, account: Account | None) -> ProfileQuerySet:
        """What everybody here may know of, and what this account named in own cases."""
        mine = Q(private_to=account) if account is not None else Q(pk=None)
        return self.filter(Q(private_to=None) | mine)


class Profile(Fact):
    """What a company is. Whoever is `private_to` somebody was named in their own case, and only they find it."""

    COMPANY, REGULATOR, OMBUDSMAN = "company", "regulator", "ombudsman"
    KINDS = [(COMPANY, _("company")), (REGULATOR, _("regulator")), (OMBUDSMAN, _("ombudsman"))]

    company = models.OneToOneField(Company, on_delete=models.CASCADE, primary_key=True, related_name="directory")
    kind = models.CharField(_("kind"), max_length=10, choices=KINDS, default=COMPANY)
    sector = models.CharField(_("sector"), max_length=20, blank=True)  # a code of sectors.SECTORS
    country = models.CharField(_("country"), max_length=2, blank=True)  # ISO 3166, capitals
    site = models.CharField(_("web site"), max_length=300, blank=True)
    zone = models.CharField(_("time zone"), max_length=64, blank=True)
    regulator = models.ForeignKey(Company, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    private_to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")

    objects = ProfileQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["kind", "country"], condition=~Q(kind="company"), name="directory_outside_bodies"),
        ]

    def __str__(self) -> str:
        return str(self.company_id)


class Name(Fact):
    """One name of a company: what it is called, another name or spelling, or a domain of its own."""

    NAME, ALIAS, DOMAIN = "name", "alias", "domain"
    KINDS = [(NAME, _("name")), (ALIAS, _("another name")), (DOMAIN, _("domain"))]

    id = models.BigIntegerField(primary_key=True, default=number, editable=False)
    kind = models.CharField(_("kind"), max_length=6, choices=KINDS)
    text = models.CharField(_("name"), max_length=200)
    folded = models.CharField(max_length=200)  # as naming.folded makes it

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "kind", "folded"], name="directory_name_once"),
            models.UniqueConstraint(fields=["company"], condition=Q(kind="name"), name="directory_one_name"),
        ]
        indexes = [models.Index(fields=["folded"], name="directory_name_folded")]

    def __str__(self) -> str:
        return self.text


class Part(models.Model):
    """How a name, or a word in it, begins or goes on: what finding reads, in UTF-8, which every database sorts alike.

    `name` is no foreign key: rows are taken out by what the name was, and no database has to look for them.
    """

    WHOLE, WORD, INSIDE, SOUND = 0, 1, 2, 3

    pk = models.CompositePrimaryKey("place", "part", "name")
    place = models.PositiveSmallIntegerField()
    part = models.BinaryField(max_length=48)
    name = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.place} {bytes(self.part).decode()}"


class Key(models.Model):
    """Under which key a source knows a company, and the digest of what it said, so that the same is not read twice."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+")
    source = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=32)
    run = models.ForeignKey(Run, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="directory_key_once")]

    def __str__(self) -> str:
        return f"{self.source}:{self.key}"


class Joined(models.Model):
    """A company that turned out to be another one: its rows stay where they are and are shown with the other's."""

    company = models.OneToOneField(Company, on_delete=models.CASCADE, primary_key=True, related_name="joined")
    into = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(company=F("into")), name="directory_joined_to_another")]

    def __str__(self) -> str:
        return f"{self.company_id} is {self.into_id}"
