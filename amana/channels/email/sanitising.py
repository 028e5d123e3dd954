"""Making a page from outside fit to be shown: nothing runs, nothing is loaded, nothing covers what is ours."""

from __future__ import annotations

import html as markup
import re
from collections.abc import Mapping
from dataclasses import dataclass

import nh3

from amana.channels.email.texting import html_to_text

MAX_HTML = 1_000_000
MAX_OPEN = 2_000
_ROUNDS = 4
_TAGS = set(
    """
    a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn
    div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark ol p pre q
    rp rt ruby s samp section small span strike strong sub sup table tbody td tfoot th thead time tr tt u ul var
    wbr
    """.split()
)
_DROPPED_WHOLE = {
    "head",
    "style",
    "script",
    "title",
    "template",
    "noscript",
    "iframe",
    "object",
    "embed",
    "applet",
    "svg",
    "math",
}
_DROPPED_WHOLE |= {
    "audio",
    "video",
    "canvas",
    "select",
    "textarea",
    "option",
    "frameset",
    "noframes",
    "noembed",
    "xmp",
    "plaintext",
}
_ATTRIBUTES = {
    "*": {"dir", "lang", "title", "align", "valign", "style", "bgcolor"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "table": {"border", "cellpadding", "cellspacing", "width"},
    "td": {"colspan", "rowspan", "width", "height", "nowrap"},
    "th": {"colspan", "rowspan", "width", "height", "scope"},
    "ol": {"start", "type"},
    "ul": {"type"},
    "li": {"value"},
    "font": {"color", "size", "face"},
    "col": {"span", "width"},
    "blockquote": {"type"},
    "time": {"datetime"},
}
_STYLES = set(
    """
    background-color border border-bottom border-collapse border-color border-left border-radius border-right
    border-spacing border-style border-top border-width color direction font font-family font-size font-style
    font-variant font-weight height letter-spacing line-height list-style-type margin margin-bottom margin-left
    margin-right margin-top max-width min-width padding padding-bottom padding-left padding-right padding-top
    text-align text-decoration text-indent text-transform vertical-align white-space width word-break
    word-spacing overflow-wrap
    """.split()
)
_STYLE_VALUE = re.compile(r"[\w\s#%.,!'\"+-]{1,200}|(?:rgba?|hsla?)\([\d\s.,%/]{1,60}\)", re.ASCII)
_LINK = re.compile(r"\s*(?:https?://|mailto:|tel:)[^\s]", re.IGNORECASE)
_REMOTE = re.compile(r"\s*(?:https?:)?//|\s*(?:ftp|ws|wss):", re.IGNORECASE)
_REMOTE_IN_STYLE = re.compile(r"""url\s*\(\s*["']?\s*(?:https?:)?//""", re.IGNORECASE)
_DATA_IMAGE = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]{1,200000}\Z")
_OPENING = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_NEVER_NESTED = {"br", "hr", "img", "input", "meta", "link", "col", "wbr", "area", "base", "source"}


@dataclass(frozen=True, slots=True)
class Sanitised:
    """A page fit for the sandboxed frame, and how many remote images and backgrounds were left out."""

    html: str
    blocked_remote: int


class _Filter:
    """Looks at each attribute that the allow-list lets through."""

    def __init__(self, cids: Mapping[str, str]) -> None:
        self.cids = cids
        self.ours = set(cids.values())
        self.blocked = 0

    def __call__(self, tag: str, attribute: str, value: str) -> str | None:
        if attribute == "style":
            return self._style(value)
        if attribute == "href":
            return value.strip() if _LINK.match(value) else None
        if attribute == "src":
            return self._source(value)
        if attribute == "dir":
            return value.lower() if value.lower() in {"rtl", "ltr", "auto"} else None
        return value[:500]

    def _source(self, value: str) -> str | None:
        if value.lower().startswith("cid:"):
            return self.cids.get(value[4:].strip("<>"))
        if value in self.ours or _DATA_IMAGE.match(value):
            return value
        if _REMOTE.match(value):
            self.blocked += 1
        return None

    def _style(self, value: str) -> str | None:
        if _REMOTE_IN_STYLE.search(value):
            self.blocked += 1
        kept = []
        for declaration in value[:4_000].split(";"):
            name, colon, content = declaration.partition(":")
            name, content = name.strip().lower(), content.strip()
            if colon and name in _STYLES and _STYLE_VALUE.fullmatch(content):
                kept.append(f"{name}: {content}")
        return "; ".join(kept) or None


def sanitise(html: str, *, cids: Mapping[str, str] | None = None) -> Sanitised:
    """Return the page without anything that runs, loads, submits, covers, or takes a name in our document.

    `cids` maps the Content-IDs of the mail's own images (without angle brackets) to the addresses they are shown from;
    other images are left out, and the remote ones counted. `dir` and `lang` stay; `id`, `name` and `class` go. The
    result is cleaned until another round of parsing and writing changes nothing (mutation attacks); a page that is
    never at rest, longer than a million characters, or with more than 2,000 elements left open, is shown as its words alone.
    """
    if len(html) > MAX_HTML or _is_too_deep(html):
        return Sanitised(_as_words(html), 0)
    attribute_filter = _Filter(cids or {})
    page = _clean(html, attribute_filter)
    blocked = attribute_filter.blocked
    for _ in range(_ROUNDS):
        again = _clean(page, attribute_filter)
        if again == page:
            return Sanitised(page, blocked)
        page = again
    return Sanitised(_as_words(html), blocked)


def frame_document(html: str, *, images_from: str = "'self'") -> str:
    """Return the whole document for the sandboxed frame around a sanitised page.

    `images_from` is the CSP source of the mail's own images. The policy in the document is the second lock: the
    response needs the same one with `sandbox`, and the frame `sandbox` without scripts or the same origin.
    """
    source = re.sub(r"[^A-Za-z0-9:/.'*_-]", "", images_from)
    policy = (
        f"default-src 'none'; img-src {source} data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"
    )
    return (
        '<!doctype html>\n<html dir="auto"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{markup.escape(policy)}">'
        '<meta name="referrer" content="no-referrer"><meta name="viewport" content="width=device-width, initial-scale=1">'
        "<style>:root{color-scheme:light}body{margin:0;padding:8px;font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere;"
        "background:#fff;color:#1a1a1a}img{max-width:100%;height:auto}blockquote{margin-inline:1em 0;padding-inline-start:1em;"
        "border-inline-start:2px solid #bbb}pre{white-space:pre-wrap}table{max-width:100%}</style></head>"
        f'<body dir="auto">{html}</body></html>\n'
    )


def _clean(html: str, attribute_filter: _Filter) -> str:
    return nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags=_DROPPED_WHOLE,
        attributes=_ATTRIBUTES,
        attribute_filter=attribute_filter,
        url_schemes={"http", "https", "mailto", "tel", "cid", "data"},
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )


def _as_words(html: str) -> str:
    return f'<pre dir="auto">{markup.escape(html_to_text(html))}</pre>'


def _is_too_deep(html: str) -> bool:
    """More elements left open than any letter has: the parser takes quadratic time for nested blocks."""
    open_count = 0
    for match in _OPENING.finditer(html):
        if match.group(2).lower() in _NEVER_NESTED:
            continue
        open_count = max(0, open_count - 1) if match.group(1) else open_count + 1
        if open_count > MAX_OPEN:
            return True
    return False
