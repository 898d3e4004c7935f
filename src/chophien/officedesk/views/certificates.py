"""Certificates that wait to be compared with the paper."""

from datetime import datetime

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.catalog.actions.certificates import refuse_certificate, verify_certificate
from chophien.catalog.models import Certificate
from chophien.catalog.selectors import certificates_reviewed_by, certificates_to_verify
from chophien.lib.errors import DomainError
from chophien.officedesk.forms import PurposeForm, ReasonForm
from chophien.officedesk.paging import page_by_pk
from chophien.officedesk.selectors import Office
from chophien.officedesk.views import _office
from chophien.uploads.actions.papers import open_private_file
from chophien.uploads.selectors import private_file
from chophien.web.downloads import private_file_response


@require_safe
@_office.operating
def certificates(request: SignedInRequest, office: Office) -> HttpResponse:
    """The queue, oldest first."""
    return _page(request, office)


@require_POST
@_office.operating
def verify(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """Duyệt: the paper is real, the badge shows."""
    at = timezone.now()
    try:
        verify_certificate(certificate=_find(request, code, at=at), actor=request.user, at=at)
    except DomainError as refusal:
        return _page(request, office, problem=refusal)
    return HttpResponseRedirect(_office.address("certificates", xong="duyet"))


@require_POST
@_office.operating
def refuse(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """Từ chối, with a reason for the seller."""
    at = timezone.now()
    form = ReasonForm(request.POST)
    form.is_valid()
    reason = form.cleaned_data.get("reason", "")
    try:
        refuse_certificate(certificate=_find(request, code, at=at), reason=reason, actor=request.user, at=at)
    except DomainError as refusal:
        return _page(request, office, problem=refusal, about=code, typed=str(form["reason"].value() or ""))
    return HttpResponseRedirect(_office.address("certificates", xong="tu-choi"))


@require_POST
@_office.operating
def paper(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """The paper itself, after the purpose was said and written down."""
    at = timezone.now()
    certificate = _find(request, code, at=at)
    kept = private_file(certificate.file_code, owner_code=certificate.seller.code)
    if kept is None:
        raise Http404
    form = PurposeForm(request.POST)
    form.is_valid()
    try:
        opened = open_private_file(paper=kept, actor=request.user, purpose=form.cleaned_data.get("purpose", ""), at=at)
    except DomainError as refusal:
        return _page(request, office, problem=refusal, about=code)
    return private_file_response(opened.data, content_type=opened.content_type, name=opened.name)


def _find(request: SignedInRequest, code: str, *, at: datetime) -> Certificate:
    mine = certificates_reviewed_by(request.user, at=at).select_related("seller__commune__province")
    found: Certificate = get_object_or_404(mine, code=code)
    return found


def _page(
    request: SignedInRequest,
    office: Office,
    *,
    problem: DomainError | None = None,
    about: str = "",
    typed: str = "",
) -> HttpResponse:
    waiting = certificates_to_verify(request.user, at=timezone.now())
    page = page_by_pk(
        waiting, cursor=request.GET.get("trang", ""), purpose="officedesk.certificates", newest_first=False
    )
    context = {
        "page": page,
        "following": _office.address("certificates", trang=page.following) if page.following else "",
        "problem": problem,
        "about": about,
        "typed": typed,
        "done": request.GET.get("xong", ""),
    }
    return _office.page(request, "certificates.html", office, context, status=_office.status_of(problem))
