"""Offering goods in three steps, each kept by itself: the photo, what it is, what it costs."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeAlias

from django.forms import formset_factory
from django.forms.formsets import BaseFormSet
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from chophien.accounts.requests import SignedInRequest
from chophien.catalog.errors import GoodsForbidden, NotComplete
from chophien.catalog.models import Listing
from chophien.catalog.selectors import attributes_of, category_by_slug, latest_version
from chophien.lib.dates import local_date
from chophien.lib.errors import DomainError
from chophien.lib.quantity import quantity_input
from chophien.sellerdesk import actions
from chophien.sellerdesk.forms import (
    SIZES_MOST,
    PhotosForm,
    SeasonForm,
    SizeForm,
    StoryForm,
    season_initial,
    size_initial,
    story_initial,
)
from chophien.sellerdesk.item import photo_states, variants_of
from chophien.sellerdesk.missing import Missing, missing_of
from chophien.sellerdesk.telling import telling_of
from chophien.sellerdesk.views import _desk
from chophien.sellerdesk.writing import text_of
from chophien.supply.errors import StockMoved
from chophien.uploads.errors import FileRefused
from chophien.web.decorators import signed_in

SizeForms = formset_factory(SizeForm, extra=0, max_num=SIZES_MOST, absolute_max=SIZES_MOST, can_delete=True)
Sizes: TypeAlias = "BaseFormSet[SizeForm]"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def start(request: SignedInRequest) -> HttpResponse:
    """First step of new goods: the camera. Without a photo one may go on too."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, lister=True)
    form = PhotosForm(request.POST, request.FILES) if request.method == "POST" else PhotosForm()
    if form.is_bound and form.is_valid():
        photos = form.cleaned_data["photos"]
        if not photos and "skip" not in request.POST:
            form.add_error("photos", _choose_first())
        else:
            try:
                listing = actions.start_goods(seller=desk.seller, photos=photos, actor=request.user, at=at)
                return HttpResponseRedirect(reverse("sellerdesk:story", args=[listing.code]))
            except FileRefused as refusal:
                form.add_error("photos", str(refusal))
    context: dict[str, Any] = {
        "form": form,
        "listing": None,
        "photos": [],
        "action": _desk.address("start", desk),
    }
    return _desk.page(request, "photos.html", desk, context, status=_desk.status_of(None, invalid=form.is_bound))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def photos(request: SignedInRequest, code: str) -> HttpResponse:
    """First step of goods that are there: more photos, another first one, fewer."""
    at = timezone.now()
    listing = _desk.managed_goods(request, code, at=at)
    form = PhotosForm(request.POST, request.FILES) if request.method == "POST" else PhotosForm()
    if form.is_bound and form.is_valid():
        sent = form.cleaned_data["photos"]
        try:
            if sent:
                actions.add_photos(listing=listing, photos=sent, actor=request.user, at=at)
            if sent or "next" in request.POST or "save" in request.POST:
                return _onward(request, listing, to="story", stay="photos")
            form.add_error("photos", _choose_first())
        except FileRefused as refusal:
            form.add_error("photos", str(refusal))
    desk = _desk.desk_at(request, listing.seller, at=at)
    context = {
        "form": form,
        "listing": listing,
        "photos": photo_states(listing),
        "action": reverse("sellerdesk:photos", args=[listing.code]),
        "telling": telling_of(listing, at=at),
    }
    return _desk.page(request, "photos.html", desk, context, status=_desk.status_of(None, invalid=form.is_bound))


@require_POST
@signed_in
def photo(request: SignedInRequest, code: str, photo_code: str) -> HttpResponse:
    """Let one photo be the first, or take it out."""
    at = timezone.now()
    listing = _desk.managed_goods(request, code, at=at)
    actions.move_photo(listing=listing, code=photo_code, first="first" in request.POST, actor=request.user, at=at)
    return HttpResponseRedirect(reverse("sellerdesk:photos", args=[listing.code]))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def story(request: SignedInRequest, code: str) -> HttpResponse:
    """Second step: name, kind, story, and the questions of that kind."""
    at = timezone.now()
    listing = _desk.managed_goods(request, code, at=at)
    form = _story_form(request, listing)
    if form.is_bound and form.is_valid():
        _save_story(request, listing, form, at=at)
        if "ask" in request.POST:
            return HttpResponseRedirect(reverse("sellerdesk:story", args=[listing.code]) + "#questions")
        if "library" in request.POST:
            return HttpResponseRedirect(reverse("sellerdesk:facts", args=[listing.code]))
        return _onward(request, listing, to="sizes", stay="story")
    desk = _desk.desk_at(request, listing.seller, at=at)
    missing = missing_of(listing, at=at) if request.GET.get("thieu") else {}
    context = {"form": form, "listing": listing, "missing": missing, "telling": telling_of(listing, at=at)}
    return _desk.page(request, "story.html", desk, context, status=_desk.status_of(None, invalid=form.is_bound))


@never_cache
@require_POST
@signed_in
def questions(request: SignedInRequest, code: str) -> HttpResponse:
    """The questions of the kind that was just chosen, to be put into the form; nothing is kept yet."""
    at = timezone.now()
    listing = _desk.managed_goods(request, code, at=at)
    form = _story_form(request, listing)
    return _desk.page(request, "_questions.html", _desk.desk_at(request, listing.seller, at=at), {"form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def sizes(request: SignedInRequest, code: str) -> HttpResponse:
    """Third step: sizes with price, weight and what is left, and the season; then up for sale."""
    at = timezone.now()
    listing = _desk.managed_goods(request, code, at=at)
    formset, season = _size_forms(request, listing), _season_form(request, listing)
    problem: DomainError | None = None
    missing: Mapping[str, Missing] = missing_of(listing, at=at) if request.GET.get("thieu") else {}
    if request.method == "POST" and formset.is_valid() & season.is_valid():
        try:
            listing = _save_sizes(request, listing, formset, season, at=at)
            if "publish" not in request.POST:
                return _after_saving(request, listing)
            actions.put_up_for_sale(listing=listing, actor=request.user, at=at)
            return HttpResponseRedirect(reverse("sellerdesk:item", args=[listing.code]) + "?xong=gui")
        except NotComplete as refusal:
            problem, listing = refusal, _desk.managed_goods(request, code, at=at)
            missing = missing_of(listing, at=at)
            formset = _size_forms(request, listing, saved=formset)
            _say_beside(formset, missing)
        except StockMoved as refusal:
            problem = refusal
            _say_what_moved(formset, listing, refusal)
        except DomainError as refusal:
            problem = refusal
    desk = _desk.desk_at(request, listing.seller, at=at)
    context = {
        "listing": listing,
        "formset": formset,
        "there": {code: quantity_input(left) for code, left in _left_of(listing).items()},
        "season": season,
        "problem": problem,
        "missing": missing,
        "more": request.GET.get("them") == "1",
        "telling": telling_of(listing, at=at),
    }
    invalid = request.method == "POST" and problem is None
    return _desk.page(request, "sizes.html", desk, context, status=_desk.status_of(problem, invalid=invalid))


@require_POST
@signed_in
def submit(request: SignedInRequest, code: str) -> HttpResponse:
    """Đăng bán, from the listing's page."""
    at = timezone.now()
    listing = _desk.managed_goods(request, code, at=at)
    try:
        actions.put_up_for_sale(listing=listing, actor=request.user, at=at)
    except NotComplete:
        first = next(iter(missing_of(listing, at=at).values()), None)
        name = first.step if first else "sizes"
        return HttpResponseRedirect(reverse(f"sellerdesk:{name}", args=[listing.code]) + "?thieu=1")
    except GoodsForbidden:  # the page of the goods says which words, and why
        return HttpResponseRedirect(reverse("sellerdesk:item", args=[listing.code]))
    return HttpResponseRedirect(reverse("sellerdesk:item", args=[listing.code]) + "?xong=gui")


def _onward(request: SignedInRequest, listing: Listing, *, to: str, stay: str) -> HttpResponse:
    """To the next step, to the listing's page when it was only to be kept, or back for more."""
    if "save" in request.POST:
        return HttpResponseRedirect(reverse("sellerdesk:item", args=[listing.code]) + "?xong=luu")
    name = to if "next" in request.POST else stay
    return HttpResponseRedirect(reverse(f"sellerdesk:{name}", args=[listing.code]))


def _after_saving(request: SignedInRequest, listing: Listing) -> HttpResponse:
    if "more" in request.POST:
        return HttpResponseRedirect(reverse("sellerdesk:sizes", args=[listing.code]) + "?them=1#size-new")
    return HttpResponseRedirect(reverse("sellerdesk:item", args=[listing.code]) + "?xong=luu")


def _story_form(request: SignedInRequest, listing: Listing) -> StoryForm:
    text = text_of(latest_version(listing))
    sent = request.POST if request.method == "POST" else None
    slug = sent.get("category", "") if sent is not None else (text.category.slug if text.category else "")
    asked = attributes_of(category_by_slug(slug) if slug else None)
    return StoryForm(sent, questions=asked, initial=story_initial(text))


def _save_story(request: SignedInRequest, listing: Listing, form: StoryForm, *, at: datetime) -> None:
    said: dict[str, Any] = form.cleaned_data
    actions.save_story(
        listing=listing,
        title=said["title"],
        description=said["description"],
        category=category_by_slug(said["category"]) if said["category"] else None,
        answers=form.answers,
        more=form.more,
        actor=request.user,
        at=at,
    )


def _size_forms(request: SignedInRequest, listing: Listing, *, saved: "Sizes | None" = None) -> Sizes:
    """The sizes as they were sent or as they stand; one empty form where there is none or one more is asked for.

    Once they were `saved`, the sent ones carry the codes that they got by that.
    """
    offers = text_of(latest_version(listing)).offers
    if request.method == "POST":
        sent = request.POST.copy()
        for form, offer in zip(_kept(saved) if saved else [], offers, strict=False):
            sent[form.add_prefix("code")] = offer.code
        return SizeForms(sent, prefix="size")
    left = _left_of(listing)
    begun: list[Mapping[str, object]] = [size_initial(offer, left.get(offer.code)) for offer in offers]
    if not begun or request.GET.get("them") == "1":
        begun.append({"step": 1})
    return SizeForms(initial=begun, prefix="size")


def _left_of(listing: Listing) -> dict[str, Decimal]:
    """How much is left of each size that was ever counted, by its code."""
    return {one.code: one.stock.available for one in variants_of(listing) if hasattr(one, "stock")}


def _kept(formset: Sizes) -> list[SizeForm]:
    """The sizes of a valid form in which something stands and that are not to be taken out."""
    return [form for form in formset.forms if not form.cleaned_data.get("DELETE") and not form.says_nothing]


def _say_beside(formset: Sizes, missing: Mapping[str, Missing]) -> None:
    """Put what is missing beside the fields that lack it."""
    formset.is_valid()
    if "offers" in missing and formset.forms:
        formset.forms[0].add_error("price_vnd", missing["offers"].sentence)
    for form in formset.forms:
        for name in form.asked:
            if name in missing and not form.cleaned_data.get(name):
                form.add_error(name, missing[name].sentence)


def _say_what_moved(formset: Sizes, listing: Listing, refusal: StockMoved) -> None:
    """Put beside each count that was overtaken by a sale what is left now."""
    codes = {one.code for one in variants_of(listing) if one.pk in refusal.left}
    for form in formset.forms:
        if form.cleaned_data.get("code") in codes:
            form.add_error("left", str(refusal))


def _season_form(request: SignedInRequest, listing: Listing) -> SeasonForm:
    text = text_of(latest_version(listing))
    sent = request.POST if request.method == "POST" else None
    return SeasonForm(sent, initial=season_initial(text))


def _save_sizes(
    request: SignedInRequest, listing: Listing, formset: Sizes, season: SeasonForm, *, at: datetime
) -> Listing:
    kept = [form.size for form in formset.forms if not form.cleaned_data.get("DELETE") and not form.says_nothing]
    when = season.season(on=local_date(at))
    return actions.save_sizes(listing=listing, sizes=kept, season=when, actor=request.user, at=at)


def _choose_first() -> str:
    return str(PhotosForm.base_fields["photos"].error_messages["required"])
