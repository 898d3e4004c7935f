from django.urls import path

from chophien.complaints.views import buyer, recalls, seller

app_name = "complaints"
urlpatterns = [
    path("don/<str:code>/khieu-nai/", buyer.complain, name="complain"),
    path("don/<str:code>/khieu-nai/<str:complaint>/", buyer.show, name="complaint"),
    path("don/<str:code>/khieu-nai/<str:complaint>/anh/<str:file_code>/", buyer.photo, name="photo"),
    path("don/<str:code>/khieu-nai/<str:complaint>/<slug:step>/", buyer.step, name="step"),
    path("ban-hang/khieu-nai/", seller.complaints, name="seller-list"),
    path("ban-hang/khieu-nai/<str:code>/", seller.show, name="seller-complaint"),
    path("ban-hang/khieu-nai/<str:code>/tra-loi/", seller.answer, name="answer"),
    path("ban-hang/khieu-nai/<str:code>/anh/<str:file_code>/", seller.photo, name="seller-photo"),
    path("ban-hang/khieu-nai/<str:code>/<slug:step>/", seller.step, name="seller-step"),
    path("thu-hoi/", recalls.recalls, name="recalls"),
    path("thu-hoi/<str:code>/", recalls.recall, name="recall"),
    path("ban-hang/thu-hoi/<str:code>/", recalls.publish, name="publish-recall"),
]
