from django.urls import URLPattern, path

from chophien.cashpoints.views import public

app_name = "cashpoints"
urlpatterns: list[URLPattern] = [
    path("rut-tien-gan-nha/", public.near, name="near"),
    path("bien-nhan-tien-mat/", public.ask_receipt, name="receipt"),
    path("bien-nhan-tien-mat/<str:code>/", public.check_receipt, name="receipt-check"),
]
