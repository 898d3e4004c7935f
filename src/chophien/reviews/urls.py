from django.urls import path

from chophien.reviews.views import buyer, seller

app_name = "reviews"
urlpatterns = [
    path("don/<str:code>/danh-gia/", buyer.order, name="order"),
    path("don/<str:code>/danh-gia/<str:variant>/", buyer.write, name="write"),
    path("danh-gia/<str:code>/", buyer.listing, name="listing"),
    path("hoi-dap/<str:code>/", buyer.questions, name="questions"),
    path("hoi-dap/<str:code>/hoi/", buyer.ask, name="ask"),
    path("bao-noi-dung-xau/<str:code>/", buyer.report, name="report"),
    path("ban-hang/danh-gia/", seller.reviews, name="seller-reviews"),
    path("ban-hang/hoi-dap/", seller.questions, name="seller-questions"),
    path("ban-hang/loi-khach/<str:code>/", seller.answer, name="answer"),
]
