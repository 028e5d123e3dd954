"""What happens every so often: how often, and which function; run by the clock beside the promises."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from importlib import import_module

from django.utils import timezone

from amana.config.looping import keep_doing

log = logging.getLogger(__name__)

# Each function takes the moment (aware) and may run twice; on several hosts it may run on each.
RECURRING: list[tuple[timedelta, str]] = [
    # Nobody's case waits because its holder is away or gone.
    (timedelta(minutes=1), "amana.handling.holding.standing_in.stand_in"),
    # A mailbox that was just connected has brought its history; what is alive of it goes on.
    (timedelta(minutes=1), "amana.handling.intake.history.wake_mailboxes"),
    # How well the word was kept this month, for the promises board.
    (timedelta(minutes=5), "amana.commitments.tallying.tally"),
    # Replies that were planned for now.
    (timedelta(seconds=5), "amana.desk.composing.sending_later.send_planned"),
    # One message to many cases of one cause, and one list where many promises became late together.
    (timedelta(seconds=1), "amana.escalation.gathering.go_on_telling"),
    (timedelta(seconds=30), "amana.escalation.surging.tell_staff"),
    # Who has a case before them no longer.
    (timedelta(minutes=1), "amana.desk.casework.live.leave"),
    # What one case took from a customer's patience, their other cases know.
    (timedelta(minutes=1), "amana.review.patience.carry_over"),
    (timedelta(hours=1), "amana.review.patience.forget"),
    # What was noted of conduct twelve months ago counts no longer.
    (timedelta(hours=1), "amana.review.conduct.lapsing.lapse"),
    # Whose patience went under what their brand bears gets somebody a rung up, once for each fall.
    (timedelta(minutes=1), "amana.review.climbing.climb_for_patience"),
    # What leaks on a case is judged anew when something was said on it, and when a time has passed.
    (timedelta(seconds=10), "amana.review.leaks.keeping.look_around"),
    # A hand-over nobody answered in time is brought to mind.
    (timedelta(minutes=1), "amana.escalation.accepting.remind_takers"),
    # Some days after an agreed closing: is it still solved?
    (timedelta(minutes=1), "amana.handling.ending.following_up.ask_due"),
    # What waited for the end of somebody's quiet hours; the digest of their morning; what was told long ago.
    (timedelta(seconds=30), "amana.notices.telling.send_waiting"),
    (timedelta(minutes=1), "amana.notices.digesting.send_digests"),
    (timedelta(hours=1), "amana.notices.telling.forget"),
    # Each week that has closed is counted once, for the reports; who looked is shown for a year.
    (timedelta(minutes=10), "amana.insight.counting.count_closed"),
    (timedelta(days=1), "amana.insight.looking.forget"),
    # Which questions are asked more often than they were; all of them grouped anew once a week.
    (timedelta(hours=1), "amana.insight.recurring.rising.raise_groups"),
    (timedelta(hours=6), "amana.insight.recurring.renewing.renew"),
    # What the pages of insight are drawn from: the parts of each week, and whose patience is at its end.
    (timedelta(minutes=10), "amana.insight.parting.count_parts"),
    (timedelta(seconds=20), "amana.insight.straining.keep_strained"),
    (timedelta(hours=1), "amana.insight.sharing.name_units"),
    # What mail services told of mails of ours.
    (timedelta(seconds=5), "amana.handling.providers.noting.note_told"),
    # Calls of whose end no exchange ever told.
    (timedelta(minutes=10), "amana.handling.calls.ringing.end_unended"),
    # Recordings of calls an exchange told us of.
    (timedelta(seconds=30), "amana.recordings.fetching.fetch_waiting"),
    # The weekly letter to those who lead.
    (timedelta(minutes=1), "amana.insight.lettering.send_letters"),
    # By which names the customers of earlier cases are known; it rests once all are.
    (timedelta(seconds=10), "amana.handling.confidence.knowing_names.know_earlier"),
    # A letter of an own case that nobody answered by its day drafts what comes next.
    (timedelta(minutes=1), "amana.advocacy.following_up.follow_silence"),
    # What is to be looked at today in own cases; of what their keepers were reminded long ago.
    (timedelta(minutes=1), "amana.advocacy.ending.checking_up.remind_due"),
    (timedelta(days=1), "amana.notices.reminding.forget"),
    # What was dropped on an own case and never looked at.
    (timedelta(hours=1), "amana.advocacy.adding.dropping.forget_dropped"),
    # Files on paper that were made beside the pages are kept for a day.
    (timedelta(hours=1), "amana.advocacy.filing.making.forget"),
    # Days after which nobody can claim any more are brought to mind.
    (timedelta(minutes=1), "amana.deadlines.reminding.remind_due"),
    # How often each cause of recurring questions comes, what stands out of all questions of a day, and what that costs.
    (timedelta(minutes=10), "amana.insight.causes.arriving.count_arrivals"),
    (timedelta(minutes=5), "amana.insight.causes.counting.count_causes"),
    (timedelta(minutes=10), "amana.insight.causes.noticing.look"),
    (timedelta(minutes=1), "amana.insight.causes.announcing.tell_leads"),
    (timedelta(minutes=1), "amana.insight.causes.reminding.remind_due"),
    (timedelta(seconds=30), "amana.insight.causes.telling.begin_waiting"),
    (timedelta(minutes=10), "amana.insight.costs.leaking.count_leaks"),
    (timedelta(minutes=5), "amana.insight.costs.earning.count_earnings"),
    (timedelta(hours=1), "amana.insight.costs.importing.forget"),
    # Whoever keeps an answer true is told when it is to be looked at again.
    (timedelta(hours=1), "amana.insight.knowledge.reminding.remind_of_review"),
    # How the tables are filled, so that SQLite goes by the right index.
    (timedelta(days=1), "amana.config.surveying.survey"),
    # Files that no row names, one folder in 256 at a time.
    (timedelta(minutes=10), "amana.config.sweeping.sweep"),
    # How far every record has come is signed once a day.
    (timedelta(minutes=1), "amana.record.fixing.checkpointing.make_daily"),
    (timedelta(minutes=10), "amana.handling.handing_out.stamping.stamp_latest"),
    # What was erased is swept out of the index of words; words of cases whose time is over are destroyed, and old mails to
    # colleagues emptied.
    (timedelta(seconds=20), "amana.search.sweeping.sweep"),
    (timedelta(minutes=5), "amana.privacy.retaining.empty_what_is_over"),
    # Erasures that somebody began, a few cases at a time.
    (timedelta(seconds=2), "amana.privacy.erasing_on.go_on_erasing"),
    (timedelta(hours=1), "amana.post.emptying.empty_old"),
    (timedelta(minutes=1), "amana.channels.web_hooks.replaying.forget_old"),
    (timedelta(hours=1), "amana.channels.mail_providers.forgetting.forget_old"),
    (timedelta(hours=1), "amana.privacy.retaining.forget_numbers"),
    (timedelta(hours=1), "amana.handling.moving_in.forgetting.forget_left_out"),
    # Sessions and cache rows that have run out.
    (timedelta(days=1), "amana.config.recurring.clear_sessions"),
    (timedelta(days=1), "amana.people.staying.forget"),
    # Answers of the API that nobody asks for again.
    (timedelta(minutes=5), "amana.api.once.forget_answers"),
    # Files sent ahead of a message that never came.
    (timedelta(minutes=5), "amana.api.uploading.forget_uploads"),
]
LOOK_EVERY = 5.0


class Timetable:
    """When each recurring function ran last in this process."""

    def __init__(self, table: Sequence[tuple[timedelta, str]] = RECURRING) -> None:
        self._table = [(every, name, resolve(name)) for every, name in table]
        self._last: dict[str, datetime] = {}

    def run_due(self, *, at: datetime) -> list[str]:
        """Run what is due and return its names; one that fails is said and tried at its next time."""
        done = []
        for every, name, function in self._table:
            if name in self._last and at - self._last[name] < every:
                continue
            self._last[name] = at
            try:
                function(at)
            except Exception as error:  # the clock's edge: one failure must not stop the rest
                log.error("%s failed: %s", name, type(error).__name__, exc_info=error)
            done.append(name)
        return done


def resolve(dotted: str) -> Callable[[datetime], object]:
    """Return the function a dotted name stands for. Raises ImportError or AttributeError when there is none."""
    module, _, name = dotted.rpartition(".")
    found: Callable[[datetime], object] = getattr(import_module(module), name)
    return found


def run(stop: threading.Event) -> None:
    """Look every few seconds for what is due until told to stop."""
    timetable = Timetable()

    def step() -> float:
        timetable.run_due(at=timezone.now())
        return LOOK_EVERY

    keep_doing(step, stop)


def clear_sessions(at: datetime) -> int:
    """Delete sessions that ran out before a moment; return how many rows."""
    from django.contrib.sessions.models import Session

    return Session.objects.filter(expire_date__lt=at).delete()[0]
