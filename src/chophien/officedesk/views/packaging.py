"""Suppliers of packaging, what they offer, and the orders that shops place together."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.lib.errors import DomainError, Invalid
from chophien.officedesk.forms import ReasonForm
from chophien.officedesk.selectors import Office
from chophien.officedesk.views import _office
from chophien.packaging.actions import closing
from chophien.packaging.actions.suppliers import add_item, add_supplier, end_item
from chophien.packaging.forms import ItemForm, SupplierForm
from chophien.packaging.models import GroupOrder
from chophien.packaging.selectors import groups
from chophien.packaging.selectors.sheets import supplier_pdf

FORM, PDF = "dang", "pdf"


@require_http_methods(["GET", "HEAD", "POST"])
@_office.operating_nationwide
def packaging(request: SignedInRequest, office: Office) -> HttpResponse:
    """Orders, suppliers and what they offer; what is sent is a new firm."""
    form = SupplierForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            add_supplier(actor=request.user, at=timezone.now(), **form.cleaned_data)
            return HttpResponseRedirect(_office.address("packaging", xong="luu"))
        except Invalid as refusal:
            form.take(refusal)
    context = {
        "form": form,
        "suppliers": groups.suppliers(),
        "orders": groups.all_groups(),
        "done": request.GET.get("xong", ""),
    }
    return _office.page(
        request, "packaging.html", office, context, status=_office.status_of(None, invalid=form.is_bound)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@_office.operating_nationwide
def new_item(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """What a firm offers."""
    supplier = groups.find_supplier(code)
    if supplier is None:
        raise Http404
    form = ItemForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            add_item(supplier=supplier, text=form.text(), actor=request.user, at=timezone.now())
            return HttpResponseRedirect(_office.address("packaging", xong="luu"))
        except Invalid as refusal:
            form.take(refusal)
    context = {"form": form, "supplier": supplier}
    status = _office.status_of(None, invalid=form.is_bound)
    return _office.page(request, "packaging_item.html", office, context, status=status)


@require_POST
@_office.operating_nationwide
def item_ends(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """It is offered no longer."""
    del office
    item = groups.find_item(code)
    if item is None:
        raise Http404
    end_item(item=item, actor=request.user, at=timezone.now())
    return HttpResponseRedirect(_office.address("packaging", xong="luu"))


@require_safe
@_office.operating_nationwide
def group(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """One order with every shop's part."""
    return _page(request, office, _find(code))


@require_safe
@_office.operating_nationwide
def group_list(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """The supplier's list, as a table for spreadsheets or as a PDF."""
    del office
    page = groups.group_page(_find(code), at=timezone.now())
    if request.GET.get(FORM) == PDF:
        paper = HttpResponse(supplier_pdf(page), content_type="application/pdf")
        paper["Content-Disposition"] = f'inline; filename="bao-bi-{page.group.code}.pdf"'
        return paper
    answer = HttpResponse(groups.supplier_list(page), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="bao-bi-{page.group.code}.csv"'
    return answer


@require_POST
@_office.operating_nationwide
def group_step(request: SignedInRequest, office: Office, code: str, step: str) -> HttpResponse:
    """The packaging has come, or cannot be delivered."""
    found, at = _find(code), timezone.now()
    try:
        if step == "da-ve":
            closing.deliver(group=found, actor=request.user, at=at)
        elif step == "bo":
            form = ReasonForm(request.POST)
            form.is_valid()
            closing.call_off(group=found, reason=form.cleaned_data.get("reason", ""), actor=request.user, at=at)
        else:
            raise Http404
    except DomainError as refusal:
        return _page(request, office, found, problem=refusal)
    return HttpResponseRedirect(_office.address("packaging-group", code, xong=step))


def _find(code: str) -> GroupOrder:
    found = groups.find_group(code)
    if found is None:
        raise Http404
    return found


def _page(
    request: SignedInRequest, office: Office, found: GroupOrder, *, problem: DomainError | None = None
) -> HttpResponse:
    context = {"page": groups.group_page(found, at=timezone.now()), "problem": problem}
    return _office.page(request, "packaging_group.html", office, context, status=_office.status_of(problem))
