"""Who people are: accounts to sign in with, persons, companies, and the addresses they write from."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amana.kit.codes import new_id


class Accounts(BaseUserManager["Account"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Account:
        """Make an account; the address is kept in lower case, so that it signs in however it is typed."""
        account = self.model(email=email.strip().lower(), **fields)
        account.set_password(password)
        account.save()
        return account

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(email=(username or "").strip().lower())


class Account(AbstractBaseUser, PermissionsMixin):
    """Somebody who can sign in. Whether they serve, are served, or both, is said by Agent and Person."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(_("mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(_("language"), max_length=5, default="en")
    zone = models.CharField(_("time zone"), max_length=64, default="Asia/Jerusalem")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = Accounts()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else self.email


class Company(models.Model):
    """A firm: the one this installation serves, one whose people write to us, or one a consumer has a case against."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=200)
    is_ours = models.BooleanField(default=False, help_text=_("This installation serves it."))
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name_plural = _("companies")
        constraints = [
            models.UniqueConstraint(fields=["is_ours"], condition=Q(is_ours=True), name="company_one_is_ours")
        ]

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """A human being who is served, who serves, or who answers for a company."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=5, blank=True)
    zone = models.CharField(_("time zone"), max_length=64, blank=True)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="person"
    )
    company = models.ForeignKey(Company, on_delete=models.PROTECT, null=True, blank=True, related_name="people")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name_plural = _("people")
        indexes = [models.Index(fields=["created_at", "id"], name="person_newest")]

    def __str__(self) -> str:
        return self.name or str(_("someone without a name"))


class AddressQuerySet(models.QuerySet["Address"]):
    def beginning_with(self, typed: str) -> AddressQuerySet:
        """Addresses of any kind, by how they begin, however it is typed."""
        begins = typed.lower()
        return self.filter(kind__in=[Address.MAIL, Address.PHONE], value__gte=begins, value__lt=begins + _LAST)

    def ending_with(self, digits: str) -> AddressQuerySet:
        """Telephones by their last digits: 0501234567 and +972501234567 end alike."""
        backwards = digits[::-1]
        found = self.filter(backwards__gte=backwards)
        # Up to the next digits of this kind; a letter after the last digit is one that some collations pass over.
        stem = backwards.rstrip("9")
        return found.filter(backwards__lt=f"{stem[:-1]}{int(stem[-1]) + 1}") if stem else found


# Words nobody's address sorts after; for asking an index for everything that begins with something.
_LAST = "\uffff"


class Address(models.Model):
    """One way to reach a person; nobody else has it."""

    MAIL, PHONE = "mail", "phone"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=8, choices=[(MAIL, _("mail")), (PHONE, _("telephone"))])
    value = models.CharField(max_length=254, help_text=_("Mail in lower case, telephone as +972…"))
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="addresses")
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    # The digits of a telephone from the last to the first, so that an index finds it by its end; of mail there are none.
    backwards = models.CharField(max_length=254, null=True, editable=False)

    objects = AddressQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("addresses")
        constraints = [
            models.UniqueConstraint(fields=["kind", "value"], name="address_belongs_to_one"),
            models.CheckConstraint(
                condition=Q(kind="mail", backwards=None) | Q(kind="phone", backwards__isnull=False),
                name="address_telephone_is_found_by_its_end",
            ),
        ]
        indexes = [
            models.Index(fields=["backwards"], condition=Q(backwards__isnull=False), name="address_by_its_end"),
        ]

    def __str__(self) -> str:
        return self.value

    @classmethod
    def telephone(cls, value: str, *, person: Person, at: datetime) -> Address:
        """Return a telephone of this person, not saved yet; `value` is as +972…"""
        backwards = "".join(letter for letter in reversed(value) if letter.isdecimal())
        return cls(kind=cls.PHONE, value=value, backwards=backwards, person=person, added_at=at)


class SignIn(models.Model):
    """A browser in which somebody is signed in; `session` is the key of its session, without which it is signed out."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sign_ins")
    session = models.CharField(max_length=40, unique=True)
    browser = models.CharField(max_length=200, blank=True, help_text=_("As it calls itself."))
    ip = models.GenericIPAddressField(null=True)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["account", "seen_at"], name="sign_in_of_account"),
            models.Index(fields=["began_at"], name="sign_in_oldest"),
        ]

    def __str__(self) -> str:
        return self.browser


class KnownBrowser(models.Model):
    """A browser in which somebody signed in before; it holds a cookie of which only the digest is kept."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="known_browsers")
    digest = models.CharField(max_length=64)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "digest"], name="known_browser_once")]
        indexes = [models.Index(fields=["seen_at"], name="known_browser_oldest")]

    def __str__(self) -> str:
        return self.digest[:8]


class SignInRules(models.Model):
    """Of whom a second factor is asked, since when; one row for the installation, none asks it of nobody."""

    NOBODY, LEADS, ALL = "nobody", "leads", "all"
    ASKED_OF = [
        (NOBODY, _("Nobody: whoever wants one sets one up")),
        (LEADS, _("Leads, managers, administrators and auditors")),
        (ALL, _("Everybody who serves")),
    ]

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    asked_of = models.CharField(_("Second factor is asked of"), max_length=8, choices=ASKED_OF, default=NOBODY)
    grace_days = models.PositiveSmallIntegerField(_("Days to set it up"), default=7)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="sign_in_rules_one")]

    def __str__(self) -> str:
        return self.asked_of


class FirmSignIn(models.Model):
    """The firm's own directory, by whose OpenID Connect its people sign in; one row, or none. `secret` is locked."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(_("name"), max_length=80)
    server = models.URLField(_("address of the directory"), max_length=300)
    client_id = models.CharField(_("client id"), max_length=191)
    secret = models.TextField(blank=True)
    is_inside = models.BooleanField(_("It stands in our own network"), default=False)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="firm_sign_in_one")]

    def __str__(self) -> str:
        return self.name


class SamlSignIn(models.Model):
    """The firm's directory where it speaks SAML; one row, or none. `key` is locked; without `entity_id` it is not yet in use."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(_("name"), max_length=80)
    entity_id = models.CharField(max_length=300, blank=True)
    sign_in_url = models.URLField(max_length=500, blank=True)
    certificates = models.JSONField(default=list, blank=True)
    domains = models.JSONField(default=list, blank=True)
    takes_unasked = models.BooleanField(default=False)
    key = models.TextField()
    certificate = models.TextField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="saml_sign_in_one")]

    def __str__(self) -> str:
        return self.name


class SamlAnswer(models.Model):
    """An answer of the directory that was taken, by a sum of its name: it counts once, and is kept until it ends by itself."""

    digest = models.CharField(primary_key=True, max_length=64, editable=False)
    ends_at = models.DateTimeField(db_index=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.digest
