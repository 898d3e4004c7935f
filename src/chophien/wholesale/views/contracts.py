"""A contract, as its two sides see it: the same page for both."""

from collections.abc import Callable

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.lib.codes import new_token
from chophien.lib.dates import local_date
from chophien.lib.errors import DomainError, Invalid
from chophien.orders.selectors.orders import regulations_in_force
from chophien.payments.policies import can_handle_money
from chophien.payments.selectors.asking import accounts_asked
from chophien.sellers.forms import AccountForm
from chophien.web.decorators import signed_in
from chophien.wholesale import policies
from chophien.wholesale.actions.deliveries import close_delivery, enter_index, send_part
from chophien.wholesale.actions.deposits import deposit_came, give_account
from chophien.wholesale.actions.signing import call_off, send_contract_code, sign_contract
from chophien.wholesale.actions.terms import set_terms
from chophien.wholesale.contract import contract_name, contract_pdf, penalty_rows, price_rows
from chophien.wholesale.forms import DepositForm, IndexForm, PartForm, SignForm, TermsForm
from chophien.wholesale.models import Contract
from chophien.wholesale.selectors.contracts import calendar_of, contract_seen_by, signed_by, terms_digest
from chophien.wholesale.selectors.deposits import DepositView, deposit_of, deposit_to_fetch, payable_in_cash
from chophien.wholesale.selectors.doers import sent_by
from chophien.wholesale.selectors.packs import papers_open_to
from chophien.wholesale.states import Party

INVALID, REFUSED = 422, 409
PERCENT = 100
KEY_MOST = 48


@never_cache
@require_safe
@signed_in
def show(request: SignedInRequest, code: str) -> HttpResponse:
    """What was agreed on, what came, and what is owed for late and short."""
    return _page(request, _find(request, code))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def terms(request: SignedInRequest, code: str) -> HttpResponse:
    """Write the terms of the draft."""
    found = _find(request, code)
    at = timezone.now()
    if not policies.can_agree(request.user, found, at=at):
        raise Http404
    names = ["base_vnd", "share_percent", "index_name", "base_index", "floor_vnd", "cap_vnd", "deposit_vnd"]
    names += ["deposit_on", "deposit_use", "deposit_late", "payment", "short_percent", "contact_name", "contact_phone"]
    names += ["hamlet", "terms"]
    late = found.late_permyriad / PERCENT
    initial = {name: getattr(found, name) for name in names}
    initial |= {"place": found.commune, "late_percent": f"{late:.2f}".rstrip("0").rstrip(".").replace(".", ",")}
    form = TermsForm(request.POST or None, initial=initial)
    problem: DomainError | None = None
    if form.is_bound and form.is_valid():
        try:
            set_terms(contract=found, terms=form.facts(), actor=request.user, at=at)
            return _back(found, "dieu-khoan")
        except Invalid as refusal:
            form.take(refusal)
        except DomainError as refusal:
            problem = refusal
    status = REFUSED if problem else INVALID if form.is_bound else 200
    context = {"form": form, "contract": found, "problem": problem}
    return render(request, "wholesale/contract/terms.html", context, status=status)


@require_POST
@signed_in
def send_code(request: SignedInRequest, code: str) -> HttpResponse:
    """Send the code by which the reader's side says yes."""
    found, at = _find(request, code), timezone.now()
    return _step(request, found, lambda: send_contract_code(contract=found, actor=request.user, at=at), done="ma")


@require_POST
@signed_in
def sign(request: SignedInRequest, code: str) -> HttpResponse:
    """Say yes by that code; the buyer to the regulations too."""
    found, at, form = _find(request, code), timezone.now(), SignForm(request.POST)
    form.is_valid()
    kept = form.cleaned_data
    try:
        sign_contract(
            contract=found,
            pin=kept.get("pin", ""),
            consent=kept.get("consent", False),
            seen_regulation=kept.get("seen_regulation", "-"),
            actor=request.user,
            at=at,
        )
    except Invalid as refusal:
        form.take(refusal)
        return _page(request, found, sign_form=form, status=INVALID)
    except DomainError as refusal:
        return _page(request, found, said=[str(refusal)], status=REFUSED)
    return _back(found, "ky")


@require_POST
@signed_in
def off(request: SignedInRequest, code: str) -> HttpResponse:
    """Call the draft off."""
    found, at = _find(request, code), timezone.now()
    return _step(request, found, lambda: call_off(contract=found, actor=request.user, at=at), done="huy")


@require_POST
@signed_in
def index(request: SignedInRequest, code: str) -> HttpResponse:
    """Enter a figure of the index."""
    found, at = _find(request, code), timezone.now()
    form = IndexForm(request.POST)
    if not form.is_valid():
        return _page(request, found, index_form=form, status=INVALID)
    kept = form.cleaned_data
    return _step(
        request,
        found,
        lambda: enter_index(contract=found, actor=request.user, at=at, **kept),
        done="chi-so",
        form=form,
    )


@require_POST
@signed_in
def deliver(request: SignedInRequest, code: str, number: int) -> HttpResponse:
    """Send goods of a delivery: they become an order."""
    found, at = _find(request, code), timezone.now()
    form = PartForm(request.POST)
    if not form.is_valid():
        return _page(request, found, part_form=form, status=INVALID)
    return _step(
        request,
        found,
        lambda: send_part(
            contract=found,
            number=_number(found, number),
            quantity=form.cleaned_data["quantity"],
            idempotency_key=request.POST.get("key", "")[:KEY_MOST] or new_token(),
            actor=request.user,
            at=at,
        ),
        done="giao",
    )


@require_POST
@signed_in
def deposit(request: SignedInRequest, code: str) -> HttpResponse:
    """The deposit is on the shop's account."""
    found, at, form = _find(request, code), timezone.now(), DepositForm(request.POST)
    reference = form.cleaned_data["reference"] if form.is_valid() else ""
    return _step(
        request,
        found,
        lambda: deposit_came(contract=found, actor=request.user, at=at, reference=reference),
        done="coc",
    )


@require_POST
@signed_in
def account(request: SignedInRequest, code: str) -> HttpResponse:
    """Where what was left of the deposit goes, as the bank could not bring it."""
    found, at, form = _find(request, code), timezone.now(), AccountForm(request.POST)
    if policies.party_of(request.user, found, at=at) != Party.BUYER:
        raise Http404
    if form.is_valid():
        try:
            give_account(contract=found, actor=request.user, at=at, **form.cleaned_data)
        except Invalid as refusal:
            form.take_faults(refusal.field_errors)
        except DomainError as refusal:
            return _page(request, found, said=[str(refusal)], status=REFUSED)
        else:
            return _back(found, "tai-khoan")
    return _page(request, found, account_form=form, status=INVALID)


@require_POST
@signed_in
def close(request: SignedInRequest, code: str, number: int) -> HttpResponse:
    """Nothing more will come of a delivery."""
    found, at = _find(request, code), timezone.now()
    return _step(
        request,
        found,
        lambda: close_delivery(contract=found, number=_number(found, number), actor=request.user, at=at),
        done="chot",
    )


@never_cache
@require_safe
@signed_in
def pdf(request: SignedInRequest, code: str) -> HttpResponse:
    """The contract as a file."""
    found = _find(request, code)
    response = HttpResponse(contract_pdf(found, on=local_date(timezone.now())), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{contract_name(found)}"'
    return response


def _find(request: SignedInRequest, code: str) -> Contract:
    found = contract_seen_by(request.user, code, at=timezone.now())
    if found is None:
        raise Http404
    return found


def _number(found: Contract, number: int) -> int:
    if number not in {one.number for one in found.deliveries.all()}:
        raise Http404
    return number


def _step(
    request: SignedInRequest,
    found: Contract,
    take: Callable[[], object],
    *,
    done: str,
    form: IndexForm | None = None,
) -> HttpResponse:
    try:
        take()
    except Invalid as refusal:
        if form is not None:
            form.take(refusal)
            return _page(request, found, index_form=form, status=INVALID)
        return _page(request, found, said=[s for row in refusal.field_errors.values() for s in row], status=INVALID)
    except DomainError as refusal:
        return _page(request, found, said=[str(refusal)], status=REFUSED)
    return _back(found, done)


def _qr(deposit: DepositView | None) -> str:
    """The code to scan while the deposit is awaited."""
    if deposit is None or deposit.transfer is None:
        return ""
    drawn: str = mark_safe(deposit.transfer.svg(title=_("QR code of the transfer")))
    return drawn


def _back(found: Contract, done: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('wholesale:contract', args=[found.code])}?xong={done}")


def _page(
    request: SignedInRequest,
    found: Contract,
    *,
    said: list[str] | None = None,
    index_form: IndexForm | None = None,
    part_form: PartForm | None = None,
    sign_form: SignForm | None = None,
    account_form: AccountForm | None = None,
    status: int = 200,
) -> HttpResponse:
    at = timezone.now()
    digest = terms_digest(found)
    party = policies.party_of(request.user, found, at=at)
    signed = signed_by(found, digest=digest)
    deposit_view = deposit_of(found)
    asked = accounts_asked(found.code) if party == Party.BUYER else []
    calendar = calendar_of(found, on=local_date(at))
    context = {
        "contract": found,
        "prices": price_rows(found),
        "penalties": penalty_rows(found),
        "calendar": calendar,
        "sent_by": sent_by(calendar),
        "signed": signed,
        "party": party,
        "has_signed": party in signed,
        "sends": bool(policies.can_send(request.user, found, at=at)) and found.status == "agreed",
        "sign_form": sign_form or SignForm(),
        "regulation": regulations_in_force(at=at) if party == Party.BUYER else None,
        "index_form": index_form or IndexForm(),
        "part_errors": [error for errors in part_form.errors.values() for error in errors] if part_form else [],
        "deposit": deposit_view,
        "asked": asked,
        "fetch": deposit_to_fetch(found, at=at) if any(one.answered_at is None for one in asked) else None,
        "account_form": account_form or AccountForm(),
        "qr": _qr(deposit_view) if party == Party.BUYER else "",
        "in_cash": party == Party.BUYER and payable_in_cash(found, deposit_view, at=at),
        "cashier": deposit_view is not None
        and bool(can_handle_money(request.user, deposit_view.payment, found.seller, at=at)),
        "gives_papers": bool(papers_open_to(request.user, found.seller, on=local_date(at), at=at)),
        "said": said or [],
        "done": request.GET.get("xong", ""),
        "key": new_token(),
        "today": local_date(at),
    }
    return render(request, "wholesale/contract/contract.html", context, status=status)
