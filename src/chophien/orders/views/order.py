"""The buyer's own orders: thanks, the whole group, one order, and what the buyer can do about it."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from markupsafe import Markup

from chophien.accounts.errors import CodeTooOld, WrongCode
from chophien.lib.errors import DomainError, Invalid, StepNotAllowed
from chophien.orders.actions.again import buy_again
from chophien.orders.actions.cancelling import cancel_order
from chophien.orders.actions.coming_back import give_account
from chophien.orders.actions.sending import receive_order
from chophien.orders.actions.writing import GROUP_PREFIX, ORDER_PREFIX
from chophien.orders.contract import contract_name, contract_pdf
from chophien.orders.errors import ReasonMissing
from chophien.orders.forms import ReasonForm
from chophien.orders.models import OrderGroup
from chophien.orders.selectors.buyers import BuyerOrder, group_of_order
from chophien.orders.selectors.orders import group_by_token
from chophien.orders.selectors.pages import group_page, order_page
from chophien.orders.states import OrderStatus, Side
from chophien.orders.timeline import story
from chophien.orders.views import _account, _buyer
from chophien.orders.views._steps import by_button
from chophien.payments.selectors import Transfer, transfer_for_group
from chophien.seasons.selectors.harvests import moved_by
from chophien.sellers.forms import AccountForm
from chophien.uploads.selectors import photo_sources
from chophien.web.decorators import safe_next

TOKEN = "k"  # noqa: S105 -- the name of the question, not its answer
INVALID, REFUSED = 422, 409


@never_cache
@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    """A group or an order of the reader's own, by its code however it was typed; a token in the address opens it."""
    at = timezone.now()
    written = _buyer.written_code(code, [ORDER_PREFIX, GROUP_PREFIX])
    if token := request.GET.get(TOKEN, ""):
        return _opened(request, written, token, at=at)
    if written != code:
        return HttpResponseRedirect(reverse("orders:order", args=[written]))
    if written.startswith(ORDER_PREFIX):
        return _order(request, _buyer.find_order(request, written, at=at), at=at)
    return _group(request, _buyer.find_group(request, written, at=at).group)


@never_cache
@require_safe
def thanks(request: HttpRequest, code: str) -> HttpResponse:
    """What comes right after the order button: what was ordered, what happens next, how to pay."""
    at = timezone.now()
    group = _buyer.find_group(request, _buyer.written_code(code, [GROUP_PREFIX]), at=at).group
    return _group(request, group, template="thanks")


@by_button("orders:order")
def cancel(request: HttpRequest, code: str) -> HttpResponse:
    """Call the order off, with a reason for the seller."""
    at = timezone.now()
    found = _buyer.find_order(request, code, at=at)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _order(request, found, at=at, form=form, status=INVALID)
    try:
        cancel_order(order=found.order, reason=form.cleaned_data["reason"], actor=found.actor, at=at)
    except ReasonMissing as refusal:
        form.add_error("reason", str(refusal))
        return _order(request, found, at=at, form=form, status=INVALID)
    except DomainError as refusal:
        return _again(request, found, refusal, at=at, form=form)
    return _back(found, done="huy")


@by_button("orders:order")
def receive(request: HttpRequest, code: str) -> HttpResponse:
    """The buyer has the parcel; said once more, it is received already."""
    at = timezone.now()
    found = _buyer.find_order(request, code, at=at)
    try:
        receive_order(order=found.order, actor=found.actor, at=at)
    except StepNotAllowed as refusal:
        if _buyer.find_order(request, code, at=at).order.status == OrderStatus.COMPLETED:
            return _back(found, done="da-nhan")
        return _again(request, found, refusal, at=at)
    except DomainError as refusal:
        return _again(request, found, refusal, at=at)
    return _back(found, done="nhan")


@by_button("orders:order")
def account(request: HttpRequest, code: str) -> HttpResponse:
    """Where money goes that the bank could not bring."""
    at = timezone.now()
    found = _buyer.find_order(request, code, at=at)
    if "send" in request.POST:
        try:
            _account.send_code_to_buyer(request, found, at=at)
        except DomainError as refusal:
            return _again(request, found, refusal, at=at)
        here = reverse("orders:order", args=[found.order.code])
        return HttpResponseRedirect(f"{safe_next(request, default=here)}#tai-khoan")
    form = _account.account_form(request, found)
    if form.is_valid():
        reader = _buyer.person_of(request)
        try:
            give_account(order=found.order, reader=reader, actor=found.actor, at=at, **form.cleaned_data)
        except Invalid as refusal:
            form.take_faults(refusal.field_errors)
        except (WrongCode, CodeTooOld) as refusal:
            form.add_error("code", str(refusal))
        except DomainError as refusal:
            return _again(request, found, refusal, at=at)
        else:
            here = reverse("orders:order", args=[found.order.code])
            return HttpResponseRedirect(safe_next(request, default=f"{here}?xong=tai-khoan"))
    return _order(request, found, at=at, account_form=form, status=INVALID)


@by_button("orders:order")
def again(request: HttpRequest, code: str) -> HttpResponse:
    """Put the same goods into the cart once more."""
    at = timezone.now()
    found = _buyer.find_order(request, code, at=at)
    cart = _buyer.need_cart(request, at=at)
    refused = buy_again(cart=cart, order=found.order, actor=_buyer.actor_of(request), at=at)
    response = HttpResponseRedirect(reverse("orders:cart") + (f"?thieu={len(refused)}" if refused else ""))
    _buyer.remember_cart(request, response, cart)
    return response


@never_cache
@require_safe
def contract(request: HttpRequest, code: str) -> HttpResponse:
    """The contract as a PDF to keep."""
    order = _buyer.find_order(request, code, at=timezone.now()).order
    response = HttpResponse(contract_pdf(order), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{contract_name(order)}"'
    return response


@never_cache
@require_safe
def qr_picture(request: HttpRequest, code: str) -> HttpResponse:
    """The transfer's code as a picture to save, for who orders and pays on the same phone."""
    written = _buyer.written_code(code, [GROUP_PREFIX])
    group = _buyer.find_group(request, written, at=timezone.now()).group
    transfer = transfer_for_group(group.code)
    if transfer is None:
        raise Http404
    response = HttpResponse(transfer.png(), content_type="image/png")
    response["Content-Disposition"] = f'attachment; filename="vietqr-{group.code}.png"'
    return response


def _opened(request: HttpRequest, code: str, token: str, *, at: datetime) -> HttpResponse:
    """Let the browser remember what the token opens, and take the token out of the address."""
    group_code = code if code.startswith(GROUP_PREFIX) else group_of_order(code)
    access = group_by_token(group_code, token, at=at)
    if access is None:
        raise Http404
    response = HttpResponseRedirect(reverse("orders:order", args=[code]))
    _buyer.remember_group(request, response, access.group.code)
    return response


def _group(request: HttpRequest, group: OrderGroup, *, template: str = "group") -> HttpResponse:
    page = group_page(group)
    if template == "group" and len(page.orders) == 1:
        return HttpResponseRedirect(reverse("orders:order", args=[page.orders[0].code]))
    held_until = next((order.held_until for order in page.orders if order.held_until), None)
    context = {
        "page": page,
        "group": group,
        "is_guest": _buyer.person_of(request) is None,
        **_paying(group, page.transfer, held_until),
    }
    return render(request, f"orders/buyer/{template}.html", context)


def _order(
    request: HttpRequest,
    found: BuyerOrder,
    *,
    at: datetime,
    form: ReasonForm | None = None,
    account_form: AccountForm | None = None,
    problem: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    page = order_page(found.order, actor=found.actor, at=at)
    context = {
        "page": page,
        "order": page.order,
        "group": page.order.group,
        "steps": story(page, reader=Side.BUYER, at=at),
        "moved_by": moved_by(page.preorder.harvest) if page.preorder and page.preorder.moves else "",
        "photos": photo_sources([line.photo_code for line in page.lines if line.photo_code]),
        "form": form or ReasonForm(),
        "problem": problem,
        "done": request.GET.get("xong", ""),
        **_account.account_context(request, found, at=at, form=account_form),
        **_paying(page.order.group, page.transfer, page.order.held_until),
    }
    return render(request, "orders/buyer/order.html", context, status=status)


def show_refused(request: HttpRequest, found: BuyerOrder, refusal: DomainError, *, at: datetime) -> HttpResponse:
    """The order's page as it stands now, with why a step of another view was not taken."""
    return _again(request, found, refusal, at=at)


def _again(
    request: HttpRequest, found: BuyerOrder, refusal: DomainError, *, at: datetime, form: ReasonForm | None = None
) -> HttpResponse:
    """The order as it stands now, and why nothing was done."""
    fresh = _buyer.find_order(request, found.order.code, at=at)
    return _order(request, fresh, at=at, form=form, problem=refusal, status=REFUSED)


def _paying(group: OrderGroup, transfer: Transfer | None, held_until: datetime | None) -> dict[str, object]:
    """What the panel for an awaited transfer needs."""
    drawn = Markup(transfer.svg(title="VietQR")) if transfer else ""  # noqa: S704 -- drawn by us from checked digits
    return {"transfer": transfer, "qr": drawn, "held_until": held_until, "group_code": group.code}


def _back(found: BuyerOrder, *, done: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('orders:order', args=[found.order.code])}?xong={done}")
