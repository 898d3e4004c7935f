"""A shop's goods elsewhere: other places that show them, tables of other sites, sales that were made there."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.catalog.models import Listing, Variant
from chophien.channels.actions.channels import FILE_KIND, ask_for_sync, change_channel, link_listing, open_channel
from chophien.channels.actions.foreign import bring_in, decide_rows, name_columns, take_foreign_table
from chophien.channels.actions.sales import Sold, enter_sale
from chophien.channels.forms import (
    ChannelForm,
    ChannelSettingsForm,
    ColumnsForm,
    ForeignForm,
    LinkForm,
    SaleForm,
)
from chophien.channels.models import ForeignTable
from chophien.channels.requests import CSV_TYPE
from chophien.channels.selectors.channels import (
    channels_managed_by,
    channels_of,
    errors_by_channel,
    left_of,
    link_of,
    links_of,
    listing_of_shop,
    listings_to_link,
    open_errors,
    outside_sales_of,
    sellable,
)
from chophien.channels.selectors.foreign import (
    categories_by_slug,
    counted_rows,
    first_rows,
    tables_managed_by,
    tables_of,
)
from chophien.channels.states import Decision, TableStatus
from chophien.lib.codes import new_token
from chophien.lib.errors import DomainError, Invalid
from chophien.lib.quantity import UNITS, format_quantity, what_it_buys
from chophien.orders.errors import CartRefused
from chophien.sellerdesk.selectors import Desk
from chophien.sellerdesk.views import _desk
from chophien.uploads.actions.papers import read_table
from chophien.web.decorators import signed_in
from chophien.web.downloads import private_file_response

MOST_LINKED_AT_ONCE = 300


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def channels(request: SignedInRequest) -> HttpResponse:
    """Other places where the shop sells, and adding one."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, manager=True)
    form = ChannelForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            opened = open_channel(
                seller=desk.seller,
                name=said["name"],
                connector="table",
                price_percent=said["price_percent"] or 0,
                actor=request.user,
                at=at,
            )
            return HttpResponseRedirect(reverse("sellerdesk:channel", args=[opened.code]))
        except DomainError as refusal:
            form.add_error("name", str(refusal))
    found = list(channels_of(desk.seller))
    failed = errors_by_channel(found)
    context = {
        "form": form,
        "channels": [(one, failed.get(one.pk, 0)) for one in found],
        "action": _desk.address("channels", desk),
    }
    return _desk.page(request, "channels.html", desk, context, status=_desk.status_of(None, invalid=form.is_bound))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def channel(request: SignedInRequest, code: str) -> HttpResponse:
    """One other place: its price rule, the goods it shows, what could not be told."""
    at = timezone.now()
    found = get_object_or_404(channels_managed_by(request.user, at=at), code=code)
    desk = _desk.desk_at(request, found.seller, at=at)
    begun = {"price_percent": found.price_percent, "is_enabled": found.is_enabled}
    form = ChannelSettingsForm(request.POST if request.method == "POST" else None, initial=begun)
    if form.is_bound and form.is_valid():
        change_channel(
            channel=found,
            price_percent=form.cleaned_data["price_percent"] or 0,
            is_enabled=form.cleaned_data["is_enabled"],
            actor=request.user,
            at=at,
        )
        return HttpResponseRedirect(reverse("sellerdesk:channel", args=[code]) + "?xong=luu")
    free = [(one.code, _title(one)) for one in listings_to_link(found)[:MOST_LINKED_AT_ONCE]]
    context = {
        "channel": found,
        "form": form,
        "link_form": LinkForm(goods=free, initial={"is_enabled": True}),
        "has_free": bool(free),
        "links": links_of(found),
        "errors": open_errors(found),
        "back": _desk.address("channels", desk),
        "done": request.GET.get("xong", ""),
        "here_is": reverse("sellerdesk:channel", args=[code]),
    }
    return _desk.page(request, "channel.html", desk, context, status=_desk.status_of(None, invalid=form.is_bound))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@signed_in
def channel_link(request: SignedInRequest, code: str, listing: str) -> HttpResponse:
    """How one other place knows one of the goods. ``moi`` links goods that the form names."""
    at = timezone.now()
    found = get_object_or_404(channels_managed_by(request.user, at=at), code=code)
    desk = _desk.desk_at(request, found.seller, at=at)
    wanted = request.POST.get("listing", "") if listing == "moi" else listing
    goods = listing_of_shop(found.seller, wanted[:40])
    if goods is None:
        raise Http404
    known = link_of(found, goods.code)
    begun: dict[str, Any] = {"listing": goods.code, "is_enabled": True}
    if known is not None:
        names = ("outside_id", "outside_url", "barcode", "price_percent", "is_enabled")
        begun |= {name: getattr(known, name) for name in names}
    sent = {**request.POST.dict(), "listing": goods.code} if request.method == "POST" else None
    form = LinkForm(sent, goods=[(goods.code, _title(goods))], initial=begun)
    if form.is_bound and form.is_valid():
        said = {name: form.cleaned_data[name] for name in form.cleaned_data if name != "listing"}
        try:
            link_listing(channel=found, listing=goods, actor=request.user, at=at, **said)
            return HttpResponseRedirect(reverse("sellerdesk:channel", args=[code]) + "?xong=noi")
        except DomainError as refusal:
            form.add_error("outside_id", str(refusal))
    context = {"channel": found, "goods": goods, "title": _title(goods), "form": form}
    return _desk.page(request, "channel_link.html", desk, context, status=_desk.status_of(None, invalid=form.is_bound))


@require_POST
@signed_in
def channel_sync(request: SignedInRequest, code: str) -> HttpResponse:
    """Tell the place now; also tries again what failed."""
    at = timezone.now()
    found = get_object_or_404(channels_managed_by(request.user, at=at), code=code)
    ask_for_sync(channel=found, actor=request.user, at=at)
    return HttpResponseRedirect(reverse("sellerdesk:channel", args=[code]) + "?xong=gui")


@require_safe
@signed_in
def channel_file(request: SignedInRequest, code: str) -> HttpResponse:
    """The table that was made last, to be uploaded there."""
    found = get_object_or_404(channels_managed_by(request.user, at=timezone.now()), code=code)
    if not found.file_code:
        raise Http404
    data = read_table(code=found.file_code, kind=FILE_KIND)
    return private_file_response(data, content_type=CSV_TYPE, name=f"{found.code}.csv")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def foreign(request: SignedInRequest) -> HttpResponse:
    """Send another site's table in; those sent in lately."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, manager=True)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ForeignForm(*sent)
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            table = take_foreign_table(seller=desk.seller, file=file, file_name=file.name, actor=request.user, at=at)
            return HttpResponseRedirect(reverse("sellerdesk:foreign-table", args=[table.code]))
        except DomainError as refusal:
            form.add_error("file", str(refusal))
    context = {"form": form, "tables": tables_of(desk.seller), "action": _desk.address("foreign", desk)}
    return _desk.page(request, "foreign.html", desk, context, status=_desk.status_of(None, invalid=form.is_bound))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def foreign_table(request: SignedInRequest, code: str) -> HttpResponse:
    """Say which column is which; then what is to become of the rows that seem to be there already."""
    at = timezone.now()
    table = get_object_or_404(tables_managed_by(request.user, at=at), code=code)
    desk = _desk.desk_at(request, table.seller, at=at)
    kinds = sorted(((one.slug, one.name_vi) for one in categories_by_slug().values()), key=lambda pair: pair[1])
    is_naming = request.method == "POST" and request.POST.get("buoc") == "cot"
    begun = ColumnsForm.begun(table.columns, table.instead)
    form = ColumnsForm(request.POST if is_naming else None, headings=table.headings, categories=kinds, initial=begun)
    problem: DomainError | None = None
    try:
        if is_naming and form.is_valid():
            name_columns(table=table, columns=form.columns, instead=form.instead, actor=request.user, at=at)
            return HttpResponseRedirect(reverse("sellerdesk:foreign-table", args=[code]))
        if request.method == "POST" and not is_naming:
            decide_rows(table=table, decisions=_decisions(request), actor=request.user, at=at)
            if request.POST.get("buoc") in {"nhap", "thu"}:
                goods_import = bring_in(table=table, dry_run=request.POST["buoc"] == "thu", actor=request.user, at=at)
                return HttpResponseRedirect(reverse("sellerdesk:import", args=[goods_import.code]))
            return HttpResponseRedirect(reverse("sellerdesk:foreign-table", args=[code]) + "?xong=luu")
    except DomainError as refusal:
        problem = refusal
    context = {"form": form, "problem": problem, **_table_context(table, desk, done=request.GET.get("xong", ""))}
    status = _desk.status_of(problem, invalid=is_naming)
    return _desk.page(request, "foreign_table.html", desk, context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def sales(request: SignedInRequest) -> HttpResponse:
    """Enter what was sold elsewhere; what was entered lately."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, manager=True)
    variants = sellable(desk.seller)
    goods = [(one.code, _as_choice(one)) for one in variants]
    form = SaleForm(request.POST if request.method == "POST" else None, goods=goods, initial={"key": new_token()[:32]})
    if form.is_bound and form.is_valid() and _entered(form, desk, request):
        return HttpResponseRedirect(_desk.address("sales", desk, xong="ghi"))
    context = {
        "form": form,
        "has_goods": bool(variants),
        "places": [one.name for one in channels_of(desk.seller)],
        "sales": outside_sales_of(desk.seller),
        "done": request.GET.get("xong", ""),
        "action": _desk.address("sales", desk),
    }
    return _desk.page(request, "sales.html", desk, context, status=_desk.status_of(None, invalid=form.is_bound))


def _entered(form: SaleForm, desk: Desk, request: SignedInRequest) -> bool:
    """Whether the sale could be entered; what stands in the way is said beside its field."""
    said = form.cleaned_data
    known = {one.name: one for one in channels_of(desk.seller)}
    try:
        enter_sale(
            seller=desk.seller,
            sold=[Sold(*line) for line in form.lines],
            place=said["place"],
            channel=known.get(said["place"]),
            buyer_name=said["buyer_name"],
            buyer_phone=said["buyer_phone"],
            idempotency_key=said["key"],
            actor=request.user,
            at=timezone.now(),
        )
    except CartRefused as refusal:
        places = {line[0]: number for number, line in enumerate(form.lines, start=1)}
        for problem in refusal.problems:
            form.add_error(f"quantity_{places.get(problem.variant_code, 1)}", problem.sentence)
        return False
    except Invalid as refusal:
        for name, sentences in refusal.field_errors.items():
            form.add_error({"contact_phone": "buyer_phone", "contact_name": "buyer_name"}.get(name, "place"), sentences)
        return False
    except DomainError as refusal:
        form.add_error("place", str(refusal))
        return False
    return True


def _decisions(request: SignedInRequest) -> dict[int, str]:
    told = {name.removeprefix("d-"): said for name, said in request.POST.items() if name.startswith("d-")}
    return {int(name): str(said) for name, said in told.items() if name.isascii() and name.isdigit() and len(name) < 8}


def _table_context(table: ForeignTable, desk: Desk, *, done: str) -> dict[str, Any]:
    counts = counted_rows(table) if table.status != TableStatus.SENT_IN else {}
    return {
        "table": table,
        "rows": first_rows(table) if counts else [],
        "waiting": counts.get("", 0),
        "counts": [(str(one.label), str(counts.get(one.value, 0))) for one in Decision] if counts else [],
        "total": sum(counts.values()),
        "decisions": list(Decision),
        "done": done,
        "back": _desk.address("foreign", desk),
    }


def _as_choice(variant: Variant) -> str:
    size = variant.title or what_it_buys(variant.unit, variant.pack)
    return f"{_title(variant.listing)} · {size} ({format_quantity(left_of(variant), UNITS.get(variant.unit))})"


def _title(listing: Listing) -> str:
    version = listing.live or listing.working
    return version.title if version and version.title else listing.code
