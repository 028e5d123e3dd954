"""Sets of English words that decide whether something is promised."""

from __future__ import annotations

WILL = {"will", "shall", "won't", "shan't", "wil"}
SHORT = {f"{who}'ll": who for who in "i we you he she they it that there someone somebody u who this".split()} | {
    "ill": "i",
    "il": "i",
    "youll": "you",
    "theyll": "they",
}
FIRST = {"i", "we", "im", "i'm", "we're", "we'll", "i'll"}
MINE = FIRST | {"i've", "we've", "my", "our", "me", "us"}
YOURS = {"you", "your", "u", "yours"}
CUSTOMERS_THINGS = set(
    "payment money transfer cheque funds balance keys parcel form forms documents photos rent deposit".split()
)
CALLERS = set(
    "customer cust caller client patient pt member passenger guest tenant policyholder parent student resident cx".split()
)
BE_GOING = {"i'm", "we're", "he's", "she's", "they're", "it's", "you're", "is", "are", "am", "im"}
WOULD = {"i'd": "i", "we'd": "we", "he'd": "he", "she'd": "she", "they'd": "they", "it'd": "it"}
ADVERBS = set(
    "also just now personally then still definitely gladly happily certainly of course immediately shortly soon only"
    " go ahead and always both all each again first at least either surely to be".split()
) - {"be", "to", "and"}
HEDGING = {"try", "hope", "aim", "endeavour", "endeavor", "attempt", "probably", "hopefully", "possibly", "do"}
NO_FIRST = set(
    "need require want love like drink miss appreciate understand assume guess suggest recommend know have"
    " unable sorry asking attending traveling travelling out away vacation holiday happy glad pleased delighted"
    " able admit believe bet wait see never say prefer".split()
)
BEING = {"back", "there", "home", "with", "ready", "in", "at", "right", "sure", "here", "round", "over", "calling"}
AROUND = set("touch contact all home work front on from until between there your the after before".split())
TRAVEL = set(
    "telling reporting cancelling posting switching escalating complaining seeking departing leaving flying travelling traveling going staying waiting moving looking".split()
)
GIVING = set(
    "ready you sent signed back to husband wife in cleared paid settled done sorted returned".split()
)  # of what a customer will have or take: given to the other side
CHOOSING = {"go": {"with", "for"}, "leave": set("from at on in for to work home".split()) | {""}}
REFUSAL = set(
    "be able accept offer refuse consider allow have know need see discuss change agree pay refund tolerate hesitate".split()
)
THREATS = set("cancel leave report sue switch complain escalate".split())
NO_THIRD = set(
    "let allow allows mean need enjoy help take cost apply expire lapse end change require depend have increase rise"
    " show showing include like want know love find cease stop vary play happen sort renew roll result lead incur affect prefer".split()
)
ADVERSE = set(
    "blocked suspended disconnected terminated forfeited charged restricted passed referred closed lapse barred"
    " increased debited reduced challenged asked required expected subject due used shown".split()
)
SERVICE = set(
    "arrive arrives contact call ring phone text email write reply respond answer follow reach land fix repair send"
    " deliver refund credit update get come visit install activate replace confirm process check review issue receive"
    " ship dispatch post finish complete resolve restore reboot investigate pick collect bring release transfer pay"
    " reimburse waive remove cancel keep work look be give provide return forward notify inform advise meet attend"
    " close open set hand drop swap make go".split()
)
DONE = set(
    "sent posted refunded credited delivered shipped dispatched contacted called emailed notified informed updated fixed"
    " repaired resolved restored replaced reversed waived removed cancelled canceled processed paid returned reimbursed"
    " activated installed reserved booked unlocked released issued transferred applied corrected amended completed made"
    " ready back done sorted available live working treated taken charged collected deducted billed debited handled"
    " reviewed investigated closed confirmed forwarded connected reconnected exchanged swapped matched home there in"
    " with on up send put added honoured kept held extended escalated assigned looked seen dealt attended collecting visiting calling".split()
)
TO_YOU = set("receive get have see hear be find".split())
TO_YOU_BE = set(
    "contacted notified refunded credited emailed called sent paid informed updated compensated given able".split()
)
NOT_TO_COME = set(
    "looking waiting hoping having going getting trying writing wondering asking expecting attaching seeing being"
    " feeling thinking afraid sorry reading telling saying talking using experiencing facing living not".split()
)
ARRIVING = set(
    "arrives arrive goes go lands land ships ship leaves comes come lands starts finishes returns delivers gets"
    " tries rings collects visits scheduled due booked arriving coming going landing shipping".split()
)
THINGS = set(
    "refund credit update reply answer response callback call technician engineer delivery activation repair replacement"
    " visit appointment installation transfer parcel confirmation decision fix collection pickup compensation cheque"
    " router card invoice one letter sim courier driver appt cb wcb engr contractor plumber electrician fitter quote estimate menu paperwork".split()
)
PEOPLE = set(
    "team manager colleague agent department specialist someone somebody member supervisor adviser advisor officer money"
    " amount payment bill line service order package goods item items phone number account balance fee funds".split()
)
FINITE = set(
    "was were is are am has have had did do does can could take takes took may might must should would said says told"
    " been got went came asked wants wanted need needs failed missed promised sent received arrived usually normally"
    " i'm we're it's isn't wasn't didn't".split()
)
SAID = {"said", "says", "promised", "promises", "agreed", "confirmed", "told", "assured", "claims", "reckons"}
AND_THEN = set(
    "call ring phone text email e-mail whatsapp message send let update come get write report return confirm".split()
)
COMING = set(
    "ordering calling coming sending visiting delivering collecting bringing posting picking dropping ringing fitting repairing"
    " arriving flying returning popping swinging heading refunding crediting replacing shipping emailing waiving"
    " sorting ordering starting switching putting getting setting taking paying transferring releasing travelling driving phoning installing reinstating despatching dispatching".split()
)
STAFF = set(
    "engineers team crew technicians fitters contractors drivers colleagues builders plumbers surgeons doctors staff".split()
)
FIXING = set(
    "fixed confirmed held kept booked scheduled arranged reserved pencilled penciled put slotted rebooked rescheduled moved squeezed".split()
)
FIXED_THINGS = set(
    "appointment visit slot you engineer technician delivery collection call viewing table courier survey repair"
    " fitting install installation reservation booking plumber electrician man van driver service inspection lesson class room".split()
)
GAVE_WORD = {"promise", "promised", "guarantee", "undertake", "commit", "agreed", "promises", "agree", "vow"}

HOPES = set("hope hoping aim aiming try trying plan planning expect expecting intend".split())
NOT_SHORTLY = set("to will not i we you please i'm who would should can could".split())
ASKING = set(
    "me him her them us you i asked told wanted like able unable refused failed forgot trying try tried how when where"
    " agreed promised said says offered decided i'm am is going gonna not".split()
)
MUST = set("have has need needs had going want wants ought used asked".split())
