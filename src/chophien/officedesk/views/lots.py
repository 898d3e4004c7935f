"""The lots of the office's area: found by code, shop or product, on the way to their chains."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.officedesk.paging import page_by_pk
from chophien.officedesk.selectors import Office
from chophien.officedesk.views import _office
from chophien.traceability.selectors.recalls import lots_called, lots_overseen_by


@require_safe
@_office.overseeing
def lots(request: SignedInRequest, office: Office) -> HttpResponse:
    """The lots of shops of the area, the newest first. Where one came from is told behind a purpose."""
    text = request.GET.get("q", "")[:100]
    found = lots_called(lots_overseen_by(request.user, at=timezone.now()), text)
    page = page_by_pk(found, cursor=request.GET.get("trang", ""), purpose="officedesk.lots")
    following = _office.address("lots", q=text, trang=page.following) if page.following else ""
    return _office.page(request, "lots.html", office, {"rows": page.rows, "text": text, "following": following})
