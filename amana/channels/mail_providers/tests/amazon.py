"""Amazon as far as it signs: a key, its certificate, and what a topic says under it."""

from __future__ import annotations

from base64 import b64encode
from datetime import timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
HOST = "sns.eu-west-1.amazonaws.com"
CERTIFICATE_URL = f"https://{HOST}/SimpleNotificationService-0123456789abcdef.pem"
SUBSCRIBE_URL = (
    f"https://{HOST}/?Action=ConfirmSubscription&TopicArn=arn:aws:sns:eu-west-1:123456789012:mail&Token=2336412f37"
)
TOPIC = "arn:aws:sns:eu-west-1:123456789012:mail"
# Written out here as Amazon's page has it, not taken from what is tested.
NOTIFICATION = ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]
CONFIRMATION = ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"]


def certificate(at, *, key=KEY, begins=timedelta(days=-30), ends=timedelta(days=335)):
    """Return a certificate (PEM) that holds around a moment."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, at + begins, at + ends)
    return made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()


def signed_by_amazon(body, *, version="1", key=KEY, url=CERTIFICATE_URL):
    """Return what a topic says with its signature."""
    names = NOTIFICATION if body["Type"] == "Notification" else CONFIRMATION
    text = "".join(f"{name}\n{body[name]}\n" for name in names if name in body)
    made = key.sign(text.encode(), padding.PKCS1v15(), {"1": hashes.SHA1, "2": hashes.SHA256}[version]())
    signature = b64encode(made).decode()
    return body | {"SignatureVersion": version, "Signature": signature, "SigningCertURL": url}


def confirmation(*, url=SUBSCRIBE_URL, **how):
    """Return what a topic asks before it tells anything, and the headers it comes with."""
    said = {"Type": "SubscriptionConfirmation", "MessageId": "165545c9", "Token": "2336412f37", "TopicArn": TOPIC,
            "Message": "You have chosen to subscribe to the topic.", "SubscribeURL": url,
            "Timestamp": "2026-11-22T10:00:00.000Z"}  # fmt: skip
    return signed_by_amazon(said, **how), {"x-amz-sns-message-type": said["Type"], "x-amz-sns-message-id": "165545c9"}
