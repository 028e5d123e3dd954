"""Where allauth looks for the ways of signing in elsewhere that an app brings with it."""

from __future__ import annotations

from amana.config.signing_in.firms import FirmProvider
from amana.config.signing_in.saml import SamlProvider

provider_classes = [FirmProvider, SamlProvider]
