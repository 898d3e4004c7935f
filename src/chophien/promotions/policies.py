"""Who may promise buyers a lower price, for a shop or for the market. Helpers may not: it is the shop's money."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chophien.accounts.policies import has_role_over
from chophien.accounts.states import Role
from chophien.lib.actor import Actor
from chophien.lib.verdict import YES, Verdict, no
from chophien.promotions.models import Pledge, Voucher
from chophien.sellers.models import Seller

PROMOTING = frozenset({Role.SELLER_MANAGER, Role.OPERATOR})
PROVINCIAL = frozenset({Role.PROVINCE_OFFICER, Role.OPERATOR})


def can_promote_for(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """A shop's manager, and the operators of its area. The queryset is `sellers.selectors.sellers_managed_by`."""
    if has_role_over(actor, PROMOTING, seller_code=seller.code, commune=seller.commune, at=at):
        return YES
    return no(_("Only the shop's manager sets up promotions."))


def can_promote_for_the_market(actor: Actor, *, at: datetime) -> Verdict:
    """Operators of the whole market decide on its money and on that of programmes."""
    if has_role_over(actor, {Role.OPERATOR}, at=at):
        return YES
    return no(_("Only operators of the whole market decide on its vouchers."))


def can_promote_for_a_province(actor: Actor, province_code: str, *, at: datetime) -> Verdict:
    """Provincial officers and operators decide on a programme's money for the shops of their own province."""
    if has_role_over(actor, PROVINCIAL, province_code=province_code, at=at):
        return YES
    return no(_("You set up vouchers only for shops of your own province."))


def can_look_after_voucher(actor: Actor, voucher: Voucher, *, at: datetime) -> Verdict:
    """Who could have set it up may stop it. The queryset of the office's is `selectors.offices.vouchers_of_office`."""
    if voucher.seller is not None:
        return can_promote_for(actor, voucher.seller, at=at)
    if voucher.home_province_code:
        return can_promote_for_a_province(actor, voucher.home_province_code, at=at)
    return can_promote_for_the_market(actor, at=at)


def can_withdraw_pledge(actor: Actor, pledge: Pledge) -> Verdict:
    """Whoever gave the word: the person, or who holds its unguessable address."""
    own = {f"pledge:{pledge.pk}"} | ({pledge.person.code} if pledge.person else set())
    if actor.is_system or actor.code in own:
        return YES
    return no(_("Only who joined can withdraw."))
