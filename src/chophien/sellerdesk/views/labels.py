"""Labels of a shop's goods: what the law wants on them, what is still missing, how they look, and printing them."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.catalog.models import Listing, Variant
from chophien.labels.actions import printing
from chophien.labels.forms import LabelForm, PrintForm
from chophien.labels.selectors.days import texts_of
from chophien.labels.selectors.drafts import asked_of, draft_of, packs_to_label, variants_to_label
from chophien.labels.selectors.prints import prints_of
from chophien.labels.selectors.sheets import sheets
from chophien.lib.dates import local_date
from chophien.lib.errors import DomainError, Invalid
from chophien.scans.selectors.stamps import batch_to_use
from chophien.sellerdesk.views import _desk
from chophien.web.decorators import signed_in

SIZE, PACK, PAPER = "co", "goi", "giay"
BLANK = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'


@dataclass(frozen=True)
class Typed:
    """What somebody typed that was refused."""

    label: LabelForm | None = None
    order: PrintForm | None = None
    problem: DomainError | None = None


@never_cache
@require_safe
@signed_in
def labels(request: SignedInRequest, code: str) -> HttpResponse:
    """The label of one size of goods."""
    return _page(request, _goods(request, code), request.GET.get(SIZE, ""), Typed())


@require_POST
@signed_in
def write(request: SignedInRequest, code: str, variant: str) -> HttpResponse:
    """Keep what stands on the label alone."""
    at = timezone.now()
    listing = _goods(request, code)
    size = _size(listing, variant)
    form = LabelForm(request.POST, rules=asked_of(size, on=local_date(at)), texts=texts_of(size))
    if not form.is_valid():
        return _page(request, listing, variant, Typed(label=form))
    try:
        printing.write_label(variant=size, texts=form.texts(), actor=request.user, at=at)
    except Invalid as refusal:
        form.take(refusal)
        return _page(request, listing, variant, Typed(label=form))
    desk = _desk.desk_at(request, listing.seller, at=at)
    return HttpResponseRedirect(_desk.address("labels", desk, code, **{SIZE: variant, "xong": "luu"}))


@require_POST
@signed_in
def print_labels(request: SignedInRequest, code: str, variant: str) -> HttpResponse:
    """The labels as a PDF, or the page again with what keeps them from being printed."""
    at = timezone.now()
    listing = _goods(request, code)
    size = _size(listing, variant)
    form = PrintForm(request.POST, packs=packs_to_label(size))
    if not form.is_valid():
        return _page(request, listing, variant, Typed(order=form))
    try:
        printed = printing.print_labels(variant=size, order=form.order(), actor=request.user, at=at)
    except Invalid as refusal:
        form.take(refusal)
        return _page(request, listing, variant, Typed(order=form))
    except DomainError as refusal:
        return _page(request, listing, variant, Typed(order=form, problem=refusal))
    answer = HttpResponse(printed.pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="nhan-{printed.entry.code}.pdf"'
    return answer


@never_cache
@require_safe
@signed_in
def drawing(request: SignedInRequest, code: str, variant: str) -> HttpResponse:
    """One label as it would come out of the printer; dots stand for what is missing."""
    at = timezone.now()
    size = _size(_goods(request, code), variant)
    pack = next((one for one in packs_to_label(size) if one.code == request.GET.get(PACK, "")), None)
    sheet = sheets().get(request.GET.get(PAPER, "")) or next(iter(sheets().values()))
    try:
        drawn = printing.preview(draft_of(size, pack=pack, on=local_date(at)), sheet)
    except DomainError:
        drawn = BLANK  # the page says in words that this paper is too small
    return HttpResponse(drawn, content_type="image/svg+xml")


def _page(request: SignedInRequest, listing: Listing, wanted: str, typed: Typed) -> HttpResponse:
    at = timezone.now()
    desk = _desk.desk_at(request, listing.seller, at=at)
    sizes = variants_to_label(listing)
    size = next((one for one in sizes if one.code == wanted), sizes[0] if sizes else None)
    if size is None:
        return _desk.page(request, "labels.html", desk, {"listing": listing, "sizes": [], "size": None})
    packs = packs_to_label(size)
    pack = next((one for one in packs if one.code == request.GET.get(PACK, "")), packs[0] if packs else None)
    rules, prints = asked_of(size, on=local_date(at)), prints_of(size)
    first = next(iter(sheets()))
    begun = {"sheet": first, "count": sheets()[first].cells, "pack": pack.code if pack else ""}
    context = {
        "listing": listing,
        "sizes": sizes,
        "size": size,
        "draft": draft_of(size, pack=pack, on=local_date(at)),
        "pack": pack,
        "label_form": typed.label or LabelForm(rules=rules, texts=texts_of(size)),
        "print_form": typed.order or PrintForm(packs=packs, initial=begun),
        "prints": prints,
        "stamps": batch_to_use(size) if any(one.pack for one in prints) else None,
        "problem": typed.problem,
        "done": request.GET.get("xong", ""),
        "shop_query": f"?{_desk.SHOP}={desk.seller.code}",
    }
    invalid = any(form is not None and form.is_bound and form.errors for form in (typed.label, typed.order))
    return _desk.page(request, "labels.html", desk, context, status=_desk.status_of(typed.problem, invalid=invalid))


def _goods(request: SignedInRequest, code: str) -> Listing:
    return _desk.managed_goods(request, code, at=timezone.now())


def _size(listing: Listing, code: str) -> Variant:
    """:raises Http404: if the goods come in no such size"""
    found = next((one for one in variants_to_label(listing) if one.code == code), None)
    if found is None:
        raise Http404
    return found
