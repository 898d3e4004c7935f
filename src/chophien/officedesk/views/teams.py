"""Teams of helpers, registered by the officers of their commune or province."""

from datetime import datetime

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from chophien.accounts.requests import SignedInRequest
from chophien.lib.errors import DomainError, Invalid
from chophien.officedesk.programme_forms import MemberForm, TeamForm
from chophien.officedesk.selectors import Office, provinces_of_office
from chophien.officedesk.views import _office
from chophien.places.models import Commune, Province
from chophien.programmes.actions import teams as actions
from chophien.programmes.models import Team
from chophien.programmes.selectors.teams import communes_overseen_by, member_of, teams_overseen_by

TEAMS_MOST = 200
PROVINCE = "tinh"


@require_http_methods(["GET", "HEAD", "POST"])
@_office.overseeing
def teams(request: SignedInRequest, office: Office) -> HttpResponse:
    """The teams of the area, and registering one more; who looks after the country names the province first."""
    at = timezone.now()
    provinces = list(provinces_of_office(request.user, at=at)) if office.nationwide else []
    communes = _communes(request, provinces, at=at)
    form = TeamForm(request.POST or None, communes=communes)
    problem, status = None, 200
    if request.method == "POST":
        status = _office.INVALID
        if form.is_valid():
            commune = next(one for one in communes if one.code == form.cleaned_data["commune_code"])
            try:
                team = actions.register_team(commune=commune, name=form.cleaned_data["name"], actor=request.user, at=at)
                return HttpResponseRedirect(_office.address("team", team.code))
            except Invalid as refusal:
                form.take_faults(refusal.field_errors)
            except DomainError as refusal:
                problem, status = refusal, _office.REFUSED
    rows = list(teams_overseen_by(request.user, at=at)[:TEAMS_MOST])
    context = {
        "teams": rows,
        "form": form if communes else None,
        "provinces": provinces,
        "chosen": communes[0].province if communes and provinces else None,
        "problem": problem,
    }
    return _office.page(request, "teams.html", office, context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@_office.overseeing
def team(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """One team: its members with their villages, and taking in one more."""
    at = timezone.now()
    found = _team(request, code)
    form = MemberForm(request.POST or None)
    problem, status = None, 200
    if request.method == "POST":
        status = _office.INVALID
        if form.is_valid():
            said = form.cleaned_data
            try:
                actions.add_member(
                    team=found,
                    phone=said["phone"],
                    name=said["name"],
                    villages=form.villages_named,
                    actor=request.user,
                    at=at,
                )
                return HttpResponseRedirect(_office.address("team", found.code, xong="them"))
            except Invalid as refusal:
                form.take_faults(refusal.field_errors)
            except DomainError as refusal:
                problem, status = refusal, _office.REFUSED
    return _team_page(request, office, found, form=form, problem=problem, status=status)


@require_POST
@_office.overseeing
def remove_member(request: SignedInRequest, office: Office, code: str, person_code: str) -> HttpResponse:
    """Let a member leave: they are no helper there any more."""
    del office
    member = member_of(_team(request, code), person_code)
    if member is None:
        raise Http404
    actions.remove_member(member=member, actor=request.user, at=timezone.now())
    return HttpResponseRedirect(_office.address("team", code, xong="bo"))


@require_POST
@_office.overseeing
def close(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """Close a team that is empty."""
    found = _team(request, code)
    try:
        actions.close_team(team=found, actor=request.user, at=timezone.now())
    except DomainError as refusal:
        return _team_page(request, office, found, problem=refusal, status=_office.REFUSED)
    return HttpResponseRedirect(_office.address("teams"))


def _communes(request: SignedInRequest, provinces: list[Province], *, at: datetime) -> list[Commune]:
    """The communes to choose from: all of the area, or those of the province that the address names; none before."""
    named = request.GET.get(PROVINCE, "")
    if not provinces:
        return list(communes_overseen_by(request.user, at=at))
    if named not in {one.code for one in provinces}:
        return []
    return list(communes_overseen_by(request.user, at=at, province_code=named))


def _team(request: SignedInRequest, code: str) -> Team:
    found: Team = get_object_or_404(teams_overseen_by(request.user, at=timezone.now()), code=code)
    return found


def _team_page(
    request: SignedInRequest,
    office: Office,
    found: Team,
    *,
    form: MemberForm | None = None,
    problem: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "team": found,
        "form": form or MemberForm(),
        "problem": problem,
        "done": request.GET.get("xong", ""),
    }
    return _office.page(request, "team.html", office, context, status=status)
