"""The market's tax: returns of each month, goods of an unknown class, what producers declared."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.lib.dates import local_date
from chophien.lib.errors import DomainError
from chophien.officedesk.paging import page_by_pk
from chophien.officedesk.selectors import Office
from chophien.officedesk.tax_forms import ClassifyForm, EndDeclarationForm, FiledForm, MakeReturnForm
from chophien.officedesk.views import _office
from chophien.sellers.selectors.shops import sellers_by_code
from chophien.settlement.actions.classes import classify_goods
from chophien.tax.actions.declaring import end
from chophien.tax.actions.returns import fetch_file, file_return, make_return
from chophien.tax.selectors.classes import decisions, unclassified_categories
from chophien.tax.selectors.declaring import declaration_in_force, declarations_in_force
from chophien.tax.selectors.returns import MONTHS_SHOWN, months_to_make, return_named, returns_made
from chophien.web.downloads import private_file_response

DECISIONS_MOST = 20


@require_safe
@_office.operating_nationwide
def tax(request: SignedInRequest, office: Office) -> HttpResponse:
    """Returns with their files, and what has to be classified."""
    return _page(request, office)


@require_POST
@_office.operating_nationwide
def make(request: SignedInRequest, office: Office) -> HttpResponse:
    """Make the return of a month, or make it again."""
    at = timezone.now()
    form = MakeReturnForm(request.POST, months=_months(local_date(at)))
    if not form.is_valid():
        return _page(request, office, make_form=form)
    try:
        make_return(month=date.fromisoformat(form.cleaned_data["month"]), actor=request.user, at=at)
    except DomainError as refusal:
        return _page(request, office, problem=refusal)
    return HttpResponseRedirect(_office.address("tax", xong="lap"))


@require_safe
@_office.operating_nationwide
def file(request: SignedInRequest, office: Office, code: str, kind: str) -> HttpResponse:
    """One file of a return."""
    del office
    made = return_named(code)
    if made is None:
        raise Http404
    opened = fetch_file(made=made, kind=kind, actor=request.user, at=timezone.now())
    return private_file_response(opened.data, content_type=opened.content_type, name=opened.name)


@require_POST
@_office.operating_nationwide
def filed(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """The tax office has it."""
    made, form = return_named(code), FiledForm(request.POST)
    if made is None:
        raise Http404
    if not form.is_valid():
        return _page(request, office, filed_form=form, filed_code=code)
    try:
        file_return(made=made, receipt=form.cleaned_data["receipt"], actor=request.user, at=timezone.now())
    except DomainError as refusal:
        return _page(request, office, problem=refusal)
    return HttpResponseRedirect(_office.address("tax", xong="nop"))


@require_POST
@_office.operating_nationwide
def classify(request: SignedInRequest, office: Office) -> HttpResponse:
    """Say of which class a kind of goods is."""
    form = ClassifyForm(request.POST)
    if not form.is_valid():
        return _page(request, office, class_form=form)
    said = form.cleaned_data
    try:
        _decision, changed = classify_goods(
            category_slug=said["category"],
            tax_class=said["tax_class"],
            reason=said["reason"],
            actor=request.user,
            at=timezone.now(),
        )
    except DomainError as refusal:
        return _page(request, office, class_form=form, problem=refusal)
    return HttpResponseRedirect(_office.address("tax", xong="loai-lai" if changed else "loai"))


@require_safe
@_office.operating_nationwide
def declarations(request: SignedInRequest, office: Office) -> HttpResponse:
    """What producers have declared to be own produce, newest first."""
    return _declared(request, office)


@require_POST
@_office.operating_nationwide
def end_declaration(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """A declaration counts no longer; the shop reads why."""
    declaration = declaration_in_force(code)
    seller = sellers_by_code([declaration.seller_code]).get(declaration.seller_code) if declaration else None
    if declaration is None or seller is None:
        raise Http404
    form = EndDeclarationForm(request.POST)
    if not form.is_valid():
        return _declared(request, office, form=form, code=code)
    reason = form.cleaned_data["reason"]
    try:
        end(declaration=declaration, seller=seller, actor=request.user, at=timezone.now(), reason=reason)
    except DomainError as refusal:
        return _declared(request, office, form=form, code=code, problem=refusal)
    return HttpResponseRedirect(_office.address("tax-declarations", xong="thoi"))


def _months(today: date) -> list[date]:
    """Months that can be made: without a return yet, and those whose return is not filed."""
    open_again = [one.month for one in returns_made()[:MONTHS_SHOWN] if one.filed_at is None]
    return sorted({*months_to_make(today=today), *open_again}, reverse=True)


def _page(
    request: SignedInRequest,
    office: Office,
    *,
    make_form: MakeReturnForm | None = None,
    filed_form: FiledForm | None = None,
    filed_code: str = "",
    class_form: ClassifyForm | None = None,
    problem: DomainError | None = None,
) -> HttpResponse:
    at = timezone.now()
    months = _months(local_date(at))
    context: dict[str, Any] = {
        "returns": list(returns_made()[:MONTHS_SHOWN]),
        "months": months,
        "make_form": make_form or MakeReturnForm(months=months),
        "filed_form": filed_form or FiledForm(),
        "filed_code": filed_code,
        "waiting": list(unclassified_categories(at=at).values()),
        "class_form": class_form or ClassifyForm(),
        "class_of": class_form["category"].value() if class_form else "",
        "decisions": list(decisions()[:DECISIONS_MOST]),
        "now": at,
        "problem": problem,
        "done": request.GET.get("xong", ""),
    }
    invalid = any(form is not None for form in (make_form, filed_form, class_form)) and problem is None
    return _office.page(request, "tax.html", office, context, status=_office.status_of(problem, invalid=invalid))


def _declared(
    request: SignedInRequest,
    office: Office,
    *,
    form: EndDeclarationForm | None = None,
    code: str = "",
    problem: DomainError | None = None,
) -> HttpResponse:
    purpose = "officedesk.tax-declarations"
    page = page_by_pk(declarations_in_force(), cursor=request.GET.get("trang", ""), purpose=purpose)
    context = {
        "rows": page.rows,
        "sellers": sellers_by_code({row.seller_code for row in page.rows}),
        "following": _office.address("tax-declarations", trang=page.following) if page.following else "",
        "form": form or EndDeclarationForm(),
        "code": code,
        "problem": problem,
        "done": request.GET.get("xong", ""),
    }
    invalid = form is not None and problem is None
    return _office.page(
        request, "tax_declarations.html", office, context, status=_office.status_of(problem, invalid=invalid)
    )
