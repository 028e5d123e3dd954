from __future__ import annotations

from pathlib import Path

from amana.channels.messaging.finding import FIVE, channels
from amana.channels.messaging.words import Limits

ROOT = Path(__file__).resolve().parents[4]
GUIDE = ROOT / "docs" / "guides" / "channels"


def test_every_folder_with_the_five_files_is_a_messenger_and_says_all_of_it():
    assert set(channels()) == {"messenger", "sms", "telegram", "whatsapp", "x"}
    for name, channel in channels().items():
        assert channel.url.startswith("https://") and channel.title and isinstance(channel.limits, Limits)
        assert sum(one.is_account for one in channel.fields) == 1 and any(one.is_secret for one in channel.fields)
        assert len({one.name for one in channel.fields}) == len(channel.fields)
        assert len(name) <= 12 and (GUIDE / f"{name}.md").exists()


def test_the_guide_names_the_five_files_and_telegram_has_no_others():
    told = (GUIDE / "adding_a_channel.md").read_text()
    assert all(f"`{one}.py`" in told for one in FIVE)
    files = {one.stem for one in (ROOT / "amana" / "channels" / "telegram").glob("*.py")}
    assert files == {*FIVE, "__init__"}
    # Nobody outside its folder, its tests and its guide speaks of it; the look-up finds it.
    named = [
        path
        for path in (ROOT / "amana").rglob("*.py")
        if "channels/telegram" not in path.as_posix() and "/tests/" not in path.as_posix()
        if "channels.telegram" in path.read_text(encoding="utf-8")
    ]
    assert named == []
