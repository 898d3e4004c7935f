from django.urls import include, path

from chophien.sellers.views import card, mandates, officer, seller

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
    path("nguoi-giup/", mandates.helpers, name="helpers"),
    path("nguoi-giup/<str:mandate_code>/dong-y/", mandates.agree, name="helper-agree"),
    path("nguoi-giup/<str:mandate_code>/thoi/", mandates.end, name="helper-end"),
]
helping = [
    path("", mandates.mine, name="mandates"),
    path("xin/", mandates.choose, name="choose-household"),
    path("xin/<str:code>/", mandates.ask, name="ask-mandate"),
    path("<str:code>/", mandates.mandate, name="mandate"),
    path("<str:code>/gui-ma/", mandates.send_code, name="consent-send-code"),
    path("<str:code>/ma/", mandates.by_code, name="consent-by-code"),
    path("<str:code>/giong-noi/", mandates.by_voice, name="consent-by-voice"),
    path("<str:code>/ky/", mandates.by_signature, name="consent-by-signature"),
    path("<str:code>/thoi/", mandates.lay_down, name="lay-down-mandate"),
    path("<str:code>/<str:token>/", mandates.by_link, name="mandate-link"),
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
    path("uy-quyen/", include(helping)),
    path("the-vao-cho/<str:code>/", card.card, name="card"),
    path("the-vao-cho/<str:code>/in/", card.print_one, name="print-card"),
    path("the-vao-cho/<str:code>/bo/", card.revoke, name="revoke-card"),
    path("duyet-gian-hang/<str:code>/", include(review)),
]
