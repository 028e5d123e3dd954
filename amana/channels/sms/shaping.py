"""What a short message takes: words alone, and the words by which people ask for no more of them."""

from __future__ import annotations

from amana.channels.messaging.words import Limits

LARGEST_IN = 10 * 1024 * 1024
# https://www.twilio.com/docs/glossary/what-sms-character-limit and …/messaging/tutorials/advanced-opt-out
LIMITS = Limits(
    longest=1600,
    stop_words=frozenset(
        {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "הסר", "הסירו", "توقف", "الغاء", "إلغاء"}
    ),
    start_words=frozenset({"start", "unstop", "התחל", "ابدأ"}),
    is_a_telephone=True,
    is_proven=False,
)
