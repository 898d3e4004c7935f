"""A shop's goods by the table: sent in, followed, had back."""

from django.http import Http404, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.channels.actions.imports import import_for_real
from chophien.channels.forms import ImportForm
from chophien.channels.models import GoodsImport
from chophien.channels.requests import export_file, faults_file, send_in, template_file
from chophien.channels.selectors.imports import first_faults, imports_managed_by, imports_of_shop
from chophien.channels.states import FaultyRows
from chophien.sellerdesk.views import _desk
from chophien.web.decorators import signed_in
from chophien.web.htmx import is_fragment_wanted

KINDS = frozenset({"csv", "xlsx"})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def imports(request: SignedInRequest) -> HttpResponse:
    """Send a table in; the tables sent in lately."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, manager=True)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ImportForm(*sent, initial={"faulty_rows": FaultyRows.SKIP.value})
    if form.is_bound:
        started = send_in(form, seller_code=desk.seller.code, actor=request.user, at=at)
        if started is not None:
            return HttpResponseRedirect(reverse("sellerdesk:import", args=[started.code]))
    latest = imports_of_shop(desk.seller.code)
    context = {
        "form": form,
        "action": _desk.address("imports", desk),
        "imports": [(one, reverse("sellerdesk:import", args=[one.code])) for one in latest],
        "template_csv": _desk.address("import-template", desk, "csv"),
        "template_xlsx": _desk.address("import-template", desk, "xlsx"),
        "export": _desk.address("export", desk),
    }
    return _desk.page(request, "imports.html", desk, context, status=_desk.status_of(None, invalid=form.is_bound))


@never_cache
@require_safe
@signed_in
def progress(request: SignedInRequest, code: str) -> HttpResponse:
    """How far a table has come, and what was wrong with it."""
    at = timezone.now()
    goods_import = _find(request, code)
    desk = _desk.need_desk(request, at=at)
    here = reverse("sellerdesk:import", args=[goods_import.code])
    context = {
        "goods_import": goods_import,
        "here": here,
        "real": reverse("sellerdesk:import-for-real", args=[goods_import.code]),
        "running": goods_import.status in {"waiting", "running"},
        "faults": first_faults(goods_import),
        "faults_file": reverse("sellerdesk:import-faults", args=[goods_import.code]),
        "back": _desk.address("imports", desk),
    }
    fragment = is_fragment_wanted(request)
    if fragment and not context["running"]:
        response = HttpResponse(status=204)
        response["HX-Redirect"] = here
        return response
    return _desk.page(request, "_import_progress.html" if fragment else "import.html", desk, context)


@require_POST
@signed_in
def for_real(request: SignedInRequest, code: str) -> HttpResponse:
    """Bring in what was only tried."""
    tried = _find(request, code)
    real = import_for_real(goods_import=tried, actor=request.user, at=timezone.now())
    return HttpResponseRedirect(reverse("sellerdesk:import", args=[real.code]))


@require_safe
@signed_in
def faults(request: SignedInRequest, code: str) -> StreamingHttpResponse:
    """All that was wrong, as a table."""
    return faults_file(_find(request, code))


@require_safe
@signed_in
def template(request: SignedInRequest, kind: str) -> HttpResponse:
    """An empty table to fill in."""
    desk = _desk.need_desk(request, at=timezone.now(), manager=True)
    if kind not in KINDS:
        raise Http404
    return template_file(kind, seller_code=desk.seller.code)


@require_safe
@signed_in
def export(request: SignedInRequest) -> StreamingHttpResponse:
    """The shop's goods on sale, as a table that can be brought in again."""
    desk = _desk.need_desk(request, at=timezone.now(), manager=True)
    return export_file(desk.seller.code)


def _find(request: SignedInRequest, code: str) -> GoodsImport:
    return get_object_or_404(imports_managed_by(request.user, at=timezone.now()), code=code)
