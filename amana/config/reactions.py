"""When X happens, do Y: every reaction of the product, in the order in which they are called."""

from __future__ import annotations

from amana.record.kinds import KINDS

# A key is a kind of entry, or a family (`promise.*`). The functions run in the transaction of the
# append; each receives all the entries of that append it is listed for.
REACTIONS: dict[str, list[str]] = {
    # Whatever happens to a case, somebody owes something by a time afterwards.
    "case.*": ["amana.commitments.settling.settle", "amana.review.leaks.keeping.ask"],
    "message.*": ["amana.commitments.settling.settle", "amana.review.leaks.keeping.ask"],
    "call.*": ["amana.commitments.settling.settle", "amana.review.leaks.keeping.ask"],
    "promise.*": ["amana.commitments.settling.settle", "amana.review.leaks.keeping.ask"],
    "handover.*": ["amana.commitments.settling.settle", "amana.review.leaks.keeping.ask"],
    "rung.*": ["amana.commitments.settling.settle", "amana.review.leaks.keeping.ask"],
    "letter.*": ["amana.commitments.settling.settle", "amana.review.leaks.keeping.ask"],
    "closing.*": ["amana.commitments.settling.settle", "amana.review.leaks.keeping.ask"],
    # What else a leak may be judged by.
    "note.*": ["amana.review.leaks.keeping.ask"],
    "fault.*": ["amana.review.leaks.keeping.ask"],
    "followup.*": ["amana.review.leaks.keeping.ask"],
    "offer.*": ["amana.review.leaks.keeping.ask"],
    "amends.*": ["amana.review.leaks.keeping.ask"],
    "gesture.*": ["amana.review.leaks.keeping.ask"],
    "version.*": ["amana.review.leaks.keeping.ask"],
    "entry.*": ["amana.review.leaks.keeping.ask"],
    # What the customer answers in plain words is done, or laid before a person; a new time that we offer reaches them.
    "message.received": [
        "amana.review.patience.feel",
        "amana.search.indexing.index",
        "amana.readings.queueing.queue",
        "amana.escalation.answering.answer",
        "amana.handling.holding.following.tell_followers",
        "amana.notices.hearing.hear",
        "amana.counter.asking.hear_answers",
        "amana.insight.recurring.queueing.ask",
    ],
    "message.doubtful": [
        "amana.search.indexing.index",
        "amana.readings.queueing.queue",
        "amana.escalation.answering.answer",
        "amana.notices.hearing.hear",
    ],
    "promise.time_offered": ["amana.handling.mails.notices.tell_offers"],
    # What happens to a customer takes from their patience or gives back.
    "promise.late": [
        # In an own case the letter about it is drafted.
        "amana.advocacy.following_up.draft_for_broken",
        "amana.review.patience.feel",
        "amana.handling.holding.following.tell_followers",
        "amana.notices.hearing.hear",
    ],
    # A call that was agreed stands in the customer's calendar for as long as it is to come.
    "promise.kept": ["amana.review.patience.feel", "amana.handling.calls.inviting.withdraw"],
    "promise.released": ["amana.handling.calls.inviting.withdraw"],
    "promise.broken": [
        "amana.advocacy.following_up.draft_for_broken",
        "amana.review.patience.feel",
        "amana.handling.holding.following.tell_followers",
        "amana.notices.hearing.hear",
    ],
    "promise.disputed": ["amana.review.patience.feel"],
    # Somebody who is offered a case answers in a time the brand set.
    "handover.offered": [
        "amana.escalation.accepting.await_acceptance",
        "amana.notices.hearing.hear",
        "amana.counter.lining_up.leave",
    ],
    "handover.accepted": [
        "amana.review.patience.feel",
        "amana.handling.holding.following.tell_followers",
        "amana.notices.hearing.hear",
        "amana.counter.lining_up.leave",
    ],
    "handover.returned": ["amana.review.patience.feel"],
    "rung.asked": [
        "amana.review.patience.feel",
        "amana.handling.holding.following.tell_followers",
        "amana.notices.hearing.hear",
    ],
    "rung.climbed": ["amana.review.patience.feel", "amana.notices.hearing.hear"],
    "closing.refused": [
        "amana.review.patience.feel",
        "amana.handling.holding.following.tell_followers",
        "amana.notices.hearing.hear",
    ],
    "closing.agreed": [
        "amana.review.patience.feel",
        "amana.handling.holding.following.tell_followers",
        "amana.notices.hearing.hear",
        "amana.counter.lining_up.leave",
    ],
    "case.reopened": [
        "amana.review.patience.feel",
        "amana.handling.holding.following.tell_followers",
        "amana.review.conduct.relieving.keep_away",
        "amana.notices.hearing.hear",
    ],
    "case.standstill": ["amana.review.patience.feel"],
    "amends.given": ["amana.review.patience.feel"],
    "gesture.given": ["amana.review.patience.feel"],
    # Whoever follows a case hears of what happens on it; whoever is named in a note finds it.
    "case.merged": [
        "amana.handling.holding.following.tell_followers",
        "amana.notices.hearing.hear",
        "amana.counter.lining_up.leave",
    ],
    "case.unmerged": ["amana.handling.holding.following.tell_followers", "amana.notices.hearing.hear"],
    "closing.proposed": [
        "amana.handling.holding.following.tell_followers",
        "amana.notices.hearing.hear",
        "amana.counter.lining_up.leave",
    ],
    "closing.lapsed": [
        "amana.handling.holding.following.tell_followers",
        "amana.notices.hearing.hear",
        "amana.counter.lining_up.leave",
    ],
    # What is said can be found by its words, and is read in the background, until it is withdrawn.
    "case.opened": [
        "amana.handling.confidence.knowing_names.know",
        "amana.review.patience.feel",
        "amana.search.indexing.index",
        "amana.handling.helping.bring_in",
        "amana.review.conduct.relieving.keep_away",
        "amana.notices.hearing.hear",
        "amana.counter.lining_up.line_up",
    ],
    "message.sent": [
        "amana.search.indexing.index",
        "amana.readings.queueing.queue",
        "amana.handling.holding.following.tell_followers",
        "amana.notices.hearing.hear",
        "amana.counter.lining_up.leave",
        "amana.handling.talking.hearing_employees.hear_employees",
    ],
    "call.noted": [
        "amana.review.patience.feel",
        "amana.search.indexing.index",
        "amana.readings.queueing.queue",
        "amana.handling.holding.following.tell_followers",
        "amana.notices.hearing.hear",
        "amana.counter.lining_up.leave",
        "amana.insight.recurring.queueing.ask",
    ],
    "recording.heard": ["amana.search.indexing.index"],
    # In own cases, for their keeper alone.
    "letter.sent": ["amana.search.indexing.index"],
    "letter.drafted": ["amana.search.indexing.index"],
    "goal.set": ["amana.search.indexing.index"],
    "plan.written": ["amana.search.indexing.index"],
    "rung.answered": ["amana.search.indexing.index"],
    "exhibit.added": ["amana.search.indexing.index"],
    "offer.noted": ["amana.search.indexing.index"],
    "paper.kept": ["amana.search.indexing.index"],
    "cost.noted": ["amana.search.indexing.index"],
    "ally.kept": ["amana.search.indexing.index"],
    "question.asked": ["amana.search.indexing.index"],
    "question.answered": [
        "amana.handling.outside.hearing.heard",
        "amana.search.indexing.index",
        "amana.handling.holding.following.tell_followers",
    ],
    "version.added": ["amana.search.indexing.index", "amana.readings.queueing.queue"],
    "note.written": [
        "amana.handling.holding.mentioning.mention",
        "amana.search.indexing.index",
        "amana.readings.queueing.queue",
        "amana.notices.hearing.hear",
    ],
    # Who serves is told what concerns them: how and when, they choose. After whatever makes mentions.
    "reminder.sent": ["amana.notices.hearing.hear", "amana.notices.reminding.remind_of"],
    "case.held": ["amana.notices.hearing.hear", "amana.counter.lining_up.leave"],
    "amends.asked": ["amana.notices.hearing.hear"],
    "entry.withdrawn": [
        "amana.search.indexing.forget",
        "amana.readings.queueing.forget",
        "amana.advocacy.filing.making.forget_erased",
        "amana.insight.recurring.forgetting.forget",
        "amana.review.leaks.keeping.forget",
        "amana.channels.web_hooks.forgetting.forget",
        "amana.handling.forgetting.forget_calls",
        "amana.recordings.keeping.hide",
    ],
    "entry.erased": [
        "amana.advocacy.filing.making.forget_erased",
        "amana.search.indexing.forget",
        "amana.readings.queueing.forget",
        "amana.recordings.keeping.forget",
        "amana.review.conduct.lapsing.forget",
        "amana.handling.forgetting.forget",
        "amana.handling.forgetting.forget_calls",
        "amana.api.forgetting.forget",
        "amana.handling.messaging.forgetting.forget",
        "amana.insight.recurring.forgetting.forget",
        "amana.review.leaks.keeping.forget",
        "amana.channels.web_hooks.forgetting.forget",
    ],
    "case.set_aside": ["amana.counter.lining_up.leave"],
    "note.received": [
        "amana.search.indexing.index",
        "amana.readings.queueing.queue",
        "amana.handling.talking.hearing_employees.hear_employees",
    ],
    "promise.made": [
        "amana.handling.calls.inviting.invite",
        "amana.search.indexing.index",
        "amana.handling.mails.reminding_employees.tell_employees",
        "amana.notices.hearing.hear",
    ],
    "conduct.proposed": ["amana.notices.hearing.hear"],
}
# Whatever its kind, it is told to the web hooks that asked for it.
for _family in sorted({kind.partition(".")[0] for kind in KINDS}):
    REACTIONS.setdefault(f"{_family}.*", []).append("amana.channels.web_hooks.hearing.hear")

# What was brought in from another helpdesk was said long ago, to people who know: it is made findable, and nobody hears of it.
HISTORY: dict[str, list[str]] = {
    "case.opened": ["amana.handling.confidence.knowing_names.know", "amana.search.indexing.index"],
    "case.moved_in": ["amana.search.indexing.index"],
    "message.received": ["amana.search.indexing.index"],
    "message.sent": ["amana.search.indexing.index"],
    "note.received": ["amana.search.indexing.index"],
    "promise.made": ["amana.search.indexing.index"],
    # From here on the case is one of ours.
    "case.reopened": ["amana.review.leaks.keeping.ask"],
}
