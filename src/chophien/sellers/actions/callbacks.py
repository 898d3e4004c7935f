"""Acts of helpers drawn by lot, about which somebody of the office calls the household."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.db.models.fields.json import KT
from django.utils.translation import gettext_lazy as _

from chophien.accounts.selectors import people_with_role_at
from chophien.accounts.states import Role, Scope
from chophien.audit.actions import record
from chophien.audit.models import Entry
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.text import clean_text
from chophien.messages.actions.telling import tell
from chophien.rules import selectors as rules
from chophien.sellers import policies
from chophien.sellers.models import Callback, Mandate
from chophien.sellers.states import CALLBACK_FLOW, PART_OF_AN_ACT, CallbackStatus

PREFIX, SYMBOLS = "GL", 8
NOTE_MOST = 500
PIN_CHOSEN = "accounts.card_pin_chosen"
WEEK = timedelta(days=7)
UNKNOWN_TO_IT = _("%(shop)s knew nothing of what its helper did in its name.")
OUTCOMES = {
    CallbackStatus.CONFIRMED: "confirm",
    CallbackStatus.DENIED: "deny",
    CallbackStatus.UNREACHED: "miss",
}


@transaction.atomic
def draw_callbacks(*, at: datetime) -> list[Callback]:
    """Draw `sellers.callbacks_per_week` acts of the last seven days by lot. Doing it again in a week adds nothing.

    Beside them stands every PIN that was chosen for a card that a helper printed: only the household knows whether it
    chose it itself.
    """
    most = rules.whole("sellers.callbacks_per_week", at=at)
    by_lot = Callback.objects.filter(drawn_at__gt=at - WEEK + timedelta(hours=1)).exclude(what=PIN_CHOSEN)
    known = Callback.objects.filter(done_at__gt=at - WEEK - WEEK).values("entry_id")
    late = Entry.objects.filter(at__gt=at - WEEK, at__lte=at).exclude(pk__in=known)
    helped = Mandate.objects.filter(
        helper__code=OuterRef("helper_code"), seller__code=OuterRef("shop_code"), given_at__isnull=False
    )
    acts = late.annotate(helper_code=F("actor_code"), shop_code=F("on_behalf_of")).filter(Exists(helped))
    pins = late.annotate(helper_code=KT("facts__issued_by"), shop_code=KT("facts__opens")).filter(Exists(helped))
    drawn = [
        *acts.exclude(what__startswith=PART_OF_AN_ACT).order_by("?")[: max(0, most - by_lot.count())],
        *pins.filter(what=PIN_CHOSEN).order_by("pk"),
    ]
    mandates = _mandates_of({_pair(entry) for entry in drawn})
    rows = [
        Callback(
            code=new_code(PREFIX, SYMBOLS),
            mandate=mandates[_pair(entry)],
            entry_id=entry.pk,
            what=entry.what,
            subject_code=entry.subject_code,
            done_at=entry.at,
            drawn_at=at,
        )
        for entry in drawn
    ]
    return Callback.objects.bulk_create(rows)


@transaction.atomic
def settle_callback(*, callback: Callback, outcome: str, note: str, actor: Actor, at: datetime) -> Callback:
    """Write down what the household said. A household that knew nothing is told to the provincial officers.

    :raises NotPermitted: if `actor` is no officer of the area, or is the helper
    :raises StepNotAllowed: if the household has answered already
    :raises KeyError: if it is no outcome, a bug of the caller
    """
    rows = Callback.objects.select_for_update(of=("self",))
    callback = rows.select_related("mandate__seller__commune__province", "mandate__helper").get(pk=callback.pk)
    policies.can_call_back(actor, callback.mandate, at=at).require()

    callback.status = CallbackStatus(CALLBACK_FLOW.next(OUTCOMES[CallbackStatus(outcome)], callback.status))
    callback.called_by, callback.called_at = actor.code, at
    callback.note = clean_text(note)[:NOTE_MOST]
    callback.save(update_fields=["status", "called_by", "called_at", "note"])
    seller = callback.mandate.seller
    facts = {"callback": callback.code, "outcome": callback.status, "helper": callback.mandate.helper.code}
    record("sellers.callback_settled", actor=actor, subject_code=seller.code, at=at, facts=facts)
    if callback.status == CallbackStatus.DENIED:
        _tell_officers(callback, at=at)
    return callback


def _pair(entry: Entry) -> tuple[str, str]:
    """The helper and the shop of an entry that was drawn."""
    if entry.what == PIN_CHOSEN:
        return str(entry.facts["issued_by"]), str(entry.facts["opens"])
    return entry.actor_code, entry.on_behalf_of


def _mandates_of(pairs: Collection[tuple[str, str]]) -> dict[tuple[str, str], Mandate]:
    """The latest mandate of each pair of helper and shop."""
    rows = Mandate.objects.filter(
        helper__code__in={helper for helper, _shop in pairs},
        seller__code__in={shop for _helper, shop in pairs},
        given_at__isnull=False,
    )
    found = rows.select_related("helper", "seller").order_by("given_at", "pk")
    return {(one.helper.code, one.seller.code): one for one in found}


def _tell_officers(callback: Callback, *, at: datetime) -> None:
    seller = callback.mandate.seller
    officers = people_with_role_at(
        roles=[Role.PROVINCE_OFFICER], scope=Scope.PROVINCE, scope_code=seller.commune.province.code, at=at
    )
    for person in officers:
        tell(
            kind="household.unusual",
            person_code=person.code,
            text=UNKNOWN_TO_IT,
            facts={"shop": seller.name[:60]},
            link="/dieu-hanh/nguoi-giup/khac-thuong/",
            about=callback.code,
            at=at,
        )
