"""What X takes in a direct message, and the words by which people begin and end with us there."""

from __future__ import annotations

from amana.channels.messaging.words import Limits

MB = 1024 * 1024
LARGEST_IN = 25 * MB
# https://docs.x.com/x-api/direct-messages/manage/introduction and https://docs.x.com/x-api/media/quickstart/best-practices
LIMITS = Limits(
    longest=10_000,
    files={"image/jpeg": 5 * MB, "image/png": 5 * MB},
    stop_words=frozenset({"stop", "unsubscribe", "הסר", "إلغاء"}),
    start_words=frozenset({"start", "התחל", "ابدأ"}),
    is_also_public=True,
)
