"""People and their roles: found by phone or name, given and ended, each over an area that was chosen."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chophien.accounts.actions.people import ensure_person
from chophien.accounts.actions.roles import end_role, give_role
from chophien.accounts.models import Person
from chophien.accounts.requests import SignedInRequest
from chophien.accounts.states import Role
from chophien.lib.errors import DomainError
from chophien.officedesk import selectors
from chophien.officedesk.filters import LISTS, shelf_of
from chophien.officedesk.forms import GiveRoleForm
from chophien.officedesk.paging import page_by_pk
from chophien.officedesk.people import area_of, endable_grant, roles_to_give, rows_of
from chophien.officedesk.selectors import Office
from chophien.officedesk.views import _office


@require_safe
@_office.managing_people
def people(request: SignedInRequest, office: Office) -> HttpResponse:
    """The people of this desk's area, or those that a phone number, code or name means."""
    at = timezone.now()
    shelf = shelf_of(LISTS["people"], request.user, request.GET.dict())
    if shelf.away:
        return HttpResponseRedirect(shelf.away)
    (text,) = shelf.said("q")
    found = selectors.people_found(request.user, text=text, at=at)
    page = page_by_pk(found, cursor=request.GET.get("trang", ""), purpose="officedesk.people")
    context = {
        "rows": rows_of(page.rows, reader=request.user, at=at),
        "text": text,
        "following": _office.address("people", q=text, trang=page.following) if page.following else "",
        "done": request.GET.get("xong", ""),
        "shelf": shelf,
    }
    return _office.page(request, "people.html", office, context)


@require_safe
@_office.managing_people
def person(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """One person with their roles."""
    return _person_page(request, office, _find(request, code))


@require_http_methods(["GET", "HEAD", "POST"])
@_office.managing_people
def give(request: SignedInRequest, office: Office) -> HttpResponse:
    """Give a role: which one, over what, to whom."""
    at = timezone.now()
    said = request.POST if request.method == "POST" else request.GET
    roles = roles_to_give(request.user, at=at)
    role = next((one for one in roles if one == said.get("role", "")), None)
    kind, code = said.get("scope_kind", ""), said.get("scope_code", "")[:40]
    form = GiveRoleForm(request.POST or None, initial={**request.GET.dict(), "scope_kind": kind, "scope_code": code})
    problem: DomainError | None = None
    if form.is_bound and form.is_valid() and role is not None:
        try:
            somebody = ensure_person(
                phone=form.cleaned_data["phone"], name=form.cleaned_data["name"], actor=request.user, at=at
            )
            give_role(person=somebody, role=role, scope_kind=kind, scope_code=code, actor=request.user, at=at)
            return HttpResponseRedirect(_office.address("people", q=somebody.code, xong="trao"))
        except DomainError as refusal:
            problem = refusal
    context = {
        "roles": roles,
        "role": role,
        "area": area_of(request.user, role, province=said.get("tinh", "")[:2], text=said.get("q", "")[:100], at=at)
        if role
        else None,
        "text": said.get("q", ""),
        "kind": kind,
        "code": code,
        "phone": said.get("phone", "")[:30],
        "form": form,
        "problem": problem,
    }
    status = _office.status_of(problem, invalid=form.is_bound)
    return _office.page(request, "give_role.html", office, context, status=status)


@require_POST
@_office.managing_people
def end(request: SignedInRequest, office: Office, code: str, grant: str) -> HttpResponse:
    """End a role now."""
    at = timezone.now()
    somebody = _find(request, code)
    found = endable_grant(request.user, somebody, grant, at=at)
    if found is None:
        raise Http404
    try:
        end_role(grant=found, actor=request.user, at=at)
    except DomainError as refusal:
        return _person_page(request, office, somebody, problem=refusal)
    return HttpResponseRedirect(_office.address("people", q=somebody.code, xong="thoi"))


def _find(request: SignedInRequest, code: str) -> Person:
    found: Person = get_object_or_404(selectors.people_found(request.user, text="", at=timezone.now()), code=code)
    return found


def _person_page(
    request: SignedInRequest, office: Office, somebody: Person, *, problem: DomainError | None = None
) -> HttpResponse:
    [row] = rows_of([somebody], reader=request.user, at=timezone.now())
    context = {"row": row, "problem": problem, "operator": Role.OPERATOR}
    return _office.page(request, "person.html", office, context, status=_office.status_of(problem))
