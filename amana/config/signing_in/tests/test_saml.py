from __future__ import annotations

import copy
from datetime import UTC, datetime, timedelta

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

pytest.importorskip("onelogin")
import xmlsec
from lxml import etree

from amana.channels.email.keeping_secrets import lock
from amana.config.signing_in.tests.identity import (
    CERTIFICATE,
    DOOR,
    MAIL_NAME,
    NAME,
    SHA256,
    STRANGE,
    STRANGE_CERTIFICATE,
    Identity,
    bare,
    locked,
    metadata,
    posted,
    sign,
)
from amana.look.proving import PROVED
from amana.people.models import SamlAnswer, SamlSignIn
from amana.people.saml.metadata import new_key
from amana.people.saml.parsing import NAMES

LOGIN, ANSWER, FINISH = "/accounts/firm/saml/login/", "/accounts/firm/saml/answer/", "/accounts/firm/saml/finish/"
A = f"{{{NAMES['a']}}}"


@pytest.fixture(scope="session")
def our_key():
    return new_key("Amana", at=datetime(2026, 1, 1, tzinfo=UTC))


@pytest.fixture
def directory(now, our_key, account, settings):
    return SamlSignIn.objects.create(
        name="Tavor", entity_id=NAME, sign_in_url=DOOR, certificates=[bare(CERTIFICATE)],
        domains=[account.email.partition("@")[2]], key=lock({"key": our_key[0]}), certificate=our_key[1], changed_at=now,
    )  # fmt: skip


@pytest.fixture
def firm(directory, account, settings):
    return Identity(us=settings.BASE_URL, email=account.email.upper())


@pytest.fixture
def begin(firm):
    """Go to the directory, which reads what it is asked; returns the browser."""

    def go(client=None, query=""):
        client = client or Client()
        cache.clear()
        firm.begin(client.get(LOGIN + query)["Location"])
        return client

    return go


@pytest.fixture
def come_in(firm, begin):
    """Sign in at the directory and come back; returns the browser and the last answer."""

    def come(answer=None, *, client=None, posting=None, **said):
        client = begin(client)
        given = answer() if callable(answer) else firm.answer()
        # A post from another site comes without the cookie of the session.
        across = posting or Client()
        led = across.post(ANSWER, {"SAMLResponse": given, **said})
        if led.status_code != 302:
            return client, led
        client.cookies["amana-saml"] = led.cookies["amana-saml"].value
        return client, client.get(led["Location"])

    return come


def refused(come_in, is_inside, answer=None, **said):
    client, last = come_in(answer, **said)
    return last.status_code == 401 and not is_inside(client) and not SocialAccount.objects.exists()


def test_who_is_known_by_an_address_of_the_firm_comes_in(account, come_in, is_inside, firm):
    client, answer = come_in()

    assert answer.status_code == 302 and answer.url == "/" and is_inside(client)
    linked = SocialAccount.objects.get()
    assert (linked.user, linked.provider, linked.uid) == (account, "saml", "d-1")
    firm.email, firm.assertion = "other@tavor.example", "_assertion-2"
    assert is_inside(come_in()[0]), "from then on the name alone says who it is"


def test_the_question_is_signed_and_says_nothing_of_who_asks(begin, firm):
    said = firm.begin(Client().get(f"{LOGIN}?next=/desk/")["Location"])
    assert {"SAMLRequest", "Signature", "SigAlg"} <= set(said) and said["SigAlg"].endswith("rsa-sha256")
    assert said.get("RelayState", "") == ""


def test_a_signature_of_the_response_holds_all_that_is_in_it(come_in, is_inside, firm):
    for number, signs in enumerate((("Response",), ("Response", "Assertion"))):
        firm.signs, firm.assertion = signs, f"_a-{number}"
        assert is_inside(come_in()[0]), signs


def test_a61_nobody_is_linked_by_an_address_the_directory_does_not_answer_for(account, come_in, is_inside, directory):
    for domains in ([], ["else.example"], ["x" + account.email.partition("@")[2]]):
        SamlSignIn.objects.update(domains=domains)
        SamlAnswer.objects.all().delete()
        client, answer = come_in()
        assert answer.url == reverse("account_login") and not is_inside(client), domains
    assert not SocialAccount.objects.exists()


def test_a61_an_address_that_is_said_twice_names_nobody(come_in, is_inside, firm):
    def two():
        root = firm.document()
        value = root.find(f".//{A}AttributeValue")
        other = copy.deepcopy(value)
        other.text = "omar@tavor.example"
        value.getparent().append(other)
        return posted(firm.signed(root))

    client, answer = come_in(two)
    assert answer.url == reverse("account_login") and not is_inside(client)


def test_a61_who_is_inside_links_their_account_by_hand(account, sign_in, firm, begin, is_inside, come_in):
    SamlSignIn.objects.update(domains=[])
    client = sign_in(account)
    assert client.get(f"{LOGIN}?process=connect").url == reverse("mfa_index"), "a link alone begins nothing"
    page = client.post(f"{LOGIN}?process=connect").content.decode()
    firm.begin(page.split('href="' + DOOR)[1].split('"')[0].replace("&amp;", "&"))
    led = Client().post(ANSWER, {"SAMLResponse": firm.answer()})
    client.cookies["amana-saml"] = led.cookies["amana-saml"].value
    client.get(FINISH)
    assert SocialAccount.objects.get().user == account
    firm.assertion = "_assertion-2"
    assert is_inside(come_in()[0])


def test_a61_what_is_not_signed_by_the_directory_as_a_whole_opens_nothing(come_in, is_inside, firm):
    def changed(path, text):
        def made():
            root = firm.signed()
            root.find(f".//{A}{path}").text = text
            return posted(root)

        return made

    assert refused(come_in, is_inside, lambda: posted(firm.document())), "unsigned"
    assert refused(come_in, is_inside, changed("NameID", "somebody")), "changed afterwards"
    assert refused(come_in, is_inside, changed("AttributeValue", "omar@tavor.example"))
    firm.key = STRANGE
    assert refused(come_in, is_inside), "another directory's key"


def test_a61_a_part_that_is_signed_vouches_for_nothing_else(come_in, is_inside, firm):
    def subject_alone():
        root = firm.document()
        subject = root.find(f".//{A}Subject")
        subject.set("ID", "_subject")
        sign(subject)
        return posted(root)

    def another_name():
        root = firm.signed()
        root.find(f".//{{{NAMES['ds']}}}Reference").set("URI", "")
        return posted(root)

    assert refused(come_in, is_inside, subject_alone)
    assert refused(come_in, is_inside, another_name)


def wrapped(firm, how):
    """The eight ways of wrapping a signed assertion so that another one is read (Somorovsky and others, 2012)."""
    firm.signs = ("Response",) if how <= 2 else ("Assertion",)
    root = firm.signed()
    good = root if how <= 2 else root.find(f"{A}Assertion")
    evil = copy.deepcopy(good)
    signature = evil.find(f"{{{NAMES['ds']}}}Signature")
    for name in evil.iter(f"{A}NameID"):
        name.text = "evil"
    evil.set("ID", "_evil")
    if how <= 2:
        if how == 1:
            copied = copy.deepcopy(good)
            copied.remove(copied.find(f"{{{NAMES['ds']}}}Signature"))
            signature.append(copied)
        else:
            evil.remove(signature)
            copied = copy.deepcopy(good)
            kept = copied.find(f"{{{NAMES['ds']}}}Signature")
            copied.remove(kept)
            evil.insert(1, copied)
            evil.insert(2, kept)
        return evil
    evil.remove(signature)
    _WRAPPED[how](root, good, evil)
    return root


def _extension(root, good, evil):
    place = etree.Element(f"{{{NAMES['p']}}}Extensions")
    place.append(good)
    root.insert(1, place)
    root.append(evil)


def _object(root, good, evil):
    signature = good.find(f"{{{NAMES['ds']}}}Signature")
    bare_good = copy.deepcopy(good)
    bare_good.remove(bare_good.find(f"{{{NAMES['ds']}}}Signature"))
    etree.SubElement(signature, f"{{{NAMES['ds']}}}Object").append(bare_good)
    evil.insert(1, signature)
    root.replace(good, evil)


def _inside(root, good, evil):
    root.replace(good, evil)
    evil.append(good)


def _under_its_signature(root, good, evil):
    signature = good.find(f"{{{NAMES['ds']}}}Signature")
    good.remove(signature)
    evil.insert(1, signature)
    root.replace(good, evil)
    root.append(good)


def _in_its_signature(root, good, evil):
    signature = good.find(f"{{{NAMES['ds']}}}Signature")
    good.remove(signature)
    evil.insert(1, signature)
    root.replace(good, evil)
    signature.append(good)


_WRAPPED = {
    3: lambda root, good, evil: root.insert(root.index(good), evil), 4: _inside, 5: _under_its_signature,
    6: _in_its_signature, 7: _extension, 8: _object,
}  # fmt: skip


@pytest.mark.parametrize("how", range(1, 9))
def test_a61_no_signature_is_wrapped_around_another_assertion(how, come_in, is_inside, firm):
    assert refused(come_in, is_inside, lambda: posted(wrapped(firm, how)))


@pytest.mark.parametrize("how", range(3, 9))
def test_a61_nor_where_both_have_the_same_name(how, come_in, is_inside, firm):
    def same():
        root = wrapped(firm, how)
        for node in root.iter(f"{A}Assertion"):
            node.set("ID", firm.assertion)
        return posted(root)

    assert refused(come_in, is_inside, same)


def test_a61_an_answer_opens_the_door_once(come_in, is_inside, firm, begin):
    given = {}

    def kept():
        given["answer"] = firm.answer()
        return given["answer"]

    assert is_inside(come_in(kept)[0])
    again = Client().post(ANSWER, {"SAMLResponse": given["answer"]})
    assert again.status_code == 401 and "amana-saml" not in again.cookies
    row = SamlAnswer.objects.get()
    assert row.ends_at > datetime.now(UTC) + timedelta(minutes=4), "kept until it would end by itself"


def test_a61_an_answer_counts_in_the_browser_that_asked_alone_and_is_finished_once(come_in, is_inside, begin, firm):
    client = begin()
    led = Client().post(ANSWER, {"SAMLResponse": firm.answer()})
    other = begin(Client())
    other.cookies["amana-saml"] = client.cookies["amana-saml"] = led.cookies["amana-saml"].value
    assert other.get(FINISH).status_code == 401 and not is_inside(other), "not where another question was asked"
    assert client.get(FINISH).status_code == 302 and is_inside(client)
    client.cookies["amana-saml"] = led.cookies["amana-saml"].value
    assert client.get(FINISH).status_code == 401, "nor twice"
    assert Client().get(FINISH).status_code == 401, "nor without anything"


def test_a61_an_answer_for_others_or_of_another_time_opens_nothing(come_in, is_inside, firm):
    broken = (
        {"issuer": "https://else.example"}, {"audience": "https://else.example"}, {"without": {"audience"}},
        {"recipient": "https://else.example/"}, {"recipient": f"{firm.us}/accounts/firm/saml/answer/more/"},
        {"without": {"recipient"}}, {"destination": "https://else.example/"},
        {"destination": f"{firm.us}/accounts/firm/saml/answer/more/"}, {"ends": -2}, {"confirmed_until": -2},
        {"begins": 2}, {"without": {"inner"}},
        {"name_format": "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"}, {"uid": ""}, {"uid": "x" * 192},
    )  # fmt: skip
    for said in broken:
        kept = {name: getattr(firm, name) for name in said}
        for name, value in said.items():
            setattr(firm, name, value)
        assert refused(come_in, is_inside), said
        for name, value in kept.items():
            setattr(firm, name, value)


def test_clocks_may_be_half_a_minute_apart(come_in, is_inside, firm):
    firm.begins = 0.5
    assert is_inside(come_in()[0])


def test_a61_an_answer_nobody_asked_for_opens_nothing_unless_that_is_switched_on(firm, is_inside, directory, account):
    def unasked():
        led = Client().post(ANSWER, {"SAMLResponse": firm.answer(), "RelayState": "https://else.example/"})
        client = Client()
        if led.status_code == 302:
            client.cookies["amana-saml"] = led.cookies["amana-saml"].value
        return client, client.get(FINISH)

    assert not is_inside(unasked()[0])
    SamlSignIn.objects.update(takes_unasked=True)
    client, answer = unasked()
    assert is_inside(client) and answer.url == "/", "and RelayState leads nowhere"


def test_a61_relay_state_leads_nowhere_and_next_only_inside(come_in, is_inside, begin, firm):
    client, answer = come_in(RelayState="https://else.example/")
    assert is_inside(client) and answer.url == "/"
    for number, (asked, led_to) in enumerate(
        (("/desk/cases/", "/desk/cases/"), ("https://else.example/", "/"), ("//else.example", "/"))
    ):
        firm.assertion = f"_n-{number}"
        client = begin(None, f"?next={asked}")
        led = Client().post(ANSWER, {"SAMLResponse": firm.answer()})
        client.cookies["amana-saml"] = led.cookies["amana-saml"].value
        assert client.get(FINISH).url == led_to, asked


def test_a61_a_comment_parts_no_name_in_two(come_in, is_inside, firm, account):
    firm.name_format, firm.email = MAIL_NAME, None

    def parted():
        root = firm.document()
        name = root.find(f".//{A}NameID")
        name.text = account.email
        comment = etree.Comment("x")
        comment.tail = ".else.example"
        name.append(comment)
        return posted(firm.signed(root))

    assert refused(come_in, is_inside, parted)
    firm.uid = account.email
    assert is_inside(come_in()[0]), "a name that is an address is one"


def test_a61_no_entity_is_opened_and_nothing_is_read_from_outside(come_in, is_inside, firm, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("d-1")
    grown = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    for inside in (f'<!ENTITY e SYSTEM "file://{secret}">', f'<!ENTITY e0 "lol">{grown}<!ENTITY e "&e9;">', ""):
        text = etree.tostring(firm.signed()).decode().replace("d-1", "&e;" if inside else "d-1")
        raw = f'<?xml version="1.0"?><!DOCTYPE r [{inside}]>{text}'.encode()
        assert refused(come_in, is_inside, lambda raw=raw: posted(raw)), inside[:40]


def test_a61_weak_ways_of_signing_and_of_locking_are_refused(come_in, is_inside, firm, our_key):
    kinds = xmlsec.constants
    for method, digest in (("http://www.w3.org/2000/09/xmldsig#rsa-sha1", SHA256),
                           (firm.method, "http://www.w3.org/2000/09/xmldsig#sha1")):  # fmt: skip
        firm.method, kept_method = method, firm.method
        firm.digest, kept_digest = digest, firm.digest
        assert refused(come_in, is_inside), (method, digest)
        firm.method, firm.digest = kept_method, kept_digest
    for said in ({"key": kinds.TransformRsaPkcs1}, {"words": kinds.TransformAes256Cbc}):
        assert refused(come_in, is_inside, lambda said=said: posted(locked(firm.signed(), our_key[1], **said))), said


def test_a_locked_assertion_is_opened_and_checked_like_any_other(come_in, is_inside, firm, our_key):
    assert refused(come_in, is_inside, lambda: posted(locked(firm.document(), our_key[1]))), "unsigned inside"
    assert refused(come_in, is_inside, lambda: posted(locked(firm.signed(), CERTIFICATE))), "not for our key"
    assert is_inside(come_in(lambda: posted(locked(firm.signed(), our_key[1])))[0])


def test_rubbish_is_a_page_that_says_so(firm, begin):
    for given in ("", "%%%", "PGE+", "a" * 400_000, posted(b"<a"), posted(b"\xff\xfe<\x00a\x00>\x00")):
        assert Client().post(ANSWER, {"SAMLResponse": given}).status_code == 401, given[:10]
    assert Client().get(ANSWER).status_code == 405


def test_our_description_is_there_before_the_directory_is(directory, our_key, settings):
    SamlSignIn.objects.update(entity_id="")
    told = Client().get("/accounts/firm/saml/metadata/")
    root = etree.fromstring(told.content)
    assert root.get("entityID") == f"{settings.BASE_URL}/accounts/firm/saml/metadata/"
    assert bare(our_key[1]) in "".join(told.content.decode().split()) and "PRIVATE" not in told.content.decode()
    assert Client().get(LOGIN).status_code == 404, "nobody is led anywhere yet"
    SamlSignIn.objects.all().delete()
    for path in (LOGIN, FINISH, "/accounts/firm/saml/metadata/"):
        assert Client().get(path).status_code == 404, path


def test_without_the_package_nothing_of_it_is_offered(directory, monkeypatch):
    assert "Tavor" in Client().get(reverse("account_login")).content.decode()
    monkeypatch.setattr("amana.people.saml.find_spec", lambda name: None)
    assert "Tavor" not in Client().get(reverse("account_login")).content.decode()
    assert Client().get(LOGIN).status_code == Client().get("/accounts/firm/saml/metadata/").status_code == 404


def test_a_key_that_cannot_be_opened_is_a_page_that_says_so(directory):
    SamlSignIn.objects.update(key="rubbish")
    assert Client().get(LOGIN).status_code == 401
    assert Client().get("/accounts/firm/saml/metadata/").status_code == 404


@pytest.fixture
def above(ruth, sign_in, account):
    from amana.config.signing_in.tests.conftest import PASSWORD
    from amana.team.models import Agent

    ruth.account.set_password(PASSWORD)
    ruth.account.language = "en"
    ruth.account.save()
    Agent.objects.filter(pk=ruth.pk).update(role=Agent.MANAGER)
    return sign_in(ruth.account)


def file_of(content):
    return SimpleUploadedFile("metadata.xml", content, content_type="application/xml")


def test_a_directory_is_set_up_by_files_alone(above, account, settings):
    page = reverse("desk:sign_in_saml")
    assert above.post(page, {"name": "Tavor", "domains": "Tavor.example, @else.example"}).status_code == 302
    row = SamlSignIn.objects.get()
    assert (row.entity_id, row.domains) == ("", ["else.example", "tavor.example"])
    assert "PRIVATE" not in row.key and "its metadata are missing" in above.get(page).content.decode()
    key = row.key

    above.post(page, {"name": "Tavor", "domains": "tavor.example", "metadata": file_of(metadata())})
    row.refresh_from_db()
    assert (row.entity_id, row.sign_in_url, row.certificates, row.key) == (NAME, DOOR, [bare(CERTIFICATE)], key)
    SocialAccount.objects.create(user=account, provider="saml", uid="x")
    SocialAccount.objects.create(user=account, provider="firm", uid="y")
    above.post(page, {"name": "T", "metadata": file_of(metadata(certificate=STRANGE_CERTIFICATE))})
    assert SocialAccount.objects.count() == 2, "another key of the same directory"
    above.post(page, {"name": "T", "metadata": file_of(metadata(name="https://else.example"))})
    assert SocialAccount.objects.get().provider == "firm", "another directory knows nobody yet"
    above.post(reverse("desk:sign_in_saml_removal"))
    assert not SamlSignIn.objects.exists()


def test_a_description_that_cannot_be_used_says_what_to_do(above, tmp_path):
    page = reverse("desk:sign_in_saml")
    entity = '<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    short = "MIIBszCCARygAwIBAgIBATANBgkqhkiG9w0BAQsFADAMMQowCAYDVQQDDAFUMB4XDTI2"
    for wrong in (
        b"", b"no xml", metadata(door="http://login.tavor.example/"), metadata(door="javascript:alert(1)"),
        metadata(name=""), metadata(name="x" * 301), metadata(more='validUntil="2020-01-01T00:00:00Z"'),
        metadata(more='validUntil="soon"'), metadata().replace(b"IDPSSO", b"SPSSO"), b"x" * 600_000,
        metadata().replace(b"<md:Entity", entity.encode() + b"<md:Entity", 1).replace(b"Tavor -->", b"-->"),
        metadata(certificate=f"-\n{short}\n-"), metadata(certificate="-\n\n-"), metadata(certificate=_weak()),
        b"<r xmlns:md='urn:oasis:names:tc:SAML:2.0:metadata'>" + (metadata().split(b"?>")[1] * 2) + b"</r>",
    ):  # fmt: skip
        answer = above.post(page, {"name": "T", "metadata": file_of(wrong)})
        assert answer.status_code == 422 and "field__error" in answer.content.decode(), wrong[:80]
    assert above.post(page, {"name": "T", "domains": "not a/domain"}).status_code == 422
    assert not SamlSignIn.objects.exists()


def _weak():
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key, at = rsa.generate_private_key(public_exponent=65537, key_size=1024), datetime(2026, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder(x509.Name([]), x509.Name([]), key.public_key(), 1, at, at + timedelta(days=9999))
    return made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()


def test_without_the_package_the_settings_say_what_to_install(above, monkeypatch):
    monkeypatch.setattr("amana.people.saml.find_spec", lambda name: None)
    page = reverse("desk:sign_in_saml")
    assert "amana[saml]" in above.get(page).content.decode()
    above.post(page, {"name": "T"})
    assert not SamlSignIn.objects.exists()


def test_two_directories_are_linked_each_by_itself(directory, account, sign_in):
    client = sign_in(account)
    page = client.get(reverse("socialaccount_connections")).content.decode()
    assert f"{LOGIN}?process=connect" in page
    SocialAccount.objects.create(user=account, provider="saml", uid="d-1")
    page = client.get(reverse("socialaccount_connections")).content.decode()
    assert f"{LOGIN}?process=connect" not in page and "linked since" in page


def test_nobody_links_a_directory_who_has_not_just_shown_who_they_are(account, sign_in, firm):
    client = sign_in(account)
    session = client.session
    session[PROVED] = 0
    session.save()
    for address, said in ((f"{LOGIN}?process=connect", {}), (LOGIN, {"process": "connect"})):
        answer = client.post(address, said)
        assert answer.status_code == 302 and answer.url.startswith("/accounts/"), (address, answer.url)
