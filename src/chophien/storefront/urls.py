from django.urls import path, re_path

from chophien.storefront.views import buyer, machines, place, promotions, remind, sharing, telling

app_name = "storefront"
urlpatterns = [
    path("", buyer.home, name="home"),
    path("thang-<int:month>/", buyer.month, name="month"),
    path("tim/", buyer.search, name="search"),
    path("nhom/<slug:slug>/", buyer.category, name="category"),
    path("vung/<slug:slug>/", buyer.province, name="province"),
    re_path(r"^hang/(?:(?P<slug>[-_a-z0-9]+)-)?(?P<code>SP-[0-9A-Z-]{3,30})/$", buyer.product, name="product"),
    re_path(r"^the-hang/(?P<code>SP-[0-9A-Z-]{3,30})\.png$", sharing.card, name="share-card"),
    path("gian-hang/<slug:slug>/", buyer.shop, name="shop"),
    path("nhac-toi/thoi/<str:token>/", remind.end, name="end-reminder"),
    path("nhac-toi/<str:code>/", remind.remind, name="remind"),
    path("khuyen-mai/", promotions.promotions, name="promotions"),
    path("cach-cham-diem-hang/", telling.score_rules, name="score-rules"),
    path("hang-khong-ban/", telling.forbidden_goods, name="forbidden-goods"),
    path("noi-nhan/", place.choose, name="place"),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", machines.sitemap_index, name="sitemap"),
    re_path(r"^sitemap-(?P<listed>loi|gian|hang)-(?P<part>[0-9]{1,5})\.xml$", machines.sitemap, name="sitemap-part"),
]
