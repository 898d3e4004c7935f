"""From a request to a contract in force, and what becomes of its deliveries."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest

from chophien.accounts.tests.factories import PersonFactory
from chophien.audit.models import Entry
from chophien.lib.errors import Invalid, NotPermitted, StepNotAllowed
from chophien.messages.models import OutgoingSms
from chophien.orders.models import Order, OrderLine
from chophien.orders.tests.factories import NOON
from chophien.sellers.tests.factories import a_mandate, a_seller, helper_in, manager_of, packer_of
from chophien.wholesale.actions.deliveries import close_delivery, enter_index, send_part
from chophien.wholesale.actions.quoting import accept_quote, withdraw_quote
from chophien.wholesale.actions.requests import RequestFacts, change_request, withdraw_request
from chophien.wholesale.actions.signing import send_contract_code, sign_contract
from chophien.wholesale.actions.terms import set_terms
from chophien.wholesale.contract import contract_pdf
from chophien.wholesale.errors import (
    ContractCodeOld,
    ContractCodeWrong,
    IndexMissing,
    NothingLeftToDeliver,
    OwnRequest,
    QuotedAlready,
    QuoteOver,
    TermsChanged,
)
from chophien.wholesale.models import Contract, DeliveryPart, Signature
from chophien.wholesale.selectors.contracts import calendar_of, contract_seen_by
from chophien.wholesale.selectors.requests import requests_open_to
from chophien.wholesale.tests.factories import (
    FIRST,
    a_contract_in_force,
    a_draft_contract,
    a_quote_for,
    a_request_for,
    rice,
    some_terms,
)
from chophien.wholesale.units import in_words

pytestmark = pytest.mark.django_db


def pin_of(contract):
    text = OutgoingSms.objects.filter(about=contract.code).order_by("-pk")[0].text
    return re.search(r"\d{6}", text).group()


def test_s04_a_request_is_quoted_and_one_tap_makes_a_draft():
    request, variant = a_request_for(), rice()
    made = a_quote_for(request, variant)

    contract = accept_quote(quote=made, actor=request.buyer, at=NOON)
    again = accept_quote(quote=made, actor=request.buyer, at=NOON)

    days = [(one.due_on, one.quantity) for one in contract.deliveries.all()]
    assert again == contract
    assert days == [(FIRST + timedelta(days=7 * week), Decimal(2000)) for week in range(3)]
    assert (contract.base_vnd, contract.unit, contract.status, contract.most_percent) == (50_000, "kg", "draft", 8)
    assert request.__class__.objects.get().status == "agreed"


def test_two_tonnes_are_shown_with_their_kilograms_and_nothing_else_is_converted():
    assert in_words(Decimal(2), "tonne").replace("\u00a0", " ") == "2 tấn = 2.000 kg"
    assert in_words(Decimal(3), "quintal").replace("\u00a0", " ") == "3 tạ = 300 kg"
    assert in_words(Decimal(4), "yen").replace("\u00a0", " ") == "4 yến = 40 kg"
    assert in_words(Decimal(5), "box").replace("\u00a0", " ") == "5 hộp"


def test_what_cannot_be_converted_is_asked_for():
    with pytest.raises(Invalid) as refused:
        a_quote_for(a_request_for(unit="box"))

    assert list(refused.value.field_errors) == ["quantity"]


def test_shops_see_what_they_could_answer_and_not_who_asks():
    seller = rice().listing.seller
    other = a_seller()
    seen = a_request_for(from_province_code=seller.commune.province.code)
    a_request_for(from_province_code="79")
    withdraw_request(request=(gone := a_request_for()), actor=gone.buyer, at=NOON)

    assert list(requests_open_to(seller, on=FIRST)) == [seen]
    assert list(requests_open_to(other, on=FIRST)) == []
    assert list(requests_open_to(seller, on=FIRST + timedelta(days=15))) == []


def test_other_quotes_are_passed_over_and_a_late_tap_is_refused():
    request = a_request_for()
    first, second = a_quote_for(request), a_quote_for(request)

    with pytest.raises(QuoteOver):
        accept_quote(quote=first, actor=request.buyer, at=NOON + timedelta(days=8))
    accept_quote(quote=first, actor=request.buyer, at=NOON)

    second.refresh_from_db()
    assert second.status == "passed_over"
    with pytest.raises(StepNotAllowed):
        accept_quote(quote=second, actor=request.buyer, at=NOON)
    with pytest.raises(StepNotAllowed):
        withdraw_quote(quote=first, actor=manager_of(first.seller), at=NOON)


def test_only_the_asker_accepts_changes_and_withdraws():
    made, stranger = a_quote_for(), PersonFactory()

    with pytest.raises(NotPermitted):
        accept_quote(quote=made, actor=stranger, at=NOON)
    with pytest.raises(NotPermitted):
        withdraw_request(request=made.request, actor=stranger, at=NOON)
    with pytest.raises(NotPermitted):
        withdraw_quote(quote=made, actor=stranger, at=NOON)
    with pytest.raises(NotPermitted):
        a_quote_for(actor=stranger)


def test_a_helper_quotes_in_the_households_name_and_signs_nothing():
    variant = rice()
    helper = helper_in()
    a_mandate(seller=variant.listing.seller, helper=helper, at=NOON)

    made = a_quote_for(variant=variant, actor=helper)
    contract = accept_quote(quote=made, actor=made.request.buyer, at=NOON)

    assert made.on_behalf_of == variant.listing.seller.code
    with pytest.raises(NotPermitted):
        set_terms(contract=contract, terms=some_terms(), actor=helper, at=NOON)
    with pytest.raises(NotPermitted):
        send_contract_code(contract=contract, actor=helper, at=NOON)


def test_a_shop_quotes_once_and_not_to_itself():
    variant = rice()
    made = a_quote_for(variant=variant)

    with pytest.raises(QuotedAlready):
        a_quote_for(made.request, variant)
    with pytest.raises(OwnRequest):
        a_quote_for(a_request_for(buyer=packer_of(variant.listing.seller)), variant)


def test_a_changed_request_withdraws_the_quotes_for_the_old_one():
    made = a_quote_for()
    facts = _facts(made.request, quantity=Decimal(3))

    change_request(request=made.request, facts=facts, actor=made.request.buyer, at=NOON)

    made.refresh_from_db()
    assert made.status == "withdrawn"


def _facts(request, **changes):
    names = ["goods", "quantity", "unit", "rhythm", "first_on", "last_on", "commune"]
    return RequestFacts(**({name: getattr(request, name) for name in names} | changes))


def test_s04_both_sides_confirm_by_a_code_and_the_evidence_is_kept():
    contract = a_draft_contract()
    manager = manager_of(contract.seller)
    set_terms(contract=contract, terms=some_terms(), actor=manager, at=NOON)

    for person in (contract.buyer, manager):
        send_contract_code(contract=contract, actor=person, at=NOON)
        contract = sign_contract(contract=contract, pin=pin_of(contract), actor=person, at=NOON, consent=True)

    signed = Signature.objects.filter(confirmed_at__isnull=False)
    assert (contract.status, contract.agreed_at) == ("agreed", NOON)
    assert {(one.party, one.person.pk) for one in signed} == {("buyer", contract.buyer.pk), ("seller", manager.pk)}
    assert len({one.terms_digest for one in signed}) == 1
    assert Entry.objects.filter(what="wholesale.contract_signed").count() == 2
    assert contract_pdf(contract_seen_by(manager, contract.code, at=NOON), on=FIRST).startswith(b"%PDF")


def test_a_code_counts_once_for_its_terms_and_for_five_tries():
    contract = a_draft_contract()
    set_terms(contract=contract, terms=some_terms(), actor=contract.buyer, at=NOON)
    send_contract_code(contract=contract, actor=contract.buyer, at=NOON)
    pin = pin_of(contract)

    set_terms(contract=contract, terms=some_terms(base_vnd=49_000), actor=contract.buyer, at=NOON)
    with pytest.raises(TermsChanged):
        sign_contract(contract=contract, pin=pin, actor=contract.buyer, at=NOON, consent=True)
    for _try in range(5):
        with pytest.raises(ContractCodeWrong):
            sign_contract(contract=contract, pin="x", actor=contract.buyer, at=NOON, consent=True)
    with pytest.raises(ContractCodeOld):
        sign_contract(contract=contract, pin=pin, actor=contract.buyer, at=NOON, consent=True)

    assert Contract.objects.get().status == "draft"


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("base_vnd", {"base_vnd": 0}),
        ("cap_vnd", {"floor_vnd": 2, "cap_vnd": 1}),
        ("index_name", {"share_percent": 50, "base_index": Decimal(1)}),
        ("base_index", {"share_percent": 50, "index_name": "Giá Lào Cai"}),
        ("base_index", {"share_percent": 50, "index_name": "Giá", "base_index": Decimal("NaN")}),
        ("share_percent", {"share_percent": 101}),
        ("deposit_on", {"deposit_vnd": 1}),
        ("deposit_vnd", {"deposit_vnd": -1}),
        ("short_percent", {"short_percent": 9}),
        ("late_permyriad", {"late_permyriad": 801}),
        ("contact_name", {"contact_name": " "}),
    ],
)
def test_terms_that_cannot_be_name_their_field(field, changes):
    contract = a_draft_contract()

    with pytest.raises(Invalid) as refused:
        set_terms(contract=contract, terms=some_terms(**changes), actor=contract.buyer, at=NOON)

    assert field in refused.value.field_errors


def test_s04_a_part_delivery_becomes_an_order_at_the_contracts_price():
    contract = a_contract_in_force()
    manager = manager_of(contract.seller)

    part = send_part(contract=contract, number=1, quantity=Decimal(1500), idempotency_key="a", actor=manager, at=NOON)
    again = send_part(contract=contract, number=1, quantity=Decimal(1500), idempotency_key="a", actor=manager, at=NOON)

    order = Order.objects.get()
    assert again == part
    assert (part.order_code, order.origin, order.goods_vnd) == (order.code, "wholesale", 75_000_000)
    assert (OrderLine.objects.get().price_vnd, order.group.person) == (50_000, contract.buyer)
    with pytest.raises(NothingLeftToDeliver):
        send_part(contract=contract, number=1, quantity=Decimal(501), idempotency_key="b", actor=manager, at=NOON)
    assert (DeliveryPart.objects.count(), Order.objects.count()) == (1, 1)


def test_s04_late_and_short_deliveries_are_shown_to_both_and_end_the_contract():
    contract = a_contract_in_force(request=a_request_for(rhythm="once"))
    manager = manager_of(contract.seller)
    late = NOON + timedelta(days=(FIRST - NOON.date()).days + 4)
    send_part(contract=contract, number=1, quantity=Decimal(1000), idempotency_key="a", actor=manager, at=late)

    close_delivery(contract=contract, number=1, actor=contract.buyer, at=late)

    for person in (contract.buyer, manager):
        seen = contract_seen_by(person, contract.code, at=late)
        [row] = calendar_of(seen, on=late.date())
        assert (row.reckoning.days_late, row.reckoning.late_vnd) == (4, 1_000_000)
        assert (row.reckoning.missing, row.reckoning.short_vnd) == (1000, 2_500_000)
        assert row.reckoning.penalty_vnd == 3_500_000
        assert seen.status == "ended"


def test_a_price_that_follows_an_index_waits_for_its_figure():
    terms = some_terms(share_percent=60, index_name="Giá miến Lào Cai", base_index=Decimal(50), cap_vnd=60_000)
    contract = a_contract_in_force(terms=terms)
    manager = manager_of(contract.seller)

    with pytest.raises(IndexMissing):
        send_part(contract=contract, number=1, quantity=Decimal(1), idempotency_key="a", actor=manager, at=NOON)
    enter_index(contract=contract, on=NOON.date(), value=Decimal(55), source="Sở Công thương", actor=manager, at=NOON)
    part = send_part(contract=contract, number=1, quantity=Decimal(1), idempotency_key="a", actor=manager, at=NOON)

    assert part.price_vnd == 53_000
    with pytest.raises(Invalid):
        enter_index(contract=contract, on=NOON.date(), value=Decimal(9), source="Khác", actor=manager, at=NOON)


def test_strangers_see_no_contract():
    contract = a_draft_contract()

    assert contract_seen_by(PersonFactory(), contract.code, at=NOON) is None
    assert contract_seen_by(packer_of(contract.seller), contract.code, at=NOON) == contract
