"""What a consumer writes down around their own case: guided answers, sides, costs, papers, plans, a call under way."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amana.advocacy import linkings, shares  # noqa: F401  # their tables belong to this app
from amana.advocacy.letters import models as letters  # noqa: F401  # its tables belong to this app
from amana.cases.models import Case
from amana.kit.codes import new_id
from amana.people.models import Company, Person


class Problem(models.Model):
    """A problem while it is being defined, question by question; it has a case as soon as there is enough to open one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="problems", db_index=False)
    case = models.OneToOneField(Case, on_delete=models.CASCADE, null=True, related_name="problem")
    sector = models.CharField(max_length=20, blank=True)
    outcome = models.CharField(max_length=20, blank=True)  # what is wanted, as one of advocacy.problem.wishing.OUTCOMES
    began_on = models.DateField(null=True)  # when it began, as far as it is known
    wanted_by = models.DateTimeField(null=True)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # when its keeper had the sentence

    class Meta:
        indexes = [
            models.Index(fields=["person", "-begun_at"], condition=Q(case=None), name="problem_without_a_case"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Answer(models.Model):
    """What its keeper said to one question of a problem; empty words are a question passed over."""

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="answers", db_index=False)
    question = models.CharField(max_length=20)
    text = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["problem", "question"], name="answer_once")]

    def __str__(self) -> str:
        return self.question


class CaseCompany(models.Model):
    """A company an own case is against, and its part in it; the first is the company of the case itself."""

    FIRST, SELLER, MAKER, OPERATOR, INSURER, CARRIER, LENDER, OTHER = (
        "first", "seller", "maker", "operator", "insurer", "carrier", "lender", "other",
    )  # fmt: skip
    ROLES = [
        (FIRST, _("the company")),
        (SELLER, _("sold it")),
        (MAKER, _("made it")),
        (OPERATOR, _("runs the service")),
        (INSURER, _("insures it")),
        (CARRIER, _("delivers it")),
        (LENDER, _("took the payment")),
        (OTHER, _("has another part in it")),
    ]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="companies", db_index=False)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=ROLES, default=FIRST)
    account = models.CharField(_("customer, account or order number"), max_length=100, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "company"], name="case_company_once")]
        ordering = ["position", "added_at"]

    def __str__(self) -> str:
        return str(self.company)


class Claimant(models.Model):
    """Somebody whose claim this case carries, with what they claim."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="claimants", db_index=False)
    name = models.CharField(_("name"), max_length=200)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="claimant_amount_not_negative"),
        ]
        indexes = [models.Index(fields=["case", "added_at"], name="claimant_of_case")]

    def __str__(self) -> str:
        return self.name


class Cost(models.Model):
    """One line of what a case has cost its keeper: money, time, or a business that stood still."""

    MONEY, TIME, STANDSTILL = "money", "time", "standstill"
    KINDS = [(MONEY, _("money")), (TIME, _("time")), (STANDSTILL, _("business stood still"))]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="costs", db_index=False)
    kind = models.CharField(max_length=10, choices=KINDS)
    what = models.CharField(max_length=200, blank=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)  # of money
    currency = models.CharField(max_length=3, blank=True)
    minutes = models.PositiveIntegerField(null=True)  # of time, and of standing still
    entry = models.UUIDField()  # where it was written down, in the keeper's own chain
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="money", amount__gt=Decimal(0), minutes=None)
                | (~Q(kind="money") & Q(amount=None, minutes__gt=0)),
                name="cost_is_money_or_time",
            ),
        ]
        indexes = [models.Index(fields=["case", "at"], name="cost_of_case")]

    def __str__(self) -> str:
        return self.what or self.kind


class Paper(models.Model):
    """A document that helps a case: had, asked for, or not there; from the checklist of its sector or named by hand."""

    HAVE, ASKED, NONE = "have", "asked", "none"
    STATES = [(HAVE, _("I have it")), (ASKED, _("I asked for it")), (NONE, _("there is none"))]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="papers", db_index=False)
    code = models.CharField(max_length=40)  # of the checklist; "own" for one named by hand
    name = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=6, choices=STATES, default=HAVE)
    file = models.UUIDField(null=True)  # of post.File
    entry = models.UUIDField(null=True)  # that brought the file
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["case", "at"], name="paper_of_case")]

    def __str__(self) -> str:
        return self.name or self.code


class Plan(models.Model):
    """The next contact as it is planned: with whom, for what, with which words; the newest of a company holds."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="plans", db_index=False)
    company = models.ForeignKey(CaseCompany, on_delete=models.CASCADE, null=True, related_name="plans", db_index=False)
    purpose = models.CharField(max_length=20, blank=True)  # one of advocacy.problem.wishing.OUTCOMES
    whom = models.CharField(max_length=200, blank=True)
    goal = models.CharField(max_length=500)
    opening = models.TextField(blank=True)
    asks = models.TextField(blank=True)  # a line for each thing to ask for
    carry = models.TextField(blank=True)  # what the representative should carry to whoever can change it
    fallback = models.TextField(blank=True)
    entry = models.UUIDField()
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["case", "-made_at"], name="plan_of_case")]

    def __str__(self) -> str:
        return self.goal


class PhoneCall(models.Model):
    """A call with a company while it lasts, and its times; when it ends its words go into the record."""

    KEPT, DROPPED = "kept", "dropped"
    ENDINGS = [(KEPT, _("written down")), (DROPPED, _("dropped"))]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="phone_calls", db_index=False)
    company = models.ForeignKey(CaseCompany, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    dialled_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)  # when a person answered
    hung_up_at = models.DateTimeField(null=True)
    who = models.CharField(max_length=200, blank=True)
    said = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)  # of the words, counted by the page that types them
    is_stuck = models.BooleanField(default=False)
    saved_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=8, choices=ENDINGS, blank=True)
    entry = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at=None), name="phone_call_one_at_a_time"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ending="") | (Q(ended_at__isnull=False) & ~Q(ending="")),
                name="phone_call_ends_somehow",
            ),
        ]
        indexes = [models.Index(fields=["case", "-dialled_at"], name="phone_call_of_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.dialled_at:%Y-%m-%d %H:%M}"


class CallLine(models.Model):
    """What was caught during a call: a promise, an offer, what was asked for instead, a technique that was heard."""

    PROMISE, OFFER, COUNTER, TECHNIQUE = "promise", "offer", "counter", "technique"
    KINDS = [
        (PROMISE, _("they promise")),
        (OFFER, _("they offer")),
        (COUNTER, _("I ask instead")),
        (TECHNIQUE, _("words that may press")),
    ]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)  # made by the page, so that twice is once
    call = models.ForeignKey(PhoneCall, on_delete=models.CASCADE, related_name="lines", db_index=False)
    kind = models.CharField(max_length=10, choices=KINDS)
    text = models.CharField(max_length=500)  # of a technique its id
    due_at = models.DateTimeField(null=True)
    is_read_back = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["call", "at"], name="call_line_of_call")]

    def __str__(self) -> str:
        return f"{self.kind} {self.text}"


class CheckUp(models.Model):
    """Something to look at on a day: whether what was agreed came true, or that a contract ends."""

    AGREED, CONTRACT = "agreed", "contract"
    KINDS = [(AGREED, _("is it as agreed?")), (CONTRACT, _("a contract ends"))]
    YES, NO, DROPPED = "yes", "no", "dropped"
    ENDINGS = [(YES, _("yes")), (NO, _("no")), (DROPPED, _("no longer needed"))]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="check_ups", db_index=False)
    kind = models.CharField(max_length=10, choices=KINDS)
    text = models.CharField(max_length=300)
    due_at = models.DateTimeField()
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=8, choices=ENDINGS, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, ending="") | (Q(ended_at__isnull=False) & ~Q(ending="")),
                name="check_up_ends_somehow",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "due_at"], condition=Q(ended_at=None), name="check_up_of_case"),
            models.Index(fields=["due_at", "id"], condition=Q(ended_at=None), name="check_up_due"),
        ]

    def __str__(self) -> str:
        return self.text


class Ally(models.Model):
    """Somebody at a company who helped: whoever is asked first when it comes back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="allies", db_index=False)
    company = models.ForeignKey(CaseCompany, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    name = models.CharField(_("name"), max_length=200)
    reach = models.CharField(_("how to reach them"), max_length=200, blank=True)  # a business address or telephone
    did = models.CharField(_("what they did"), max_length=300, blank=True)
    thanked_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["case", "-at"], name="ally_of_case")]
        verbose_name_plural = _("allies")

    def __str__(self) -> str:
        return self.name


class Practised(models.Model):
    """How often somebody chose the calm answer to a technique in practice; kept for themselves alone."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="practised", db_index=False)
    technique = models.CharField(max_length=40)
    calm = models.PositiveSmallIntegerField(default=0)
    other = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "technique"], name="practised_once")]

    def __str__(self) -> str:
        return self.technique


class Jotting(models.Model):
    """What stands in one form of a case and was not sent, field by field; its keeper alone sees it, and it is in no record."""

    PLAN, COST = "plan", "cost"
    FORMS = [(PLAN, PLAN), (COST, COST)]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="jottings", db_index=False)
    form = models.CharField(max_length=8, choices=FORMS)
    fields = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "form"], name="jotting_once")]

    def __str__(self) -> str:
        return self.form


class Making(models.Model):
    """A file on paper that is made beside the pages: what was chosen, how far it is, and where its bytes lie for a day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="makings", db_index=False)
    choice = models.JSONField()  # advocacy.filing.choosing.Choice, as filing.making writes it
    done = models.PositiveIntegerField(default=0)
    steps = models.PositiveIntegerField(default=0)  # 0 as long as nobody has begun
    asked_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    taken_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    file_key = models.CharField(max_length=40, blank=True)  # empty when it could not be made
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at=None), name="making_one_at_a_time"),
            models.CheckConstraint(condition=~Q(ended_at=None) | Q(file_key=""), name="making_ends_with_its_file"),
        ]
        indexes = [
            models.Index(fields=["asked_at"], condition=Q(ended_at=None), name="making_waiting"),
            models.Index(fields=["ended_at"], condition=Q(ended_at__isnull=False), name="making_ended"),
            models.Index(fields=["case", "-asked_at"], name="making_of_case"),
            models.Index(fields=["file_key"], condition=~Q(file_key=""), name="making_by_file"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
