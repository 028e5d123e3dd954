"""A directory that speaks SAML as a test has it: it answers what it was asked, signs with its own key, and breaks the rules."""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import xmlsec
from lxml import etree

from amana.people.saml.metadata import new_key
from amana.people.saml.parsing import NAMES

NAME = "https://login.tavor.example/saml"
DOOR = "https://login.tavor.example/sso"
KEY, CERTIFICATE = new_key("Tavor", at=datetime(2026, 1, 1, tzinfo=UTC))
STRANGE, STRANGE_CERTIFICATE = new_key("Tavor", at=datetime(2026, 1, 1, tzinfo=UTC))
MAIL_NAME = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
_SIGNATURE = """<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo>
<ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/><ds:SignatureMethod Algorithm="{method}"/>
<ds:Reference URI="#{name}"><ds:Transforms><ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>
<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/></ds:Transforms><ds:DigestMethod Algorithm="{digest}"/>
<ds:DigestValue/></ds:Reference></ds:SignedInfo><ds:SignatureValue/></ds:Signature>"""
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"


def bare(certificate: str) -> str:
    return "".join(certificate.splitlines()[1:-1])


def metadata(*, name: str = NAME, door: str = DOOR, certificate: str = CERTIFICATE, more: str = "") -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{name}" {more}><!-- Tavor -->
<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>
<ds:X509Certificate>{bare(certificate)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="{door}"/>
</md:IDPSSODescriptor></md:EntityDescriptor>""".encode()


@dataclass
class Identity:
    """What it says, and of whom. Minutes are counted from now; `signs` names what is signed: Assertion, Response or both."""

    us: str
    uid: str = "d-1"
    email: str | None = None
    name_format: str = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
    issuer: str = NAME
    audience: str | None = None
    recipient: str | None = None
    destination: str | None = None
    begins: float = -1
    ends: float = 5
    confirmed_until: float = 5
    signs: tuple[str, ...] = ("Assertion",)
    key: str = KEY
    method: str = RSA_SHA256
    digest: str = SHA256
    assertion: str = "_assertion-1"
    without: set[str] = field(default_factory=set)
    asked: str | None = None

    def begin(self, location: str) -> dict[str, str]:
        """Read what the browser was sent with; returns the parts of the address."""
        said = {name: values[0] for name, values in parse_qs(urlsplit(location).query, keep_blank_values=True).items()}
        self.asked = etree.fromstring(zlib.decompress(base64.b64decode(said["SAMLRequest"]), -15)).get("ID")
        return said

    def document(self) -> Any:
        """Return the response, not yet signed."""
        now = datetime.now(UTC)
        door = f"{self.us}/accounts/firm/saml/answer/"
        irt = f'InResponseTo="{self.asked}"' if self.asked else ""
        inner = "" if "inner" in self.without else irt
        audience = self.audience or f"{self.us}/accounts/firm/saml/metadata/"
        heard = f"<saml:AudienceRestriction><saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction>"
        recipient = "" if "recipient" in self.without else f'Recipient="{self.recipient or door}"'
        mail = f"""<saml:AttributeStatement><saml:Attribute Name="mail"><saml:AttributeValue>{self.email}</saml:AttributeValue>
</saml:Attribute></saml:AttributeStatement>""" if self.email else ""  # fmt: skip
        text = f"""<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"
 ID="_response-1" Version="2.0" IssueInstant="{said(now)}" Destination="{self.destination or door}" {irt}>
<saml:Issuer>{self.issuer}</saml:Issuer>
<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>
<saml:Assertion ID="{self.assertion}" Version="2.0" IssueInstant="{said(now)}"><saml:Issuer>{self.issuer}</saml:Issuer>
<saml:Subject><saml:NameID Format="{self.name_format}">{self.uid}</saml:NameID>
<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">
<saml:SubjectConfirmationData NotOnOrAfter="{said(now, self.confirmed_until)}" {recipient} {inner}/>
</saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="{said(now, self.begins)}"
 NotOnOrAfter="{said(now, self.ends)}">{"" if "audience" in self.without else heard}</saml:Conditions>
<saml:AuthnStatement AuthnInstant="{said(now)}"><saml:AuthnContext>
<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>{mail}</saml:Assertion></samlp:Response>"""
        return etree.fromstring(text)

    def signed(self, root: Any = None) -> Any:
        """Return the response with its signatures, each after the issuer of what it signs."""
        root = self.document() if root is None else root
        for kind in ("Assertion", "Response"):
            if kind in self.signs:
                node = root if kind == "Response" else root.find("saml:Assertion", {"saml": NAMES["a"]})
                sign(node, key=self.key, method=self.method, digest=self.digest)
        return root

    def answer(self, root: Any = None) -> str:
        """Return the response as a browser posts it."""
        return posted(self.signed() if root is None else root)


def said(now: datetime, minutes: float = 0) -> str:
    return (now + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")


def posted(root: Any) -> str:
    return base64.b64encode(root if isinstance(root, bytes) else etree.tostring(root)).decode()


def sign(node: Any, *, key: str = KEY, method: str = RSA_SHA256, digest: str = SHA256) -> None:
    """Sign an element by its own name, as the second thing in it."""
    signature = etree.fromstring(_SIGNATURE.format(name=node.get("ID"), method=method, digest=digest))
    node.insert(1, signature)
    xmlsec.tree.add_ids(node.getroottree().getroot(), ["ID"])
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(key, xmlsec.constants.KeyDataFormatPem)
    context.sign(signature)


def locked(root: Any, certificate: str, *, words: Any = None, key: Any = None) -> Any:
    """Return the response with its assertion encrypted for whoever has the key to the certificate."""
    kinds = xmlsec.constants
    assertion = root.find("saml:Assertion", {"saml": NAMES["a"]})
    place = etree.SubElement(root, f"{{{NAMES['a']}}}EncryptedAssertion")
    data = xmlsec.template.encrypted_data_create(
        root, words or kinds.TransformAes256Gcm, type=kinds.TypeEncElement, ns="xenc"
    )
    xmlsec.template.encrypted_data_ensure_cipher_value(data)
    info = xmlsec.template.encrypted_data_ensure_key_info(data, ns="ds")
    inner = xmlsec.template.add_encrypted_key(info, key or kinds.TransformRsaOaep)
    xmlsec.template.encrypted_data_ensure_cipher_value(inner)
    manager = xmlsec.KeysManager()
    manager.add_key(xmlsec.Key.from_memory(certificate, kinds.KeyDataFormatCertPem))
    context = xmlsec.EncryptionContext(manager)
    context.key = xmlsec.Key.generate(kinds.KeyDataAes, 256, kinds.KeyDataTypeSession)
    place.append(context.encrypt_xml(data, assertion))
    return root
