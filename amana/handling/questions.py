"""What was asked of somebody outside the desk; the words themselves stand in entries of the company's own chain."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from amana.cases.models import Case
from amana.kit.codes import new_id
from amana.team.models import Agent


class Question(models.Model):
    """A thread with one address outside. The ids of its mails are signed for its key, so that no answer finds a case by itself."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="questions", db_index=False)
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", db_index=False)
    address = models.CharField(max_length=254)  # in lower case
    name = models.CharField(max_length=120, blank=True)
    subject = models.CharField(max_length=200)
    language = models.CharField(max_length=5)
    asked_at = models.DateTimeField()
    # When whoever asks asks again, and the promise of ours that says so.
    again_at = models.DateTimeField(null=True)
    promise = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["case", "-asked_at"], name="question_of_case"),
            models.Index(fields=["case"], condition=Q(ended_at=None), name="question_open"),
        ]

    def __str__(self) -> str:
        return self.name or self.address


class QuestionMail(models.Model):
    """One mail of a thread: which entry holds its words, and the id by which an answer names it."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="mails", db_index=False)
    entry = models.UUIDField(unique=True)
    message_id = models.CharField(max_length=255, blank=True)
    is_answer = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["question", "at"], name="question_mail_in_order")]

    def __str__(self) -> str:
        return self.message_id
