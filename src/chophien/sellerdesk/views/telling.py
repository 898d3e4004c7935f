"""What makes goods tell more: facts of the library, a voice, the papers that some goods need."""

from datetime import datetime

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.catalog.actions.papers import hand_in_paper
from chophien.catalog.actions.voices import KIND, VOICE, is_agreed, take_story_back, tell_story, type_up
from chophien.catalog.models import Listing
from chophien.knowledge.selectors import search_facts
from chophien.lib.errors import DomainError
from chophien.privacy.actions.consents import agree_to
from chophien.sellerdesk import actions, selectors
from chophien.sellerdesk.forms import GoodsPaperForm, TranscriptForm, VoiceForm
from chophien.sellerdesk.telling import facts_in, telling_of, voice_sheet
from chophien.sellerdesk.views import _desk
from chophien.sellers.selectors.shops import speaks_for
from chophien.uploads.actions.recordings import play_recording
from chophien.uploads.selectors import recording, recording_limits
from chophien.web.decorators import signed_in


@never_cache
@require_safe
@signed_in
def facts(request: SignedInRequest, code: str) -> HttpResponse:
    """Facts of the library to put into what is written, found by words."""
    at = timezone.now()
    listing = _desk.managed_goods(request, code, at=at)
    desk = _desk.desk_at(request, listing.seller, at=at)
    version = listing.working or listing.live
    text = request.GET.get("q", version.title if version else "")[:100]
    province = listing.seller.commune.province.code
    used = facts_in(listing)
    context = {
        "listing": listing,
        "text": text,
        "used": used,
        "found": [one for one in search_facts(text, province_code=province) if one not in used],
    }
    return _desk.page(request, "facts.html", desk, context)


@require_POST
@signed_in
def insert_fact(request: SignedInRequest, code: str, fact_code: str) -> HttpResponse:
    """Chèn: put a fact into what is written, or cut its link again."""
    at = timezone.now()
    listing = _desk.managed_goods(request, code, at=at)
    if "drop" in request.POST:
        actions.drop_fact(listing=listing, code=fact_code, actor=request.user, at=at)
        return HttpResponseRedirect(reverse("sellerdesk:facts", args=[listing.code]))
    actions.insert_fact(listing=listing, code=fact_code, actor=request.user, at=at)
    return HttpResponseRedirect(reverse("sellerdesk:story", args=[listing.code]))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def voice(request: SignedInRequest, code: str) -> HttpResponse:
    """The story told aloud: recorded on the page, or sent as a file."""
    at = timezone.now()
    listing = _desk.managed_goods(request, code, at=at)
    form = _voice_form(request, listing, at=at)
    if form.is_bound and form.is_valid():
        try:
            if form.cleaned_data.get("agreed"):
                agree_to(person=request.user, purpose=VOICE, actor=request.user, at=at)
            tell_story(listing=listing, file=form.cleaned_data["recording"], actor=request.user, at=at)
            return _voice_again(listing, "gui")
        except DomainError as refusal:
            form.add_error("recording", str(refusal))
    return _voice_page(request, listing, form, TranscriptForm(initial=_typed(listing)), at=at)


@require_POST
@signed_in
def transcript(request: SignedInRequest, code: str) -> HttpResponse:
    """What the voice says, typed up."""
    at = timezone.now()
    listing = _desk.managed_goods(request, code, at=at)
    form = TranscriptForm(request.POST)
    if form.is_valid():
        try:
            type_up(listing=listing, transcript=form.cleaned_data["transcript"], actor=request.user, at=at)
            return _voice_again(listing, "luu")
        except DomainError as refusal:
            form.add_error("transcript", str(refusal))
    return _voice_page(request, listing, _voice_form(request, listing, at=at, sent=False), form, at=at)


@require_POST
@signed_in
def voice_back(request: SignedInRequest, code: str) -> HttpResponse:
    """Take the voice away."""
    at = timezone.now()
    listing = _desk.managed_goods(request, code, at=at)
    take_story_back(listing=listing, actor=request.user, at=at)
    return _voice_again(listing, "bo")


@never_cache
@require_safe
@signed_in
def hear(request: SignedInRequest, code: str, recording_code: str) -> HttpResponse:
    """The bytes of a voice that buyers do not hear yet, for its own people."""
    listing = get_object_or_404(selectors.goods_staffed_by(request.user, at=timezone.now()), code=code)
    found = recording(recording_code, owner_code=listing.code, kind=KIND)
    if found is None:
        raise Http404
    opened = play_recording(recording=found)
    return HttpResponse(opened.data, content_type=opened.content_type)


@require_POST
@signed_in
def paper(request: SignedInRequest, code: str, group: str) -> HttpResponse:
    """Hand in a paper that the goods need."""
    at = timezone.now()
    listing = _desk.managed_goods(request, code, at=at)
    form = GoodsPaperForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            hand_in_paper(listing=listing, group=group, file=form.cleaned_data["file"], actor=request.user, at=at)
            return HttpResponseRedirect(reverse("sellerdesk:item", args=[listing.code]) + "?xong=luu")
        except DomainError as refusal:
            form.add_error("file", str(refusal))
    desk = _desk.desk_at(request, listing.seller, at=at)
    context = {"listing": listing, "telling": telling_of(listing, at=at), "paper_form": form, "group": group}
    return _desk.page(request, "paper.html", desk, context, status=_desk.INVALID)


def _voice_page(
    request: SignedInRequest, listing: Listing, form: VoiceForm, typed: TranscriptForm, *, at: datetime
) -> HttpResponse:
    desk = _desk.desk_at(request, listing.seller, at=at)
    invalid = bool(form.errors or typed.errors)
    context = {
        "listing": listing,
        "form": form,
        "typed": typed,
        "sheet": voice_sheet(listing),
        "limits": recording_limits(at=at),
        "is_agreed": is_agreed(listing.seller, at=at),
        "done": request.GET.get("xong", "") if request.method == "GET" else "",
    }
    return _desk.page(request, "voice.html", desk, context, status=_desk.status_of(None, invalid=invalid))


def _voice_form(request: SignedInRequest, listing: Listing, *, at: datetime, sent: bool = True) -> VoiceForm:
    """The form for a voice; who speaks for the shop and has not agreed to be heard is asked that, too."""
    asks = not is_agreed(listing.seller, at=at) and speaks_for(request.user, listing.seller, at=at)
    if sent and request.method == "POST":
        return VoiceForm(request.POST, request.FILES, asks=asks)
    return VoiceForm(asks=asks)


def _voice_again(listing: Listing, done: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("sellerdesk:voice", args=[listing.code]) + f"?xong={done}")


def _typed(listing: Listing) -> dict[str, str]:
    return {"transcript": voice_sheet(listing).transcript}
