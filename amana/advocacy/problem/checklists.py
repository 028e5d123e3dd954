"""The documents that help a case, by sector: what to look for, where it is usually found."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

TELECOM, BANKING, INSURANCE, SHOPPING, TRAVEL, UTILITIES, HEALTH, PARCELS, PUBLIC, OTHER = (
    "telecom", "bank", "insurance", "retail", "travel", "electricity", "health", "post", "government", "other",
)  # fmt: skip  # the directory knows more of them; each leads to one of these
ALIKE = {
    "tv": TELECOM,
    "software": TELECOM,
    "cards": BANKING,
    "finance": BANKING,
    "pension": INSURANCE,
    "airline": TRAVEL,
    "transport": TRAVEL,
    "gas": UTILITIES,
    "energy": UTILITIES,
    "water": UTILITIES,
    "food": SHOPPING,
}

SECTORS: list[tuple[str, Words]] = [
    (TELECOM, _("telephone, internet, television")),
    (BANKING, _("bank or credit card")),
    (INSURANCE, _("insurance")),
    (SHOPPING, _("something bought")),
    (TRAVEL, _("a flight, a journey, a hotel")),
    (UTILITIES, _("electricity, water, gas")),
    (HEALTH, _("health")),
    (PARCELS, _("a parcel or a delivery")),
    (PUBLIC, _("an authority")),
    (OTHER, _("something else")),
]

# For every case; then what belongs to a sector. A code is never used for two things.
EVERYWHERE: list[tuple[str, Words]] = [
    ("contract", _("The contract or the order, with its terms")),
    ("payment", _("What shows the payment: a receipt, a bill, a line of the bank statement")),
    ("messages", _("Every message so far: mails, chats, text messages")),
    ("calls", _("The list of calls on your telephone, with day and length")),
]
BY_SECTOR: dict[str, list[tuple[str, Words]]] = {
    TELECOM: [
        ("bills", _("The bills of the months in question")),
        ("speed", _("Measurements of the speed, with the time on them")),
        ("fault", _("Photographs of the device and its lights")),
        ("visit", _("The slip of the technician, or the time at which nobody came")),
    ],
    BANKING: [
        ("statement", _("The statement with the line in question")),
        ("tariff", _("The tariff or the agreement about fees")),
        ("dispute", _("The form in which the charge was disputed, and its number")),
    ],
    INSURANCE: [
        ("policy", _("The policy with its annexes")),
        ("claim", _("The claim as it was sent, with the day")),
        ("refusal", _("The refusal, in writing, with its reason")),
        ("report", _("The report of an assessor, a doctor or the police")),
    ],
    SHOPPING: [
        ("advert", _("The offer or advertisement as it was shown")),
        ("defect", _("Photographs or a film of what is wrong")),
        ("warranty", _("The warranty")),
        ("return", _("What shows that it was sent back or offered back")),
    ],
    TRAVEL: [
        ("booking", _("The booking and the tickets")),
        ("boarding", _("The boarding pass")),
        ("delay", _("What shows the delay or the cancellation: a photograph of the board, a message")),
        ("expenses", _("Receipts of what it cost on the way: a meal, a room, a taxi")),
    ],
    UTILITIES: [
        ("meter", _("Photographs of the meter, with the day")),
        ("bills", _("The bills of the months in question")),
        ("outage", _("A note of when it was cut off and when it came back")),
    ],
    HEALTH: [
        ("referral", _("The referral or the prescription")),
        ("summary", _("The medical summary that says why it is needed")),
        ("refusal", _("The refusal, in writing, with its reason")),
    ],
    PARCELS: [
        ("tracking", _("The tracking number and what it says")),
        ("value", _("What shows the value of what was inside")),
        ("damage", _("Photographs of the parcel, outside and inside")),
    ],
    PUBLIC: [
        ("request", _("The request as it was sent, with the day")),
        ("decision", _("The decision, in writing")),
        ("number", _("The number of the file there")),
    ],
    OTHER: [],
}


def sector_like(code: str) -> str:
    """Return the sector of this list that a sector of the directory belongs to; "" for none."""
    found = ALIKE.get(code, code)
    return found if found in dict(SECTORS) and found != OTHER else ""


def checklist(sector: str) -> list[tuple[str, Words]]:
    """Return code and words of the documents to look for, those of the sector first."""
    return [*BY_SECTOR.get(sector, []), *EVERYWHERE]


def paper_name(code: str, own: str = "") -> str:
    """Return what a document is called; `own` is the name its keeper gave it."""
    known = {name: words for rows in [EVERYWHERE, *BY_SECTOR.values()] for name, words in rows}
    return own or str(known.get(code, ""))
