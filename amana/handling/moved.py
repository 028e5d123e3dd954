"""Where history came from that was kept in another helpdesk: each thing of it by its number there, and what was left out."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from amana.cases.models import Case
from amana.kit.codes import new_id


class Origin(models.Model):
    """A helpdesk, and which installation of it: numbers mean something within one alone."""

    SYSTEMS = [
        ("zendesk", "Zendesk"),
        ("freshdesk", "Freshdesk"),
        ("zammad", "Zammad"),
        ("freescout", "FreeScout"),
        ("csv", _("tables")),
    ]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.CharField(max_length=12, choices=SYSTEMS)
    installation = models.CharField(max_length=200, blank=True)
    began_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "installation"], name="origin_once")]

    def __str__(self) -> str:
        return f"{self.system} {self.installation}".strip()


class MovedIn(models.Model):
    """One thing that was brought in, by its number there; `key` is what it became here."""

    CASE, MESSAGE, PERSON, COMPANY = "case", "message", "person", "company"
    WHATS = [(CASE, _("case")), (MESSAGE, _("message")), (PERSON, _("person")), (COMPANY, _("company"))]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    origin = models.ForeignKey(Origin, on_delete=models.PROTECT, related_name="moved", db_index=False)
    what = models.CharField(max_length=8, choices=WHATS)
    foreign = models.CharField(max_length=120)
    key = models.UUIDField()
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, related_name="moved_in")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["origin", "what", "foreign"], name="moved_in_once")]

    def __str__(self) -> str:
        return f"{self.what} {self.foreign}"


class LeftOut(models.Model):
    """A piece of an export that could not be taken in, as it stood there, and why; the same piece is kept once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    origin = models.ForeignKey(Origin, on_delete=models.PROTECT, related_name="left_out", db_index=False)
    digest = models.CharField(max_length=64)
    place = models.CharField(max_length=300)  # the file it stood in, and where
    why = models.CharField(max_length=300)
    raw = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["origin", "digest"], name="left_out_once")]

    def __str__(self) -> str:
        return f"{self.place}: {self.why}"
