"""The households of a cooperative: who they are, and how each is paid."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chophien.accounts.actions.people import add_person_without_phone
from chophien.accounts.models import Person, SignInCard
from chophien.accounts.selectors import person_by_phone
from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.lib.banks import banks
from chophien.lib.codes import new_code
from chophien.lib.errors import Invalid, Sentence
from chophien.lib.names import BadName, clean_person_name
from chophien.lib.phone import BadPhone, parse_mobile
from chophien.lib.text import clean_line, fold
from chophien.lots import policies
from chophien.lots.errors import NotAskedAnyMore
from chophien.lots.events import grower_renamed
from chophien.lots.models import Grower
from chophien.lots.states import PayWay
from chophien.messages.actions.telling import tell
from chophien.sellers.actions.staff import tell_managers
from chophien.sellers.models import Seller
from chophien.uploads.sealing import open_sealed, seal

PREFIX, SYMBOLS = "HO", 7
HAMLET_MOST = 120
SHARES_PAGE = "/ban-hang/phan-cua-toi/"
_ACCOUNT = re.compile(r"[0-9A-Z]{4,19}")


@dataclass(frozen=True)
class GrowerText:
    """What is said of a household. Without `bank_bin` and `account` it is paid in cash."""

    name: str
    hamlet: str = ""
    phone: str = ""
    bank_bin: str = ""
    account: str = ""


@transaction.atomic
def add_grower(*, seller: Seller, text: GrowerText, actor: Actor, at: datetime) -> Grower:
    """Write a household down as one of the shop's. It needs no phone; with one it can read its shares itself.

    Whoever has that phone is not the household by it: they are asked, and are once they say yes (`accept_grower`).

    :raises NotPermitted: if `actor` does not manage the shop
    :raises Invalid: naming each answer that cannot be used
    """
    policies.can_decide_about_lots(actor, seller, at=at).require()
    text = _tidy(text)
    if text.phone:
        _refuse_twice(seller, text.phone)
    grower = Grower.objects.create(
        code=new_code(PREFIX, SYMBOLS), seller=seller, phone_said=text.phone, joined_at=at, **_kept(text)
    )
    _note("added", grower, actor=actor, at=at)
    _ask(grower, at=at)
    return grower


@transaction.atomic
def change_grower(*, grower: Grower, text: GrowerText, actor: Actor, at: datetime) -> Grower:
    """Write down anew what a household is called and how it is paid.

    A phone that is written is asked as in `add_grower`; once its owner said yes, it is theirs to change. What it said
    about its name was said of the name it had (`events.grower_renamed`).

    :raises NotPermitted: if `actor` does not manage the shop
    :raises Invalid: naming each answer that cannot be used
    """
    grower = _lock(grower.pk)
    policies.can_decide_about_lots(actor, grower.seller, at=at).require()
    text = _tidy(text)
    changes, before = _kept(text), grower.name
    is_asked = grower.person is None or not grower.person.mobile
    is_new = is_asked and bool(text.phone) and text.phone != grower.phone_said
    if is_new:
        _refuse_twice(grower.seller, text.phone)
    if is_asked:
        grower.phone_said = text.phone
    for name, value in changes.items():
        setattr(grower, name, value)
    grower.save(update_fields=["phone_said", *changes])
    if is_new:
        _ask(grower, at=at)
    _note("changed", grower, actor=actor, at=at)
    if fold(before) != fold(grower.name):
        grower_renamed.send(sender=Grower, grower=grower, before=before, at=at)
    return grower


@transaction.atomic
def accept_grower(*, grower: Grower, actor: Actor, at: datetime) -> Grower:
    """Whoever has the number that the shop wrote says: that is me. A card printed for the household before ends.

    :raises NotPermitted: if `actor` is not signed in by that number
    :raises NotAskedAnyMore: if they are one of the shop's households already
    """
    grower = _lock(grower.pk)
    policies.is_asked_to_be(actor, grower).require()
    person = Person.objects.get(code=actor.code)
    if Grower.objects.filter(seller=grower.seller, person=person, left_at__isnull=True).exists():
        raise NotAskedAnyMore
    for card in SignInCard.objects.select_for_update().filter(opens=grower.code, revoked_at__isnull=True):
        card.revoked_by, card.revoked_at = actor.code, at
        card.save(update_fields=["revoked_by", "revoked_at"])
    grower.person, grower.phone_said = person, ""
    grower.save(update_fields=["person", "phone_said"])
    _note("accepted", grower, actor=actor, at=at)
    _tell(grower, at=at)
    return grower


@transaction.atomic
def decline_grower(*, grower: Grower, actor: Actor, at: datetime) -> Grower:
    """Whoever has the number that the shop wrote says: that is not me. It is forgotten, and the shop is told.

    :raises NotPermitted: if `actor` is not signed in by that number
    """
    grower = _lock(grower.pk)
    policies.is_asked_to_be(actor, grower).require()
    grower.phone_said = ""
    grower.save(update_fields=["phone_said"])
    _note("declined", grower, actor=actor, at=at)
    tell_managers(
        seller=grower.seller,
        kind="account.changed",
        text=_("The phone that you wrote down for %(name)s is somebody else's. It was taken out."),
        facts={"name": grower.name[:60]},
        link=f"/ban-hang/ho-gop/{grower.code}/",
        about=grower.code,
        at=at,
    )
    return grower


@transaction.atomic
def forget_phone_said(*, person: Person, at: datetime) -> int:
    """Take a number out wherever shops wrote it down for households that its owner never said to be; say how often.

    Whoever has it is taken out of what is kept: call it while the number is still theirs.
    """
    if not person.mobile:
        return 0
    rows = Grower.objects.select_for_update(of=("self",)).select_related("seller").filter(phone_said=person.mobile)
    growers = list(rows.order_by("pk"))
    for grower in growers:
        grower.phone_said = ""
        grower.save(update_fields=["phone_said"])
        _note("changed", grower, actor=person, at=at)
    return len(growers)


@transaction.atomic
def end_grower(*, grower: Grower, actor: Actor, at: datetime) -> Grower:
    """The household brings nothing more. What is owed to it stays owed.

    :raises NotPermitted: if `actor` does not manage the shop
    """
    grower = _lock(grower.pk)
    policies.can_decide_about_lots(actor, grower.seller, at=at).require()
    if grower.left_at is None and not grower.is_shop:
        grower.left_at = at
        grower.save(update_fields=["left_at"])
        _note("ended", grower, actor=actor, at=at)
    return grower


@transaction.atomic
def person_of_grower(*, grower: Grower, actor: Actor, at: datetime) -> Grower:
    """Make sure that the household is somebody who can sign in: without a phone by a printed card only.

    :raises NotPermitted: if `actor` does not manage the shop
    """
    grower = _lock(grower.pk)
    policies.can_decide_about_lots(actor, grower.seller, at=at).require()
    if grower.person is None:
        grower.person = add_person_without_phone(name=grower.name, actor=actor, at=at)
        grower.save(update_fields=["person"])
    return grower


def the_shop_itself(*, seller: Seller, at: datetime) -> Grower:
    """The shop as one who brings goods to its own lots: a household that sells alone, or a cooperative's own field."""
    grower, _is_new = Grower.objects.get_or_create(
        seller=seller,
        is_shop=True,
        defaults={"code": new_code(PREFIX, SYMBOLS), "name": seller.name[:100], "joined_at": at},
    )
    return grower


def account_number(grower: Grower) -> str:
    """The household's account number, opened for paying it; empty for one that is paid in cash."""
    return open_sealed(bytes(grower.sealed_account)).decode() if grower.sealed_account else ""


def _lock(pk: int) -> Grower:
    rows = Grower.objects.select_for_update(of=("self",)).select_related("seller__commune__province", "person")
    return rows.get(pk=pk)


def _tidy(text: GrowerText) -> GrowerText:
    faults: dict[str, list[Sentence]] = {}
    name, phone = text.name, ""
    try:
        name = clean_person_name(text.name)
    except BadName as fault:
        faults["name"] = [str(fault)]
    try:
        phone = parse_mobile(text.phone) if text.phone.strip() else ""
    except BadPhone as fault:
        faults["phone"] = [str(fault)]
    number = re.sub(r"[\s.\-]", "", unicodedata.normalize("NFKC", text.account)).upper()
    if text.bank_bin and text.bank_bin not in banks():
        faults["bank_bin"] = [_("Choose a bank from the list.")]
    if number and not _ACCOUNT.fullmatch(number):
        faults["account"] = [_("Write the account number as it stands at the bank: 4 to 19 digits.")]
    if bool(number) != bool(text.bank_bin):
        faults.setdefault("account", []).append(_("Bank and account number belong together. Without both it is cash."))
    if faults:
        raise Invalid(faults)
    return GrowerText(name, clean_line(text.hamlet)[:HAMLET_MOST], phone, text.bank_bin, number)


def _kept(text: GrowerText) -> dict[str, object]:
    return {
        "name": text.name,
        "hamlet": text.hamlet,
        "pay_way": PayWay.ACCOUNT if text.account else PayWay.CASH,
        "bank_bin": text.bank_bin,
        "sealed_account": seal(text.account.encode()) if text.account else None,
        "account_tail": text.account[-4:],
    }


def _refuse_twice(seller: Seller, phone: str) -> None:
    known = Grower.objects.filter(Q(phone_said=phone) | Q(person__phone=phone), seller=seller, left_at__isnull=True)
    if known.exists():
        raise Invalid({"phone": [_("A household with this number is among yours already.")]})


def _ask(grower: Grower, *, at: datetime) -> None:
    """Tell who has this number, if anybody here, that the shop says it is theirs. The shop learns nothing of it."""
    person = person_by_phone(grower.phone_said) if grower.phone_said else None
    if person is None:
        return
    tell(
        kind="account.changed",
        person_code=person.code,
        text=_("%(shop)s wrote your number down for %(name)s, who brings it goods. Say whether that is you."),
        facts={"shop": grower.seller.name[:60], "name": grower.name[:60]},
        link=SHARES_PAGE,
        about=grower.code,
        at=at,
    )


def _note(what: str, grower: Grower, *, actor: Actor, at: datetime) -> None:
    facts = {"grower": grower.code}
    record(f"lots.grower_{what}", actor=actor, subject_code=grower.seller.code, at=at, facts=facts)


def _tell(grower: Grower, *, at: datetime) -> None:
    """A household with a phone is told that it was written down, and where its own sums stand."""
    if grower.person is None:
        return
    tell(
        kind="payment.news",
        person_code=grower.person.code,
        text=_(
            "%(shop)s wrote you down as a household that brings goods. Your part of every sale stands on your page."
        ),
        facts={"shop": grower.seller.name[:60]},
        link=SHARES_PAGE,
        about=grower.code,
        at=at,
    )
