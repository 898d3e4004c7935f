"""Land out of a file: looked at first, kept when somebody says that it is right."""

from decimal import Decimal

from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from chophien.accounts.requests import SignedInRequest
from chophien.growing.actions.importing import keep_file, read_file
from chophien.growing.forms import LandFileForm
from chophien.growing.selectors.areas import file_of
from chophien.growing.selectors.exact import paths_of
from chophien.lib.errors import DomainError
from chophien.lib.geo.reading import MOST_BYTES
from chophien.sellerdesk import land as reads
from chophien.sellerdesk.views import _desk
from chophien.web.decorators import signed_in
from chophien.web.error_pages import error_page

GONE = _("This file waits no longer")
WHERE_IT_WENT = _("It was put on the map already, or another file was sent instead. Look at your growing areas.")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def land_file(request: SignedInRequest) -> HttpResponse:
    """Send in a file with areas; what is in it is shown before anything is kept."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, lister=True)
    choices = reads.choices_for(desk.seller)
    form = (
        LandFileForm(request.POST, request.FILES, **choices)
        if request.method == "POST"
        else LandFileForm(initial={"commune": desk.seller.commune.code}, **choices)
    )
    if form.is_bound and form.is_valid():
        try:
            sent = form.cleaned_data["file"].read(MOST_BYTES + 1)
            read = read_file(seller=desk.seller, facts=form.area_facts, sent=sent, actor=request.user, at=at)
            return HttpResponseRedirect(_desk.address("land-file-read", desk, read.code))
        except DomainError as refusal:
            form.add_error("file", _told(refusal))
    context = {"form": form, "back": _desk.address("areas", desk)}
    status = _desk.status_of(None, invalid=form.is_bound)
    return _desk.page(request, "land_file.html", desk, context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def land_file_read(request: SignedInRequest, code: str) -> HttpResponse:
    """What is in the file, feature by feature; pressed, the good ones come onto the map."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, lister=True)
    read = file_of(desk.seller, code)
    if read is None:
        return error_page(request, 404, title=GONE, text=WHERE_IT_WENT)
    if request.method == "POST":
        kept = keep_file(brought=read, actor=request.user, at=at)
        return HttpResponseRedirect(_desk.address("areas", desk, xong=f"tep-{len(kept.areas)}-{kept.refused}"))
    good = [row for row in read.rows if not row["why"]]
    context = {
        "read": read,
        "good": [{**row, "paths": paths_of(row["land"]), "hectares": _hectares(row["hectares"])} for row in good],
        "bad": [row for row in read.rows if row["why"]],
        "crop": reads.crop_names().get(read.crop, read.crop),
        "again": _desk.address("land-file", desk),
        "shop_query": f"?{_desk.SHOP}={desk.seller.code}",
    }
    return _desk.page(request, "land_file_read.html", desk, context)


def _hectares(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _told(refusal: DomainError) -> str:
    pointer = getattr(refusal, "pointer", "")
    return f"{refusal} ({pointer})" if pointer else str(refusal)
