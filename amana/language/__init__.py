"""Reading a text: what it promises, asks and names, in Hebrew, Arabic and English. Plain Python, no database."""

from typing import TYPE_CHECKING

from amana.language.findings import Due, Promise, Reading

if TYPE_CHECKING:
    from amana.language.reading import read, read_many
else:

    def __getattr__(name: str) -> object:
        """The reader is loaded when it is first asked for: who only takes a mail apart does without, and starts in a third of the time."""
        if name in {"read", "read_many"}:
            from amana.language import reading

            return getattr(reading, name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = ["Due", "Promise", "Reading", "read", "read_many"]
