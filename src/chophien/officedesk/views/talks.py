"""Conversations that one of their sides has reported: read only for a stated purpose, which is written down."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.conversations.actions.talking import look_at, settle_report
from chophien.conversations.models import Conversation
from chophien.conversations.selectors.talks import messages_of, talks_reported_to, to_look_at
from chophien.lib.errors import DomainError
from chophien.officedesk.forms import PurposeForm
from chophien.officedesk.paging import page_along, page_by_pk
from chophien.officedesk.selectors import Office
from chophien.officedesk.views import _office


@require_safe
@_office.operating
def talks(request: SignedInRequest, office: Office) -> HttpResponse:
    """What was reported and waits for a look, the longest first; or all of it, newest first: who, about what and why,
    not what was written.
    """
    return _list(request, office)


@require_POST
@_office.operating
def look(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """Read a reported conversation, after the purpose was said and written down."""
    form = PurposeForm(request.POST)
    form.is_valid()
    purpose = form.cleaned_data.get("purpose", "")
    try:
        talk = look_at(conversation=_find(request, code), purpose=purpose, actor=request.user, at=timezone.now())
    except DomainError as refusal:
        return _list(request, office, problem=refusal)
    return _office.page(request, "talk.html", office, {"talk": talk, "lines": messages_of(talk)})


@require_POST
@_office.operating
def settle(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """The report is dealt with."""
    del office  # that there is one was made sure of before
    settle_report(conversation=_find(request, code), actor=request.user, at=timezone.now())
    return HttpResponseRedirect(_office.address("talks", xong="xong"))


def _find(request: SignedInRequest, code: str) -> Conversation:
    found: Conversation = get_object_or_404(talks_reported_to(request.user, at=timezone.now()), code=code)
    return found


def _list(request: SignedInRequest, office: Office, *, problem: DomainError | None = None) -> HttpResponse:
    found = talks_reported_to(request.user, at=timezone.now()).prefetch_related("reports")
    everything, cursor = request.GET.get("tat-ca") == "1", request.GET.get("trang", "")
    if everything:
        page = page_by_pk(found, cursor=cursor, purpose="officedesk.talks")
    else:
        page = page_along(to_look_at(found), "reported_at", cursor=cursor, purpose="officedesk.talks_waiting")
    asked = {"tat-ca": "1" if everything else "", "trang": page.following}
    context = {
        "page": page,
        "everything": everything,
        "following": _office.address("talks", **asked) if page.following else "",
        "problem": problem,
        "done": request.GET.get("xong", ""),
    }
    return _office.page(request, "talks.html", office, context, status=_office.status_of(problem))
