"""When X happens, do Y: every reaction of the product, in the order in which they are called."""

from __future__ import annotations

# A key is a kind of entry, or a family (`promise.*`). The functions run in the transaction of the
# append; each receives all the entries of that append it is listed for.
REACTIONS: dict[str, list[str]] = {
    # Whatever happens to a case, somebody owes something by a time afterwards.
    "case.*": ["amana.commitments.settling.settle"],
    "message.*": ["amana.commitments.settling.settle"],
    "call.*": ["amana.commitments.settling.settle"],
    "promise.*": ["amana.commitments.settling.settle"],
    "handover.*": ["amana.commitments.settling.settle"],
    "rung.*": ["amana.commitments.settling.settle"],
    "closing.*": ["amana.commitments.settling.settle"],
    # What the customer answers in plain words is done, or laid before a person; a new time that we offer reaches them.
    "message.received": [
        "amana.review.patience.feel",
        "amana.search.indexing.index",
        "amana.readings.queueing.queue",
        "amana.escalation.answering.answer",
        "amana.handling.holding.following.tell_followers",
    ],
    "message.doubtful": [
        "amana.search.indexing.index",
        "amana.readings.queueing.queue",
        "amana.escalation.answering.answer",
    ],
    "promise.time_offered": ["amana.handling.mails.notices.tell_offers"],
    # What happens to a customer takes from their patience or gives back.
    "promise.late": ["amana.review.patience.feel", "amana.handling.holding.following.tell_followers"],
    "promise.kept": ["amana.review.patience.feel"],
    "promise.broken": ["amana.review.patience.feel", "amana.handling.holding.following.tell_followers"],
    "promise.disputed": ["amana.review.patience.feel"],
    "handover.accepted": ["amana.review.patience.feel", "amana.handling.holding.following.tell_followers"],
    "handover.returned": ["amana.review.patience.feel"],
    "rung.asked": ["amana.review.patience.feel", "amana.handling.holding.following.tell_followers"],
    "rung.climbed": ["amana.review.patience.feel"],
    "closing.refused": ["amana.review.patience.feel", "amana.handling.holding.following.tell_followers"],
    "closing.agreed": ["amana.review.patience.feel", "amana.handling.holding.following.tell_followers"],
    "case.reopened": ["amana.review.patience.feel", "amana.handling.holding.following.tell_followers"],
    "case.standstill": ["amana.review.patience.feel"],
    "amends.given": ["amana.review.patience.feel"],
    "gesture.given": ["amana.review.patience.feel"],
    # Whoever follows a case hears of what happens on it; whoever is named in a note finds it.
    "case.merged": ["amana.handling.holding.following.tell_followers"],
    "case.unmerged": ["amana.handling.holding.following.tell_followers"],
    "closing.proposed": ["amana.handling.holding.following.tell_followers"],
    "closing.lapsed": ["amana.handling.holding.following.tell_followers"],
    # What is said can be found by its words, and is read in the background, until it is withdrawn.
    "case.opened": [
        "amana.review.patience.feel",
        "amana.search.indexing.index",
        "amana.handling.helping.bring_in",
    ],
    "message.sent": [
        "amana.search.indexing.index",
        "amana.readings.queueing.queue",
        "amana.handling.holding.following.tell_followers",
    ],
    "call.noted": [
        "amana.review.patience.feel",
        "amana.search.indexing.index",
        "amana.readings.queueing.queue",
        "amana.handling.holding.following.tell_followers",
    ],
    "version.added": ["amana.search.indexing.index", "amana.readings.queueing.queue"],
    "note.written": [
        "amana.handling.holding.mentioning.mention",
        "amana.search.indexing.index",
        "amana.readings.queueing.queue",
    ],
    "entry.withdrawn": ["amana.search.indexing.forget", "amana.readings.queueing.forget"],
    "entry.erased": ["amana.search.indexing.forget", "amana.readings.queueing.forget"],
}
