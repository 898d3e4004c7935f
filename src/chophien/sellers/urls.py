from django.urls import include, path

from chophien.sellers.views import officer, seller

app_name = "sellers"
shop = [
    path("", seller.shop, name="shop"),
    path("ten-va-noi/", seller.details, name="details"),
    path("giay-to/", seller.papers, name="papers"),
    path("giay-to/<str:file_code>/bo/", seller.remove_paper, name="remove-paper"),
    path("gui-duyet/", seller.submit, name="submit"),
    path("tai-khoan/", seller.account, name="account"),
    path("nguoi-lam/", seller.people, name="people"),
    path("nguoi-lam/<str:person_code>/<str:role>/bo/", seller.remove_person, name="remove-person"),
    path("dong/", seller.close, name="close"),
]
review = [
    path("", officer.review, name="review"),
    path("danh-tinh/", officer.identity, name="identity"),
    path("giay-to/<str:file_code>/", officer.document, name="document"),
    path("<slug:decision>/", officer.decide, name="decide"),
]
urlpatterns = [
    path("mo-gian-hang/", seller.start, name="start"),
    path("mo-gian-hang/<slug:kind_slug>/", seller.new_shop, name="new"),
    path("gian-hang-cua-toi/", seller.my_shops, name="mine"),
    path("gian-hang-cua-toi/<str:code>/", include(shop)),
    path("duyet-gian-hang/<str:code>/", include(review)),
]
