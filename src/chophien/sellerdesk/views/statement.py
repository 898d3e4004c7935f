"""What a shop's month brought and took, when it is paid out, and how often it wants to be."""

import csv
import io

from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.cashpoints.selectors.customers import is_household
from chophien.collecting.selectors.cash import away_of
from chophien.gateways.selectors import at_gateways
from chophien.lib.dates import format_date, local_date, month_named
from chophien.sellerdesk.forms import RhythmForm
from chophien.sellerdesk.selectors import Desk
from chophien.sellerdesk.views import _desk
from chophien.sellers.selectors.papers import account_of
from chophien.settlement.actions.rhythm import choose_rhythm
from chophien.settlement.selectors.batches import payouts_to
from chophien.settlement.selectors.payable import waiting_of
from chophien.settlement.selectors.statement import COLUMNS, Statement, months_of, statement
from chophien.web.decorators import signed_in
from chophien.web.downloads import private_file_response

ROWS_MOST, PAYOUTS_MOST = 100, 12
BOM = "\ufeff"
"""Has spreadsheet programs read the file as UTF-8."""


@never_cache
@require_safe
@signed_in
def month(request: SignedInRequest) -> HttpResponse:
    """The statement of a month, and what was sent to the shop's account."""
    return _page(request, _desk.need_desk(request, at=timezone.now(), cashier=True))


@never_cache
@require_safe
@signed_in
def month_file(request: SignedInRequest) -> HttpResponse:
    """The statement of a month as a table."""
    desk = _desk.need_desk(request, at=timezone.now(), cashier=True)
    sheet = _sheet(request, desk)
    name = f"bang-ke-{desk.seller.slug}-{sheet.month:%Y-%m}.csv"
    return private_file_response(_as_csv(sheet).encode(), content_type="text/csv; charset=utf-8", name=name)


@require_POST
@signed_in
def rhythm(request: SignedInRequest) -> HttpResponse:
    """The shop says how often it wants to be paid out."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, manager=True)
    form = RhythmForm(request.POST)
    if not form.is_valid():
        return _page(request, desk, form=form)
    choose_rhythm(seller=desk.seller, period=form.cleaned_data["period"], actor=request.user, at=at)
    return HttpResponseRedirect(_desk.address("statement", desk, xong="nhip") + "#nhip")


def _page(request: SignedInRequest, desk: Desk, *, form: RhythmForm | None = None) -> HttpResponse:
    at = timezone.now()
    sheet = _sheet(request, desk)
    waiting, account = waiting_of(desk.seller.code, at=at), account_of(desk.seller)
    context = {
        "sheet": sheet,
        "rows": sheet.rows[:ROWS_MOST],
        "more": max(len(sheet.rows) - ROWS_MOST, 0),
        "columns": COLUMNS,
        "away": away_of(desk.seller.code),
        "at_gateways": at_gateways(desk.seller.code),
        "months": months_of(desk.seller.code, at=at),
        "payouts": list(payouts_to(desk.seller.code)[:PAYOUTS_MOST]),
        "waiting": waiting,
        "has_account": account is not None and account.confirmed_at is not None,
        "takes_cash": desk.manages and is_household(desk.seller),
        "form": form or RhythmForm(initial={"period": waiting.period}),
        "shop_query": f"?{_desk.SHOP}={desk.seller.code}",
        "done": request.GET.get("xong", ""),
    }
    status = _desk.status_of(None, invalid=form is not None)
    return _desk.page(request, "statement.html", desk, context, status=status)


def _sheet(request: SignedInRequest, desk: Desk) -> Statement:
    month = month_named(request.GET.get("thang", ""), today=local_date(timezone.now()))
    return statement(desk.seller.code, month=month)


def _as_csv(sheet: Statement) -> str:
    """What was left from before, each order by column, what was paid out: the last column adds up to its last line."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    empty = [""] * len(COLUMNS)
    rows.writerow([_("Day"), _("Order"), *(column.name for column in COLUMNS), _("Together")])
    rows.writerow([format_date(sheet.month), _("Left from before"), *empty, sheet.opening_vnd])
    for row in sheet.rows:
        amounts = [row.amounts[column.key] for column in COLUMNS]
        rows.writerow([format_date(local_date(row.at)), row.subject_code, *amounts, row.net_vnd])
    rows.writerow(["", _("Paid out to you"), *empty, sheet.paid_out_vnd])
    if sheet.came_back_vnd:
        rows.writerow(["", _("Sent back by the bank"), *empty, sheet.came_back_vnd])
    if sheet.set_right_vnd:
        rows.writerow(["", _("Paid twice: sent back, or borne by the market"), *empty, sheet.set_right_vnd])
    rows.writerow(["", _("To come"), *empty, sheet.closing_vnd])
    return BOM + out.getvalue()
