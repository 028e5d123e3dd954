"""What a bot of Telegram may send, and the words by which people begin and end with it."""

from __future__ import annotations

from amana.channels.messaging.words import Limits

MB = 1024 * 1024
LARGEST_IN = 20 * MB
# https://core.telegram.org/bots/api#sendmessage, #sendphoto and #senddocument
LIMITS = Limits(
    longest=4096,
    files={"image/jpeg": 10 * MB, "image/png": 10 * MB, "application/pdf": 20 * MB},
    stop_words=frozenset({"/stop", "stop", "הסר", "إلغاء"}),
    start_words=frozenset({"/start"}),
)
