"""Parts of the market, turned off and on by operators of the whole country."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.accounts.selectors import people_by_code
from chophien.lib.dates import local_date
from chophien.lib.errors import DomainError
from chophien.officedesk.paging import page_by_pk
from chophien.officedesk.selectors import Office
from chophien.officedesk.switch_forms import OFF, ON, SwitchForm
from chophien.officedesk.views import _office
from chophien.places.selectors import provinces_today
from chophien.switches.actions import switch
from chophien.switches.selectors import decisions_about, standing_of, standings
from chophien.switches.states import Feature

PURPOSE = "officedesk.switches"


@require_safe
@_office.operating_nationwide
def switches(request: SignedInRequest, office: Office) -> HttpResponse:
    """Every part that can be turned off, and how it stands."""
    at = timezone.now()
    rows = standings(at=at)
    context = {
        "rows": rows,
        "provinces": {one.code: one.name for one in provinces_today()},
        "people": people_by_code({one.last.decided_by for one in rows if one.last}),
        "done": request.GET.get("xong", ""),
    }
    return _office.page(request, "switches.html", office, context)


@require_http_methods(["GET", "HEAD", "POST"])
@_office.operating_nationwide
def one_switch(request: SignedInRequest, office: Office, feature: str) -> HttpResponse:
    """How one part stands, what was decided about it, and the next decision."""
    at = timezone.now()
    if feature not in Feature.values:
        raise Http404
    standing = standing_of(Feature(feature), at=at)
    names = {one.code: one.name for one in provinces_today()}
    form = SwitchForm(
        request.POST or None,
        provinces=list(names.items()) if standing.about.by_province else [],
        initial={"state": OFF if standing.is_on else ON, "starts_on": local_date(at)},
    )
    problem = None
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            switch(
                feature=standing.feature,
                is_on=said["state"] == ON,
                province_code=said.get("province", ""),
                starts_on=said["starts_on"],
                reason=said["reason"],
                actor=request.user,
                at=at,
            )
            return HttpResponseRedirect(_office.address("switches", xong=feature))
        except DomainError as refusal:
            problem = refusal
    page = page_by_pk(decisions_about(standing.feature), cursor=request.GET.get("trang", ""), purpose=PURPOSE)
    context = {
        "standing": standing,
        "form": form,
        "page": page,
        "provinces": names,
        "people": people_by_code({one.decided_by for one in page.rows}),
        "following": _office.address("switch", feature, trang=page.following) if page.following else "",
        "problem": problem,
    }
    status = _office.status_of(problem, invalid=form.is_bound)
    return _office.page(request, "switch.html", office, context, status=status)
