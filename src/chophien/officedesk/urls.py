from django.urls import include, path

from chophien.officedesk.views import (
    certificates,
    complaints,
    home,
    imports,
    listings,
    orders,
    people,
    shops,
    trail,
    words,
)

app_name = "officedesk"
order = [
    path("", orders.order, name="order"),
    path("tien-ve/", orders.paid, name="paid"),
    path("hoan/<str:refund_code>/", orders.refunded, name="refunded"),
    path("huy/", orders.cancel, name="cancel"),
    path("da-nhan/", orders.receive, name="receive"),
]
imported = [
    path("", imports.progress, name="import"),
    path("loi.csv", imports.faults, name="import-faults"),
    path("nhap-that/", imports.for_real, name="import-for-real"),
]
complained = [
    path("", complaints.complaint, name="complaint"),
    path("quyet-dinh/", complaints.decide, name="decide-complaint"),
    path("anh/<str:file_code>/", complaints.photo, name="complaint-photo"),
    path("<slug:step>/", complaints.carried_out, name="complaint-step"),
]
urlpatterns = [
    path("", home.home, name="home"),
    path("duyet-hang/", listings.queue, name="queue"),
    path("duyet-hang/duyet/", listings.approve_many, name="approve-many"),
    path("hang/", listings.goods, name="goods"),
    path("hang/<str:code>/", listings.listing, name="listing"),
    path("hang/<str:code>/go-xuong/", listings.take_down, name="take-down"),
    path("hang/<str:code>/<slug:decision>/", listings.decide, name="decide"),
    path("gian-hang/", shops.shops, name="shops"),
    path("gian-hang/<str:code>/", shops.shop, name="shop"),
    path("chung-nhan/", certificates.certificates, name="certificates"),
    path("chung-nhan/<str:code>/duyet/", certificates.verify, name="verify"),
    path("chung-nhan/<str:code>/tu-choi/", certificates.refuse, name="refuse"),
    path("chung-nhan/<str:code>/giay/", certificates.paper, name="paper"),
    path("don/", orders.orders, name="orders"),
    path("don/<str:code>/", include(order)),
    path("khieu-nai/", complaints.complaints, name="complaints"),
    path("khieu-nai/<str:code>/", include(complained)),
    path("thu-hoi/", complaints.recalls, name="recalls"),
    path("thu-hoi/<str:code>/", complaints.recall, name="recall"),
    path("thu-hoi/<str:code>/ket-thuc/", complaints.end, name="end-recall"),
    path("loi-khach/", words.words, name="words"),
    path("loi-khach/<str:code>/<slug:step>/", words.decide, name="words-step"),
    path("tien/", orders.money, name="money"),
    path("nguoi/", people.people, name="people"),
    path("nguoi/trao-vai-tro/", people.give, name="give-role"),
    path("nguoi/<str:code>/", people.person, name="person"),
    path("nguoi/<str:code>/thoi/<str:grant>/", people.end, name="end-role"),
    path("nhap-hang/", imports.imports, name="imports"),
    path("nhap-hang/mau.<str:kind>", imports.template, name="import-template"),
    path("nhap-hang/xuat.csv", imports.export, name="export"),
    path("nhap-hang/<str:code>/", include(imported)),
    path("nhat-ky/", trail.entries, name="trail"),
    path("nhat-ky/da-xem/", trail.looks, name="looks"),
]
