"""What WhatsApp and Messenger share, seen through each of them."""

from __future__ import annotations

import json

import pytest

from amana.channels.messaging.asking import Told
from amana.channels.messaging.words import Line, NeedsLogin
from amana.channels.messenger.sending import accepted as accepted_by_messenger
from amana.channels.whatsapp.sending import accepted as accepted_by_whatsapp


@pytest.mark.parametrize("accepted", [accepted_by_messenger, accepted_by_whatsapp])
def test_a_refusal_that_is_about_our_token_does_not_name_it(accepted):
    line = Line("1", "http://127.0.0.1:8080/v23.0", {}, {"token": "EAAG-secret"})
    said = json.dumps({"error": {"code": 190, "message": "Malformed access token EAAG-secret"}}).encode()
    with pytest.raises(NeedsLogin) as told:
        accepted(Told(401, {}, said), line)
    assert told.value.why == "190 Malformed access token …"
