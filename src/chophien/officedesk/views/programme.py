"""What helping brought, visits, lead households and mentor pairs, for the officers of an area."""

import csv
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.lib.dates import local_date, month_named
from chophien.lib.errors import DomainError
from chophien.lib.text import cell_text
from chophien.officedesk import selectors
from chophien.officedesk.paging import page_by_pk
from chophien.officedesk.selectors import Office
from chophien.officedesk.views import _office
from chophien.programmes.actions import pairs as actions
from chophien.programmes.errors import PairNotFitting
from chophien.programmes.selectors import leads
from chophien.programmes.selectors.results import results_overseen_by
from chophien.programmes.selectors.visits import visits_overseen_by

BYTE_ORDER_MARK = "\ufeff"
LINES_MOST = 300
TWO = 2


@require_safe
@_office.overseeing
def results(request: SignedInRequest, office: Office) -> HttpResponse:
    """What helping brought in a month: visits, first sales, goods bettered, orders saved, by helper and commune."""
    at = timezone.now()
    month = _month(request, today=local_date(at))
    context = {
        "results": results_overseen_by(request.user, month=month, at=at),
        "this_month": local_date(at).replace(day=1),
        "file": _office.address("results-file", thang=f"{month:%Y-%m}"),
    }
    return _office.page(request, "results.html", office, context)


@require_safe
@_office.overseeing
def results_file(request: SignedInRequest, office: Office) -> HttpResponse:
    """The same month as a table to take along. No money of any household is in it."""
    del office
    at = timezone.now()
    month = _month(request, today=local_date(at))
    found = results_overseen_by(request.user, month=month, at=at)
    response = HttpResponse(BYTE_ORDER_MARK, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="ket-qua-giup-{month:%Y-%m}.csv"'
    table = csv.writer(response)
    table.writerow(
        [
            _("Month"),
            _("Province"),
            _("Commune"),
            _("Helper"),
            _("Visits"),
            _("First sales"),
            _("Goods written or bettered"),
            _("Orders saved"),
        ]
    )
    for line in found.lines:
        names = [cell_text(text) for text in (line.province_name, line.commune_name, line.helper_name)]
        table.writerow([f"{month:%Y-%m}", *names, line.visits, line.first_sales, line.listings, line.orders_saved])
    return response


@require_safe
@_office.overseeing
def visits(request: SignedInRequest, office: Office) -> HttpResponse:
    """The visits in the area, the latest first."""
    found = visits_overseen_by(request.user, at=timezone.now())
    page = page_by_pk(found, cursor=request.GET.get("trang", ""), purpose="officedesk.visits")
    following = _office.address("visits", trang=page.following) if page.following else ""
    return _office.page(request, "visits.html", office, {"page": page, "following": following})


@require_http_methods(["GET", "HEAD", "POST"])
@_office.overseeing
def lead_households(request: SignedInRequest, office: Office) -> HttpResponse:
    """The households of a quarter with their figures, lead households first; mentor pairs, and proposing one."""
    at = timezone.now()
    quarter = _quarter(request) or leads.latest_quarter()
    rows = leads.quarters_overseen_by(request.user, at=at)
    shown = list(leads.of_quarter(rows, quarter)[:LINES_MOST]) if quarter else []
    area = selectors.sellers_overseen_by(request.user, at=at)
    problem: DomainError | None = None
    if request.method == "POST":
        named = leads.sellers_named(area, [request.POST.get(name, "")[:60] for name in ("lead", "follower")])
        try:
            if len(named) != TWO:
                raise PairNotFitting
            actions.propose_pair(lead=named[0], follower=named[1], actor=request.user, at=at)
            return HttpResponseRedirect(_office.address("leads", xong="ghep"))
        except DomainError as refusal:
            problem = refusal
    teaching = request.GET.get("day", "")[:60]
    mentor = next((row.seller for row in shown if row.is_lead and row.seller.code == teaching), None)
    context = {
        "rows": shown,
        "open": leads.shown_by_name(shown, at=at),
        "quarter": quarter,
        "quarters": leads.quarters_judged(),
        "pairs": list(leads.pairs_overseen_by(request.user, at=at)[:LINES_MOST]),
        "mentor": mentor,
        "followers": list(leads.followers_to_be(mentor)[:LINES_MOST]) if mentor else [],
        "problem": problem,
        "done": request.GET.get("xong", ""),
    }
    return _office.page(request, "leads.html", office, context, status=_office.status_of(problem))


@require_POST
@_office.overseeing
def end_pair(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """End a mentor pair of the area."""
    del office
    at = timezone.now()
    pair = get_object_or_404(leads.pairs_overseen_by(request.user, at=at), code=code)
    reason = request.POST.get("reason", "")[:300]
    actions.end_pair(pair=pair, actor=request.user, at=at, reason=reason)
    return HttpResponseRedirect(_office.address("leads", xong="thoi"))


def _month(request: HttpRequest, *, today: date) -> date:
    return month_named(request.GET.get("thang", ""), today=today)


def _quarter(request: HttpRequest) -> date | None:
    asked = request.GET.get("quy", "")
    if not asked:
        return None
    try:
        return date.fromisoformat(asked)
    except ValueError:
        raise Http404 from None
