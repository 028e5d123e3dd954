"""Dovecot as a mail server of one's own: in a temporary folder, on loopback, never as root."""

from __future__ import annotations

import grp
import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

USER, PASSWORD = "testuser", "sesame"

CONFIGURATION = """
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
auth_verbose = yes
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{home}/certificate.pem
ssl_key = <{home}/key.pem
default_login_user = {account}
default_internal_user = {account}
default_internal_group = {group}
first_valid_uid = 1
first_valid_gid = 1
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2
mail_location = maildir:{home}/mail/%u
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {home}/users
  mechanisms = plain login
}}
passdb {{
  driver = oauth2
  args = {home}/oauth2
  mechanisms = xoauth2
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
service anvil {{
  chroot =
}}
"""
OAUTH2 = """
introspection_mode = post
introspection_url = {introspection}
username_attribute = username
active_attribute = active
active_value = true
"""


@dataclass
class Dovecot:
    """A running server with one user. `certificate` is the file that makes its TLS port trusted."""

    home: Path
    port: int
    tls_port: int

    @property
    def certificate(self) -> Path:
        return self.home / "certificate.pem"

    @property
    def log(self) -> str:
        path = self.home / "log"
        return path.read_text("utf-8") if path.exists() else ""

    @contextmanager
    def opened(self) -> Iterator[imaplib.IMAP4]:
        """A mail program of the same user, at the inbox."""
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        client.login(USER, PASSWORD)
        client.select()
        try:
            yield client
        finally:
            client.logout()

    def add(self, content: bytes, *, arrived: datetime | None = None) -> None:
        with self.opened() as client:
            moment = imaplib.Time2Internaldate(arrived) if arrived else None
            verdict, _ = client.append("INBOX", None, moment, content)
            assert verdict == "OK"

    def delete(self, position: int) -> None:
        with self.opened() as client:
            client.store(str(position), "+FLAGS", "\\Deleted")
            client.expunge()

    def number_anew(self) -> None:
        """Forget all UIDs, as when a mailbox is restored from a backup of its files."""
        folder = self.home / "mail" / USER
        for path in [*folder.glob("dovecot-uid*"), *folder.glob("dovecot.index*"), *folder.glob("dovecot.list*")]:
            path.unlink()
        time.sleep(1.1)  # a new validity is the second in which it is made


@contextmanager
def running_dovecot(program: Path, *, introspection: str = "http://127.0.0.1:9/") -> Iterator[Dovecot]:
    """Start the server and stop it at the end; as root it runs as nobody, else as ourselves."""
    account = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    home = Path(tempfile.mkdtemp(prefix="amana-dovecot-"))
    port, tls_port = _free_port(), _free_port()
    values = {
        "home": home, "account": account.pw_name, "group": grp.getgrgid(account.pw_gid).gr_name,
        "uid": account.pw_uid, "gid": account.pw_gid, "port": port, "tls_port": tls_port,
    }  # fmt: skip
    (home / "configuration").write_text(CONFIGURATION.format(**values), "utf-8")
    (home / "users").write_text(f"{USER}:{PASSWORD}\n", "utf-8")
    (home / "oauth2").write_text(OAUTH2.format(introspection=introspection), "utf-8")
    make_certificate(home / "certificate.pem", home / "key.pem")
    if os.geteuid() == 0:
        for path in [home, *home.iterdir()]:
            os.chown(path, account.pw_uid, account.pw_gid)
    as_account = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    server = subprocess.Popen([program, "-F", "-c", home / "configuration"], cwd=home, **as_account)
    running = Dovecot(home, port, tls_port)
    try:
        _wait_for(running, server)
        yield running
    finally:
        server.terminate()
        server.wait(10)
        shutil.rmtree(home, ignore_errors=True)


def _wait_for(running: Dovecot, server: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        assert server.poll() is None, running.log
        try:
            socket.create_connection(("127.0.0.1", running.port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(running.log)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def make_certificate(certificate: Path, key: Path, name: str = "localhost") -> None:
    """Write a certificate for this name that only those trust who are given its file."""
    private = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(private, hashes.SHA256())
    )
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    key.write_bytes(private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
