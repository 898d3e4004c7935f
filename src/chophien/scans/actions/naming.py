"""A household says whether it wants its name on the pages behind the codes of what it grew. Its own word alone.

It presses on its own page (by its own sign-in or its own card), or it reads out the code that its own phone got. What
it says counts for everything that it brings to the shop, and for all the shop's land on which it stands.
"""

import hmac
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Person
from chophien.audit.actions import record
from chophien.growing import policies as land_policies
from chophien.growing.actions import naming as of_land
from chophien.growing.errors import HasNoPhone, NamingCodeOld, NamingCodeWrong, TooManyNamingCodes
from chophien.growing.models import AreaHousehold, NamingCode
from chophien.growing.selectors.naming import codes_since
from chophien.growing.states import Naming, NamingWay
from chophien.lib.actor import Actor
from chophien.lib.codes import new_pin
from chophien.lib.errors import DomainError
from chophien.lots.actions.growers import SHARES_PAGE
from chophien.lots.models import Grower
from chophien.lots.policies import is_this_grower
from chophien.messages.actions.telling import send_sms, tell, wipe_secret
from chophien.rules import selectors as rules
from chophien.scans.selectors.naming import phone_holder_of, was_named_as
from chophien.sellers.selectors.helping import principal_of
from chophien.traceability.models import NamingWish


@transaction.atomic
def say_naming(*, grower: Grower, may_be_named: bool, actor: Actor, at: datetime) -> NamingWish:
    """Write the household's word down; it counts from the next page that is drawn, and for its land too.

    :raises NotPermitted: if `actor` is not the household itself, by its own sign-in or its own card
    """
    is_this_grower(actor, grower).require()
    return _said(grower, may_be_named=may_be_named, name=grower.name, way=NamingWay.OWN, by=actor, actor=actor, at=at)


def take_names_back(*, person: Person, at: datetime) -> int:
    """Whoever is taken out of what is kept is named no more as any household that they are; says how many those are.

    What they said before stays as it was said. Call it in a transaction, while the person is still known.
    """
    growers = list(Grower.objects.filter(person=person).select_related("seller__commune__province").order_by("pk"))
    for grower in growers:
        say_naming(grower=grower, may_be_named=False, actor=person, at=at)
    return len(growers)


def tell_that_a_yes_ended(*, grower: Grower, before: str, at: datetime) -> bool:
    """Tell a household that its name is read no more, for the shop calls it otherwise than when it said yes; say if it
    was told. One that was not named as `before`, or is nobody with a page, is not. In the caller's transaction.
    """
    if grower.person is None or not was_named_as(grower, before):
        return False
    tell(
        kind="naming.ended",
        person_code=grower.person.code,
        text=_(
            "%(shop)s now calls you %(name)s. You said yes to %(before)s: your name is read on packs no more. "
            "Say yes again on your page if you want."
        ),
        phone_text=_(
            "%(shop)s writes your name otherwise now, so that packs name you no more. Look at your page at the market."
        ),
        facts={"shop": grower.seller.name[:30], "name": grower.name[:30], "before": before[:30]},
        link=f"{SHARES_PAGE}?ho={grower.code}#ten",
        about=grower.code,
        at=at,
    )
    return True


@transaction.atomic
def send_naming_code(*, household: AreaHousehold, actor: Actor, at: datetime) -> NamingCode:
    """Send a household of an area a code on its own phone: reading it out says yes to its name.

    Its phone is that of the person who said to be this household of the shop's lots; never one that the shop typed.

    :raises NotPermitted: if `actor` does not map for the shop
    :raises HasNoPhone: if nobody with a phone of their own is this household, or it is `actor`'s
    :raises TooManyNamingCodes: after as many as a household may get in a day
    """
    household = of_land.lock(household.pk)
    land_policies.can_map(actor, household.area.seller, at=at).require()
    person = _phone_of(household, actor)
    if codes_since(person, at - timedelta(days=1)) >= rules.whole("sellers.consent_codes_per_day", at=at):
        raise TooManyNamingCodes
    pin = new_pin()
    minutes = rules.whole("sellers.consent_code_minutes", at=at)
    code = NamingCode.objects.create(
        household=household,
        person=person,
        digest=_digest(household, pin),
        sent_at=at,
        expires_at=at + timedelta(minutes=minutes),
    )
    send_sms(
        phone=person.phone,
        text=_(
            "Cho Phien: %(shop)s wants buyers to read the name %(name)s. "
            "If you agree, read them the code %(pin)s. If not, tell nobody."
        ),
        facts={"shop": household.area.seller.name[:30], "name": household.owner_name[:30], "pin": pin},
        language=person.language,
        about=_about(code),
        secret=True,
        at=at,
    )
    of_land.note(household, "code_sent", household.area, actor, at)
    return code


def agree_by_code(*, household: AreaHousehold, typed: str, actor: Actor, at: datetime) -> NamingWish:
    """The household read out the code from its own phone: it wants to be named. Call it outside a transaction: wrong
    tries count.

    :raises NotPermitted: if `actor` does not map for the shop
    :raises HasNoPhone: if the household is nobody's with a phone any more
    :raises NamingCodeWrong: with the tries that are left
    :raises NamingCodeOld: if none counts any more
    """
    with transaction.atomic(durable=True):
        household = of_land.lock(household.pk)
        land_policies.can_map(actor, household.area.seller, at=at).require()
        person = _phone_of(household, actor)
        newest = NamingCode.objects.select_for_update().filter(household=household).order_by("-pk").first()
        refusal = _why_not(newest, household, person, typed, at=at)
        if refusal is None and newest is not None:
            newest.used_at = at
            newest.save(update_fields=["used_at"])
            wipe_secret(about=_about(newest), at=at)
            grower = Grower.objects.select_related("seller").get(code=household.grower_code)
            name = household.owner_name  # that is what its phone was asked
            return _said(grower, may_be_named=True, name=name, way=NamingWay.CODE, by=person, actor=actor, at=at)
    raise refusal or NamingCodeOld


def _said(
    grower: Grower, *, may_be_named: bool, name: str, way: NamingWay, by: Actor, actor: Actor, at: datetime
) -> NamingWish:
    asked = name if may_be_named else ""  # a no is to every name, and needs none written down
    wish = NamingWish.objects.create(grower=grower, may_be_named=may_be_named, name=asked, said_by=by.code, at=at)
    of_land.say_itself(
        grower_code=grower.code,
        area_seller_code=grower.seller.code,
        naming=Naming.AGREED if may_be_named else Naming.UNNAMED,
        name=name,
        way=way,
        actor=actor,
        at=at,
    )
    facts = {"grower": grower.code, "shown": may_be_named}
    behalf = principal_of(actor, grower.seller, at=at)
    record("scans.naming", actor=actor, subject_code=grower.seller.code, on_behalf_of=behalf, at=at, facts=facts)
    return wish


def _phone_of(household: AreaHousehold, actor: Actor) -> Person:
    person = phone_holder_of(household)
    if person is None or person.code == actor.code:
        raise HasNoPhone
    return person


def _why_not(
    newest: NamingCode | None, household: AreaHousehold, person: Person, typed: str, *, at: datetime
) -> DomainError | None:
    """Why the typed code is no yes, or None. A wrong try is counted."""
    most = rules.whole("sellers.consent_code_tries", at=at)
    if newest is None or newest.used_at is not None or newest.expires_at <= at or newest.wrong_tries >= most:
        return NamingCodeOld()
    if newest.person_id != person.pk:
        return NamingCodeOld()
    if hmac.compare_digest(_digest(household, typed.strip()), newest.digest):
        return None
    newest.wrong_tries += 1
    newest.save(update_fields=["wrong_tries"])
    left = most - newest.wrong_tries
    return NamingCodeWrong(facts={"left": left}) if left else NamingCodeOld()


def _digest(household: AreaHousehold, pin: str) -> str:
    """Of the code and of what it says yes to: a household that was renamed needs a new one."""
    terms = f"{household.code}:{household.owner_name}:{pin}"
    return salted_hmac("chophien.scans.naming", terms, algorithm="sha256").hexdigest()


def _about(code: NamingCode) -> str:
    return f"naming:{code.digest[:24]}"
