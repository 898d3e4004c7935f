from django.urls import URLPattern, path

from chophien.cashpoints.views import back, counter, drawer, papers, public

app_name = "cashpoints"
urlpatterns: list[URLPattern] = [
    path("diem-tien-mat/", counter.home, name="home"),
    path("diem-tien-mat/phieu/<str:code>/", counter.order, name="order"),
    path("diem-tien-mat/phieu/<str:code>/bien-nhan.pdf", papers.slip, name="slip"),
    path("diem-tien-mat/phieu/<str:code>/<slug:step>/", counter.step, name="step"),
    path("diem-tien-mat/so-du/<str:code>/", counter.balance, name="balance"),
    path("diem-tien-mat/quay/<str:code>/", counter.till, name="till"),
    path("diem-tien-mat/quay/<str:code>/dua/", counter.give, name="give"),
    path("diem-tien-mat/quay/<str:code>/ma-khach/", counter.take_up, name="take-up"),
    path("diem-tien-mat/quay/<str:code>/nhan/", counter.take, name="take"),
    path("diem-tien-mat/quay/<str:code>/hoan/", back.give_back, name="give-back"),
    path("diem-tien-mat/quay/<str:code>/so-du/", counter.ask_balance, name="ask-balance"),
    path("diem-tien-mat/quay/<str:code>/quy/", drawer.cash_float, name="float"),
    path("diem-tien-mat/quay/<str:code>/chot/", drawer.close, name="close"),
    path("rut-tien-gan-nha/", public.near, name="near"),
    path("bien-nhan-tien-mat/", public.ask_receipt, name="receipt"),
    path("bien-nhan-tien-mat/<str:code>/", public.check_receipt, name="receipt-check"),
]
