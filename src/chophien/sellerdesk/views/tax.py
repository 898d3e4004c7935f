"""A shop's tax: what was withheld, how near the threshold is, what it declared, and its certificates."""

from datetime import date

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.lib.dates import local_date, month_named
from chophien.lib.errors import DomainError
from chophien.sellerdesk.selectors import Desk
from chophien.sellerdesk.tax_forms import DeclareForm
from chophien.sellerdesk.views import _desk
from chophien.tax.actions import declaring
from chophien.tax.errors import NothingWithheld
from chophien.tax.selectors.certificates import certificate_name, certificate_pdf
from chophien.tax.selectors.declaring import declarables, declaration_of, declarations_of
from chophien.tax.selectors.years import months_taxed, sales_of_month, tax_year
from chophien.web.decorators import signed_in
from chophien.web.downloads import private_file_response
from chophien.web.paging import rows_before

SALES_MOST = 100


@never_cache
@require_safe
@signed_in
def tax(request: SignedInRequest) -> HttpResponse:
    """Month, year, the threshold, sale by sale; and what the shop has declared."""
    return _page(request, _desk.need_desk(request, at=timezone.now(), cashier=True))


@require_POST
@signed_in
def declare(request: SignedInRequest) -> HttpResponse:
    """The manager signs that goods are own produce."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, manager=True)
    form = DeclareForm(request.POST, options=declarables(desk.seller))
    if not form.is_valid():
        return _page(request, desk, form=form)
    said = form.cleaned_data
    try:
        declaring.sign(
            seller=desk.seller,
            key=said["goods"],
            signed_name=said["signed_name"],
            agreed=said["agreed"],
            actor=request.user,
            at=at,
        )
    except DomainError as refusal:
        return _page(request, desk, form=form, problem=refusal)
    return HttpResponseRedirect(_desk.address("tax", desk, xong="ky") + "#cam-ket")


@require_POST
@signed_in
def end(request: SignedInRequest, code: str) -> HttpResponse:
    """The manager takes a declaration back."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, manager=True)
    declaration = declaration_of(desk.seller, code)
    if declaration is None:
        raise Http404
    try:
        declaring.end(declaration=declaration, seller=desk.seller, actor=request.user, at=at)
    except DomainError as refusal:
        return _page(request, desk, problem=refusal)
    return HttpResponseRedirect(_desk.address("tax", desk, xong="thoi") + "#cam-ket")


@never_cache
@require_safe
@signed_in
def certificate(request: SignedInRequest, year: int) -> HttpResponse:
    """What was withheld in a year, on paper."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, manager=True)
    known = tax_year(desk.seller, year=local_date(at).year, at=at)
    if year not in {known.year, *known.years_before} or not known.entity.withheld:
        raise NothingWithheld(facts={"year": year})
    data = certificate_pdf(desk.seller, year=year, at=at)
    name = certificate_name(desk.seller, year=year)
    return private_file_response(data, content_type="application/pdf", name=name)


def _sales_address(desk: Desk, month: date, before: int) -> str:
    return _desk.address("tax", desk, thang=f"{month:%Y-%m}", con=str(before)) + "#tung-lan"


def _page(
    request: SignedInRequest, desk: Desk, *, form: DeclareForm | None = None, problem: DomainError | None = None
) -> HttpResponse:
    at = timezone.now()
    today = local_date(at)
    month = month_named(request.GET.get("thang", ""), today=today)
    year = tax_year(desk.seller, year=today.year, at=at)
    options = declarables(desk.seller) if year.entity.withheld and desk.manages else []
    before = rows_before(request.GET.get("con", ""))
    sales = sales_of_month(desk.seller, month, most=SALES_MOST + 1, skip=before) if year.entity.withheld else []
    context = {
        "year": year,
        "month": month,
        "months": months_taxed(desk.seller, today=today) if year.entity.withheld else [],
        "sales": sales[:SALES_MOST],
        "newer": _sales_address(desk, month, max(before - SALES_MOST, 0)) if before else "",
        "older": _sales_address(desk, month, before + SALES_MOST) if len(sales) > SALES_MOST else "",
        "declarations": list(declarations_of(desk.seller)) if year.entity.withheld else [],
        "options": options,
        "form": form or DeclareForm(options=options),
        "statement": declaring.STATEMENT,
        "shop_query": f"?{_desk.SHOP}={desk.seller.code}",
        "problem": problem,
        "done": request.GET.get("xong", ""),
    }
    invalid = form is not None and problem is None
    return _desk.page(request, "tax.html", desk, context, status=_desk.status_of(problem, invalid=invalid))
