"""Web hooks: which server is told of what, what is on its way to it, and the address at which another system writes to us."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amana.kit.codes import new_id, new_token
from amana.post.models import in_nobodys_hands
from amana.team.models import Agent, Brand


class WebHook(models.Model):
    """A server that is told what enters the record of a brand's cases. Its secrets are encrypted."""

    GONE, SILENT = "gone", "silent"
    WHYS = [(GONE, _("it answered that it is gone")), (SILENT, _("nothing reached it for three days"))]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="web_hooks")
    name = models.CharField(max_length=80)
    url = models.CharField(max_length=500)
    # Its address may be inside the house, and it may be told what the company alone reads: said by somebody above all.
    allows_private = models.BooleanField(default=False)
    tells_company = models.BooleanField(default=False)
    kinds = models.JSONField(default=list)  # of entries, or families as `promise.*`; none for all
    is_on = models.BooleanField(default=True)
    secret = models.TextField(blank=True, editable=False)  # with the one before, which signs too until `earlier_until`
    earlier_until = models.DateTimeField(null=True, editable=False)
    set_by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", db_index=False)
    set_at = models.DateTimeField()

    # How telling it goes.
    failures = models.PositiveIntegerField(default=0, editable=False)  # in a row
    failing_since = models.DateTimeField(null=True, editable=False)
    rests_until = models.DateTimeField(null=True, editable=False)
    tried_at = models.DateTimeField(null=True, editable=False)
    took = models.PositiveIntegerField(null=True, editable=False)  # milliseconds until its last answer
    off_why = models.CharField(max_length=6, choices=WHYS, blank=True, editable=False)
    off_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(off_why="") | Q(is_on=False), name="web_hook_off_for_a_reason_is_off")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def host(self) -> str:
        """The server of its address, with its port when it has one of its own."""
        return urlsplit(self.url).netloc


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, at: datetime) -> DeliveryQuerySet:
        """To be sent now, and in nobody's hands; whoever died with one gives it back when the lease is over."""
        return self.filter(in_nobodys_hands(at), state=Delivery.WAITING, not_before__lte=at)


class Delivery(models.Model):
    """One thing one server is told. It holds no words: they are read from the sealed entry each time it is sent."""

    WAITING, DONE, DEAD, EMPTY = "waiting", "done", "dead", "empty"
    STATES = [
        (WAITING, _("waiting")),
        (DONE, _("delivered")),
        (DEAD, _("given up")),
        (EMPTY, _("not sent: its words are no longer there")),
    ]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # Without a constraint: that a web hook is removed must never undo what happens on a case.
    hook = models.ForeignKey(
        WebHook, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="deliveries"
    )
    entry = models.UUIDField(null=True)  # none for a test
    type = models.CharField(max_length=40)
    made_at = models.DateTimeField()

    state = models.CharField(max_length=7, choices=STATES, default=WAITING)
    not_before = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_owner = models.CharField(max_length=60, blank=True)
    lease_until = models.DateTimeField(null=True)
    fence = models.PositiveIntegerField(default=0)

    tried_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True)  # of the last answer; none where no answer came
    answer = models.CharField(max_length=300, blank=True)  # its beginning, or why there was none

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(fields=["hook", "not_before", "id"], condition=Q(state="waiting"), name="delivery_waiting"),
            models.Index(fields=["hook", "-made_at", "-id"], name="delivery_of_hook"),
            models.Index(fields=["hook", "id"], condition=Q(state="dead"), name="delivery_dead"),
            models.Index(fields=["entry"], name="delivery_of_entry"),
            models.Index(fields=["made_at"], name="delivery_made_at"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.state}"

    @property
    def message_id(self) -> str:
        """What the receiver knows it by, the same each time it is sent."""
        return f"msg_{self.pk.hex}"


class Inlet(models.Model):
    """The address at which another system hands us what somebody wrote to a brand. Its secrets are encrypted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    brand = models.OneToOneField(Brand, on_delete=models.PROTECT, related_name="inlet")
    key = models.CharField(max_length=32, unique=True, default=new_token)  # in its address, so that nobody guesses it
    is_on = models.BooleanField(default=True)
    secret = models.TextField(blank=True, editable=False)
    earlier_until = models.DateTimeField(null=True, editable=False)
    set_by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", db_index=False)
    set_at = models.DateTimeField()
    heard_at = models.DateTimeField(null=True, editable=False)

    def __str__(self) -> str:
        return str(self.brand)
