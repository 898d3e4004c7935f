from django.urls import include, path

from chophien.sellerdesk.views import connections, elsewhere
from chophien.sellerdesk.views import certificates, goods, imports, money, promotions, seasons, steps, today

app_name = "sellerdesk"
item = [
    path("", goods.item, name="item"),
    path("anh/", steps.photos, name="photos"),
    path("anh/<str:photo_code>/", steps.photo, name="photo"),
    path("la-gi/", steps.story, name="story"),
    path("la-gi/cau-hoi/", steps.questions, name="questions"),
    path("gia/", steps.sizes, name="sizes"),
    path("gia/<str:variant>/", goods.price, name="price"),
    path("con-lai/<str:variant>/", goods.stock, name="stock"),
    path("dang-ban/", steps.submit, name="submit"),
    path("tam-ngung/", goods.pause, name="pause"),
    path("ban-lai/", goods.resume, name="resume"),
    path("lich-su/", goods.history, name="history"),
    path("xem-truoc/", goods.preview, name="preview"),
]
imported = [
    path("", imports.progress, name="import"),
    path("loi.csv", imports.faults, name="import-faults"),
    path("nhap-that/", imports.for_real, name="import-for-real"),
]
connected = [
    path("", connections.connections, name="connections"),
    path("khoa/", connections.keys, name="keys"),
    path("khoa/<str:code>/thu-lai/", connections.revoke_key, name="revoke-key"),
    path("tin/", connections.webhooks, name="webhooks"),
    path("tin/<str:code>/", connections.webhook, name="webhook"),
    path("tin/<str:code>/gui-lai/<str:message>/", connections.webhook_replay, name="webhook-replay"),
    path("tin/<str:code>/<slug:step>/", connections.webhook_step, name="webhook-step"),
    path("noi-ban/", elsewhere.channels, name="channels"),
    path("noi-ban/<str:code>/", elsewhere.channel, name="channel"),
    path("noi-ban/<str:code>/gui/", elsewhere.channel_sync, name="channel-sync"),
    path("noi-ban/<str:code>/bang.csv", elsewhere.channel_file, name="channel-file"),
    path("noi-ban/<str:code>/hang/<str:listing>/", elsewhere.channel_link, name="channel-link"),
    path("bang/", elsewhere.foreign, name="foreign"),
    path("bang/<str:code>/", elsewhere.foreign_table, name="foreign-table"),
    path("ban-noi-khac/", elsewhere.sales, name="sales"),
]
urlpatterns = [
    path("ket-noi/", include(connected)),
    path("", today.today, name="today"),
    path("don-hang/", today.orders, name="orders"),
    path("hang/", goods.goods, name="goods"),
    path("hang/them/", steps.start, name="start"),
    path("hang/<str:code>/", include(item)),
    path("chung-nhan/", certificates.certificates, name="certificates"),
    path("chung-nhan/<str:code>/bo/", certificates.withdraw, name="withdraw-certificate"),
    path("khuyen-mai/", promotions.promotions, name="promotions"),
    path("khuyen-mai/phieu/", promotions.new_voucher, name="new-voucher"),
    path("khuyen-mai/phieu/<str:code>/<slug:step>/", promotions.voucher_step, name="voucher-step"),
    path("khuyen-mai/bo-hang/", promotions.new_combo, name="new-combo"),
    path("khuyen-mai/bo-hang/<str:code>/<slug:step>/", promotions.combo_step, name="combo-step"),
    path("khuyen-mai/mua-chung/", promotions.new_purchase, name="new-purchase"),
    path("khuyen-mai/mua-chung/<str:code>/huy/", promotions.purchase_off, name="purchase-off"),
    path("mua-vu/", seasons.seasons, name="seasons"),
    path("mua-vu/mo/", seasons.new_harvest, name="new-harvest"),
    path("mua-vu/gian-hang/<slug:step>/", seasons.sleep_step, name="sleep-step"),
    path("mua-vu/ghi-chu/<str:code>/", seasons.season_note, name="season-note"),
    path("mua-vu/<str:code>/", seasons.harvest, name="harvest"),
    path("mua-vu/<str:code>/doi-ngay/", seasons.move, name="harvest-move"),
    path("mua-vu/<str:code>/huy/", seasons.call_off, name="harvest-off"),
    path("mua-vu/<str:code>/<slug:step>/", seasons.harvest_step, name="harvest-step"),
    path("tien/", money.money, name="money"),
    path("tien/hoan/<str:code>/", money.refunded, name="refunded"),
    path("nhap-hang/", imports.imports, name="imports"),
    path("nhap-hang/mau.<str:kind>", imports.template, name="import-template"),
    path("nhap-hang/xuat.csv", imports.export, name="export"),
    path("nhap-hang/<str:code>/", include(imported)),
]
