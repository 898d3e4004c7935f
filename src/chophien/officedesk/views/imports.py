"""Goods of any shop by the table, with or without review."""

from django.http import Http404, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.channels.actions.imports import import_for_real
from chophien.channels.forms import OfficeImportForm
from chophien.channels.models import GoodsImport
from chophien.channels.requests import export_file, faults_file, send_in, template_file
from chophien.channels.selectors.imports import first_faults, imports_visible_to
from chophien.channels.states import FaultyRows
from chophien.officedesk.paging import page_by_pk
from chophien.officedesk.selectors import Office
from chophien.officedesk.views import _office
from chophien.web.htmx import is_fragment_wanted

KINDS = frozenset({"csv", "xlsx"})


@require_http_methods(["GET", "HEAD", "POST"])
@_office.operating_nationwide
def imports(request: SignedInRequest, office: Office) -> HttpResponse:
    """Send a table in; all tables that were sent in, newest first."""
    at = timezone.now()
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = OfficeImportForm(*sent, initial={"faulty_rows": FaultyRows.SKIP.value})
    if form.is_bound:
        started = send_in(form, seller_code="", actor=request.user, at=at)
        if started is not None:
            return HttpResponseRedirect(reverse("officedesk:import", args=[started.code]))
    latest = page_by_pk(
        imports_visible_to(request.user, at=at), cursor=request.GET.get("trang", ""), purpose="officedesk.imports"
    )
    context = {
        "form": form,
        "action": reverse("officedesk:imports"),
        "imports": [(one, reverse("officedesk:import", args=[one.code])) for one in latest.rows],
        "following": _office.address("imports", trang=latest.following) if latest.following else "",
        "template_csv": reverse("officedesk:import-template", args=["csv"]),
        "template_xlsx": reverse("officedesk:import-template", args=["xlsx"]),
        "export": reverse("officedesk:export"),
    }
    return _office.page(request, "imports.html", office, context, status=_office.status_of(None, invalid=form.is_bound))


@require_safe
@_office.operating_nationwide
def progress(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """How far a table has come, and what was wrong with it."""
    goods_import = _find(request, code)
    here = reverse("officedesk:import", args=[goods_import.code])
    running = goods_import.status in {"waiting", "running"}
    fragment = is_fragment_wanted(request)
    if fragment and not running:
        response = HttpResponse(status=204)
        response["HX-Redirect"] = here
        return response
    context = {
        "goods_import": goods_import,
        "here": here,
        "real": reverse("officedesk:import-for-real", args=[goods_import.code]),
        "running": running,
        "faults": first_faults(goods_import),
        "faults_file": reverse("officedesk:import-faults", args=[goods_import.code]),
    }
    return _office.page(request, "_import_progress.html" if fragment else "import.html", office, context)


@require_POST
@_office.operating_nationwide
def for_real(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """Bring in what was only tried."""
    real = import_for_real(goods_import=_find(request, code), actor=office.person, at=timezone.now())
    return HttpResponseRedirect(reverse("officedesk:import", args=[real.code]))


@require_safe
@_office.operating_nationwide
def faults(request: SignedInRequest, _office_desk: Office, code: str) -> StreamingHttpResponse:
    """All that was wrong, as a table."""
    return faults_file(_find(request, code))


@require_safe
@_office.operating_nationwide
def template(_request: SignedInRequest, _office_desk: Office, kind: str) -> HttpResponse:
    """An empty table to fill in."""
    if kind not in KINDS:
        raise Http404
    return template_file(kind, seller_code="")


@require_safe
@_office.operating_nationwide
def export(_request: SignedInRequest, _office_desk: Office) -> StreamingHttpResponse:
    """All goods on sale, as a table that can be brought in again."""
    return export_file()


def _find(request: SignedInRequest, code: str) -> GoodsImport:
    found: GoodsImport = get_object_or_404(imports_visible_to(request.user, at=timezone.now()), code=code)
    return found
