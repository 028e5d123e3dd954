"""XML as exports write it: one element a record, right below the root; read in pieces, and nothing is ever expanded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import IO, Any
from xml.parsers import expat

from django.utils.translation import gettext as _

from amana.config.moving_in.opening import CannotRead, Part
from amana.config.moving_in.records import PIECE, Broken, Found, Record


class _Bomb(Exception):
    """The file declares entities of its own, which no export does."""


def of_xml(stream: IO[bytes], part: Part) -> Iterator[Found]:
    """Yield each element right below the root as an object; an element with `type="array"` is a list."""
    ready: list[tuple[str, dict[str, Any]]] = []
    tree = _Tree(lambda kind, value: ready.append((kind, value)))
    parser = _parser(tree)
    count, error = 0, None
    while error is None:
        piece = stream.read(PIECE)
        try:
            parser.Parse(piece, not piece)
        except _Bomb:
            raise CannotRead(
                _("%(name)s declares entities of its own; no export does.") % {"name": part.name}
            ) from None
        except expat.ExpatError as found:
            error = found
        for kind, value in ready:
            count += 1
            yield Record(kind, value, f"{part.name} #{count}")
        ready.clear()
        if not piece:
            break
    if error is not None:
        why = _("From here on the file is no XML: %(why)s") % {"why": str(error)[:120]}
        yield Broken(f"{part.name} #{count + 1}", why, "".join(tree.words)[:2000])


def _parser(tree: _Tree) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = tree.start, tree.end
    parser.CharacterDataHandler, parser.EntityDeclHandler = tree.words.append, _refuse
    parser.buffer_text = True
    return parser


def _refuse(*_declared: Any) -> None:
    raise _Bomb


class _Tree:
    """The element being read, as an object; a piece of it that is over is given away at once."""

    DEEPEST = 40

    def __init__(self, give: Callable[[str, dict[str, Any]], None]) -> None:
        self._give = give
        self._open: list[tuple[str, dict[str, Any], bool]] = []  # name, what it holds, and whether it is a list
        self.words: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) > self.DEEPEST:
            raise _Bomb
        self._open.append((name, {}, attributes.get("type") == "array"))
        self.words.clear()

    def end(self, _name: str) -> None:
        name, held, is_list = self._open.pop()
        text = "".join(self.words)
        self.words.clear()
        value: Any = (
            [one for many in held.values() for one in (many if isinstance(many, list) else [many])]
            if is_list
            else held or text
        )
        if len(self._open) == 1:
            if isinstance(value, dict):
                self._give(name, value)
        elif self._open:
            into = self._open[-1][1]
            key = name.replace("-", "_")
            if key in into and self._open[-1][2]:
                into[key].append(value)
            elif self._open[-1][2]:
                into[key] = [value]
            else:
                into[key] = value
