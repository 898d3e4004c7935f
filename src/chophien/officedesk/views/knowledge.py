"""The library of facts: written, approved, changed and retired by operators and the province's officers."""

from datetime import datetime

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.knowledge.actions import FactText, approve_fact, change_fact, propose_fact, refuse_fact, retire_fact
from chophien.knowledge.models import Fact
from chophien.knowledge.selectors import facts_found, facts_managed_by
from chophien.knowledge.states import FactStatus
from chophien.lib.errors import DomainError
from chophien.officedesk import selectors
from chophien.officedesk.forms import FactForm
from chophien.officedesk.paging import page_by_pk
from chophien.officedesk.selectors import Office
from chophien.officedesk.views import _office
from chophien.places.selectors import province as province_of


@require_safe
@_office.managing_people
def library(request: SignedInRequest, office: Office) -> HttpResponse:
    """The facts of the area, what is proposed first to be found."""
    return _library_page(request, office)


@require_http_methods(["GET", "HEAD", "POST"])
@_office.managing_people
def new_fact(request: SignedInRequest, office: Office) -> HttpResponse:
    """Write a fact down."""
    return _fact_page(request, office, None)


@require_http_methods(["GET", "HEAD", "POST"])
@_office.managing_people
def fact(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """Write a fact anew."""
    found = get_object_or_404(facts_managed_by(request.user, at=timezone.now()), code=code)
    return _fact_page(request, office, found)


@require_POST
@_office.managing_people
def decide_fact(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """Duyệt, Từ chối, or take a fact out of the library."""
    at = timezone.now()
    found = get_object_or_404(facts_managed_by(request.user, at=at), code=code)
    reason = request.POST.get("reason", "")[:500]
    try:
        if "approve" in request.POST:
            approve_fact(fact=found, actor=request.user, at=at)
        elif "retire" in request.POST:
            retire_fact(fact=found, reason=reason, actor=request.user, at=at)
        else:
            refuse_fact(fact=found, reason=reason, actor=request.user, at=at)
    except DomainError as refusal:
        return _library_page(request, office, problem=refusal)
    return HttpResponseRedirect(_office.address("library"))


def _library_page(request: SignedInRequest, office: Office, *, problem: DomainError | None = None) -> HttpResponse:
    text, state = request.GET.get("q", "")[:100], request.GET.get("loai", "")
    state = state if state in FactStatus.values else ""
    found = facts_found(
        facts_managed_by(request.user, at=timezone.now()), text=text, statuses=[state] if state else []
    ).order_by("-pk")
    page = page_by_pk(found, cursor=request.GET.get("trang", ""), purpose="library")
    context = {
        "rows": page.rows,
        "text": text,
        "state": state,
        "states": FactStatus.choices,
        "following": _office.address("library", q=text, loai=state, trang=page.following) if page.following else "",
        "problem": problem,
    }
    return _office.page(request, "library.html", office, context, status=_office.status_of(problem))


def _fact_page(request: SignedInRequest, office: Office, found: Fact | None) -> HttpResponse:
    at = timezone.now()
    places = selectors.provinces_of_office(request.user, at=at)
    form = FactForm(
        request.POST if request.method == "POST" else None,
        provinces=[(one.code, one.name) for one in places],
        nationwide=office.nationwide,
        initial=_begun(found, name=request.user.name),
    )
    if form.is_bound and form.is_valid():
        try:
            _save(request, found, form, at=at)
            return HttpResponseRedirect(_office.address("library"))
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    status = _office.status_of(None, invalid=form.is_bound)
    return _office.page(request, "fact.html", office, {"form": form, "fact": found}, status=status)


def _save(request: SignedInRequest, found: Fact | None, form: FactForm, *, at: datetime) -> None:
    said = dict(form.cleaned_data)
    code = said.pop("province")
    text = FactText(**said, province=province_of(code) if code else None)
    if found is None:
        propose_fact(text=text, actor=request.user, at=at)
    else:
        change_fact(fact=found, text=text, actor=request.user, at=at)


def _begun(found: Fact | None, *, name: str) -> dict[str, object]:
    if found is None:
        return {"author": name}
    names = ("subject", "text", "put_into", "source", "author", "region")
    return {**{one: getattr(found, one) for one in names}, "province": found.province.code if found.province else ""}
