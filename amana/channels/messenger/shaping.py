"""What Messenger takes: how long, which files of which size, and for how long after somebody's last word."""

from __future__ import annotations

from datetime import timedelta

from amana.channels.messaging.words import Limits

MB = 1024 * 1024
LARGEST_IN = 25 * MB
HUMAN_AGENT = "human_agent"
# https://developers.facebook.com/docs/messenger-platform/reference/send-api and …/send-messages/saving-assets
LIMITS = Limits(
    longest=2000,
    files={"image/jpeg": 8 * MB, "image/png": 8 * MB, "application/pdf": 25 * MB},
    window=timedelta(hours=24),
    in_person=timedelta(days=7),
    in_person_if=HUMAN_AGENT,
    stop_words=frozenset({"stop", "unsubscribe", "הסר", "الغاء", "إلغاء"}),
    start_words=frozenset({"start", "get started", "התחל", "ابدأ"}),
)
