"""Mails that did not reach somebody, or may have been sent twice, each with the reason."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from amana.cases.models import Case
from amana.handling.talking.replying import TAKEN_BACK
from amana.post.models import Outgoing, Recipient
from amana.record.literals import literals
from amana.team.viewing import Viewer
from amana.wording.held_reasons import retold
from amana.wording.isolating import isolated

# What can be sent once more.
STOPPED = (Outgoing.FAILED, Outgoing.HELD)
NOT_REACHED = (Recipient.FAILED, Recipient.BOUNCED)
MOST = 100


def unsent(viewer: Viewer) -> QuerySet[Outgoing]:
    """Return the newest mails of cases they may see that did not reach somebody or may be doubled; not those taken back.

    Each of the three questions is answered from an index of its own, and no further than a page needs.
    """
    stopped = Outgoing.objects.filter(state__in=literals(*STOPPED)).exclude(last_error=TAKEN_BACK)
    doubtful = Outgoing.objects.filter(was_doubtful=True)
    not_reached = Recipient.objects.filter(state__in=literals(*NOT_REACHED)).order_by("-at")
    keys = {
        *stopped.order_by("-created_at").values_list("pk", flat=True)[:MOST],
        *doubtful.order_by("-created_at").values_list("pk", flat=True)[:MOST],
        *not_reached.values_list("outgoing", flat=True)[:MOST],
    }
    seen = Case.objects.visible_to(viewer).filter(pk=OuterRef("case"))
    return Outgoing.objects.filter(Exists(seen), pk__in=keys).order_by("-created_at", "-pk")


def what_happened(row: Outgoing) -> str:
    """Return in a sentence why a mail stands in this list; `recipients` are at hand."""
    refused = [one for one in row.recipients.all() if one.state in NOT_REACHED]
    if row.state == Outgoing.FAILED or refused:
        why = " · ".join(dict.fromkeys(filter(None, [*(one.status for one in refused), row.last_error])))
        return _("It did not arrive. %(why)s") % {"why": isolated(why)}
    if row.state == Outgoing.HELD:
        return _("It is held. %(why)s") % {"why": isolated(retold(row.last_error))}
    return _("It may have been sent twice: the connection broke while the other server was taking it.")
