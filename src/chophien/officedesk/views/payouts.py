"""Paying sellers out: batches drawn up, signed by two, sent to the bank, and answered."""

from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.accounts.selectors import names_of_people
from chophien.lib.errors import DomainError, NotFound
from chophien.lib.sheets import XLSX_TYPE
from chophien.officedesk.forms import BankAnswerForm
from chophien.officedesk.paging import page_by_pk
from chophien.officedesk.selectors import Office
from chophien.officedesk.views import _office
from chophien.sellers.selectors.shops import names_of_shops
from chophien.settlement.actions import batches as acts
from chophien.settlement.models import Batch
from chophien.settlement.selectors import bankfile
from chophien.settlement.selectors.batches import batch_by_code, batches, payouts_in
from chophien.settlement.selectors.paid_twice import owed_twice, paid_twice, with_what_was_sent_again
from chophien.settlement.selectors.payable import left_out
from chophien.settlement.states import BATCH_FLOW
from chophien.web.downloads import private_file_response
from chophien.web.paging import rows_before

PAID_TWICE_MOST = 200
STEPS = {"ky": acts.sign, "huy": acts.cancel}
LEFT_OUT_MOST = 50
"""Shops without an account on one page; `con` in the address says how many stand on those before."""


@require_safe
@_office.operating_nationwide
def payouts(request: SignedInRequest, office: Office) -> HttpResponse:
    """All batches, the newest first, and who has money to come but no account; first what the bank paid twice."""
    return _list(request, office)


@require_POST
@_office.operating_nationwide
def draw_up(request: SignedInRequest, office: Office) -> HttpResponse:
    """Draw up the payouts of today, or for everybody who has money to come."""
    try:
        batch = acts.draw_up(actor=request.user, at=timezone.now(), everybody=request.POST.get("everybody") == "1")
    except DomainError as refusal:
        return _list(request, office, problem=refusal)
    return HttpResponseRedirect(_office.address("payout-batch", batch.code, xong="lap"))


@require_safe
@_office.operating_nationwide
def batch(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """One batch with its lines."""
    return _batch(request, office, _need(code))


@require_POST
@_office.operating_nationwide
def step(request: SignedInRequest, office: Office, code: str, step: str) -> HttpResponse:
    """Sign it, or call it off."""
    found = _need(code)
    if step not in STEPS:
        raise NotFound
    try:
        STEPS[step](batch=found, actor=request.user, at=timezone.now())
    except DomainError as refusal:
        return _batch(request, office, _need(code), problem=refusal)
    return HttpResponseRedirect(_office.address("payout-batch", code, xong=step))


@require_POST
@_office.operating_nationwide
def file(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """The file for the bank. Taking it is sending it: from then on the batch cannot be called off.

    Where nobody is left in it there is none. As XLSX account numbers are text: no table program takes their zeros off.
    """
    found = _need(code)
    try:
        text = acts.send(batch=found, actor=request.user, at=timezone.now())
    except DomainError as refusal:
        return _batch(request, office, _need(code), problem=refusal)
    if not text:
        return HttpResponseRedirect(_office.address("payout-batch", code, xong="het"))
    if request.POST.get("kind") == "xlsx":
        table = bankfile.as_xlsx(text, at=found.drawn_up_at)
        return private_file_response(table, content_type=XLSX_TYPE, name=f"{found.code}.xlsx")
    return private_file_response(text.encode(), content_type="text/csv; charset=utf-8", name=f"{found.code}.csv")


@require_POST
@_office.operating_nationwide
def answered(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """What the bank did with the lines."""
    found, form = _need(code), BankAnswerForm(request.POST)
    if not form.is_valid():
        return _batch(request, office, found, form=form)
    try:
        said = bankfile.read_answer(form.cleaned_data["answer"])
        done = acts.answer(batch=found, paid=said.paid, failed=said.failed, actor=request.user, at=timezone.now())
    except DomainError as refusal:
        return _batch(request, office, found, form=form, problem=refusal)
    strange = sorted({*said.paid, *said.failed} - {one.code for one in done})
    if strange:
        return _batch(request, office, _need(code), form=form, count=len(done), strange=strange)
    return HttpResponseRedirect(_office.address("payout-batch", code, so=str(len(done))))


def _need(code: str) -> Batch:
    found = batch_by_code(code)
    if found is None:
        raise NotFound
    return found


def _list(request: SignedInRequest, office: Office, *, problem: DomainError | None = None) -> HttpResponse:
    at = timezone.now()
    page = page_by_pk(batches(), cursor=request.GET.get("trang", ""), purpose="officedesk.payouts")
    without, first = left_out(at=at), rows_before(request.GET.get("con", ""))
    after = first + LEFT_OUT_MOST
    shown, twice = without[first:after], with_what_was_sent_again(paid_twice()[:PAID_TWICE_MOST])
    context = {
        "twice": twice,
        "owed_twice": owed_twice([one.code for one in twice]) if twice else {},
        "rows": page.rows,
        "following": _office.address("payouts", trang=page.following) if page.following else "",
        "left_out": shown,
        "left_out_count": len(without),
        "left_out_before": _office.address("payouts", con=str(max(first - LEFT_OUT_MOST, 0))) + "#con" if first else "",
        "left_out_after": _office.address("payouts", con=str(after)) + "#con" if after < len(without) else "",
        "names": names_of_shops([*(one.seller_code for one in shown), *(one.seller_code for one in twice)]),
        "problem": problem,
    }
    return _office.page(request, "payouts.html", office, context, status=_office.status_of(problem, invalid=False))


def _batch(
    request: SignedInRequest,
    office: Office,
    found: Batch,
    *,
    form: BankAnswerForm | None = None,
    problem: DomainError | None = None,
    count: int | None = None,
    strange: list[str] | None = None,
) -> HttpResponse:
    page = page_by_pk(
        payouts_in(found), cursor=request.GET.get("trang", ""), purpose="officedesk.payout", newest_first=False
    )
    so = request.GET.get("so", "")
    context = {
        "batch": found,
        "steps": BATCH_FLOW.steps_from(found.status),
        "signed_by_me": found.signed_by == request.user.code,
        "rows": page.rows,
        "names": names_of_shops([one.seller_code for one in page.rows]),
        "people": names_of_people({found.drawn_up_by, found.signed_by, found.approved_by, found.sent_by}),
        "following": _office.address("payout-batch", found.code, trang=page.following) if page.following else "",
        "form": form or BankAnswerForm(),
        "problem": problem,
        "answered": count if count is not None else int(so) if so.isascii() and so.isdigit() and len(so) < 6 else None,
        "strange": ", ".join((strange or [])[:10]),
        "done": request.GET.get("xong", ""),
    }
    invalid = form is not None and problem is None and not strange
    return _office.page(
        request, "payout_batch.html", office, context, status=_office.status_of(problem, invalid=invalid)
    )
