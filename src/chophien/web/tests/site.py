"""A little site for the tests of `web`: every address that the frame links to, and pages that misbehave."""

from datetime import UTC, datetime
from decimal import Decimal

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.template import engines
from django.urls import URLPattern, include, path

from chophien.lib.errors import DomainError, NotPermitted
from chophien.web.decorators import guest_cacheable, signed_in
from chophien.web.forms import CodeField, PhoneField, PlainForm, QuantityField, VndField

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


class OrderForm(PlainForm):
    name = forms.CharField(label="Tên người nhận", max_length=40, help_text="Như trên giấy tờ.")
    phone = PhoneField(label="Số điện thoại")
    price = VndField(label="Giá", min_value=1_000, required=False)
    quantity = QuantityField(label="Số lượng", required=False)
    code = CodeField(label="Mã đơn", prefix="CP", required=False)
    note = forms.CharField(label="Lời nhắn", widget=forms.Textarea, required=False)
    province = forms.ChoiceField(label="Tỉnh", choices=[("", "Chọn tỉnh"), ("08", "Tuyên Quang"), ("14", "Sơn La")])
    payment = forms.ChoiceField(
        label="Trả tiền", choices=[("cod", "Khi nhận hàng"), ("vietqr", "Chuyển khoản")], widget=forms.RadioSelect
    )
    photo = forms.FileField(label="Ảnh", required=False)
    consent = forms.BooleanField(label="Tôi đồng ý với quy chế hoạt động")


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "web/tests/home.html", {"query": request.GET.get("q", "")})


@guest_cacheable
def kept(request: HttpRequest) -> HttpResponse:
    return render(request, "web/tests/home.html", {"query": request.GET.get("q", "")})


@guest_cacheable
def kept_with_cookie(request: HttpRequest) -> HttpResponse:
    response = HttpResponse("secret")
    response.set_cookie("cart", "c1")
    return response


def form(request: HttpRequest) -> HttpResponse:
    answers = OrderForm(request.POST or None, request.FILES or None, initial={"price": 185_000})
    refused = answers.is_bound and not answers.is_valid()
    page = {"form": answers}
    return render(request, "web/tests/form.html", page, status=422 if refused else 200)


def parts(request: HttpRequest) -> HttpResponse:
    return render(request, "web/tests/parts.html", {"noon": NOON, "two": Decimal("2.5")})


def inline(text: str, **context: object) -> str:
    """Render a template written in the test itself."""
    return str(engines["jinja2"].from_string(text).render(context))


def echo(request: HttpRequest) -> HttpResponse:
    return HttpResponse(repr(sorted(request.POST.lists())), content_type="text/plain")


@signed_in
def private(request: HttpRequest) -> HttpResponse:
    return HttpResponse("private")


def breaks(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a bug")


def refuses(request: HttpRequest) -> HttpResponse:
    raise DomainError("Chỉ còn 3 hộp.")


def forbids(request: HttpRequest) -> HttpResponse:
    raise NotPermitted("Chỉ người bán mới nhận được đơn này.")


def denies(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def unstorable(request: HttpRequest) -> HttpResponse:
    raise ValueError("A string literal cannot contain NUL (0x00) characters.")


def only_post(request: HttpRequest) -> HttpResponse:
    return HttpResponseNotAllowed(["POST"])


def named(app: str, *names: str) -> URLPattern:
    pages = [path(f"{app}/{name}/", home, name=name) for name in names]
    return path("", include((pages, app)))


urlpatterns = [
    path("", include("chophien.web.urls")),
    path("", home),
    path("giu/", kept),
    path("giu-banh/", kept_with_cookie),
    path("mau/", form),
    path("phan/", parts),
    path("vong/", echo),
    path("rieng/", private),
    path("hong/", breaks),
    path("tu-choi/", refuses),
    path("cam/", forbids),
    path("chan/", denies),
    path("khong-luu/", unstorable),
    path("chi-gui/", only_post),
    path("mau/dong/7/gui/", only_post),
    path("api/v1/carts", echo),
    named("storefront", "home", "search", "promotions"),
    named("atlas", "map"),
    named("orders", "cart", "mine"),
    named("accounts", "me", "sign-in"),
    named("regulations", "index", "privacy", "ranking", "about"),
    named("sellerdesk", "today", "goods", "orders", "money"),
]
handler400 = "chophien.web.views.errors.bad_request"
handler403 = "chophien.web.views.errors.forbidden"
handler404 = "chophien.web.views.errors.not_found"
handler500 = "chophien.web.views.errors.server_error"
