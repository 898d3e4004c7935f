from django.urls import path

from chophien.wholesale.views import buyer, contracts, packs, seller, standing

app_name = "wholesale"
urlpatterns = [
    path("mua-si/", buyer.home, name="home"),
    path("mua-si/hoi-mua/", buyer.new_request, name="new-request"),
    path("mua-si/hoi-mua/<str:code>/", buyer.show_request, name="request"),
    path("mua-si/hoi-mua/<str:code>/sua/", buyer.edit_request, name="edit-request"),
    path("mua-si/hoi-mua/<str:code>/rut/", buyer.withdraw, name="withdraw-request"),
    path("mua-si/bao-gia/<str:code>/nhan/", buyer.accept, name="accept"),
    path("mua-si/ho-so/<str:code>.pdf", buyer.pack, name="pack"),
    path("mua-si/gia-rieng/", buyer.my_prices, name="my-prices"),
    path("mua-si/hop-dong/<str:code>/", contracts.show, name="contract"),
    path("mua-si/hop-dong/<str:code>/dieu-khoan/", contracts.terms, name="contract-terms"),
    path("mua-si/hop-dong/<str:code>/ma/", contracts.send_code, name="contract-code"),
    path("mua-si/hop-dong/<str:code>/ky/", contracts.sign, name="contract-sign"),
    path("mua-si/hop-dong/<str:code>/huy/", contracts.off, name="contract-off"),
    path("mua-si/hop-dong/<str:code>/chi-so/", contracts.index, name="contract-index"),
    path("mua-si/hop-dong/<str:code>/giao/<int:number>/", contracts.deliver, name="contract-deliver"),
    path("mua-si/hop-dong/<str:code>/chot/<int:number>/", contracts.close, name="contract-close"),
    path("mua-si/hop-dong/<str:code>/coc/", contracts.deposit, name="contract-deposit"),
    path("mua-si/hop-dong/<str:code>/hop-dong.pdf", contracts.pdf, name="contract-pdf"),
    path("mua-si/dinh-ky/", standing.new, name="new-standing"),
    path("mua-si/dinh-ky/<str:code>/", standing.show, name="standing"),
    path("mua-si/dinh-ky/<str:code>/dong-y/", standing.agree, name="standing-agree"),
    path("mua-si/dinh-ky/<str:code>/bo-ngay/", standing.skip, name="standing-skip"),
    path("mua-si/dinh-ky/<str:code>/<slug:step>/", standing.step, name="standing-step"),
    path("ban-hang/mua-si/", seller.desk, name="desk"),
    path("ban-hang/mua-si/bao-gia/<str:code>/rut/", seller.take_back, name="withdraw-quote"),
    path("ban-hang/mua-si/<str:seller>/", seller.shop, name="shop"),
    path("ban-hang/mua-si/<str:seller>/gia/", seller.prices, name="prices"),
    path("ban-hang/mua-si/<str:seller>/gia/thoi/", seller.end_prices, name="end-prices"),
    path("ban-hang/mua-si/<str:seller>/bao-tin/", seller.hear, name="hear-requests"),
    path("ban-hang/mua-si/<str:seller>/ho-so/", packs.show, name="packs"),
    path("ban-hang/mua-si/<str:seller>/ho-so/thoi/", packs.take_back, name="pack-back"),
    path("ban-hang/mua-si/<str:seller>/hoi-mua/<str:code>/", seller.answer, name="answer"),
]
