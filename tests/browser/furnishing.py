"""Cases on which something of every kind waits, so that every page of the desk and of the portal can be opened."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from amana.advocacy.linking.showing import show_own
from amana.advocacy.linkings import Linking
from amana.cases.links import link_for, token_of
from amana.cases.models import Case, Field, Helper
from amana.channels.email.composing import Attached
from amana.channels.models import Delivery, WebHook
from amana.channels.systems.setting_up import set_up
from amana.channels.web_hooks.opening import open_inlet
from amana.channels.web_hooks.setting_up import Wanted as WantedHook
from amana.channels.web_hooks.setting_up import make as make_hook
from amana.commitments.claiming import claim as write_claim
from amana.commitments.keeping import dispute, keep
from amana.commitments.making import Draft, make
from amana.commitments.models import Commitment
from amana.commitments.offering import offer_time
from amana.counter.asking import greet
from amana.counter.conversing import Said
from amana.counter.conversing import begin as begin_talk
from amana.counter.models import Choice, Question
from amana.counter.sites import Wanted, set_widget
from amana.counter.writing import set_form
from amana.desk.models import SavedReply, SavedView
from amana.escalation.gathering import begin, gather
from amana.handling.ending.closing import agree, propose
from amana.handling.facts.noting import note, note_call
from amana.handling.facts.stipulating import write_term
from amana.handling.facts.tagging import tag
from amana.handling.helping import Who, name_helper
from amana.handling.holding.handing_over import offer
from amana.handling.holding.inviting import invite
from amana.handling.intake.connecting_mail import connect_mailbox
from amana.handling.models import FollowUp
from amana.handling.opening import open_case
from amana.handling.outside.asking import Asking, ask_outside
from amana.handling.talking.hearing import hear
from amana.handling.tying.merging import merge
from amana.insight.looking import look
from amana.kit.codes import new_id
from amana.people.models import Address, Person
from amana.post.models import File
from amana.readings.models import Reading
from amana.recordings.keeping import Consent, attach, set_rule, share
from amana.recordings.models import Recording
from amana.review.amends import Gift, admit, give
from amana.review.conduct.noting import Noted, note_incident
from amana.review.conduct.parting import propose_declining
from amana.review.conduct.policies import set_policy
from amana.review.proportioning import set_scale
from amana.team.models import Agent, Brand, Team
from amana.team.viewing import Viewer, at_the_desk, by_link, owner
from tests.browser.furnishing_insight import insight
from tests.browser.furnishing_own import own_case
from tests.sounds import sound

HURT = "You stupid cow, I hate you"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da6364f8ff1f0003"
    "0301005a6e0a5b0000000049454e44ae426082"
)


class Furnishing:
    """One moment, the sample's people, and the keys of what was made, by what it is."""

    def __init__(self, at: datetime) -> None:
        self.at, self.before = at, at - timedelta(hours=3)
        self.brand = Brand.objects.get()
        found = {one.account.email.split("@")[0]: one for one in Agent.objects.select_related("account")}
        self.manager, self.lead, self.agent, self.omer = (found[one] for one in ("yossi", "ruth", "dana", "omer"))
        self.by, self.by_lead = at_the_desk(self.agent), at_the_desk(self.lead)
        self.keys: dict[str, str] = {
            "brand": str(self.brand.pk),
            "colleague": str(self.omer.pk),
            "dana": str(self.agent.pk),
        }

    def person(self, name: str, mail: str, language: str = "en") -> Person:
        made = Person.objects.create(name=name, language=language, zone="Asia/Jerusalem", created_at=self.before)
        Address.objects.create(kind=Address.MAIL, value=mail, person=made, added_at=self.before)
        return made

    def case(self, person: Person, subject: str, text: str) -> Case:
        return open_case(person, self.brand, subject=subject, text=text, by=self.by, at=self.before)

    def keep(self, name: str, what: object) -> None:
        self.keys[name] = str(getattr(what, "pk", what))

    def all(self) -> dict[str, str]:
        self.settings()
        noa = self.person("Noa Levi", "noa@dvarim.example")
        case = self.case(noa, "The grinder stopped in the second week", "It stopped, and nobody called back.")
        self.keys |= {"number": case.number, "case": case.pk.hex, "person": str(noa.pk)}
        self.promises(case)
        self.entries(case, by_link(noa, case.key))
        self.waiting(case, by_link(noa, case.key))
        self.others(noa)
        look(self.agent, by=self.lead, at=self.at)
        self.keys |= insight(self.brand, case, self.lead, at=self.at)
        self.keys |= own_case(at=self.at)
        # The own case keeps one record with the company on another case of the same person.
        own = Case.objects.get(number=self.keys["own_number"])
        served = self.case(noa, "The bill of the bank", "It is wrong again.")
        self.keys["linked"] = served.number
        Linking.objects.create(own=own, served=served, person=noa, asked_at=self.before, linked_at=self.at)
        shown = show_own(own, [UUID(self.keys["own_call"])], by=owner(own.owner), at=self.at)
        self.keys["disclosed"] = str(shown[0].id)
        self.keys["token"] = token_of(link_for(case, noa, at=self.at))
        self.talking()
        return self.keys

    def talking(self) -> None:
        wanted = Wanted(["https://www.tahuna.example"])
        set_widget(self.brand, wanted, by=at_the_desk(self.manager), at=self.before)
        said = Said(new_id(), "Is anybody there?", "Maya", "https://www.tahuna.example/kettles/")
        talk = begin_talk(self.brand, said, "a1b2c3d4" * 5, language="en", at=self.at)
        self.keys["talk"] = talk.case.number

    def web_hook(self) -> WebHook:
        """A web hook with something in its log, and the way in open."""
        open_inlet(self.brand, by=self.manager, at=self.before)
        wanted = WantedHook(
            "Repairs ledger", "https://orders.tahuna.example/hook", kinds=["promise.*", "care.answered"]
        )
        hook = make_hook(self.brand, wanted, by=self.manager, at=self.before).hook
        for number, (state, status, answer) in enumerate(
            [("done", 204, ""), ("dead", None, "slow"), ("dead", 500, "סליחה, יש תקלה")]
        ):
            Delivery.objects.create(hook=hook, type="promise.late", made_at=self.at - timedelta(hours=number), not_before=self.at,
                                    state=state, tried_at=self.at, status=status, answer=answer, attempts=10)  # fmt: skip
        return hook

    def settings(self) -> None:
        set_form(self.brand, is_on=True, by=at_the_desk(self.manager), at=self.before)
        at, brand = self.at, self.brand
        team = Team.objects.create(name="Repairs", created_at=at)
        self.agent.team = team
        self.agent.save()
        self.keep("team", team)
        reply = SavedReply.objects.create(title="On its way", texts={"en": "It is on its way.", "he": "זה בדרך."},
                                          brand=brand, made_by=self.lead, made_at=at, changed_at=at)  # fmt: skip
        self.keep("saved_reply", reply)
        SavedView.objects.create(name="Repairs that wait", made_by=self.agent, made_at=at)
        said = {"sign_in": "password", "imap_host": "imap.tahuna.example", "imap_port": 993, "imap_security": "tls",
                "imap_user": "", "folder": "INBOX", "smtp_host": "smtp.tahuna.example", "smtp_port": 465,
                "smtp_security": "tls", "smtp_user": "", "import_from": None}  # fmt: skip
        self.keep("mailbox", connect_mailbox(brand, "repairs@tahuna.example", said, password="x", at=at))
        invited = invite("yael@tahuna.example", name="יעל", role="agent", lead=self.lead, brands=[brand], language="he",
                         by=self.lead, at=at)  # fmt: skip
        self.keep("invitation", invited.invitation)
        self.keep("web_hook", self.web_hook())
        self.keep("field", Field.objects.create(brand=brand, name="Model", position=1))
        set_up(brand, url="https://orders.tahuna.example/amana", is_on=False, allows_private=False, by=self.manager,
               at=at)  # fmt: skip
        set_rule(brand, is_on=True, asks="", by=self.by_lead, at=at)
        amounts, limits = [Decimal(one) for one in (50, 150, 400, 900)], {"agent": Decimal(50), "lead": Decimal(900)}
        set_scale(brand, currency="ILS", amounts=amounts, limits=limits, by=self.lead, at=at)
        elsewhere = {"en": "The ombudsman, *6565", "he": "הנציבות, ‎*6565"}
        set_policy(brand, is_obliged=False, teams=[], notice_days=14, elsewhere=elsewhere, by=self.lead, at=at)
        question = Question.objects.create(
            brand=brand, texts={"en": "What is it about?", "he": "במה מדובר?"}, made_at=at
        )
        Choice.objects.create(question=question, place=1, texts={"en": "A repair", "he": "תיקון"}, team=team)
        Choice.objects.create(question=question, place=2, texts={"en": "An invoice", "he": "חשבונית"})

    def promises(self, case: Case) -> None:
        at, day = self.before, timedelta(days=1)
        drafts = [Draft("A call about the grinder", at + day, owner=self.agent),
                  Draft("A new grinder by courier", at + 3 * day, owner=self.agent),
                  Draft("The invoice by mail", at + 2 * day, owner=self.agent)]  # fmt: skip
        made = make(case, drafts, by=self.by, at=at)
        self.keep("promise", made[0])
        self.keep("offer", offer_time(made[1], due_at=at + 5 * day, why="The courier is full.", by=self.by, at=self.at))
        keep(made[2], note="It went out by mail.", by=self.by, at=self.at)
        asks = by_link(case.customer, case.key)
        self.keep("disputed", dispute(made[2], text="Nothing came.", by=asks, at=self.at))
        claimed = write_claim(case, action="Every third repair for nothing", who="Dana", when=None, by=asks, at=self.at)
        self.keep("claimed", claimed)

    def entries(self, case: Case, by: Viewer) -> None:
        files = [Attached("photo.png", "image/png", PIXEL), Attached("words.txt", "text/plain", b"It hums.")]
        heard = hear(case, "Here is a photo. " + HURT, by=by, at=self.before + timedelta(minutes=1), files=files)
        self.keep("entry", heard.id)
        Reading.objects.filter(pk=heard.id).update(read_at=self.at, version=1, language="en", found=[])
        self.keep("note", note(case, "She is right about the dates.", by=self.by, at=self.at).id)
        call = note_call(case, "She called about the grinder.", who="Noa", minutes=9, waited=4, by=self.by, at=self.at)
        self.keep("call", call.id)
        recorded = attach(
            case, call.id, sound(), Consent("Noa Levi", Recording.SPOKEN, self.at), by=self.by, at=self.at
        )
        share(recorded, by=self.by, at=self.at)
        self.keep("file", File.objects.get(case=case.pk, name="photo.png"))
        step = note_incident(case, Noted("abuse", HURT, heard.id), by=self.by, at=self.at)
        self.keep("conduct_step", step)

    def waiting(self, case: Case, by: Viewer) -> None:
        at = self.at
        self.keep("term", write_term(case, "The grinder runs", by=self.by, at=at))
        self.keep("own_term", write_term(case, "The invoice is paid back", by=by, at=at))
        self.keep("hand_over", offer(case, taker=self.omer, why="Omer knows this model.", by=self.by, at=at))
        lior = Who("Lior Cohen", "lior@din.example", "my brother")
        self.keep("helper", name_helper(case, lior, scope=Helper.SCOPES[0][0], until=None, by=by, at=at))
        asking = Asking("Is the motor in store?", to="depot@parts.example", name="Parts", subject="A motor")
        self.keep("question", ask_outside(case, asking, by=self.by, at=at))
        admit(case, "The motor was fitted wrongly.", by=self.by, at=at)
        asked = give(case, Gift("The repair for nothing", "It was our mistake", Decimal("120")), by=self.by, at=at)
        self.keep("amends", asked)
        incident = begin(self.brand, "Grinders that stop", by=self.by_lead, at=at)
        gather(incident, [case], by=self.by_lead, at=at)
        self.keep("incident", incident)
        self.keep("tag", tag(case, "grinder", by=self.by, at=at)[0])
        greet(case, at=at)

    def others(self, noa: Person) -> None:
        """What cannot stand on one case with the rest: an ending, a merging, a proposal to part."""
        ending = self.case(noa, "The wrong filters", "They were too small.")
        Commitment.objects.filter(case=ending).update(
            state="released", ended_at=self.at, ended_in=ending.pk, alarm_at=None
        )
        closing = propose(ending, terms=["The filters fit"], by=self.by, at=self.at)
        self.keys["ending"] = ending.number
        self.keys["ending_token"] = token_of(link_for(ending, noa, at=self.at))
        self.keep("closing", closing)
        over = self.case(noa, "A lost parcel", "It never came.")
        Commitment.objects.filter(case=over).update(state="released", ended_at=self.at, ended_in=over.pk, alarm_at=None)
        agree(propose(over, terms=[], by=self.by, at=self.at), by=by_link(noa, over.key), at=self.at)
        FollowUp.objects.filter(case=over).update(asked_at=self.at)
        self.keys["over"], self.keys["over_token"] = over.number, token_of(link_for(over, noa, at=self.at))
        twin = self.case(noa, "The filters again", "Still too small.")
        merge(twin, into=ending, by=self.by, at=self.at)
        self.keys["merged"] = twin.number
        rude = self.case(self.person("Gil Stern", "gil@stern.example"), "A question before buying", "Do you sell it?")
        heard = hear(rude, HURT, by=by_link(rude.customer, rude.key), at=self.before)
        note_incident(rude, Noted("abuse", HURT, heard.id), by=self.by, at=self.before)
        Commitment.objects.filter(case=rude).update(state="released", ended_at=self.at, ended_in=rude.pk, alarm_at=None)
        declining = propose_declining(rude, why="What was said.", asks=self.lead, by=self.by, at=self.at)
        self.keep("proposed_step", declining)


def furnish(*, at: datetime, to: Path) -> None:
    """Furnish the sample, and write the keys of what was made to a file."""
    to.write_text(json.dumps(Furnishing(at).all()))
