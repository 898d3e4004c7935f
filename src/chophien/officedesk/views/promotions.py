"""Vouchers that the market or a programme pays for: set up, watched, paused, ended; by operators of all the market."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.lib.dates import local_date
from chophien.lib.errors import DomainError, Invalid
from chophien.officedesk import promotions as reads
from chophien.officedesk.selectors import Office
from chophien.officedesk.views import _office
from chophien.promotions.actions.vouchers import make_voucher, step_voucher
from chophien.promotions.errors import CodeTaken
from chophien.promotions.forms import MarketVoucherForm

STEPS = {"tam-dung": "pause", "chay-tiep": "resume", "ket-thuc": "end"}


@require_safe
@_office.operating_nationwide
def vouchers(request: SignedInRequest, office: Office) -> HttpResponse:
    """All of them, with what is left of each budget."""
    context = {
        "vouchers": reads.vouchers_page(),
        "today": local_date(timezone.now()),
        "done": request.GET.get("xong", ""),
    }
    return _office.page(request, "vouchers.html", office, context)


@require_http_methods(["GET", "HEAD", "POST"])
@_office.operating_nationwide
def new_voucher(request: SignedInRequest, office: Office) -> HttpResponse:
    """Set one up."""
    at = timezone.now()
    form = MarketVoucherForm(
        request.POST or None,
        initial={"starts_on": local_date(at)},
        provinces=reads.provinces_to_choose(),
        categories=reads.categories_to_choose(),
    )
    if form.is_bound and form.is_valid():
        try:
            voucher = make_voucher(facts=form.facts(), seller=None, actor=request.user, at=at)
            return HttpResponseRedirect(_office.address("voucher", voucher.code, xong="lap"))
        except Invalid as refusal:
            form.take(refusal)
        except CodeTaken as refusal:
            form.add_error("code", str(refusal))
    status = _office.status_of(None, invalid=form.is_bound)
    return _office.page(request, "new_voucher.html", office, {"form": form}, status=status)


@require_safe
@_office.operating_nationwide
def voucher(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """One of them: what was spent, and by which orders."""
    return _page(request, office, code)


@require_POST
@_office.operating_nationwide
def voucher_step(request: SignedInRequest, office: Office, code: str, step: str) -> HttpResponse:
    """Pause it, let it run again, or end it."""
    found = reads.voucher_page(code)
    if found is None or step not in STEPS:
        raise Http404
    try:
        step_voucher(voucher=found.voucher, step=STEPS[step], actor=request.user, at=timezone.now())
    except DomainError as refusal:
        return _page(request, office, code, problem=refusal)
    return HttpResponseRedirect(_office.address("voucher", code, xong="buoc"))


def _page(request: SignedInRequest, office: Office, code: str, *, problem: DomainError | None = None) -> HttpResponse:
    found = reads.voucher_page(code)
    if found is None:
        raise Http404
    context = {
        "page": found,
        "voucher": found.voucher,
        "problem": problem,
        "today": local_date(timezone.now()),
        "done": request.GET.get("xong", ""),
    }
    return _office.page(request, "voucher.html", office, context, status=_office.status_of(problem))
