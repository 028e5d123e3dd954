"""What WhatsApp takes: how long, which files of which size, and for how long after somebody's last word."""

from __future__ import annotations

from datetime import timedelta

from amana.channels.messaging.words import Limits

MB = 1024 * 1024
LARGEST_IN = 25 * MB
# https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media and …/messages/text-messages
LIMITS = Limits(
    longest=4096,
    files={
        "image/jpeg": 5 * MB,
        "image/png": 5 * MB,
        "application/pdf": 20 * MB,
    },
    window=timedelta(hours=24),
    has_templates=True,
    stop_words=frozenset({"stop", "unsubscribe", "הסר", "الغاء", "إلغاء"}),
    start_words=frozenset({"start", "התחל", "ابدأ"}),
    is_a_telephone=True,
)
