"""A shop's certificates: handed in, looked at, taken back."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from chophien.accounts.requests import SignedInRequest
from chophien.catalog.actions.certificates import withdraw_certificate
from chophien.catalog.selectors import certificates_of
from chophien.growing.selectors.areas import areas_of
from chophien.lib.dates import local_date
from chophien.lib.errors import DomainError
from chophien.readiness.selectors.lists import all_readiness
from chophien.sellerdesk import actions, selectors
from chophien.sellerdesk.certificate_forms import CertificateForm
from chophien.sellerdesk.views import _desk
from chophien.uploads.errors import FileRefused
from chophien.web.decorators import signed_in


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def certificates(request: SignedInRequest) -> HttpResponse:
    """The shop's certificates, and handing one in."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, lister=True)
    names = selectors.names_of_goods(desk.seller)
    begun = {"goods": [request.GET.get("hang", "")]}
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    areas = [(one.code, f"{one.name}, {one.commune.full_name}") for one in areas_of(desk.seller)]
    form = CertificateForm(*sent, goods=names, areas=areas, initial=begun)
    problem: DomainError | None = None
    if form.is_bound and form.is_valid():
        try:
            actions.hand_in_certificate(
                seller=desk.seller,
                text=form.text(file_code=""),
                goods=form.cleaned_data["goods"],
                areas=form.cleaned_data["areas"],
                file=form.cleaned_data["file"],
                actor=request.user,
                at=at,
            )
            return HttpResponseRedirect(_desk.address("certificates", desk, xong="gui"))
        except FileRefused as refusal:
            form.add_error("file", str(refusal))
        except DomainError as refusal:
            problem = refusal
    context = {
        "form": form,
        "problem": problem,
        "certificates": certificates_of(desk.seller),
        "has_land": bool(areas),
        "readiness": all_readiness(desk.seller, on=local_date(at)),
        "today": local_date(at),
        "done": request.GET.get("xong", ""),
        "action": _desk.address("certificates", desk),
    }
    status = _desk.status_of(problem, invalid=form.is_bound)
    return _desk.page(request, "certificates.html", desk, context, status=status)


@require_POST
@signed_in
def withdraw(request: SignedInRequest, code: str) -> HttpResponse:
    """Take a certificate back: its badge goes."""
    at = timezone.now()
    certificate = get_object_or_404(selectors.certificates_managed_by(request.user, at=at), code=code)
    withdraw_certificate(certificate=certificate, actor=request.user, at=at)
    desk = _desk.desk_at(request, certificate.seller, at=at)
    return HttpResponseRedirect(_desk.address("certificates", desk, xong="bo"))
