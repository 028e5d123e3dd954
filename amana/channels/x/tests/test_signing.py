"""The two examples that X publishes of a signature, of its first interface and of version 1.1."""

from __future__ import annotations

import pytest

from amana.channels.messaging.words import Line
from amana.channels.x.sending import sign

SECRET = {
    "api_key": "xvz1evFS4wEEPTGEFPHBog",
    "api_secret": "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw",
    "access_token": "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb",
    "access_secret": "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE",
}
STATUS = "status=Hello%20Ladies%20%2B%20Gentlemen%2C%20a%20signed%20OAuth%20request%21"


@pytest.mark.parametrize(("version", "signature"), [
    ("1", "tnnArxj06cWHq44gCs1OSKk%2FjLY%3D"), ("1.1", "hCtSmYh%2BiHYCEqBWrE7C7hYmtUk%3D"),
])  # fmt: skip
def test_we_sign_as_x_publishes_it(version, signature):
    line = Line("x", "https://api.twitter.com", {}, SECRET)
    url = f"{line.url}/{version}/statuses/update.json?include_entities=true&{STATUS}"

    header = sign(line, "POST", url, nonce="kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg", moment=1318622958)

    assert header.startswith("OAuth ") and f'oauth_signature="{signature}"' in header
    assert not any(SECRET[name] in header for name in ("api_secret", "access_secret"))
