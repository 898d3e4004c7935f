"""Vouchers that the market or a programme pays for: set up, watched, paused, ended.

Operators of the whole country look after all of them; provincial offices after a programme's vouchers for shops of
their province.
"""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.lib.dates import local_date
from chophien.lib.errors import DomainError, Invalid
from chophien.officedesk import promotions as reads
from chophien.officedesk.selectors import Office, provinces_of_office
from chophien.officedesk.views import _office
from chophien.places.models import Province
from chophien.promotions.actions.vouchers import make_voucher, step_voucher
from chophien.promotions.errors import CodeTaken
from chophien.promotions.forms import MarketVoucherForm, OfficeVoucherForm, ProvinceVoucherForm

STEPS = {"tam-dung": "pause", "chay-tiep": "resume", "ket-thuc": "end"}
PROVINCE, DO, FIND = "tinh", "do", "find"


@require_safe
@_office.managing_people
def vouchers(request: SignedInRequest, office: Office) -> HttpResponse:
    """All that this office looks after, with what is left of each budget."""
    at = timezone.now()
    context = {
        "vouchers": reads.vouchers_page(office.person, at=at),
        "today": local_date(at),
        "done": request.GET.get("xong", ""),
    }
    return _office.page(request, "vouchers.html", office, context)


@require_http_methods(["GET", "HEAD", "POST"])
@_office.managing_people
def new_voucher(request: SignedInRequest, office: Office) -> HttpResponse:
    """Set one up: for the whole market by its operators, for the shops of a province by a provincial office."""
    at = timezone.now()
    provinces = list(provinces_of_office(office.person, at=at))
    province = _province(request, office, provinces)
    shops = reads.shops_to_choose(
        province, request.POST.get("shop_words", "")[:100], request.POST.getlist("seller_ids")
    )
    form = _form(request, province, shops)
    if form.is_bound and form.is_valid():
        try:
            voucher = make_voucher(facts=form.facts(), seller=None, actor=request.user, at=at)
            return HttpResponseRedirect(_office.address("voucher", voucher.code, xong="lap"))
        except Invalid as refusal:
            form.take(refusal)
        except CodeTaken as refusal:
            form.add_error("code", str(refusal))
    context = {"form": form, "province": province, "provinces": provinces, "more_shops": shops.more}
    status = _office.status_of(None, invalid=form.is_bound)
    return _office.page(request, "new_voucher.html", office, context, status=status)


@require_safe
@_office.managing_people
def voucher(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """One of them: what was spent, and by which orders."""
    return _page(request, office, code)


@require_POST
@_office.managing_people
def voucher_step(request: SignedInRequest, office: Office, code: str, step: str) -> HttpResponse:
    """Pause it, let it run again, or end it."""
    at = timezone.now()
    found = reads.voucher_page(office.person, code, at=at)
    if found is None or step not in STEPS:
        raise Http404
    try:
        step_voucher(voucher=found.voucher, step=STEPS[step], actor=request.user, at=at)
    except DomainError as refusal:
        return _page(request, office, code, problem=refusal)
    return HttpResponseRedirect(_office.address("voucher", code, xong="buoc"))


def _province(request: SignedInRequest, office: Office, provinces: list[Province]) -> Province | None:
    """For whose shops: of the province that the address names, else of the office's first; none is the whole market.

    :raises Http404: if the address names a province of another office
    """
    wanted = request.GET.get(PROVINCE, "")
    if not wanted:
        return None if office.nationwide else provinces[0]
    found = next((one for one in provinces if one.code == wanted), None)
    if found is None:
        raise Http404
    return found


def _form(request: SignedInRequest, province: Province | None, shops: reads.ShopsToChoose) -> OfficeVoucherForm:
    """The form as it is sent; as it stands where shops are looked for; new."""
    asked = request.POST.get(DO) == FIND
    data = None if asked else request.POST or None
    choices: dict[str, Any] = {
        "initial": {"starts_on": local_date(timezone.now())},
        "provinces": reads.provinces_to_choose(),
        "categories": reads.categories_to_choose(),
        "sellers": shops.rows,
    }
    form: OfficeVoucherForm
    if province is None:
        form = MarketVoucherForm(data, **choices)
    else:
        communes = reads.communes_to_choose(province)
        form = ProvinceVoucherForm(data, province_code=province.code, communes=communes, **choices)
    if asked:
        form.stand_as(dict(request.POST.lists()))
    return form


def _page(request: SignedInRequest, office: Office, code: str, *, problem: DomainError | None = None) -> HttpResponse:
    at = timezone.now()
    found = reads.voucher_page(office.person, code, at=at)
    if found is None:
        raise Http404
    context = {
        "page": found,
        "voucher": found.voucher,
        "problem": problem,
        "today": local_date(at),
        "done": request.GET.get("xong", ""),
    }
    return _office.page(request, "voucher.html", office, context, status=_office.status_of(problem))
