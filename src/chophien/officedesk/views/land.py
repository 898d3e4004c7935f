"""Growing areas of the office: codes, diary, and for a purpose where exactly they lie; lists of permitted inputs."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.growing.actions.codes import Decision, grant_code, take_code_step
from chophien.growing.actions.inputs import MOST_BYTES, ListFacts, bring_list
from chophien.growing.actions.naming import look_at_paper, take_name_back
from chophien.growing.forms import CodeForm, CodeStepForm, InputListForm
from chophien.growing.models import GrowingArea
from chophien.growing.selectors.areas import areas_overseen_by
from chophien.growing.selectors.exact import land_for_purpose
from chophien.growing.selectors.inputs import lists_kept
from chophien.growing.selectors.naming import named_on
from chophien.growing.states import CODE_STEP_WORDS, CodeScheme
from chophien.lib.errors import DomainError, Invalid
from chophien.officedesk import land as reads
from chophien.officedesk.forms import PurposeForm
from chophien.officedesk.paging import page_by_pk
from chophien.officedesk.selectors import Office
from chophien.officedesk.views import _office
from chophien.web.downloads import private_file_response
from chophien.web.forms import PlainForm

PURPOSE = "officedesk.land"
STEP = ["GET", "HEAD", "POST"]
SEE_PAPER, TAKE_BACK = "giay", "thoi"


@require_safe
@_office.overseeing
def areas(request: SignedInRequest, office: Office) -> HttpResponse:
    """The growing areas of the office's area, by name, crop, shop or code."""
    text = request.GET.get("q", "")[:100]
    found = reads.areas_found(areas_overseen_by(request.user, at=timezone.now()), text)
    page = page_by_pk(found, cursor=request.GET.get("trang", ""), purpose=PURPOSE)
    context = {
        "rows": reads.rows_of(page.rows),
        "text": text,
        "following": _office.address("land", q=text, trang=page.following) if page.following else "",
    }
    return _office.page(request, "land.html", office, context)


@require_safe
@_office.overseeing
def area(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """One area: its codes with their history, its seasons, and the lines of its diary."""
    return _page(request, office, _area(request, code))


@require_POST
@_office.overseeing
def look(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """Where exactly it lies, after the purpose was said and written down."""
    found = _area(request, code)
    form = PurposeForm(request.POST)
    form.is_valid()
    purpose = str(form.cleaned_data.get("purpose", ""))
    try:
        land = land_for_purpose(found, actor=request.user, purpose=purpose, at=timezone.now())
    except DomainError as refusal:
        return _page(request, office, found, problem=refusal)
    return _page(request, office, found, land=land)


@require_POST
@_office.overseeing
def household(request: SignedInRequest, office: Office, code: str, household_code: str, step: str) -> HttpResponse:
    """The paper by which a named household said yes, for a purpose; or it told the office that it is named no more."""
    at, found = timezone.now(), _area(request, code)
    one = next((one for one in named_on([found]) if one.code == household_code), None)
    if one is None or step not in {SEE_PAPER, TAKE_BACK}:
        raise Http404
    if step == TAKE_BACK:
        take_name_back(household=one, actor=request.user, at=at)
        return HttpResponseRedirect(_office.address("land-area", found.code, xong="ten") + "#ten")
    form = PurposeForm(request.POST)
    form.is_valid()
    try:
        purpose = str(form.cleaned_data.get("purpose", ""))
        opened = look_at_paper(household=one, purpose=purpose, actor=request.user, at=at)
    except DomainError as refusal:
        return _page(request, office, found, problem=refusal)
    return private_file_response(opened.data, content_type=opened.content_type, name=opened.name)


@require_POST
@_office.overseeing
def grant(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """Write down that an authority gave a code."""
    found, form, problem = _area(request, code), CodeForm(request.POST), None
    if form.is_valid():
        said = form.cleaned_data
        try:
            grant_code(
                area=found,
                scheme=CodeScheme(said["scheme"]),
                value=said["value"],
                market=said["market"],
                decision=Decision(said["on"], said["paper"]),
                actor=request.user,
                at=timezone.now(),
            )
            return HttpResponseRedirect(_office.address("land-area", found.code, xong="ma"))
        except Invalid as refusal:
            form.take(refusal)
        except DomainError as refusal:
            problem = refusal
    return _page(request, office, found, grant=form, problem=problem)


@require_POST
@_office.overseeing
def code_step(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """Write down what an authority decided about a code."""
    found, problem = _area(request, code), None
    codes = reads.codes_by_pk(found)
    form = CodeStepForm(request.POST, codes=reads.code_choices(codes))
    if form.is_valid():
        said = form.cleaned_data
        try:
            take_code_step(
                code=codes[said["code"]],
                step=said["step"],
                decision=Decision(said["on"], said["paper"]),
                into=codes.get(said["into"]),
                actor=request.user,
                at=timezone.now(),
            )
            return HttpResponseRedirect(_office.address("land-area", found.code, xong="ma"))
        except Invalid as refusal:
            form.take(refusal)
        except DomainError as refusal:
            problem = refusal
    return _page(request, office, found, step=form, problem=problem)


@require_http_methods(STEP)
@_office.overseeing
def inputs(request: SignedInRequest, office: Office) -> HttpResponse:
    """Lists of what may be used on fields; operators of the whole market bring new ones in."""
    problem = None
    form = InputListForm(request.POST, request.FILES) if request.method == "POST" else InputListForm()
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        facts = ListFacts(said["title"], said["issued_on"], said["counts_from"], said["source"], said["is_ban"])
        try:
            bring_list(facts=facts, table=said["table"].read(MOST_BYTES + 1), actor=request.user, at=timezone.now())
            return HttpResponseRedirect(_office.address("input-lists", xong="ghi"))
        except Invalid as refusal:
            form.take(refusal)
        except DomainError as refusal:
            problem = refusal
    context = {"lists": lists_kept(), "form": form, "problem": problem, "done": request.GET.get("xong", "")}
    status = _office.status_of(problem, invalid=form.is_bound)
    return _office.page(request, "input_lists.html", office, context, status=status)


def _area(request: SignedInRequest, code: str) -> GrowingArea:
    rows = areas_overseen_by(request.user, at=timezone.now()).select_related("seller__commune__province")
    found: GrowingArea = get_object_or_404(rows, code=code)
    return found


def _page(
    request: SignedInRequest,
    office: Office,
    found: GrowingArea,
    *,
    land: Mapping[str, Any] | None = None,
    grant: CodeForm | None = None,
    step: CodeStepForm | None = None,
    problem: DomainError | None = None,
) -> HttpResponse:
    typed: list[PlainForm] = [form for form in (grant, step) if form is not None]
    page = reads.area_page(found, person=request.user, at=timezone.now())
    context = {
        "page": page,
        "land": reads.shown(land) if land is not None else None,
        "grant": grant or CodeForm(initial={"scheme": CodeScheme.EXPORT}),
        "step": step or CodeStepForm(codes=reads.code_choices(reads.codes_by_pk(found, page.codes))),
        "typed": typed,
        "step_words": CODE_STEP_WORDS,
        "problem": problem,
        "done": request.GET.get("xong", ""),
    }
    status = _office.status_of(problem, invalid=bool(typed) and problem is None)
    return _office.page(request, "land_area.html", office, context, status=status)
