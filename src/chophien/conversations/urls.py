from django.urls import path

from chophien.conversations.views import buyer, seller

app_name = "conversations"
urlpatterns = [
    path("tro-chuyen/", buyer.talks, name="talks"),
    path("tro-chuyen/<str:code>/", buyer.talk, name="talk"),
    path("tro-chuyen/<str:code>/bao/", buyer.report, name="report"),
    path("tro-chuyen/<str:code>/tep/<str:file_code>/", buyer.carried, name="file"),
    path("nhan-tin/<str:code>/", buyer.about_goods, name="goods"),
    path("don/<str:code>/nhan-tin/", buyer.about_order, name="order"),
    path("don/<str:code>/nhan-tin/bao/", buyer.report_about_order, name="order-report"),
    path("don/<str:code>/nhan-tin/tep/<str:file_code>/", buyer.carried_about_order, name="order-file"),
    path("ban-hang/tro-chuyen/", seller.talks, name="seller-talks"),
    path("ban-hang/tro-chuyen/<str:code>/", seller.talk, name="seller-talk"),
    path("ban-hang/tro-chuyen/<str:code>/bao/", seller.report, name="seller-report"),
    path("ban-hang/tro-chuyen/<str:code>/tep/<str:file_code>/", seller.carried, name="seller-file"),
    path("ban-hang/don/<str:code>/nhan-tin/", seller.about_order, name="seller-order"),
]
