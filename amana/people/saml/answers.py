"""An answer of the directory: signed by its key as a whole, for us, now, and to what was asked; anything else is refused.

What XML signatures are attacked by is refused before a signature is looked at: an assertion that stands elsewhere than
directly below its response, a name that is given twice, a signature of anything but its own parent, a comment, a way of
signing that is broken. The library then checks the signature; what it leaves open is checked after it, on what was signed.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.utils.dateparse import parse_datetime

from amana.people.saml.errors import AnswerNotTaken
from amana.people.saml.metadata import REDIRECT, Directory
from amana.people.saml.parsing import ASSERTION, DSIG, NAMES, PROTOCOL, is_plain, parsed, texts

MOST_BYTES = 200_000
# How far the clocks of two houses may be apart.
SKEW = timedelta(seconds=60)
POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
ANY_NAME = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"
MAIL_NAME = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
PASSING_NAME = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
MAIL = ("urn:oid:0.9.2342.19200300.100.1.3", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
        "email", "mail", "emailAddress")  # fmt: skip
_MORE = "http://www.w3.org/2001/04/xmldsig-more#"
_PSS = "http://www.w3.org/2007/05/xmldsig-more#"
SIGNED_BY = {f"{_MORE}{kind}-sha{size}" for kind in ("rsa", "ecdsa") for size in (256, 384, 512)}
SIGNED_BY |= {f"{_PSS}sha{size}-rsa-MGF1" for size in (256, 384, 512)}
SUMS = {"http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2001/04/xmlenc#sha512", f"{_MORE}sha384"}
_PLAIN_FORMS = {"http://www.w3.org/2001/10/xml-exc-c14n#", "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
                "http://www.w3.org/2006/12/xml-c14n11"}  # fmt: skip
TRANSFORMS = _PLAIN_FORMS | {f"{DSIG}enveloped-signature"}
# Keys by OAEP, words by a way that notices what was changed: CBC and RSA 1.5 can be asked until they tell.
LOCKED_BY = {"http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p", "http://www.w3.org/2009/xmlenc11#rsa-oaep",
             *(f"http://www.w3.org/2009/xmlenc11#aes{size}-gcm" for size in (128, 192, 256))}  # fmt: skip


@dataclass(frozen=True)
class Ours:
    """Who we are to the directory: our name there, where answers come in, our certificate and our key (PEM)."""

    entity_id: str
    answers_to: str
    certificate: str
    key: str


@dataclass(frozen=True)
class Answer:
    """Who came, and what it answers. `digest` is the assertion's own name, which counts once until `ends_at` (UTC)."""

    uid: str
    email: str | None
    in_response_to: str | None
    digest: str
    ends_at: datetime


def settings_of(ours: Ours, theirs: Directory | None = None) -> Any:
    """Return the library's settings. Without a directory they are good for describing us alone."""
    from onelogin.saml2.settings import OneLogin_Saml2_Settings

    rsa, sha = f"{_MORE}rsa-sha256", "http://www.w3.org/2001/04/xmlenc#sha256"
    said: dict[str, Any] = {
        "strict": True, "debug": False,
        "sp": {"entityId": ours.entity_id, "assertionConsumerService": {"url": ours.answers_to, "binding": POST},
               "NameIDFormat": ANY_NAME, "x509cert": ours.certificate, "privateKey": ours.key},
        "security": {"authnRequestsSigned": True, "wantAssertionsSigned": False, "wantMessagesSigned": False,
                     "wantNameId": True, "wantAttributeStatement": False, "requestedAuthnContext": False,
                     "rejectDeprecatedAlgorithm": True, "signatureAlgorithm": rsa, "digestAlgorithm": sha,
                     "allowSingleLabelDomains": True, "destinationStrictlyMatches": True},
    }  # fmt: skip
    if theirs is not None:
        said["idp"] = {
            "entityId": theirs.entity_id, "x509certMulti": {"signing": list(theirs.certificates), "encryption": []},
            "singleSignOnService": {"url": theirs.sign_in_url, "binding": REDIRECT},
        }  # fmt: skip
    return OneLogin_Saml2_Settings(said, sp_validation_only=theirs is None)


def our_metadata(ours: Ours) -> bytes:
    """Return the file by which a directory gets to know us."""
    made = settings_of(ours).get_sp_metadata()
    return made if isinstance(made, bytes) else str(made).encode()


def question(ours: Ours, theirs: Directory) -> tuple[str, str]:
    """Return the address that leads somebody to the directory with a signed question, and the question's own name."""
    from onelogin.saml2.auth import OneLogin_Saml2_Auth

    asking = OneLogin_Saml2_Auth(_said_at(ours), settings_of(ours, theirs))
    return str(asking.login(return_to="")), str(asking.get_last_request_id())


def read_answer(given: str, ours: Ours, theirs: Directory, *, at: datetime) -> Answer:
    """Return who the directory says came; `given` is base64 as browsers post it. Raises AnswerNotTaken for all else."""
    import xmlsec
    from onelogin.saml2.errors import OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError
    from onelogin.saml2.response import OneLogin_Saml2_Response

    odd = (OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError, xmlsec.Error, binascii.Error, ValueError)
    try:
        root = parsed(base64.b64decode(given, validate=True), most=MOST_BYTES)
        _must_be_built_plainly(root)
        response = OneLogin_Saml2_Response(settings_of(ours, theirs), given)
        if not response.is_valid(_said_at(ours)):
            raise AnswerNotTaken(response.get_error())
        # What was locked is looked at as strictly as what was not.
        opened = response.get_xml_document()
        _must_be_built_plainly(opened)
        return _answer(opened, response, ours, at)
    except odd as error:
        raise AnswerNotTaken(f"{type(error).__name__}: {error}") from None


def _said_at(ours: Ours) -> dict[str, Any]:
    """Where the answer came in, as it stands in our settings; what a request says of itself is not believed."""
    parts = urlsplit(ours.answers_to)
    return {"https": "on" if parts.scheme == "https" else "off", "http_host": parts.netloc, "script_name": parts.path,
            "get_data": {}, "post_data": {}}  # fmt: skip


def _must_be_built_plainly(root: Any) -> None:
    assertions = root.xpath("//*[local-name()='Assertion' or local-name()='EncryptedAssertion']")
    if not is_plain(root) or root.tag != f"{{{PROTOCOL}}}Response":
        raise AnswerNotTaken("comments, or no response")
    if (
        len(assertions) != 1
        or assertions[0].getparent() is not root
        or not assertions[0].tag.startswith(f"{{{ASSERTION}}}")
    ):
        raise AnswerNotTaken("not one assertion in its place")
    names = [str(name) for name in root.xpath("//@*[local-name()='ID' or local-name()='Id' or local-name()='id']")]
    if len(names) != len(set(names)):
        raise AnswerNotTaken("a name given twice")
    signatures = root.xpath("//*[local-name()='Signature']")
    if any(node.getparent() not in (root, assertions[0]) for node in signatures) or root.xpath(
        "//ds:Object", namespaces=NAMES
    ):
        raise AnswerNotTaken("a signature out of its place")
    for node in signatures:
        _must_sign_its_parent(node)
    _must_be_strong(root)


def _must_sign_its_parent(signature: Any) -> None:
    named = [str(uri) for uri in signature.xpath(".//ds:Reference/@URI", namespaces=NAMES)]
    parent = signature.getparent().get("ID")
    if signature.tag != f"{{{DSIG}}}Signature" or not parent or named != [f"#{parent}"]:
        raise AnswerNotTaken("a signature of something else")


def _must_be_strong(root: Any) -> None:
    wanted = (("ds:SignatureMethod", SIGNED_BY), ("ds:Reference/ds:DigestMethod", SUMS), ("e:EncryptionMethod", LOCKED_BY),
              ("ds:CanonicalizationMethod", _PLAIN_FORMS), ("ds:Transform", TRANSFORMS))  # fmt: skip
    for path, allowed in wanted:
        said = {str(node.get("Algorithm")) for node in root.xpath(f"//{path}", namespaces=NAMES)}
        if said - allowed:
            raise AnswerNotTaken(f"a way that is not taken: {', '.join(sorted(said - allowed))}")


def _answer(root: Any, response: Any, ours: Ours, at: datetime) -> Answer:
    """What the library leaves open: for whom, where to and until when it is said, none of which may be missing."""
    assertion = root.find(f"{{{ASSERTION}}}Assertion")
    if assertion is None or root.get("Destination") not in {None, ours.answers_to}:
        raise AnswerNotTaken("meant for another address")
    if ours.entity_id not in set(texts(assertion, "a:Conditions/a:AudienceRestriction/a:Audience")):
        raise AnswerNotTaken("meant for somebody else")
    ends = [_until(assertion, at), *_confirmed(assertion, root, ours, at)]
    name = response.get_nameid_data()
    uid = str(name.get("Value") or "").strip()
    if not 0 < len(uid) <= 191 or name.get("Format") == PASSING_NAME:
        raise AnswerNotTaken("no lasting name of who came")
    named = f"{response.get_issuers()} {assertion.get('ID')}"
    email = _email(response.get_attributes(), uid if name.get("Format") == MAIL_NAME else None)
    return Answer(uid, email, _asked(assertion), hashlib.sha256(named.encode()).hexdigest(), max(ends) + SKEW)


def _until(assertion: Any, at: datetime) -> datetime:
    said = assertion.find(f"{{{ASSERTION}}}Conditions")
    begins, ends = _moment(said.get("NotBefore")), _moment(said.get("NotOnOrAfter"))
    if (begins is not None and at + SKEW < begins) or (ends is not None and at - SKEW >= ends):
        raise AnswerNotTaken("too early or too late")
    return ends or at


def _confirmed(assertion: Any, root: Any, ours: Ours, at: datetime) -> list[datetime]:
    """Return the end of the one confirmation that is meant for us; `InResponseTo` of the response alone proves nothing."""
    path = f"a:Subject/a:SubjectConfirmation[@Method='{BEARER}']/a:SubjectConfirmationData"
    found = assertion.xpath(path, namespaces=NAMES)
    if len(found) != 1 or found[0].get("Recipient") != ours.answers_to:
        raise AnswerNotTaken("confirmed for another address")
    ends = _moment(found[0].get("NotOnOrAfter"))
    if ends is None or at - SKEW >= ends or found[0].get("InResponseTo") != root.get("InResponseTo"):
        raise AnswerNotTaken("without an end, too late, or an answer to something else")
    return [ends]


def _asked(assertion: Any) -> str | None:
    said = assertion.xpath("a:Subject/a:SubjectConfirmation/a:SubjectConfirmationData/@InResponseTo", namespaces=NAMES)
    return str(said[0]) if said else None


def _moment(said: str | None) -> datetime | None:
    if said is None:
        return None
    found = parse_datetime(said)
    if found is None or found.tzinfo is None:
        raise AnswerNotTaken("a time that cannot be read")
    return found


def _email(said: dict[str, list[Any]], name: str | None) -> str | None:
    """Return the one address that is said; of several none, as it is not known which one is meant."""
    found = {str(value).strip().lower() for key in MAIL for value in said.get(key, []) if isinstance(value, str)}
    if not found and name:
        found = {name.lower()}
    return found.pop() if len(found) == 1 else None
