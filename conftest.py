"""What every test may use: the shared material, programs of the machine, and a network that stops at loopback."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
import pytest_socket
from django.conf import settings
from django.db import connection
from django.utils import timezone, translation
from hypothesis import settings as hypothesis_settings

pytest_plugins = ["tests.cast"]

ROOT = Path(__file__).resolve().parent
SHARED = ROOT.parent / "shared"

WITH_DATABASE = {"db", "transactional_db", "live_server"}

# Playwright runs an event loop in the test's thread; Django wants to be told that this is meant.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def is_ci() -> bool:
    return os.environ.get("CI", "") == "true"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--ends", action="store_true", help="of a test with a table of values, the first and the last alone"
    )
    parser.addoption("--asking", action="store_true", help="only the tests that ask the database something")


def pytest_configure(config: pytest.Config) -> None:
    """Files go to a folder of their own, passwords are hashed fast, and the translations are compiled."""
    config.stash[FILES] = tempfile.TemporaryDirectory(prefix="amana-files-")
    settings.FILES = Path(config.stash[FILES].name)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # No deadline, as two cores are shared; in the continuous build the same examples every time.
    hypothesis_settings.register_profile("amana", deadline=None, derandomize=is_ci(), print_blob=True)
    # Far more of them, for scripts/fuzzing.py: other ones each time, and none kept.
    hypothesis_settings.register_profile("long", deadline=None, max_examples=1000, database=None, print_blob=True)
    hypothesis_settings.load_profile(config.getoption("--hypothesis-profile") or "amana")
    sys.path.append(str(ROOT / "scripts"))
    import catalogues

    catalogues.compile_all()


def pytest_unconfigure(config: pytest.Config) -> None:
    config.stash[FILES].cleanup()


FILES = pytest.StashKey[tempfile.TemporaryDirectory[str]]()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is true on one database only is skipped, by name, on the other; bin/test picks the right ones itself."""
    if config.getoption("--ends"):
        keep(set(ends(items)), config, items)
    if config.getoption("--asking"):
        keep({item for item in items if asks_the_database(item)}, config, items)
    other = {"postgresql": "sqlite", "sqlite": "postgres"}[connection.vendor]
    reason = {
        "postgres": "needs PostgreSQL; bin/test starts one where its server is installed",
        "sqlite": "needs SQLite",
    }
    for item in items:
        if item.get_closest_marker(other):
            item.add_marker(pytest.mark.skip(reason=reason[other]))
        if item.get_closest_marker("browser"):
            item.fixturenames.insert(0, "chromium")
        if item.get_closest_marker("dovecot"):
            item.fixturenames.insert(0, "dovecot")


def keep(chosen: set[pytest.Item], config: pytest.Config, items: list[pytest.Item]) -> None:
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = [item for item in items if item in chosen]


def asks_the_database(item: pytest.Item) -> bool:
    """Whether it has one of its own, or starts programs on one; pytest-django lets no other test ask anything."""
    if item.get_closest_marker("django_db") or item.get_closest_marker("postgres"):
        return True
    starts_programs = {ROOT / "tests" / "faults", ROOT / "tests" / "operation"} & set(item.path.parents)
    return bool(starts_programs) or not WITH_DATABASE.isdisjoint(getattr(item, "fixturenames", ()))


def ends(items: list[pytest.Item]) -> Iterator[pytest.Item]:
    """Of each test, what comes first and last of the values it is tried with; every line of it runs, not every value."""
    of_each: dict[str, list[pytest.Item]] = {}
    for item in items:
        of_each.setdefault(item.nodeid.partition("[")[0], []).append(item)
    for found in of_each.values():
        yield from (found[0], found[-1])


@pytest.fixture(autouse=True, scope="session")
def _flush_lifts_the_guards() -> None:
    """A test that commits is cleaned up by deleting every row, which the record refuses: only here are its guards lifted."""
    from django.test import TransactionTestCase

    from amana.record.guarding import guard, unguard

    clean_up = TransactionTestCase._fixture_teardown

    def teardown(test: TransactionTestCase) -> None:
        unguard()
        try:
            clean_up(test)
        finally:
            guard()

    TransactionTestCase._fixture_teardown = teardown


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In the continuous build nothing may be left out: a skipped test has failed."""
    report = yield
    if report.skipped and is_ci() and not hasattr(report, "wasxfail"):
        refuse(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if report.skipped and is_ci():
        refuse(report)
    return report


def refuse(report: pytest.TestReport | pytest.CollectReport) -> None:
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    report.outcome = "failed"
    report.longrepr = f"{reason}\nWith CI=true nothing may be skipped."


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of material to test with, beside the checkout; the test is skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the shared material is not beside this checkout")
    return SHARED


def program(*names: str) -> Path:
    for name in names:
        found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
        if found:
            return Path(found)
    pytest.skip(f"{names[0]} is not installed")


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser of this machine; the test is skipped where there is none."""
    return program("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def dovecot() -> Path:
    """Dovecot's server program, of version 2.3 or later; the test is skipped where it is absent."""
    return program("dovecot")


@pytest.fixture(autouse=True)
def _in_nobodys_language_or_zone() -> None:
    """A page a test asked for leaves its reader's language and zone behind in the thread; the next test begins afresh."""
    timezone.deactivate()
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def _only_loopback() -> None:
    """Nothing in the suite talks to another machine."""
    pytest_socket.socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)
