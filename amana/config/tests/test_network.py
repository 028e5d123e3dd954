"""`amana up --network` opens this machine to its network, and to nothing without being asked."""

from __future__ import annotations

import argparse

from amana.config import running


def test_asked_for_it_listens_on_all_addresses_and_names_its_own_in_links(monkeypatch, capsys):
    monkeypatch.setenv("AMANA_BASE_URL", "")
    options = argparse.Namespace(host="127.0.0.1", port=8123)
    running._open_to_network(options, find=lambda: "192.168.1.7")

    assert options.host == "0.0.0.0"
    assert running._environment(options.host, 8123)["AMANA_BASE_URL"] == "http://192.168.1.7:8123"
    assert "not encrypted" in capsys.readouterr().out


def test_an_address_that_was_set_stays(monkeypatch):
    monkeypatch.setenv("AMANA_BASE_URL", "https://cases.example")
    running._open_to_network(argparse.Namespace(host="127.0.0.1", port=8123))
    assert running._environment("0.0.0.0", 8123)["AMANA_BASE_URL"] == "https://cases.example"
