"""What an entry of the audit trail says besides its kind, in words: names of fields, and values as people read them."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime

from django.db.models import TextChoices
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from chophien.accounts.states import Role, Scope, SignInWay
from chophien.cashpoints.states import Way as CashWay
from chophien.collecting.states import Bearer as CashBearer
from chophien.collecting.states import Decision as CashDecision
from chophien.collecting.states import Receiver as CashReceiver
from chophien.complaints.states import ComplaintStatus
from chophien.conversations.states import Party as TalkParty
from chophien.gateways.states import Difference, EntryHow, GatewayName, Odd, Use, WhyBack
from chophien.growing.states import AreaStatus, CodeScheme, CodeStatus, DrawnBy, EntryKind
from chophien.lib.dates import format_date, format_moment
from chophien.lib.errors import Sentence
from chophien.lib.money import format_vnd
from chophien.lots.states import LossKind
from chophien.messages.states import Audience
from chophien.officedesk.doers import FILES
from chophien.officedesk.states import BulkKind, BulkVerdict
from chophien.officedesk.wording import WORDS
from chophien.orders.states import MarketReason, Origin, Side
from chophien.payments.states import NamedBy, PaymentMethod
from chophien.privacy.selectors.register import BY_KEY
from chophien.privacy.states import Channel, RequestKind
from chophien.programmes.states import TaskKind
from chophien.promotions.states import Funder
from chophien.reports.selectors import BY_KEY as REPORTS
from chophien.reviews.states import Ground
from chophien.sellers.states import CallbackStatus, ConsentWay, Deed, DocumentKind, SellerKind, SellerStatus
from chophien.smsdesk.states import Command
from chophien.treasury.states import OwnKind
from chophien.wholesale.states import DayStatus, PackPart, Party, Rhythm

FACTS: Mapping[str, Sentence] = {
    "item": pgettext_lazy("fact", "packaging (code)"),
    "last_day": pgettext_lazy("fact", "last day"),
    "supplier": pgettext_lazy("fact", "supplier (code)"),
    "accepted": pgettext_lazy("fact", "confirmed"),
    "added": _("new"),
    "amount_vnd": _("amount"),
    "answered": pgettext_lazy("fact", "lines answered"),
    "answers": pgettext_lazy("fact", "answers given"),
    "approved": _("approved"),
    "back": pgettext_lazy("fact", "money back"),
    "bank": _("bank"),
    "base_vnd": pgettext_lazy("fact", "price agreed on"),
    "basis_points": pgettext_lazy("fact", "rate in hundredths of a per cent"),
    "batch": pgettext_lazy("fact", "batch (code)"),
    "bearer": pgettext_lazy("fact", "borne by"),
    "before_vnd": pgettext_lazy("fact", "price before"),
    "begins_on": pgettext_lazy("fact", "first day"),
    "budget_vnd": pgettext_lazy("fact", "budget"),
    "buyer": pgettext_lazy("fact", "buyer (code)"),
    "callback": pgettext_lazy("fact", "call (code)"),
    "card": pgettext_lazy("fact", "card (code)"),
    "carrier": pgettext_lazy("fact", "carrier"),
    "cause": pgettext_lazy("fact", "cause"),
    "changed": _("changed"),
    "channel": pgettext_lazy("fact", "told"),
    "class": pgettext_lazy("fact", "tax class"),
    "code": pgettext_lazy("fact", "the gateway's code"),
    "command": pgettext_lazy("fact", "asked by SMS"),
    "commune": _("commune (code)"),
    "communes": pgettext_lazy("fact", "communes"),
    "contract": pgettext_lazy("fact", "contract (code)"),
    "contract_before": pgettext_lazy("fact", "contract before (code)"),
    "count": pgettext_lazy("fact", "how many"),
    "created": _("new"),
    "crop": pgettext_lazy("fact", "crop"),
    "day": pgettext_lazy("fact", "day"),
    "days": pgettext_lazy("fact", "days"),
    "decision": pgettext_lazy("fact", "decision (code)"),
    "deeds": pgettext_lazy("fact", "lets them"),
    "default": _("opens the list"),
    "demand": pgettext_lazy("fact", "demand (code)"),
    "difference": pgettext_lazy("fact", "how it differs"),
    "difference_vnd": pgettext_lazy("fact", "difference"),
    "digest": pgettext_lazy("fact", "mark of the wording"),
    "dry_run": _("only tried"),
    "due_at": pgettext_lazy("fact", "to be done by"),
    "due_on": pgettext_lazy("fact", "to be paid by"),
    "ends_on": pgettext_lazy("fact", "last day"),
    "events": pgettext_lazy("fact", "news sent there"),
    "expected_kg": pgettext_lazy("fact", "expected (kg)"),
    "faulty": _("faulty rows"),
    "file": _("file"),
    "flat_vnd": pgettext_lazy("fact", "fixed amount"),
    "follower": pgettext_lazy("fact", "household that learns (code)"),
    "for": pgettext_lazy("fact", "for"),
    "found": pgettext_lazy("fact", "found"),
    "from": _("before"),
    "from_day": _("from the day"),
    "funder": pgettext_lazy("fact", "paid by"),
    "gateway": pgettext_lazy("fact", "gateway"),
    "goal": pgettext_lazy("fact", "how many are needed"),
    "goods": pgettext_lazy("fact", "goods (code)"),
    "grams": pgettext_lazy("fact", "grams"),
    "grower": pgettext_lazy("fact", "household of a cooperative (code)"),
    "ground": pgettext_lazy("fact", "which law it breaks"),
    "group": pgettext_lazy("fact", "group"),
    "helper": pgettext_lazy("fact", "helper (code)"),
    "hold": pgettext_lazy("fact", "hold (code)"),
    "holder": pgettext_lazy("fact", "in whose hands"),
    "households": pgettext_lazy("fact", "households"),
    "area_status": pgettext_lazy("fact", "land"),
    "code_status": pgettext_lazy("fact", "code of the land"),
    "drawn_by": pgettext_lazy("fact", "how it was drawn"),
    "growing_code": pgettext_lazy("fact", "code of the growing area"),
    "scheme": pgettext_lazy("fact", "kind of code"),
    "season": pgettext_lazy("fact", "season (code)"),
    "household": pgettext_lazy("fact", "household (code)"),
    "entered": pgettext_lazy("fact", "entered as"),
    "entry": pgettext_lazy("fact", "line of the diary (code)"),
    "corrects": pgettext_lazy("fact", "stands for the line (code)"),
    "wish": pgettext_lazy("fact", "wish (code)"),
    "how": pgettext_lazy("fact", "agreed where"),
    "in_time": pgettext_lazy("fact", "in time"),
    "interest": pgettext_lazy("fact", "interest (code)"),
    "interest_vnd": pgettext_lazy("fact", "interest"),
    "is_enabled": pgettext_lazy("fact", "turned on"),
    "issued_by": pgettext_lazy("fact", "printed by"),
    "items": pgettext_lazy("fact", "kinds of goods"),
    "kind": _("kind"),
    "last_on": pgettext_lazy("fact", "last day"),
    "late": _("after the order ended"),
    "lead": pgettext_lazy("fact", "lead household (code)"),
    "leads": pgettext_lazy("fact", "lead households"),
    "least_vnd": pgettext_lazy("fact", "at least"),
    "line": pgettext_lazy("fact", "line (code)"),
    "lines": pgettext_lazy("fact", "lines"),
    "list": _("list"),
    "listing": pgettext_lazy("fact", "goods (code)"),
    "listings": pgettext_lazy("fact", "goods looked at"),
    "made": pgettext_lazy("fact", "tasks made"),
    "mandate": pgettext_lazy("fact", "mandate (code)"),
    "masked": pgettext_lazy("fact", "numbers taken out"),
    "member": pgettext_lazy("fact", "member (code)"),
    "harmless": pgettext_lazy("fact", "nothing was wrong"),
    "lot": pgettext_lazy("fact", "lot (code)"),
    "lots": pgettext_lazy("fact", "lots"),
    "method": pgettext_lazy("fact", "way to pay"),
    "milliseconds": pgettext_lazy("fact", "length in thousandths of a second"),
    "minutes": _("minutes"),
    "month": pgettext_lazy("fact", "month"),
    "most_vnd": pgettext_lazy("fact", "at most"),
    "net_vnd": pgettext_lazy("fact", "paid out"),
    "new": pgettext_lazy("fact", "found anew"),
    "number": pgettext_lazy("fact", "number"),
    "odd": pgettext_lazy("fact", "what does not fit"),
    "on": pgettext_lazy("fact", "on"),
    "opens": pgettext_lazy("fact", "opens"),
    "order": pgettext_lazy("fact", "order (code)"),
    "ordered_kg": pgettext_lazy("fact", "ordered (kg)"),
    "orders": _("orders"),
    "origin": pgettext_lazy("fact", "how it was ordered"),
    "outcome": pgettext_lazy("fact", "what came of it"),
    "over": _("area"),
    "owner": pgettext_lazy("fact", "whose (code)"),
    "paid": pgettext_lazy("fact", "lines paid"),
    "paper": pgettext_lazy("fact", "paper (code)"),
    "papers": pgettext_lazy("fact", "documents"),
    "parts": pgettext_lazy("fact", "parts"),
    "party": pgettext_lazy("fact", "by"),
    "passkey": pgettext_lazy("fact", "device key"),
    "payment": _("payment"),
    "own_kind": pgettext_lazy("fact", "what moves"),
    "payout": pgettext_lazy("fact", "payout (code)"),
    "payouts": pgettext_lazy("fact", "payouts"),
    "people": pgettext_lazy("fact", "people touched"),
    "period": pgettext_lazy("fact", "how often"),
    "phone": pgettext_lazy("fact", "phone"),
    "photo": _("photo"),
    "pit": pgettext_lazy("fact", "income tax"),
    "point": pgettext_lazy("fact", "cash point (code)"),
    "price_percent": pgettext_lazy("fact", "price against ours, in per cent"),
    "price_vnd": pgettext_lazy("fact", "price"),
    "province": _("province (code)"),
    "publish": _("on sale at once"),
    "purpose": pgettext_lazy("fact", "purpose"),
    "quantity": pgettext_lazy("fact", "quantity"),
    "quote": pgettext_lazy("fact", "quote (code)"),
    "reason": _("reason"),
    "receipt": pgettext_lazy("fact", "receipt"),
    "recording": pgettext_lazy("fact", "recording (code)"),
    "reference": pgettext_lazy("fact", "number of the transfer"),
    "refund": pgettext_lazy("fact", "refund (code)"),
    "refused": pgettext_lazy("fact", "refused"),
    "regulations": pgettext_lazy("fact", "version of the regulations"),
    "reopened": pgettext_lazy("fact", "tasks opened again"),
    "reply": pgettext_lazy("fact", "answered"),
    "request": pgettext_lazy("fact", "request (code)"),
    "rhythm": pgettext_lazy("fact", "how often"),
    "role": _("role"),
    "scope": _("kind of area"),
    "scopes": pgettext_lazy("fact", "what it opens"),
    "score": pgettext_lazy("fact", "stars"),
    "seller": pgettext_lazy("fact", "shop (code)"),
    "sellers": pgettext_lazy("fact", "sellers"),
    "sent": _("sent as news"),
    "set_off_vnd": pgettext_lazy("fact", "off the deposit"),
    "settled": pgettext_lazy("fact", "tasks settled"),
    "shared": _("shared"),
    "shop": pgettext_lazy("fact", "shop (code)"),
    "shown": pgettext_lazy("fact", "shown to everybody"),
    "shows": pgettext_lazy("fact", "progress shown"),
    "side": _("by"),
    "signs": pgettext_lazy("fact", "signs of abuse"),
    "source": pgettext_lazy("fact", "source"),
    "stamp": pgettext_lazy("fact", "number of the stamp"),
    "stamps": pgettext_lazy("fact", "stamps"),
    "status": pgettext_lazy("fact", "stands"),
    "step": pgettext_lazy("fact", "step"),
    "table": pgettext_lazy("fact", "table (code)"),
    "tiers": pgettext_lazy("fact", "price steps"),
    "till": pgettext_lazy("fact", "till (code)"),
    "to": _("afterwards"),
    "total": pgettext_lazy("fact", "in all"),
    "total_vnd": _("total"),
    "trial": pgettext_lazy("fact", "trial without real money"),
    "unchanged": _("unchanged"),
    "unit": pgettext_lazy("fact", "unit"),
    "until": pgettext_lazy("fact", "until"),
    "use": pgettext_lazy("fact", "what it was for"),
    "uses": pgettext_lazy("fact", "uses at most"),
    "value": pgettext_lazy("fact", "figure"),
    "variant": pgettext_lazy("fact", "size (code)"),
    "variants": pgettext_lazy("fact", "sizes counted"),
    "vat": pgettext_lazy("fact", "value added tax"),
    "verdict": pgettext_lazy("fact", "decision"),
    "version": _("version"),
    "villages": pgettext_lazy("fact", "villages"),
    "waiting": _("still waiting"),
    "too_late": pgettext_lazy("fact", "after the weighing was closed"),
    "wakes_on": pgettext_lazy("fact", "wakes on"),
    "wants": pgettext_lazy("fact", "wants to hear"),
    "way": pgettext_lazy("fact", "way"),
    "week": pgettext_lazy("fact", "week from"),
    "why": pgettext_lazy("fact", "why"),
    "word": pgettext_lazy("fact", "listed word"),
}
STEPS: Mapping[str, Sentence] = {
    "add": pgettext_lazy("step", "added"),
    "give": pgettext_lazy("step", "lets them look"),
    "answer": pgettext_lazy("step", "questions answered"),
    "ask": pgettext_lazy("step", "asked"),
    "change": pgettext_lazy("step", "changed"),
    "decide": pgettext_lazy("step", "decided"),
    "deliver": pgettext_lazy("step", "delivered"),
    "forward": pgettext_lazy("step", "forwarded by the commune"),
    "give_back": pgettext_lazy("step", "given back to be bettered"),
    "judge": pgettext_lazy("step", "points given"),
    "place": pgettext_lazy("step", "ordered together"),
    "send_up": pgettext_lazy("step", "sent up by the province"),
    "withdraw": pgettext_lazy("step", "withdrawn"),
    "cancelled": pgettext_lazy("step", "called off"),
    "code_sent": pgettext_lazy("step", "code sent"),
    "confirmed": pgettext_lazy("step", "confirmed"),
    "denied": pgettext_lazy("step", "denied"),
    "drop": pgettext_lazy("step", "left out"),
    "freeze": pgettext_lazy("step", "the weighing closed"),
    "make": pgettext_lazy("step", "made of other lots"),
    "pack": pgettext_lazy("step", "packed"),
    "said": pgettext_lazy("step", "written down"),
    "take_back": pgettext_lazy("step", "taken back"),
    "use": pgettext_lazy("step", "made into other lots"),
    "ask_again": pgettext_lazy("step", "asked again"),
    "confirm": pgettext_lazy("step", "confirmed"),
    "expire": pgettext_lazy("step", "not in time"),
    "fail": pgettext_lazy("step", "failed"),
    "give_up": pgettext_lazy("step", "somebody has to look"),
    "pay": pgettext_lazy("step", "paid"),
    "pay_otherwise": pgettext_lazy("step", "paid otherwise"),
    "refuse": pgettext_lazy("step", "refused"),
    "send": pgettext_lazy("step", "sent or asked about"),
    "send_again": pgettext_lazy("step", "to be sent again"),
    "wait": pgettext_lazy("step", "waits"),
    "activate": pgettext_lazy("step", "put on packs"),
    "check": pgettext_lazy("step", "being checked"),
    "dismiss": pgettext_lazy("step", "found well"),
    "order": pgettext_lazy("step", "ordered"),
    "void": pgettext_lazy("step", "made invalid"),
    "begin": pgettext_lazy("step", "begun"),
    "call_off": pgettext_lazy("step", "called off"),
    "cancel": pgettext_lazy("step", "called off"),
    "close": pgettext_lazy("step", "closed"),
    "end": pgettext_lazy("step", "ended"),
    "miss": pgettext_lazy("step", "not enough have joined"),
    "move": pgettext_lazy("step", "moved"),
    "open": pgettext_lazy("step", "opened"),
    "pause": pgettext_lazy("step", "paused"),
    "reach": pgettext_lazy("step", "enough have joined"),
    "reopen": pgettext_lazy("step", "opened again"),
    "resume": pgettext_lazy("step", "run again"),
    "kept_awake": pgettext_lazy("step", "kept awake"),
    "let_sleep": pgettext_lazy("step", "let sleep by the calendar"),
    "slept": pgettext_lazy("step", "put to sleep"),
    "woke": pgettext_lazy("step", "woken"),
    "agreed": pgettext_lazy("step", "wants to be named"),
    "ask_witness": pgettext_lazy("step", "a witness was asked"),
    "not_heard": pgettext_lazy("step", "the witness did not hear it"),
    "unnamed": pgettext_lazy("step", "does not want to be named"),
}
NAMED: Mapping[str, tuple[type[TextChoices], ...]] = {
    "area_status": (AreaStatus,),
    "code_status": (CodeStatus,),
    "drawn_by": (DrawnBy,),
    "scheme": (CodeScheme,),
    "difference": (Difference,),
    "entered": (EntryHow,),
    "gateway": (GatewayName,),
    "method": (PaymentMethod,),
    "odd": (Odd,),
    "use": (Use,),
    "why": (WhyBack,),
    "bearer": (CashBearer,),
    "channel": (Channel,),
    "command": (Command,),
    "deeds": (Deed,),
    "from": (SellerStatus,),
    "funder": (Funder,),
    "ground": (Ground,),
    "kind": (SellerKind, DocumentKind, RequestKind, TaskKind, BulkKind, Audience, LossKind, EntryKind),
    "origin": (Origin,),
    "own_kind": (OwnKind,),
    "outcome": (CallbackStatus,),
    "papers": (PackPart,),
    "party": (Party, TalkParty),
    "reason": (MarketReason,),
    "rhythm": (Rhythm,),
    "role": (Role,),
    "scope": (Scope,),
    "side": (Side,),
    "status": (ComplaintStatus, DayStatus),
    "to": (SellerStatus, CashReceiver),
    "verdict": (BulkVerdict, CashDecision),
    "way": (SignInWay, ConsentWay, CashWay, NamedBy),
}
"""What the codes of a field are called, by the field."""
DAY = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)")
TOLD_ALREADY: Mapping[str, Callable[[str], object]] = {
    "kind": lambda said: REPORTS[said].title if said in REPORTS else FILES.get(said, WORDS.get(f"uploads.{said}")),
    "step": STEPS.get,
}
"""Fields whose codes are no list of choices."""


def facts_in_words(facts: Mapping[str, object]) -> list[tuple[str, str]]:
    """What an entry says besides its kind: each fact's name in words and its value as it is read."""
    return [(_name(key, value), _value(key, value)) for key, value in facts.items()]


def _name(key: str, value: object) -> str:
    """A field's name; a class of personal data, of which something was deleted, by its own."""
    if key == "on" and isinstance(value, bool):
        return str(FACTS["is_enabled"])
    if key in FACTS:
        return str(FACTS[key])
    return str(BY_KEY[key].title) if key in BY_KEY else key


def _value(key: str, value: object) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, list):
        return ", ".join(_value(key, one) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{name}: {said}" for name, said in facts_in_words(value))
    if isinstance(value, int):
        return format_vnd(value) if key.endswith("_vnd") else str(value)
    return _of_text(key, str(value))


def _of_text(key: str, said: str) -> str:
    if DAY.fullmatch(said):
        return format_date(date.fromisoformat(said))
    if MOMENT.fullmatch(said):
        return format_moment(datetime.fromisoformat(said))
    for names in NAMED.get(key, ()):
        if said in names.values:
            return str(names(said).label)
    return str(TOLD_ALREADY[key](said) or said) if key in TOLD_ALREADY else said
