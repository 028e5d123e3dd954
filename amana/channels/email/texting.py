"""The words of an HTML mail as plain text, with or without what it quotes. Linear, whatever the markup."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from amana.channels.email.sparing import has_one

MAX_HTML = 500_000
_NAME = re.compile(r"/?[a-zA-Z][a-zA-Z0-9:-]{0,40}")
_REST_OF_TAG = re.compile(r"""[^>"']*+(?:"[^"]*+"[^>"']*+|'[^']*+'[^>"']*+)*+>""")
_MARK = re.compile(r"<(?=[a-zA-Z/!?])")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]{1,20})\s{0,9}=\s{0,9}(?:"([^"]{0,500})"|'([^']{0,500})'|([^\s>"']{1,500}))""")

_HIDDEN = {"head", "style", "script", "title", "noscript", "template", "svg", "math", "select", "textarea", "object"}
_BLOCKS = {
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figure",
    "footer",
}
_BLOCKS |= {"form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "pre", "section"}
_BLOCKS |= {"table", "tbody", "tr", "ul", "caption", "thead", "tfoot"}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_QUOTE_CLASSES = re.compile(
    r"(?:\A|\s)(?:gmail_quote(?:_container)?|gmail_extra|yahoo_quoted|moz-cite-prefix|protonmail_quote|zmail_extra"
    r"|tutanota_quote|front-blockquote|freebirdFormviewerViewItemsItemQuote|gmail_attr)(?:\s|\Z)"
)
_QUOTE_IDS = {"divrplyfwdmsg", "appendonsend", "mail-editor-reference-message-container", "orig_quoted_text"}
_QUOTE_IDS |= {
    "isforwardcontent",
    "isreplycontent",
    "reply-intro",
    "replyblockquote",
    "origbody",
    "oriMsgHtmlSeperator".lower(),
}
_OUTLOOK_LINE = re.compile(r"border-top:\s{0,3}solid\s{1,3}#(?:e1e1e1|b5c4df)\s{1,3}1\.0pt", re.IGNORECASE)
_MAY_QUOTE = re.compile(
    r"gmail_quote|gmail_extra|yahoo_quoted|moz-cite|protonmail_quote|type=.?cite|divRplyFwdMsg|appendonsend|border-top:\s?solid"
    r"|reference-message-container|isReplyContent|zmail_extra|tutanota_quote|orig_quoted_text",
    re.IGNORECASE,
)
# One of these is in whatever `_MAY_QUOTE` finds.
_QUOTE_NEEDS = tuple(
    "l_quote l_extra yahoo_quoted moz-c type= vrplyfwdm appendon border-top:"
    " reference-me replycontent tutanota_quote g_quoted_text".split()
)


@dataclass(slots=True)
class _Page:
    """What has been written so far."""

    pieces: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    quotes: int = 0
    verbatim: int = 0

    def write(self, text: str) -> None:
        if self.verbatim:
            first, *more = text.split("\n")
            self.line.append(first)
            for line in more:
                self.end_line()
                self.line.append(line)
            return
        text = _SPACES.sub(" ", text)
        if text != " " or (self.line and not self.line[-1].endswith(" ")):
            self.line.append(text)

    def end_line(self, *, is_empty_kept: bool = True) -> None:
        text = "".join(self.line)
        text = text.rstrip() if self.verbatim else text.strip()
        self.line.clear()
        if text or is_empty_kept:
            self.pieces.append("> " * min(self.quotes, 5) + text)

    def paragraph(self) -> None:
        self.end_line(is_empty_kept=False)
        if self.pieces and self.pieces[-1].strip("> "):
            self.pieces.append("> " * min(self.quotes, 5))


def html_to_text(source: str, *, without_quotes: bool = False) -> str:
    """Return the words of a page, one line for each block; `>` before what a blockquote holds.

    Only the first 500,000 characters are read. Without quotes, what the mail programs of Google, Microsoft, Apple,
    Yahoo, Mozilla and Proton mark as the earlier message is left out.
    """
    page = _Page()
    for name, attributes in _visible(source[:MAX_HTML], without_quotes=without_quotes):
        if not name:
            page.write(html.unescape(attributes) if "&" in attributes else attributes)
        else:
            _lay_out(page, name, attributes)
    page.end_line(is_empty_kept=False)
    lines = (line.rstrip() for line in page.pieces)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def has_quotes(source: str) -> bool:
    """True when a mail program may have marked an earlier message in the page. Never false when one did."""
    return has_one(source[:MAX_HTML], _QUOTE_NEEDS) and _MAY_QUOTE.search(source, 0, MAX_HTML) is not None


def _lay_out(page: _Page, name: str, attributes: str) -> None:
    tag = name.removeprefix("/")
    if name == "br":
        page.end_line()
    elif tag == "p":
        page.paragraph()
    elif tag in {"td", "th", "img"}:
        page.write(_attribute(attributes, "alt") if name == "img" else " ")
    elif tag in _BLOCKS:
        page.end_line(is_empty_kept=False)
        step = 1 if name == tag else -1
        page.quotes = max(0, page.quotes + step * (tag == "blockquote"))
        page.verbatim = max(0, page.verbatim + step * (tag == "pre"))
        page.write("- " if name == "li" else "")


def _visible(source: str, *, without_quotes: bool) -> Iterator[tuple[str, str]]:
    """The tokens that a reader would see: text, and tags outside hidden and (if so wished) quoted elements."""
    skipped, depth = "", 0
    for name, attributes in _tokens(source):
        tag = name.removeprefix("/")
        if skipped:
            if tag == skipped and not attributes.endswith("/"):
                depth += -1 if name.startswith("/") else 1
                skipped = skipped if depth else ""
            continue
        if without_quotes and name and not name.startswith("/"):
            kind = _quote(name, attributes)
            if kind == "rest":
                return
            if kind == "element" and name not in _VOID:
                skipped, depth = name, 1
                continue
        if name in _HIDDEN and not attributes.endswith("/"):
            skipped, depth = name, 1
            continue
        yield name, attributes


def _quote(name: str, attributes: str) -> str:
    """`element` when this tag opens a quoted message, `rest` when all that follows is one."""
    if not attributes:
        return ""
    if _attribute(attributes, "id").lower().removeprefix("x_") in _QUOTE_IDS:
        return "rest"
    if name == "blockquote" and _attribute(attributes, "type").lower() == "cite":
        return "element"
    if _QUOTE_CLASSES.search(_attribute(attributes, "class").replace("x_", "")):
        return "element"
    return "rest" if name == "div" and _OUTLOOK_LINE.search(attributes[:1000]) else ""


def _attribute(attributes: str, name: str) -> str:
    if name not in attributes.lower():
        return ""
    for match in _ATTRIBUTE.finditer(attributes[:4_000]):
        if match.group(1).lower() == name:
            return html.unescape(match.group(2) or match.group(3) or match.group(4) or "")
    return ""


def _tokens(source: str) -> Iterator[tuple[str, str]]:
    """Cut a page into `("", text)` and `(name, attributes)`, each character looked at a fixed number of times."""
    position, quotes_count = 0, True
    while mark := _MARK.search(source, position):
        start = mark.start()
        yield "", source[position:start]
        found = _NAME.match(source, start + 1)
        if found is None:
            position = _end_of_comment(source, start)
            continue
        rest = _REST_OF_TAG.match(source, found.end()) if quotes_count else None
        quotes_count &= rest is not None
        position = rest.end() if rest else source.find(">", found.end()) + 1
        if position <= 0:
            return
        yield found.group().lower(), source[found.end() : position - 1].strip()
    yield "", source[position:]


def _end_of_comment(source: str, start: int) -> int:
    """Where a comment, a declaration or an end tag without a name ends; an open one hides the rest, as in browsers."""
    mark = "-->" if source.startswith("<!--", start) else ">"
    end = source.find(mark, start + len(mark) - 1)
    return len(source) if end < 0 else end + len(mark)
