from django.urls import path

from chophien.growing.views import buyer, witness

app_name = "growing"
urlpatterns = [
    path("vung-trong/<str:code>/xin-xem/", buyer.ask, name="ask-to-look"),
    path("vung-trong/<str:code>/xem/", buyer.look, name="look"),
    path("vung-trong/<str:code>/thoi-xem/", buyer.end, name="end-look"),
    path("lam-chung/", witness.asked, name="witnessing"),
    path("lam-chung/<str:code>/<slug:step>/", witness.answer, name="witness-answer"),
]
