from django.urls import path

from chophien.gateways.views import buyer, hooks

app_name = "gateways"
urlpatterns = [
    path("tra-tien/ve/<str:gateway>/", buyer.come_back, name="return"),
    path("tra-tien/lan/<str:reference>/", buyer.attempt, name="attempt"),
    path("tra-tien/<str:code>/", buyer.pay, name="pay"),
    path("tra-tien/<str:code>/bat-dau/", buyer.start, name="start"),
    path("tra-tien/<str:code>/cach-khac/", buyer.change, name="change"),
    path("webhooks/vnpay", hooks.vnpay, name="vnpay"),
    path("webhooks/momo", hooks.momo, name="momo"),
]
