"""How the record is stored. Other rooms append and read through its functions, never through these."""

from __future__ import annotations

import uuid
from functools import lru_cache

from django.db import models
from django.db.models import Q

from amana.kit.codes import new_id
from amana.record.kinds import AUDIENCES, Audience


class Book(models.Model):
    """One matter; its key is the key of the case everywhere."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    opened_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)


@lru_cache(maxsize=1024)
def chain_key(book: uuid.UUID, audience: Audience) -> uuid.UUID:
    """Return the key of a book's chain, which follows from the two and needs no look-up."""
    return uuid.uuid5(book, audience)


class Chain(models.Model):
    """What one audience may read of a book; only its head ever moves, and only forward."""

    id = models.UUIDField(primary_key=True, editable=False)
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="chains")
    audience: models.CharField[Audience, Audience] = models.CharField(
        max_length=8, choices=[(name, name) for name in AUDIENCES]
    )
    length = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64)
    # The log of heads does not have this head yet: the next checkpoint puts it there.
    is_fresh = models.BooleanField(default=True, db_default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["book", "audience"], name="chain_one_per_audience")]
        indexes = [models.Index(fields=["id"], condition=Q(is_fresh=True), name="chain_fresh")]

    def __str__(self) -> str:
        return f"{self.book_id} {self.audience} {self.length}"


class Entry(models.Model):
    """One sealed line. Nothing here is personal: what was said is in its Content."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="entries", db_index=False)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_key = models.CharField(max_length=36, blank=True)
    corrects = models.UUIDField(null=True)
    leaf = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="entry_one_per_number")]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"


class Content(models.Model):
    """What an entry says, and the salt that keeps it from being guessed once it is erased."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="content")
    salt = models.CharField(max_length=32)
    body = models.TextField()

    def __str__(self) -> str:
        return str(self.entry_id)


class Tombstone(models.Model):
    """The fact that an entry's content is hidden from one side, or gone for both."""

    CUSTOMER, COMPANY, BOTH = "customer", "company", "both"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="tombstones")
    hidden_from = models.CharField(max_length=8, choices=[(CUSTOMER, CUSTOMER), (COMPANY, COMPANY), (BOTH, BOTH)])
    at = models.DateTimeField()
    said_in = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "hidden_from"], name="tombstone_one_per_side"),
            models.CheckConstraint(condition=Q(hidden_from__in=["customer", "company", "both"]), name="tombstone_side"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} hidden from {self.hidden_from}"


class Leaf(models.Model):
    """One line of the log of heads: how far a chain had come when a checkpoint was made. The log only grows."""

    place = models.BigIntegerField(primary_key=True)
    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="leaves", db_index=False)
    length = models.PositiveIntegerField()
    head = models.CharField(max_length=64)
    salt = models.CharField(max_length=32)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "length"], name="leaf_one_per_length")]

    def __str__(self) -> str:
        return f"{self.place} {self.chain_id} {self.length}"


class Node(models.Model):
    """The hash of a whole subtree of the log; its key holds its level and its place (see `node_key`)."""

    id = models.BigIntegerField(primary_key=True)
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return str(self.pk)


def node_key(level: int, place: int) -> int:
    """Return the key of a node: its level above its place, which stays below 2**56."""
    return level << 56 | place


class Checkpoint(models.Model):
    """The signed root of the log at one moment. `body` is what is signed, in canonical form."""

    number = models.PositiveIntegerField(primary_key=True)
    at = models.DateTimeField()
    size = models.BigIntegerField()
    root = models.CharField(max_length=64)
    body = models.TextField()
    fingerprint = models.CharField(max_length=64)
    # JSON: public keys with their signatures, its own first; and what shows that it grew out of the one before it.
    signatures = models.TextField()
    growth = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fingerprint"], name="checkpoint_one_per_fingerprint")]

    def __str__(self) -> str:
        return f"{self.number} {self.fingerprint[:16]}"


class Stamp(models.Model):
    """What a time-stamp authority outside said of a checkpoint (RFC 3161): question and answer as they went, in DER."""

    checkpoint = models.OneToOneField(Checkpoint, on_delete=models.PROTECT, primary_key=True, related_name="stamp")
    authority = models.CharField(max_length=300)
    at = models.DateTimeField()
    request = models.BinaryField()
    response = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.checkpoint_id} {self.authority}"
