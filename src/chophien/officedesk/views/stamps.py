"""Stamps that may have been copied, for the officers and operators of a place."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.lib.errors import DomainError
from chophien.officedesk.selectors import Office
from chophien.officedesk.views import _office
from chophien.scans.actions.suspecting import settle
from chophien.scans.forms import SettleForm, name_of
from chophien.scans.selectors.suspicions import suspicion_page, suspicions_overseen_by

LISTED_MOST = 100


@require_safe
@_office.overseeing
def suspicions(request: SignedInRequest, office: Office) -> HttpResponse:
    """All of them, the ones that wait first."""
    rows = suspicions_overseen_by(request.user, at=timezone.now())[:LISTED_MOST]
    context = {"rows": [(one, name_of(one.stamp.batch.variant)) for one in rows]}
    return _office.page(request, "suspect_stamps.html", office, context)


@require_http_methods(["GET", "HEAD", "POST"])
@_office.overseeing
def suspicion(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """One: why, its scans by day, what was found out."""
    at = timezone.now()
    found = get_object_or_404(suspicions_overseen_by(request.user, at=at), code=code)
    form = SettleForm(request.POST if request.method == "POST" else None)
    problem: DomainError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            settle(suspicion=found, actor=request.user, at=at, **form.cleaned_data)
            return HttpResponseRedirect(_office.address("suspect-stamp", code, xong="ghi"))
        except DomainError as refusal:
            problem = refusal
    context = {
        "page": suspicion_page(found),
        "goods": name_of(found.stamp.batch.variant),
        "form": form,
        "problem": problem,
        "done": request.GET.get("xong", ""),
    }
    status = _office.REFUSED if problem else _office.INVALID if form.is_bound else 200
    return _office.page(request, "suspect_stamp.html", office, context, status=status)
