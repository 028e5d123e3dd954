"""SAML, which firms' directories speak that know no OpenID Connect: what we ask, what is taken for an answer. An extra."""

from __future__ import annotations

from importlib.util import find_spec


def is_spoken() -> bool:
    """Whether the package is here; without it nothing of SAML is offered."""
    return find_spec("onelogin") is not None
