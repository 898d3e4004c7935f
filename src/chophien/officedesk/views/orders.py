"""Orders of the area: found by code, phone or name; money that came or goes back."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.gateways.selectors import backs_of_refunds
from chophien.lib.errors import DomainError, StepNotAllowed
from chophien.officedesk import selectors
from chophien.officedesk.filters import LISTS, shelf_of
from chophien.officedesk.forms import MoneyCameForm, ReasonForm, RefundForm
from chophien.officedesk.money import awaited_transfers, timeline_of
from chophien.officedesk.paging import page_along, page_by_pk
from chophien.officedesk.selectors import Office
from chophien.officedesk.views import _office
from chophien.orders import policies
from chophien.orders.actions.cancelling import cancel_order
from chophien.orders.actions.interest import record_interest
from chophien.orders.actions.money import confirm_transfer, record_refund
from chophien.orders.actions.sending import receive_order
from chophien.orders.models import Order
from chophien.orders.selectors.lists import page_of
from chophien.orders.selectors.mismatches import mismatch_of, not_matching
from chophien.orders.selectors.orders import orders_found_by, orders_operated_by
from chophien.orders.selectors.pages import order_page
from chophien.orders.selectors.refunds import words_of_reason
from chophien.orders.states import OrderStatus
from chophien.payments.selectors.asking import accounts_asked, asked_about, waiting_for_account
from chophien.payments.selectors.refunds import late_interest
from chophien.uploads.selectors import photo_sources
from chophien.web.decorators import safe_next
from chophien.web.forms import PlainForm

INTEREST_MOST = 100


@require_safe
@_office.operating
def orders(request: SignedInRequest, office: Office) -> HttpResponse:
    """Orders, newest first, or those that a code, a phone number or a name means."""
    shelf = shelf_of(LISTS["orders"], request.user, request.GET.dict())
    if shelf.away:
        return HttpResponseRedirect(shelf.away)
    text, state, province = shelf.said("q", "loai", "tinh")
    area = orders_operated_by(request.user, at=timezone.now())
    found = selectors.orders_narrowed(orders_found_by(area, text), status=state, province=province)
    page = page_of(found, cursor=request.GET.get("trang", ""), purpose="officedesk.orders")
    context = {
        "page": page,
        "text": text,
        "state": state,
        "province": province,
        "states": OrderStatus.choices,
        "provinces": selectors.provinces_of_office(request.user, at=timezone.now()),
        "previous": _office.address("orders", **shelf.asked, trang=page.previous) if page.previous else "",
        "following": _office.address("orders", **shelf.asked, trang=page.following) if page.following else "",
        "shelf": shelf,
    }
    return _office.page(request, "orders.html", office, context)


@require_safe
@_office.operating
def order(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """One order with everything around it."""
    return _order_page(request, office, _find(request, code))


@require_POST
@_office.operating
def paid(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """The transfer for the order's group came."""

    def step(found: Order, said: dict[str, str], at: datetime) -> object:
        return confirm_transfer(group=found.group, actor=request.user, at=at, reference=said["reference"])

    return _step(request, office, code, MoneyCameForm(request.POST), step)


@require_POST
@_office.operating
def refunded(request: SignedInRequest, office: Office, code: str, refund_code: str) -> HttpResponse:
    """Money went back to the buyer, or the interest of money that had gone back late."""
    now = timezone.now()
    owed = selectors.interest_owed(request.user, refund_code, at=now)
    if owed is not None and owed.refund.payment.order_code == code:

        def transfer(_found: Order, said: dict[str, Any], at: datetime) -> object:
            return record_interest(interest=owed, reference=said["reference"], actor=request.user, at=at)

        return _step(request, office, code, RefundForm(request.POST), transfer)
    refunds = selectors.refunds_due(request.user, at=now)
    refund = get_object_or_404(refunds, code=refund_code, payment__order_code=code)

    def step(_found: Order, said: dict[str, Any], at: datetime) -> object:
        return record_refund(
            refund=refund, reference=said["reference"], actor=request.user, at=at, with_interest=not said["bare"]
        )

    return _step(request, office, code, RefundForm(request.POST), step)


@require_POST
@_office.operating
def cancel(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """Hủy đơn, for the seller or the buyer, with a reason that both read."""

    def step(found: Order, said: dict[str, str], at: datetime) -> object:
        return cancel_order(order=found, reason=said["reason"], actor=request.user, at=at)

    return _step(request, office, code, ReasonForm(request.POST), step)


@require_POST
@_office.operating
def receive(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """Đã nhận hàng, for a buyer who said so by phone; said once more, it is received already."""

    def step(found: Order, _said: dict[str, str], at: datetime) -> object:
        try:
            return receive_order(order=found, actor=request.user, at=at)
        except StepNotAllowed:
            if (again := _find(request, code)).status == OrderStatus.COMPLETED:
                return again
            raise

    return _step(request, office, code, None, step)


@require_safe
@_office.operating
def money(request: SignedInRequest, office: Office) -> HttpResponse:
    """Transfers that have not come, and money that goes back, most urgent first."""
    at = timezone.now()
    waiting = selectors.payments_awaited(request.user, at=at)
    page = page_by_pk(waiting, cursor=request.GET.get("trang", ""), purpose="officedesk.money", newest_first=False)
    refunds = page_along(
        selectors.refunds_to_pay(request.user, at=at),
        "due_on",
        cursor=request.GET.get("trang-hoan", ""),
        purpose="officedesk.refunds",
    )
    interests = list(selectors.interest_to_pay(request.user, at=at)[:INTEREST_MOST])
    context = {
        "rows": awaited_transfers(page.rows),
        "refunds": refunds.rows,
        "interest": {one.pk: late_interest(one, at=at) for one in refunds.rows},
        "interests": interests,
        "asked": asked_about([*(one.code for one in refunds.rows), *(one.code for one in interests)]),
        "why": words_of_reason,
        "following_refunds": (
            _office.address("money", **{"trang-hoan": refunds.following}) + "#hoan" if refunds.following else ""
        ),
        "following": _office.address("money", trang=page.following) if page.following else "",
        "here": request.get_full_path(),
    }
    return _office.page(request, "money.html", office, context)


@require_safe
@_office.operating
def mismatches(request: SignedInRequest, office: Office) -> HttpResponse:
    """Orders whose money does not fit them, the longest first."""
    at = timezone.now()
    found = not_matching(orders_operated_by(request.user, at=at), at=at)
    page = page_along(found, "since", cursor=request.GET.get("trang", ""), purpose="officedesk.mismatches")
    context = {
        "rows": [(one, mismatch_of(one)) for one in page.rows],
        "following": _office.address("mismatches", trang=page.following) if page.following else "",
    }
    return _office.page(request, "mismatches.html", office, context)


def _step(
    request: SignedInRequest,
    office: Office,
    code: str,
    form: PlainForm | None,
    step: Callable[[Order, dict[str, Any], datetime], object],
) -> HttpResponse:
    at = timezone.now()
    found = _find(request, code)
    if form is not None and not form.is_valid():
        return _order_page(request, office, found, form=form, status=_office.INVALID)
    try:
        step(found, form.cleaned_data if form else {}, at)
    except DomainError as refusal:
        return _order_page(request, office, found, form=form, problem=refusal, status=_office.REFUSED)
    return HttpResponseRedirect(safe_next(request, default=_office.address("order", code)))


def _find(request: SignedInRequest, code: str) -> Order:
    found: Order = get_object_or_404(orders_operated_by(request.user, at=timezone.now()), code=code)
    return found


def _order_page(
    request: SignedInRequest,
    office: Office,
    found: Order,
    *,
    form: PlainForm | None = None,
    problem: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    at = timezone.now()
    found = _find(request, found.code)
    page = order_page(found, actor=request.user, at=at)
    by_gateway = selectors.refunds_of_gateways(page.refunds)
    asked = {one.about: one for one in accounts_asked(found.group.code)}
    waits = any(owed.is_open for back in page.backs for owed in back.apart)
    context = {
        "page": page,
        "order": found,
        "group": found.group,
        "contact": policies.can_see_contact(request.user, found, at=at),
        "steps": timeline_of(page),
        "why": words_of_reason,
        "by_gateway": by_gateway,
        "interest": {one.pk: late_interest(one, at=at) for one in page.refunds},
        "interests": selectors.interest_on(found.code, request.user, at=at) if waits else [],
        "asked": asked,
        "unnamed": waiting_for_account([code for code, one in asked.items() if one.answered_at is None]),
        "backs": backs_of_refunds(page.refunds) if by_gateway else {},
        "photos": photo_sources([line.photo_code for line in page.lines if line.photo_code]),
        "form": form,
        "problem": problem,
    }
    return _office.page(request, "order.html", office, context, status=status)
