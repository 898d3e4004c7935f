"""What can be done with vouchers: made, paused, ended; used up by an order, given back when it does not happen."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from chophien.audit.actions import record
from chophien.catalog.quality.open_words import NAME, fault_of_words
from chophien.lib.actor import Actor
from chophien.lib.errors import Invalid, Sentence
from chophien.lib.money import MAX_VND
from chophien.lib.text import clean_line, fold, slugify_vi
from chophien.places.models import TODAY
from chophien.places.selectors import communes_of
from chophien.places.selectors import province as place_of
from chophien.promotions import policies, statements
from chophien.promotions.actions.days import faults_of_days
from chophien.promotions.errors import CodeTaken, VoucherRefused, VoucherStopped, VoucherUsedBefore, VoucherUsedUp
from chophien.promotions.models import Voucher
from chophien.promotions.selectors.applying import Applied, Buyer
from chophien.promotions.states import MARKET_CODE, PROMOTION_FLOW, Funder, PromotionStatus, VoucherKind
from chophien.sellers.models import Seller
from chophien.switches.selectors import require_on
from chophien.switches.states import Feature

CODE = re.compile(r"[A-Z0-9]{4,20}")
NAME_MOST, FUNDER_MOST, DECISION_MOST, USES_MOST = 100, 160, 120, 1_000_000
VALUES: Mapping[str, tuple[int, int, Sentence]] = {
    VoucherKind.PERCENT: (1, 100, _("Write a number from 1 to 100.")),
    VoucherKind.AMOUNT: (1, MAX_VND, _("Write how many đồng it takes off.")),
    VoucherKind.SHIPPING: (0, 0, _("Leave this empty: it takes off the shipping.")),
}
"""Least and most of a voucher's value, and what is said beside another one."""


@dataclass(frozen=True)
class VoucherFacts:
    """What a new voucher promises. A seller's own counts for that shop only; the ids name what it is limited to.

    With `home_province_code` it is a programme's, by a `decision`, for shops of that province, or of a commune there.
    """

    code: str
    name: str
    kind: str
    starts_on: date
    ends_on: date
    budget_vnd: int
    uses_most: int
    value: int = 0
    most_vnd: int | None = None
    least_vnd: int = 0
    per_person_most: int = 1
    funder: str = Funder.SELLER
    funder_name: str = ""
    decision: str = ""
    home_province_code: str = ""
    home_commune_code: str = ""
    category_ids: Collection[int] = ()
    listing_ids: Collection[int] = ()
    seller_ids: Collection[int] = ()
    province_codes: Sequence[str] = field(default_factory=tuple)
    stacks: bool = True
    is_shown: bool = True


def tidy_code(typed: str) -> str:
    """A voucher's code as it is kept, however it was typed: marks, spaces and small letters do not matter."""
    return re.sub(r"[^A-Z0-9]", "", fold(typed[:60]).upper())


@transaction.atomic
def make_voucher(*, facts: VoucherFacts, seller: Seller | None, actor: Actor, at: datetime) -> Voucher:
    """Set up a voucher that runs from its first day on: for a shop that pays for it, for a province, or for the market.

    :raises NotPermitted: if `actor` may not for this shop, not for this province, or not for the market
    :raises Invalid: naming every field that needs a correction
    :raises CodeTaken: if the code is another voucher's
    """
    if seller is not None:
        policies.can_promote_for(actor, seller, at=at).require()
        require_on(Feature.SELLER_VOUCHERS, at=at, province_code=seller.commune.province.code)
    elif facts.home_province_code:
        policies.can_promote_for_a_province(actor, facts.home_province_code, at=at).require()
    else:
        policies.can_promote_for_the_market(actor, at=at).require()
    _check(facts, seller, at=at)
    funder_code, funder_name = _payer(facts, seller)
    try:
        with transaction.atomic():
            voucher = Voucher.objects.create(
                code=tidy_code(facts.code),
                name=clean_line(facts.name),
                kind=facts.kind,
                value=facts.value,
                most_vnd=facts.most_vnd,
                least_vnd=facts.least_vnd,
                budget_vnd=facts.budget_vnd,
                uses_most=facts.uses_most,
                per_person_most=facts.per_person_most,
                funder=facts.funder,
                funder_code=funder_code,
                funder_name=funder_name,
                decision=clean_line(facts.decision),
                home_province_code=facts.home_province_code,
                home_commune_code=facts.home_commune_code,
                home_name=_home_name(facts),
                seller=seller,
                province_codes=sorted(facts.province_codes),
                starts_on=facts.starts_on,
                ends_on=facts.ends_on,
                stacks=facts.stacks,
                is_shown=facts.is_shown,
                made_by=actor.code,
                made_at=at,
            )
    except IntegrityError as clash:
        raise CodeTaken from clash
    voucher.categories.set(facts.category_ids)
    voucher.listings.set(facts.listing_ids)
    voucher.sellers.set(facts.seller_ids)
    told = {"funder": voucher.funder, "budget_vnd": voucher.budget_vnd, "uses": voucher.uses_most}
    if voucher.home_province_code:
        told |= {"province": voucher.home_province_code, "decision": voucher.decision}
    record("promotions.voucher_made", actor=actor, subject_code=voucher.code, at=at, facts=told)
    return voucher


@transaction.atomic
def step_voucher(*, voucher: Voucher, step: str, actor: Actor, at: datetime) -> Voucher:
    """Pause a voucher, let it run again, or end it for good. What was used stays used.

    :raises NotPermitted: if `actor` could not have made it
    :raises StepNotAllowed: if its status does not allow the step
    """
    held = Voucher.objects.select_for_update(of=("self",), no_key=True)
    voucher = held.select_related("seller__commune__province").get(pk=voucher.pk)
    policies.can_look_after_voucher(actor, voucher, at=at).require()
    voucher.status = PROMOTION_FLOW.next(step, PromotionStatus(voucher.status))
    voucher.save(update_fields=["status"])
    record("promotions.voucher_changed", actor=actor, subject_code=voucher.code, at=at, facts={"step": step})
    return voucher


def redeem(
    *,
    vouchers: Sequence[Applied],
    parts: Mapping[str, Mapping[str, int]],
    group_code: str,
    buyer: Buyer,
    at: datetime,
) -> None:
    """Use vouchers up for the orders of one group: voucher code → order code → đồng. One statement, all or nothing.

    To be called inside the transaction that orders, late: the vouchers stay locked until it ends.

    :raises VoucherUsedUp: if uses or budget ran out while the buyer looked at the page
    :raises VoucherUsedBefore: if the person, or the phone number, has used it as often as one may
    :raises VoucherStopped: if it was paused or ended
    """
    ids = {one.code: one.voucher_id or 0 for one in vouchers}
    shares = [(ids[code], order, vnd) for code, orders in parts.items() for order, vnd in orders.items()]
    holders = buyer.holders
    facts: dict[str, str | datetime | list[int] | list[str]] = {
        "vouchers": list(ids.values()),
        "amounts": [sum(parts[one.code].values()) for one in vouchers],
        "holders": holders,
        "part_vouchers": [voucher for voucher, _order, _vnd in shares],
        "part_orders": [order for _voucher, order, _vnd in shares],
        "part_amounts": [vnd for _voucher, _order, vnd in shares],
        "group": group_code,
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(statements.REDEEM, facts)
        rows = cursor.fetchall()
    for code, runs, fits, counted in rows:
        if not runs:
            raise _refused(VoucherStopped(), code)
        if not fits:
            raise _refused(VoucherUsedUp(), code)
        if all(fit for _code, _runs, fit, _counted in rows) and counted < len(holders):
            raise _refused(VoucherUsedBefore(), code)


def give_back(*, order_codes: Collection[str], at: datetime) -> dict[str, int]:
    """What these orders used comes back into the vouchers, once however often it is asked: code → đồng.

    To be called inside the transaction that ends the orders, before stock is given back.
    """
    with connection.cursor() as cursor:
        cursor.execute(statements.HOLD, {"orders": list(order_codes)})
        cursor.execute(statements.GIVE_BACK, {"orders": list(order_codes), "at": at})
        return {code: int(amount) for code, amount in cursor.fetchall()}


def _refused(refusal: VoucherRefused, code: str) -> VoucherRefused:
    refusal.voucher_code = code
    return refusal


def _payer(facts: VoucherFacts, seller: Seller | None) -> tuple[str, str]:
    """Code and name of who pays."""
    if seller is not None:
        return seller.code, seller.name
    if facts.funder == Funder.PLATFORM:
        return MARKET_CODE, "Chợ Phiên"
    name = clean_line(facts.funder_name)
    return slugify_vi(name)[:60], name


def _check(facts: VoucherFacts, seller: Seller | None, *, at: datetime) -> None:
    faults = {**_faults_of_words(facts, seller, at=at), **_faults_of_value(facts), **_faults_of_limits(facts)}
    faults |= _faults_of_home(facts)
    faults |= faults_of_days(facts.starts_on, facts.ends_on, at=at)
    if faults:
        raise Invalid({name: [sentence] for name, sentence in faults.items()})


def _faults_of_words(facts: VoucherFacts, seller: Seller | None, *, at: datetime) -> dict[str, Sentence]:
    faults: dict[str, Sentence] = {}
    funder = clean_line(facts.funder_name)
    if not CODE.fullmatch(tidy_code(facts.code)):
        faults["code"] = _("A code has 4 to 20 letters and digits, without marks.")
    if not 0 < len(clean_line(facts.name)) <= NAME_MOST:
        faults["name"] = _("Say in a few words what the voucher gives.")
    elif seller and (unfit := fault_of_words(facts.name, of=seller, at=at, read_as=NAME)):
        faults["name"] = unfit
    if (facts.funder == Funder.SELLER) != (seller is not None) or facts.funder not in Funder.values:
        faults["funder"] = _("Choose who pays for it.")
    if facts.funder == Funder.PROGRAMME and not slugify_vi(funder):
        faults["funder_name"] = _("Name the programme that pays for it.")
    if len(funder) > FUNDER_MOST:
        faults["funder_name"] = _("This is too long: at most %(most)s letters.") % {"most": FUNDER_MOST}
    return faults


def _faults_of_home(facts: VoucherFacts) -> dict[str, Sentence]:
    """What a province's voucher has to say, and which shops are none of its own."""
    province, commune = facts.home_province_code, facts.home_commune_code
    if not province:
        return {"home_commune_code": _("Choose the province first.")} if commune else {}
    faults: dict[str, Sentence] = {}
    if facts.funder != Funder.PROGRAMME:
        faults["funder"] = _("A province gives a programme's money.")
    if not any(sign.isdigit() for sign in clean_line(facts.decision)):
        faults["decision"] = _("Write number and day of the decision, such as 12/QĐ-UBND of 05/10/2026.")
    if len(clean_line(facts.decision)) > DECISION_MOST:
        faults["decision"] = _("This is too long: at most %(most)s letters.") % {"most": DECISION_MOST}
    if commune and not communes_of(province).filter(code=commune).exists():
        faults["home_commune_code"] = _("This commune is not in your province.")
    near = Seller.objects.filter(pk__in=facts.seller_ids, commune__province__code=province, commune__vintage=TODAY)
    if commune:
        near = near.filter(commune__code=commune)
    if facts.seller_ids and near.count() != len(set(facts.seller_ids)):
        faults["seller_ids"] = _("One of these shops is not of your province, or not of the commune that you chose.")
    return faults


def _home_name(facts: VoucherFacts) -> str:
    if not facts.home_province_code:
        return ""
    province = place_of(facts.home_province_code).full_name
    if not facts.home_commune_code:
        return province
    return f"{communes_of(facts.home_province_code).get(code=facts.home_commune_code).full_name}, {province}"


def _faults_of_value(facts: VoucherFacts) -> dict[str, Sentence]:
    least, most, sentence = VALUES.get(facts.kind, (0, 0, ""))
    if facts.kind not in VoucherKind.values:
        return {"kind": _("Choose what it takes off.")}
    return {} if least <= facts.value <= most else {"value": sentence}


def _faults_of_limits(facts: VoucherFacts) -> dict[str, Sentence]:
    faults: dict[str, Sentence] = {}
    if not 1 <= facts.uses_most <= USES_MOST:
        faults["uses_most"] = _("Write how often it can be used in all.")
    if not 1 <= facts.per_person_most <= max(facts.uses_most, 1):
        faults["per_person_most"] = _("Write how often one person can use it.")
    for name, amount in (("budget_vnd", facts.budget_vnd), ("most_vnd", facts.most_vnd)):
        if amount is not None and not 1 <= amount <= MAX_VND:
            faults[name] = _("Write an amount above zero.")
    if not 0 <= facts.least_vnd <= MAX_VND:
        faults["least_vnd"] = _("Write an amount above zero.")
    return faults
