"""A seller is paid to an account in the own name only, and an operator confirms it."""

import pytest

from chophien.accounts.tests.factories import operator
from chophien.audit.models import Entry
from chophien.lib.errors import Invalid, NotFound, NotPermitted
from chophien.messages.models import Notice, OutgoingSms
from chophien.sellers.actions.papers import save_identity
from chophien.sellers.actions.payout import confirm_payout_account, set_payout_account
from chophien.sellers.actions.standing import approve_seller
from chophien.sellers.errors import IdentityFirst, NotInOwnName
from chophien.sellers.models import PayoutAccount, Seller
from chophien.sellers.selectors.papers import accounts_to_confirm
from chophien.sellers.states import SellerKind, SellerStatus
from chophien.sellers.tests.factories import NOON, a_draft, complete, lan, packer_of, send_in
from chophien.uploads.sealing import open_sealed

pytestmark = pytest.mark.django_db

AGRIBANK = "970405"


def named(seller: Seller, person, *, owner: str = "LY MAY CHAN", account: str = "8300 2051 2345 6") -> PayoutAccount:
    return set_payout_account(
        seller=seller, bank_bin=AGRIBANK, account=account, owner_name=owner, actor=person, at=NOON
    )


def test_the_number_is_sealed_and_only_its_end_is_shown():
    person = lan()
    seller = complete(a_draft(person), person)

    account = named(seller, person)

    assert (account.bank_bin, account.account_tail, account.owner_name, account.confirmed_at) == (
        AGRIBANK,
        "3456",
        "LY MAY CHAN",
        None,
    )
    assert open_sealed(account.sealed_account) == b"8300205123456"
    assert Entry.objects.get(what="sellers.payout_account_set").facts == {"bank": AGRIBANK}


@pytest.mark.parametrize("owner", ["SUNG A PAO", "LY MAY CHAN EM", "Hợp tác xã Nông sản Tả Phìn"])
def test_s02_an_account_of_somebody_else_is_refused_with_the_names_that_may_own_it(owner):
    person = lan()
    seller = complete(a_draft(person), person)

    with pytest.raises(NotInOwnName) as refusal:
        named(seller, person, owner=owner)

    assert str(refusal.value) == (
        "Tiền chỉ trả vào tài khoản đứng tên chính người bán: Lý Mẩy Chạn. "
        "Không dùng được tài khoản của hàng xóm, con cái hay người giúp."
    )
    assert not PayoutAccount.objects.exists()


def test_a_cooperative_is_not_paid_to_its_representatives_own_account():
    person = lan()
    seller = complete(a_draft(person, SellerKind.COOPERATIVE), person)

    with pytest.raises(NotInOwnName):
        named(seller, person, owner="LY MAY CHAN")

    assert named(seller, person, owner="HTX NONG SAN TA PHIN").owner_name == "HTX NONG SAN TA PHIN"


def test_before_it_is_written_down_who_sells_no_account_is_named():
    person = lan()

    with pytest.raises(IdentityFirst):
        named(a_draft(person), person)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"bank_bin": "000000"}, "bank_bin"),
        ({"account": ""}, "account"),
        ({"account": "12'; DROP TABLE"}, "account"),
        ({"account": "1" * 20}, "account"),
        ({"owner_name": " "}, "owner_name"),
        ({"owner_name": "A" * 121}, "owner_name"),
    ],
)
def test_each_answer_that_cannot_be_used_is_named(facts, field):
    person = lan()
    seller = complete(a_draft(person), person)
    sound = {"bank_bin": AGRIBANK, "account": "123456", "owner_name": "LY MAY CHAN"}

    with pytest.raises(Invalid) as refusal:
        set_payout_account(seller=seller, actor=person, at=NOON, **{**sound, **facts})

    assert list(refusal.value.field_errors) == [field]


def test_only_the_manager_names_an_account():
    person = lan()
    seller = complete(a_draft(person), person)

    with pytest.raises(NotPermitted):
        named(seller, packer_of(seller))


def test_naming_the_same_account_again_keeps_it_confirmed():
    person = lan()
    seller = complete(a_draft(person), person)
    named(seller, person)
    confirm_payout_account(seller=seller, actor=operator(), at=NOON)

    again = named(seller, person)

    assert again.confirmed_at == NOON
    assert not OutgoingSms.objects.exists()


def test_another_account_has_to_be_confirmed_anew_and_its_people_are_told():
    person = lan()
    seller = complete(a_draft(person), person)
    named(seller, person)
    confirm_payout_account(seller=seller, actor=operator(), at=NOON)

    changed = named(seller, person, account="999900001111")

    (sms,) = OutgoingSms.objects.all()
    assert (changed.account_tail, changed.confirmed_at) == ("1111", None)
    assert Notice.objects.filter(person_code=person.code).count() == 1
    assert sms.phone == person.phone
    assert "999900001111" not in sms.text


def test_approving_a_shop_confirms_the_account_it_has_named():
    person = lan()
    seller = complete(a_draft(person), person)
    named(seller, person)
    send_in(seller, person)

    approve_seller(seller=seller, actor=operator(), at=NOON)

    assert PayoutAccount.objects.get().confirmed_at == NOON


def test_a_shop_whose_name_was_changed_after_its_account_was_named_is_not_sent_in():
    person = lan()
    seller = complete(a_draft(person), person)
    named(seller, person)
    save_identity(seller=seller, answers={"full_name": "Sùng A Páo"}, actor=person, at=NOON)

    with pytest.raises(NotInOwnName):
        send_in(seller, person)

    seller.refresh_from_db()
    assert seller.status == SellerStatus.DRAFT


def test_accounts_that_wait_are_listed_for_operators_of_open_shops():
    person, officer = lan(), operator()
    seller = complete(a_draft(person), person)
    send_in(seller, person)
    approve_seller(seller=seller, actor=officer, at=NOON)

    account = named(seller, person)

    assert list(accounts_to_confirm(officer, at=NOON)) == [account]
    confirm_payout_account(seller=seller, actor=officer, at=NOON)
    assert list(accounts_to_confirm(officer, at=NOON)) == []


def test_what_was_not_named_cannot_be_confirmed():
    person = lan()

    with pytest.raises(NotFound):
        confirm_payout_account(seller=a_draft(person), actor=operator(), at=NOON)


def test_a_closed_shop_names_the_account_that_its_last_money_goes_to():
    person = lan()
    seller = complete(a_draft(person), person)
    PayoutAccount.objects.filter(seller=seller).delete()
    Seller.objects.update(status=SellerStatus.CLOSED)

    account = named(seller, person)
    office = operator()
    waiting = [one.pk for one in accounts_to_confirm(office, at=NOON)]
    confirm_payout_account(seller=seller, actor=office, at=NOON)

    assert (waiting, PayoutAccount.objects.get().confirmed_at) == ([account.pk], NOON)
