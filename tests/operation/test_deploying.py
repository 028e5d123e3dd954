"""What is laid beside an installation: it may write its copies, is not started in vain, and no proxy writes keys down."""

from __future__ import annotations

import re

from amana.config.preparing import NEEDS_A_PERSON, NotReady
from amana.config.renewing import NotUpgraded
from tests.operation.conftest import ROOT

UNITS = ROOT / "deploy" / "systemd"


def said(unit: str, name: str) -> list[str]:
    return re.findall(rf"^{name}=(.*)$", (UNITS / unit).read_text("utf-8"), re.MULTILINE)


def test_the_service_may_write_the_copy_it_makes_before_an_upgrade():
    assert said("amana.service", "ReadWritePaths") == said("amana-backup.service", "ReadWritePaths") != []


def test_the_service_is_not_started_again_and_again_where_a_person_is_needed():
    assert said("amana.service", "RestartPreventExitStatus") == [str(NEEDS_A_PERSON)]
    assert NotReady.exit_status == NotUpgraded.exit_status == NEEDS_A_PERSON


def test_no_server_of_nginx_writes_the_addresses_of_pages_down():
    servers = (ROOT / "deploy" / "proxy" / "nginx.conf").read_text("utf-8").split("server {")[1:]
    assert len(servers) == 2
    for server in servers:
        assert "access_log off;" in server
        assert re.search(r"error_log \S+ crit;", server)
