from __future__ import annotations

import logging
import ssl
from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from amana.channels.email.keeping_secrets import lock
from amana.channels.language_models.talking import LARGEST, ModelTrouble, talk
from amana.channels.language_models.tests.scripted import ScriptedModel
from amana.channels.models import LanguageModel

KEY = "sk-very-secret-123"
MESSAGES = [{"role": "system", "content": "Task"}, {"role": "user", "content": '{"message": "שלום"}'}]


@pytest.fixture
def server():
    with ScriptedModel() as server:
        yield server


def model_at(server: ScriptedModel, **changed) -> LanguageModel:
    return LanguageModel(**({"url": server.url, "model": "small-1", "secret": lock({"key": KEY})} | changed))


def test_it_is_asked_in_chat_completions(server):
    server.says = "Good day"

    assert talk(model_at(server), MESSAGES) == "Good day"

    asked = server.asked[0]
    assert asked.path == "/v1/chat/completions"
    assert asked.headers["Authorization"] == f"Bearer {KEY}"
    assert asked.headers["Content-Type"] == "application/json"
    assert asked.content == {"model": "small-1", "messages": MESSAGES}


@pytest.mark.parametrize(
    ("ending", "path"),
    [
        ("/", "/v1/chat/completions"),
        ("/chat/completions", "/v1/chat/completions"),
        ("?api-version=2", "/v1/chat/completions?api-version=2"),
    ],
)
def test_the_address_may_be_written_in_several_ways(server, ending, path):
    talk(model_at(server, url=server.url + ending), MESSAGES)

    assert server.asked[0].path == path


def test_without_a_key_none_is_sent(server):
    talk(model_at(server, secret=""), MESSAGES)

    assert "Authorization" not in server.asked[0].headers


@pytest.mark.parametrize(
    ("status", "word"), [(401, "refuses the key"), (404, "no such model"), (429, "too often"), (400, "refuses the question"),
                         (500, "in trouble"), (204, "refuses the question")]
)  # fmt: skip
def test_a_refusal_is_a_sentence(server, status, word):
    server.status, server.body = status, b""

    with pytest.raises(ModelTrouble, match=word):
        talk(model_at(server), MESSAGES)


def test_a_redirect_is_not_followed(server):
    server.status, server.headers = 307, {"Location": f"{server.url}/elsewhere"}

    with pytest.raises(ModelTrouble, match="do not follow"):
        talk(model_at(server), MESSAGES)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"", b"<html>", b"null", b"[]", b"7", b'"x"', b"{}", b'{"choices": []}', b'{"choices": {}}', b'{"choices": [7]}',
        b'{"choices": [{"message": null}]}', b'{"choices": [{"message": {"content": null}}]}', b"\xff\xfe\x00",
        b'{"choices": [{"message": {"content": {"a": 1}}}]}', b"[" * 200_000, b'{"choices": [{"message": {"content": "x',
    ],
)  # fmt: skip
def test_rubbish_is_a_sentence(server, body):
    server.body = body

    with pytest.raises(ModelTrouble, match="cannot be understood"):
        talk(model_at(server), MESSAGES)


def test_a_long_answer_is_not_read_to_its_end(server):
    server.says = "x" * (LARGEST * 8)

    with pytest.raises(ModelTrouble, match="too long"):
        talk(model_at(server), MESSAGES)


def test_a_slow_answer_is_given_up_however_steadily_it_comes(server):
    server.drips, server.says = True, "x" * 10_000
    began = monotonic()

    with pytest.raises(ModelTrouble, match="in time"):
        talk(model_at(server), MESSAGES, seconds=0.5)
    assert monotonic() - began < 5


def test_a_silent_server_is_given_up(server):
    server.while_asked = lambda: server.closing.wait(20)
    began = monotonic()

    with pytest.raises(ModelTrouble, match="in time"):
        talk(model_at(server), MESSAGES, seconds=0.5)
    assert monotonic() - began < 5


def test_a_server_that_is_not_there_is_a_sentence(server):
    url = server.url
    server.__exit__()

    with pytest.raises(ModelTrouble, match="Nobody answers there"):
        talk(model_at(server, url=url), MESSAGES)


@pytest.mark.parametrize(
    "url", ["http://192.0.2.1/v1", "ftp://127.0.0.1/v1", "file:///etc/passwd", "https:///v1", "v1", ""]
)
def test_only_https_is_asked_beyond_this_machine(url):
    with pytest.raises(ModelTrouble):
        talk(LanguageModel(url=url, model="x"), MESSAGES, seconds=1)


def test_a_proxy_of_the_environment_does_not_see_what_is_sent(server, monkeypatch):
    with ScriptedModel() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://{proxy.host}")
        talk(model_at(server), MESSAGES)

        assert len(server.asked) == 1 and proxy.asked == []


def test_the_key_is_in_no_log_and_no_sentence(server, caplog):
    said = []
    with caplog.at_level(logging.DEBUG):
        for status in (200, 401, 500):
            server.status = status
            try:
                said.append(talk(model_at(server), MESSAGES))
            except ModelTrouble as trouble:
                said.append(f"{trouble} {trouble!r} {trouble.__cause__!r}")

    assert KEY not in caplog.text + " ".join(said) + repr(model_at(server)) + model_at(server).secret


def test_a_key_of_another_vault_must_be_entered_again(server):
    with pytest.raises(ModelTrouble, match="Enter it again"):
        talk(model_at(server, secret="rubbish"), MESSAGES)
    assert server.asked == []


def test_few_are_asked_at_the_same_time(server):
    inner = []

    def ask_again() -> None:
        server.while_asked = ask_once_more

        inner.append(talk(model_at(server), MESSAGES))

    def ask_once_more() -> None:
        try:
            talk(model_at(server), MESSAGES)
        except ModelTrouble as trouble:
            inner.append(str(trouble))

    server.while_asked = ask_again
    talk(model_at(server), MESSAGES)

    assert any("asked by others" in one for one in inner)
    assert len(server.asked) == 2


def test_a_certificate_nobody_vouches_for_is_not_trusted(server, tmp_path):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    begins = datetime(2020, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), begins,
                                   begins + timedelta(days=36_500))  # fmt: skip
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    pem = made.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)
    (tmp_path / "own.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + pem)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(tmp_path / "own.pem")
    server.speak(tls)

    with pytest.raises(ModelTrouble, match="certificate cannot be trusted"):
        talk(model_at(server, url=server.url.replace("http://127.0.0.1", "https://localhost")), MESSAGES)
    assert server.asked == []
