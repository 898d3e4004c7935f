"""The account a seller is paid to: in the seller's own name only."""

import re
import unicodedata
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.lib.banks import banks
from chophien.lib.errors import Invalid, NotFound, Sentence
from chophien.lib.text import clean_line
from chophien.sellers import policies
from chophien.sellers.actions.shops import shop_path
from chophien.sellers.actions.staff import tell_staff
from chophien.sellers.errors import IdentityFirst, NotInOwnName
from chophien.sellers.identity import is_same_name, own_names
from chophien.sellers.models import PayoutAccount, Seller
from chophien.sellers.sealed import answers_of
from chophien.sellers.selectors.papers import account_of
from chophien.sellers.selectors.shops import lock_seller
from chophien.uploads.sealing import open_sealed, seal

_ACCOUNT = re.compile(r"[0-9A-Z]{4,19}")
OWNER_MOST = 120


@transaction.atomic
def set_payout_account(
    *, seller: Seller, bank_bin: str, account: str, owner_name: str, actor: Actor, at: datetime
) -> PayoutAccount:
    """Name the account the seller is paid to. An operator confirms it before money goes there.

    The owner's name is compared with the names that the seller may have an account in, as banks write them. A closed
    shop names one as any other does: what it sold last may still have to come to it.

    :raises NotPermitted: if `actor` does not manage the shop
    :raises Invalid: naming each answer that cannot be used
    :raises IdentityFirst: if it is not written down yet who sells
    :raises NotInOwnName: if the account belongs to somebody else
    """
    seller = lock_seller(seller.pk)
    policies.can_manage_shop(actor, seller, at=at).require()
    number, owner = tidy_account(bank_bin, account, owner_name)
    allowed = own_names(seller.kind, answers_of(seller))
    if not allowed:
        raise IdentityFirst
    if not any(is_same_name(owner, name) for name in allowed):
        raise NotInOwnName(allowed)
    kept = account_of(seller)
    if kept is not None and (kept.bank_bin, _number(kept), kept.owner_name) == (bank_bin, number, owner):
        return kept

    named, _is_new = PayoutAccount.objects.update_or_create(
        seller=seller,
        defaults={
            "bank_bin": bank_bin,
            "sealed_account": seal(number.encode()),
            "account_tail": number[-4:],
            "owner_name": owner,
            "confirmed_at": None,
            "updated_at": at,
        },
    )
    record("sellers.payout_account_set", actor=actor, subject_code=seller.code, at=at, facts={"bank": bank_bin})
    if kept is not None:
        tell_staff(
            seller=seller,
            text=_("The account %(shop)s is paid to was changed: it now ends in %(tail)s. Not you? Call the market."),
            facts={"shop": seller.name, "tail": named.account_tail},
            link=shop_path(seller),
            about=seller.code,
            at=at,
            kind="shop.notice",
        )
    return named


@transaction.atomic
def confirm_payout_account(*, seller: Seller, actor: Actor, at: datetime) -> PayoutAccount:
    """Confirm that the account is the seller's own: money goes there from now on.

    :raises NotPermitted: if `actor` does not decide about this shop
    :raises NotFound: if the seller has named no account
    :raises NotInOwnName: if the name of the seller was changed since
    """
    seller = lock_seller(seller.pk)
    policies.can_decide_about_shop(actor, seller, at=at).require()
    named = account_of(seller)
    if named is None:
        raise NotFound
    require_own_name(seller)
    if named.confirmed_at is None:
        named.confirmed_at = at
        named.save(update_fields=["confirmed_at"])
        record("sellers.payout_account_confirmed", actor=actor, subject_code=seller.code, at=at)
    return named


def require_own_name(seller: Seller) -> None:
    """Let a shop pass whose account, if it named one, is in the seller's own name.

    :raises NotInOwnName: if it is not
    """
    named = account_of(seller)
    allowed = own_names(seller.kind, answers_of(seller))
    if named is not None and not any(is_same_name(named.owner_name, name) for name in allowed):
        raise NotInOwnName(allowed)


def tidy_account(bank_bin: str, account: str, owner_name: str) -> tuple[str, str]:
    """Number and owner of an account as they are kept: the number without gaps, in capitals.

    :raises Invalid: naming each answer that cannot be used
    """
    faults: dict[str, list[Sentence]] = {}
    number = re.sub(r"[\s.\-]", "", unicodedata.normalize("NFKC", account)).upper()
    owner = clean_line(owner_name)
    if bank_bin not in banks():
        faults["bank_bin"] = [_("Choose a bank from the list.")]
    if not _ACCOUNT.fullmatch(number):
        faults["account"] = [_("An account number has 4 to 19 digits or letters.")]
    if not owner or len(owner) > OWNER_MOST:
        faults["owner_name"] = [_("Write the owner's name as the bank writes it.")]
    if faults:
        raise Invalid(faults)
    return number, owner


def _number(kept: PayoutAccount) -> str:
    return open_sealed(kept.sealed_account).decode()
