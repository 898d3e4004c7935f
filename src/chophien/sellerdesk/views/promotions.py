"""A shop's promotions: vouchers, combos and group purchases; set up, paused, ended."""

from collections.abc import Callable
from datetime import datetime

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.lib.dates import local_date
from chophien.lib.errors import DomainError, Invalid
from chophien.orders.actions.group_buying import call_off_group_purchase
from chophien.promotions.actions.combos import make_combo, step_combo
from chophien.promotions.actions.purchases import start_purchase
from chophien.promotions.actions.vouchers import make_voucher, step_voucher
from chophien.promotions.errors import CodeTaken
from chophien.promotions.forms import ComboForm, DaysForm, PurchaseForm, VoucherForm
from chophien.sellerdesk import promotions as reads
from chophien.sellerdesk.selectors import Desk
from chophien.sellerdesk.views import _desk
from chophien.sellers.models import Seller
from chophien.switches.requests import closed
from chophien.switches.selectors import is_on
from chophien.switches.states import Feature
from chophien.web.decorators import signed_in

STEPS = {"tam-dung": "pause", "chay-tiep": "resume", "ket-thuc": "end"}


@never_cache
@require_safe
@signed_in
def promotions(request: SignedInRequest) -> HttpResponse:
    """All of them, with what is left of each."""
    return _page(request, _desk.need_desk(request, at=timezone.now(), manager=True))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new_voucher(request: SignedInRequest) -> HttpResponse:
    """Set up a voucher that the shop pays for."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, manager=True)
    if not is_on(Feature.SELLER_VOUCHERS, at=at, province_code=desk.seller.commune.province.code):
        return closed(request, Feature.SELLER_VOUCHERS)
    choices = {"goods": reads.goods_to_choose(desk.seller), "provinces": reads.provinces_to_choose()}
    form = VoucherForm(request.POST or None, initial=_today(at), **choices)

    def make() -> None:
        make_voucher(facts=form.facts(), seller=desk.seller, actor=request.user, at=at)

    return _new(request, desk, form, make, "new-voucher")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new_combo(request: SignedInRequest) -> HttpResponse:
    """Set up goods that cost less together."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, manager=True)
    form = ComboForm(request.POST or None, initial=_today(at), goods=reads.sizes_to_choose(desk.seller))

    def make() -> None:
        kept = form.cleaned_data
        make_combo(
            seller=desk.seller,
            name=kept["name"],
            price_vnd=kept["price_vnd"],
            parts=form.parts(),
            starts_on=kept["starts_on"],
            ends_on=kept["ends_on"],
            actor=request.user,
            at=at,
        )

    return _new(request, desk, form, make, "new-combo")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new_purchase(request: SignedInRequest) -> HttpResponse:
    """Set up a group purchase."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, manager=True)
    if not is_on(Feature.GROUP_PURCHASES, at=at, province_code=desk.seller.commune.province.code):
        return closed(request, Feature.GROUP_PURCHASES)
    form = PurchaseForm(request.POST or None, initial=_today(at), goods=reads.sizes_to_choose(desk.seller))

    def make() -> None:
        start_purchase(seller=desk.seller, facts=form.facts(), actor=request.user, at=at)

    return _new(request, desk, form, make, "new-purchase")


@require_POST
@signed_in
def voucher_step(request: SignedInRequest, code: str, step: str) -> HttpResponse:
    """Pause a voucher, let it run again, or end it."""
    at = timezone.now()
    voucher = reads.voucher_managed_by(request.user, code, at=at)
    if voucher is None or voucher.seller is None or step not in STEPS:
        raise Http404
    return _stepped(
        request,
        voucher.seller,
        lambda: step_voucher(voucher=voucher, step=STEPS[step], actor=request.user, at=at),
        at=at,
    )


@require_POST
@signed_in
def combo_step(request: SignedInRequest, code: str, step: str) -> HttpResponse:
    """Pause a combo, let it run again, or end it."""
    at = timezone.now()
    combo = reads.combo_managed_by(request.user, code, at=at)
    if combo is None or step not in STEPS:
        raise Http404
    return _stepped(
        request, combo.seller, lambda: step_combo(combo=combo, step=STEPS[step], actor=request.user, at=at), at=at
    )


@require_POST
@signed_in
def purchase_off(request: SignedInRequest, code: str) -> HttpResponse:
    """Call a group purchase off while buyers gather."""
    at = timezone.now()
    purchase = reads.purchase_managed_by(request.user, code, at=at)
    if purchase is None:
        raise Http404
    return _stepped(
        request,
        purchase.seller,
        lambda: call_off_group_purchase(purchase=purchase, actor=request.user, at=at),
        at=at,
    )


def _today(at: datetime) -> dict[str, object]:
    return {"starts_on": local_date(at)}


def _new(request: SignedInRequest, desk: Desk, form: DaysForm, make: Callable[[], None], name: str) -> HttpResponse:
    """The form; sent, it becomes a promotion or comes back with why not."""
    if form.is_bound and form.is_valid():
        try:
            make()
            return HttpResponseRedirect(_desk.address("promotions", desk, xong="lap"))
        except Invalid as refusal:
            form.take(refusal, instead="variant_1")
        except CodeTaken as refusal:
            form.add_error("code", str(refusal))
    context = {"form": form, "kind": name, "action": _desk.address(name, desk)}
    return _desk.page(request, "promotion.html", desk, context, status=_desk.status_of(None, invalid=form.is_bound))


def _stepped(request: SignedInRequest, seller: Seller, take: Callable[[], object], *, at: datetime) -> HttpResponse:
    desk = _desk.desk_at(request, seller, at=at)
    try:
        take()
    except DomainError as refusal:
        return _page(request, desk, problem=refusal)
    return HttpResponseRedirect(_desk.address("promotions", desk, xong="buoc"))


def _page(request: SignedInRequest, desk: Desk, *, problem: DomainError | None = None) -> HttpResponse:
    at = timezone.now()
    context = {
        "page": reads.promotions_page(desk.seller, at=at),
        "problem": problem,
        "done": request.GET.get("xong", ""),
        "today": local_date(at),
    }
    return _desk.page(request, "promotions.html", desk, context, status=_desk.status_of(problem))
