"""“Mua sỉ”: what the reader asks for, what shops quote, and the one tap that makes a contract's draft."""

from collections.abc import Callable

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.lib.dates import local_date
from chophien.lib.errors import DomainError, Invalid
from chophien.places.selectors import provinces_today
from chophien.sellers.selectors.shops import public_sellers
from chophien.switches.requests import offered
from chophien.switches.states import Feature
from chophien.web.decorators import signed_in
from chophien.wholesale.actions.copies import pack_zip
from chophien.wholesale.actions.quoting import accept_quote
from chophien.wholesale.actions.requests import ask_for_goods, change_request, withdraw_request
from chophien.wholesale.forms import RequestForm
from chophien.wholesale.models import PurchaseRequest
from chophien.wholesale.pack import pack_name, pack_pdf
from chophien.wholesale.selectors.comparing import compared
from chophien.wholesale.selectors.doers import quoted_by
from chophien.wholesale.selectors.packs import giving_papers, papers_open_to
from chophien.wholesale.selectors.prices import own_prices_of
from chophien.wholesale.selectors.requests import (
    MOST,
    contracts_of,
    quotes_for,
    request_of,
    requests_of,
    standing_of,
)
from chophien.wholesale.states import PackPart
from chophien.wholesale.units import in_words

INVALID, REFUSED = 422, 409


@never_cache
@require_safe
@signed_in
def home(request: SignedInRequest) -> HttpResponse:
    """What the reader asks for, has agreed on, and gets again and again."""
    context = {
        "requests": [(one, in_words(one.quantity, one.unit)) for one in requests_of(request.user)[:MOST]],
        "contracts": list(contracts_of(request.user)[:MOST]),
        "standing": list(standing_of(request.user)[:MOST]),
        "done": request.GET.get("xong", ""),
    }
    return render(request, "wholesale/buyer/home.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@offered(Feature.PURCHASE_REQUESTS)
def new_request(request: SignedInRequest) -> HttpResponse:
    """Ask for goods."""
    at = timezone.now()
    form = RequestForm(request.POST or None, initial={"first_on": local_date(at)}, provinces=_provinces())

    def ask() -> PurchaseRequest:
        return ask_for_goods(facts=form.facts(), buyer=request.user, at=at)

    return _sheet(request, form, ask, action=reverse("wholesale:new-request"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit_request(request: SignedInRequest, code: str) -> HttpResponse:
    """Write a request anew."""
    found = _find(request, code)
    names = ["goods", "category", "quantity", "unit", "rhythm", "first_on", "last_on", "least_vnd", "most_vnd"]
    names += ["certificates", "from_province_code", "note"]
    initial = {name: getattr(found, name) for name in names} | {"place": found.commune}
    form = RequestForm(request.POST or None, initial=initial, provinces=_provinces())

    def change() -> PurchaseRequest:
        return change_request(request=found, facts=form.facts(), actor=request.user, at=timezone.now())

    return _sheet(request, form, change, action=reverse("wholesale:edit-request", args=[found.code]))


@never_cache
@require_safe
@signed_in
def show_request(request: SignedInRequest, code: str) -> HttpResponse:
    """One request with the quotes for it."""
    return _page(request, _find(request, code))


@require_POST
@signed_in
def withdraw(request: SignedInRequest, code: str) -> HttpResponse:
    """No longer look for it."""
    found = _find(request, code)
    try:
        withdraw_request(request=found, actor=request.user, at=timezone.now())
    except DomainError as refusal:
        return _page(request, found, problem=refusal)
    return HttpResponseRedirect(reverse("wholesale:home") + "?xong=rut")


@require_POST
@signed_in
def accept(request: SignedInRequest, code: str) -> HttpResponse:
    """One tap: a contract's draft."""
    quote = get_object_or_404(quotes_for(request.user), code=code)
    try:
        contract = accept_quote(quote=quote, actor=request.user, at=timezone.now())
    except DomainError as refusal:
        return _page(request, _find(request, quote.request.code), problem=refusal)
    return HttpResponseRedirect(reverse("wholesale:contract", args=[contract.code]))


@never_cache
@require_safe
@signed_in
def pack(request: SignedInRequest, code: str) -> HttpResponse:
    """A shop's documents in one file, for those to whom it gives them."""
    at = timezone.now()
    seller = get_object_or_404(public_sellers().select_related("commune__province"), code=code)
    papers = papers_open_to(request.user, seller, on=local_date(at), at=at)
    if not papers:
        raise Http404
    response = HttpResponse(pack_pdf(seller, papers=papers, at=at), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{pack_name(seller)}"'
    return response


@never_cache
@require_safe
@signed_in
def pack_with_copies(request: SignedInRequest, code: str) -> HttpResponse:
    """The same with the papers themselves, for those to whom the shop gives copies."""
    at = timezone.now()
    seller = get_object_or_404(public_sellers().select_related("commune__province"), code=code)
    papers = papers_open_to(request.user, seller, on=local_date(at), at=at)
    if PackPart.COPIES not in papers:
        raise Http404
    made = pack_zip(seller, papers=papers, actor=request.user, at=at)
    response = HttpResponse(made, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{pack_name(seller).removesuffix(".pdf")}.zip"'
    return response


@never_cache
@require_safe
@signed_in
def my_prices(request: SignedInRequest) -> HttpResponse:
    """The prices that shops gave to the reader alone."""
    shops = own_prices_of(request.user, on=local_date(timezone.now()))
    return render(request, "wholesale/buyer/prices.html", {"shops": shops, "in_words": in_words})


def _sheet(
    request: SignedInRequest, form: RequestForm, send: Callable[[], PurchaseRequest], *, action: str
) -> HttpResponse:
    problem: DomainError | None = None
    if form.is_bound and form.is_valid():
        try:
            return HttpResponseRedirect(reverse("wholesale:request", args=[send().code]))
        except Invalid as refusal:
            form.take(refusal)
        except DomainError as refusal:
            problem = refusal
    status = REFUSED if problem else INVALID if form.is_bound else 200
    return render(
        request, "wholesale/buyer/ask.html", {"form": form, "action": action, "problem": problem}, status=status
    )


def _page(request: SignedInRequest, found: PurchaseRequest, *, problem: DomainError | None = None) -> HttpResponse:
    today = local_date(timezone.now())
    context = {
        "asked": found,
        "compared": compared(found, found.quotes.all(), on=today),
        "quoted_by": quoted_by(found.quotes.all()),
        "amount": in_words(found.quantity, found.unit),
        "today": today,
        "giving": giving_papers(request.user, {one.seller_id for one in found.quotes.all()}, on=today),
        "problem": problem,
    }
    return render(request, "wholesale/buyer/request.html", context, status=REFUSED if problem else 200)


def _find(request: SignedInRequest, code: str) -> PurchaseRequest:
    found = request_of(request.user, code)
    if found is None:
        raise Http404
    return found


def _provinces() -> list[tuple[str, str]]:
    return [(one.code, one.full_name) for one in provinces_today()]
