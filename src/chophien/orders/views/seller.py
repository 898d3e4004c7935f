"""The shop's side of an order: the list by what is to be done, one order, and the steps of the shop."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from chophien.accounts.models import Person
from chophien.accounts.requests import SignedInRequest
from chophien.lib.errors import DomainError, Sentence
from chophien.lots.selectors.lots import packed_of
from chophien.orders import policies
from chophien.orders.actions.answers import confirm_order, refuse_order
from chophien.orders.actions.cancelling import cancel_order
from chophien.orders.actions.money import confirm_transfer
from chophien.orders.actions.sending import hand_over_order, pack_order
from chophien.orders.actions.writing import ORDER_PREFIX
from chophien.orders.contract import contract_name, contract_pdf
from chophien.orders.forms import HandOverForm, ReasonForm, TransferForm
from chophien.orders.models import Order
from chophien.orders.selectors.fees import fees_of
from chophien.orders.selectors.lists import pile_counts, pile_of, rows_of
from chophien.orders.selectors.orders import orders_visible_to
from chophien.orders.selectors.pages import PILES, order_page, shops_of
from chophien.orders.selectors.promised import promised_of
from chophien.orders.states import Side
from chophien.orders.timeline import story
from chophien.orders.views import _buyer
from chophien.orders.views._steps import by_button
from chophien.sellers.models import Seller
from chophien.sellers.selectors.helping import helping_for
from chophien.tax.actions.invoices import issued_file
from chophien.uploads.selectors import photo_sources
from chophien.web.decorators import signed_in
from chophien.web.downloads import private_file_response
from chophien.web.forms import PlainForm
from chophien.web.htmx import is_fragment_wanted

INVALID, REFUSED = 422, 409
SHOP = "gian"
PILE_WORDS: dict[str, Sentence] = {
    "to_answer": _("New"),
    "to_pack": _("To pack"),
    "to_hand_over": _("To hand over"),
    "on_the_way": _("On the way"),
    "awaiting_transfer": _("Waiting for money"),
    "before_harvest": _("Before the harvest"),
    "done": _("Completed"),
    "cancelled": _("Cancelled"),
}
SELDOM = frozenset({"before_harvest"})
"""Piles that most shops never have: shown where something lies in them."""
Step = Callable[[Order, Person, dict[str, str], datetime], object]


@never_cache
@require_safe
@signed_in
def orders(request: SignedInRequest) -> HttpResponse:
    """A shop's orders in piles; without a choice the first pile in which something waits."""
    at = timezone.now()
    shops = shops_of(request.user, at=at)
    shop = _chosen(shops, request.GET.get(SHOP, ""), remembered=str(request.session.get(SHOP, "")))
    counts = pile_counts(shop)
    pile = request.GET.get("loai", "")
    if pile not in PILES:
        pile = next((one for one in PILES if counts.get(one)), "to_answer")
    page = pile_of(shop, pile, cursor=request.GET.get("trang", ""))
    context = {
        "shop": shop,
        "shops": shops,
        "helping": helping_for(request.user, shop, at=at),
        "pile": pile,
        "piles": _piles(counts, pile),
        "rows": rows_of(page.orders, actor=request.user, at=at),
        "page": page,
    }
    return render(request, "orders/seller/list.html", context)


@never_cache
@require_safe
@signed_in
def order(request: SignedInRequest, code: str) -> HttpResponse:
    """One order as the shop sees it, with the step that comes next."""
    at = timezone.now()
    found = _find(request, code, at=at)
    if found.code != code:
        return HttpResponseRedirect(reverse("orders:seller-order", args=[found.code]))
    return _page(request, found, at=at)


@never_cache
@require_safe
@signed_in
def contract(request: SignedInRequest, code: str) -> HttpResponse:
    """The shop's copy of the contract, however the shop stands; without the buyer's door once that is not shown."""
    at = timezone.now()
    found = _find(request, code, at=at)
    if not policies.can_take_contract(request.user, found, at=at):
        raise Http404
    contact = bool(policies.can_see_contact(request.user, found, at=at))
    response = HttpResponse(contract_pdf(found, with_contact=contact), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{contract_name(found)}"'
    return response


@by_button("orders:seller-order")
@signed_in
def invoice(request: SignedInRequest, code: str) -> HttpResponse:
    """The data of the order's invoice as a file, made when it is asked for first."""
    at = timezone.now()
    found = _find(request, code, at=at)
    if not policies.can_take_contract(request.user, found, at=at):
        raise Http404
    opened = issued_file(subject_code=found.code, seller=found.seller, actor=request.user, at=at)
    return private_file_response(opened.data, content_type=opened.content_type, name=opened.name)


@by_button("orders:seller-order")
@signed_in
def confirm(request: SignedInRequest, code: str) -> HttpResponse:
    """Nhận đơn."""
    return _step(request, code, lambda order, actor, _typed, at: confirm_order(order=order, actor=actor, at=at))


@by_button("orders:seller-order")
@signed_in
def pack(request: SignedInRequest, code: str) -> HttpResponse:
    """Đã đóng gói."""
    return _step(request, code, lambda order, actor, _typed, at: pack_order(order=order, actor=actor, at=at))


@by_button("orders:seller-order")
@signed_in
def hand_over(request: SignedInRequest, code: str) -> HttpResponse:
    """Đã giao cho bưu tá, with the carrier and the tracking code if there are any."""

    def step(order: Order, actor: Person, typed: dict[str, str], at: datetime) -> object:
        return hand_over_order(order=order, actor=actor, at=at, **typed)

    return _step(request, code, step, form=HandOverForm(request.POST), name="hand_over")


@by_button("orders:seller-order")
@signed_in
def refuse(request: SignedInRequest, code: str) -> HttpResponse:
    """Từ chối, with a reason for the buyer."""

    def step(order: Order, actor: Person, typed: dict[str, str], at: datetime) -> object:
        return refuse_order(order=order, reason=typed["reason"], actor=actor, at=at)

    return _step(request, code, step, form=ReasonForm(request.POST), name="refuse")


@by_button("orders:seller-order")
@signed_in
def cancel(request: SignedInRequest, code: str) -> HttpResponse:
    """Call off an order that was accepted, with a reason for the buyer."""

    def step(order: Order, actor: Person, typed: dict[str, str], at: datetime) -> object:
        return cancel_order(order=order, reason=typed["reason"], actor=actor, at=at)

    return _step(request, code, step, form=ReasonForm(request.POST), name="cancel")


@by_button("orders:seller-order")
@signed_in
def paid(request: SignedInRequest, code: str) -> HttpResponse:
    """The buyer's transfer came."""

    def step(order: Order, actor: Person, typed: dict[str, str], at: datetime) -> object:
        return confirm_transfer(group=order.group, actor=actor, at=at, reference=typed["reference"])

    return _step(request, code, step, form=TransferForm(request.POST), name="paid")


def _step(
    request: SignedInRequest, code: str, step: Step, *, form: PlainForm | None = None, name: str = ""
) -> HttpResponse:
    """Find the order, take the step, answer with the row or the page; a refusal comes back with what was typed."""
    at = timezone.now()
    found = _find(request, code, at=at)
    forms: dict[str, PlainForm] = {name: form} if form else {}
    if form is not None and not form.is_valid():
        return _page(request, found, at=at, forms=forms, status=INVALID)
    problem = None
    try:
        step(found, request.user, form.cleaned_data if form else {}, at)
    except DomainError as refusal:
        problem = refusal
    if is_fragment_wanted(request):
        return _step_taken(request, _find(request, code, at=at), problem, at=at)
    if problem is not None:
        return _page(request, _find(request, code, at=at), at=at, forms=forms, problem=problem, status=REFUSED)
    return HttpResponseRedirect(reverse("orders:seller-order", args=[found.code]))


def _step_taken(request: SignedInRequest, found: Order, problem: DomainError | None, *, at: datetime) -> HttpResponse:
    """The order's row as it is now, and the piles of the list that the step was taken in."""
    [row] = rows_of([found], actor=request.user, at=at)
    seen = parse_qs(urlsplit(request.headers.get("HX-Current-URL", "")).query).get("loai", [""])[0]
    counts = pile_counts(found.seller)
    pile = seen if seen in PILES else ""
    context = {"row": row, "problem": problem, "shop": found.seller, "pile": pile, "piles": _piles(counts, pile)}
    return render(request, "orders/seller/_step_taken.html", context, status=REFUSED if problem else 200)


def _piles(counts: Mapping[str, int], chosen: str) -> list[tuple[str, Sentence, int]]:
    """Each pile with how many lie in it; those that most shops never have only where something does."""
    return [
        (key, words, counts.get(key, 0))
        for key, words in PILE_WORDS.items()
        if key not in SELDOM or counts.get(key) or key == chosen
    ]


def _find(request: SignedInRequest, code: str, *, at: datetime) -> Order:
    """The order if the person serves it for its shop.

    :raises Http404: if not, or if there is none
    """
    written = _buyer.written_code(code, [ORDER_PREFIX])
    found: Order = get_object_or_404(orders_visible_to(request.user, at=at), code=written)
    if not policies.can_serve_order(request.user, found, at=at):
        raise Http404
    return found


def _chosen(shops: Sequence[Seller], wanted: str, *, remembered: str) -> Seller:
    """The shop that was asked for, else the one chosen last on the desk, else the first one of the person's.

    :raises Http404: if the person works for none, or not for the one that was asked for
    """
    by_code = {shop.code: shop for shop in shops}
    found = by_code.get(wanted) if wanted else by_code.get(remembered, next(iter(shops), None))
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest,
    found: Order,
    *,
    at: datetime,
    forms: dict[str, PlainForm] | None = None,
    problem: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = _buyer.actor_of(request)
    page = order_page(found, actor=actor, at=at)
    packed = packed_of(found.code)
    context = {
        "page": page,
        "order": found,
        "helping": helping_for(actor, found.seller, at=at),
        "group": found.group,
        "steps": story(page, reader=Side.SELLER, at=at),
        "photos": photo_sources([line.photo_code for line in page.lines if line.photo_code]),
        "contact": policies.can_see_contact(actor, found, at=at),
        "contract": policies.can_take_contract(actor, found, at=at),
        "packed_of": packed,
        "promised": promised_of([one.line for one in page.lines], packed, at=at),
        "fee": fees_of(found) if policies.can_see_fee(actor, found, at=at) else None,
        "problem": problem,
        "forms": {
            "refuse": ReasonForm(),
            "cancel": ReasonForm(),
            "hand_over": HandOverForm(),
            "paid": TransferForm(),
        }
        | (forms or {}),
    }
    return render(request, "orders/seller/order.html", context, status=status)
