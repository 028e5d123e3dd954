"""Where a fact of the directory is from, when it was checked, and how sure it is."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amana.directory.models.history import Run
from amana.people.models import Company

HIGH, MEDIUM, LOW, UNVERIFIED = "high", "medium", "low", "unverified"
CONFIDENCE = [
    (HIGH, _("sure")),
    (MEDIUM, _("likely")),
    (LOW, _("doubtful")),
    (UNVERIFIED, _("not checked")),
]


class Fact(models.Model):
    """What every row about a company says of itself. The author is kept; others are not told who it was."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+")
    source = models.CharField(_("source"), max_length=300, blank=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    confidence = models.CharField(_("how sure"), max_length=10, choices=CONFIDENCE, default=UNVERIFIED)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    run = models.ForeignKey(Run, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        abstract = True
