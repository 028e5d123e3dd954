from __future__ import annotations

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from amana.config import sweeping
from amana.config.sweeping import EVERY, FOLDERS, GRACE, naming, sweep, sweep_all
from amana.post.accepting import LARGEST_IN_ROW, Came, accept_all
from amana.post.models import RawMessage
from amana.post.storing import keep
from tests.plans import plans_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FILES = tmp_path
    return tmp_path


def written(folder, key: str, at) -> None:
    os.utime(folder / key[:2] / key[2:], (at.timestamp(), at.timestamp()))


def there(folder) -> set[str]:
    return {path.parent.name + path.name for path in folder.rglob("*") if path.is_file()}


def test_f08_what_no_row_names_goes_after_two_days_and_what_one_names_stays(folder, now):
    accept_all([Came(b"x" * (LARGEST_IN_ROW + 1), "digest", "test")], at=now)
    kept = RawMessage.objects.get().file_key
    old, new, begun = keep(b"old"), keep(b"new"), keep(b"begun")
    (folder / begun[:2] / begun[2:]).rename(folder / begun[:2] / f"{begun[2:]}.part")
    for key, age in {kept: GRACE * 9, old: GRACE * 2, new: GRACE / 2, f"{begun}.part": GRACE * 2}.items():
        written(folder, key, now - age)
    assert sweep_all(now) == 2
    assert there(folder) == {kept, new}
    assert sweep_all(now) == 0


def test_one_folder_is_looked_at_at_a_time_and_all_of_them_in_turn(folder, now):
    keys = [keep(bytes([number])) for number in range(20)]
    for key in keys:
        written(folder, key, now - GRACE * 2)
    removed = [sweep(now + EVERY * number) for number in range(FOLDERS)]
    assert (sum(removed), there(folder)) == (20, set())


KEEPERS = {
    "post/accepting.py": "post.RawMessage.file_key",
    "handling/filing.py": "post.File.key",
    "handling/moving_in/writing.py": "post.File.key",
    "advocacy/adding/dropping.py": "advocacy.Dropped.file_key",
    "advocacy/filing/making.py": "advocacy.Making.file_key",
    "api/uploading.py": "api.Upload.file_key",
}


def test_whoever_keeps_a_file_writes_its_key_into_a_column_that_is_looked_at():
    """Keys in any other column would be swept away: a new keeper names its column file_key, and is added here."""
    source = Path(sweeping.__file__).resolve().parents[1]
    keeping = re.compile(r"^from amana\.post\.storing import .*\bkeep\b", re.MULTILINE)
    found = {
        path for path in source.rglob("*.py") if "tests" not in path.parts and keeping.search(path.read_text("utf-8"))
    }
    assert {path.relative_to(source).as_posix() for path in found} == set(KEEPERS)
    assert {f"{field.model._meta.label}.{field.name}" for field in naming()} >= set(KEEPERS.values())


def test_which_files_have_a_row_is_found_by_their_keys_without_reading_a_table(folder):
    with connection.cursor() as cursor:
        # With so few rows PostgreSQL reads a table whole; asked not to, it shows whether an index answers.
        cursor.execute("SET LOCAL enable_seqscan = off" if connection.vendor == "postgresql" else "SELECT 1")
    plans = plans_of(lambda: sweeping._named({f"{number:032x}" for number in range(20)}))
    assert len(plans) == len(naming()) and not any(plan.scans for plan in plans), [plan.text for plan in plans]


def test_a_sweep_long_ago_harms_nothing(folder, now):
    keep(b"new")
    assert sweep_all(now - timedelta(days=9000)) == 0
