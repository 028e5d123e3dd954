"""Reading XML that strangers send: no document types, no entities, nothing fetched, and an end to its length."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

DSIG = "http://www.w3.org/2000/09/xmldsig#"
PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol"
ASSERTION = "urn:oasis:names:tc:SAML:2.0:assertion"
METADATA = "urn:oasis:names:tc:SAML:2.0:metadata"
ENCRYPTION = "http://www.w3.org/2001/04/xmlenc#"
NAMES = {"ds": DSIG, "p": PROTOCOL, "a": ASSERTION, "md": METADATA, "e": ENCRYPTION}


def parsed(raw: bytes, *, most: int) -> Any:
    """Return the root of a document in UTF-8 of at most so many bytes.

    Raises ValueError for whatever else it is, and for a document type, whose entities are how XML is made to grow and to read files.
    """
    from lxml import etree

    if len(raw) > most:
        raise ValueError("too long")
    raw.decode("utf-8")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(raw, parser)  # noqa: S314, RUF100  # no declarations, a short text, and nothing is fetched
    except etree.XMLSyntaxError as error:
        raise ValueError("no XML") from error
    about = root.getroottree().docinfo
    if about.doctype or about.internalDTD is not None or (about.encoding or "UTF-8").upper() not in {"UTF-8", "ASCII"}:
        raise ValueError("a document type, or other letters")
    return root


def is_plain(root: Any) -> bool:
    """Whether there are elements and text alone: no comments, which part a name in two, no instructions, no entities."""
    before = root.getprevious() is not None or root.getnext() is not None
    return not before and all(isinstance(node.tag, str) for node in root.iter())


def texts(root: Any, path: str) -> Iterator[str]:
    """Yield the whole text of each element found, white space around it left out."""
    for node in root.xpath(path, namespaces=NAMES):
        yield "".join(node.itertext()).strip()
