from django.urls import path

from chophien.follows.views import buyer

app_name = "follows"
urlpatterns = [
    path("theo-doi/", buyer.mine, name="mine"),
    path("theo-doi/gian-hang/<slug:slug>/", buyer.shop, name="shop"),
    path("theo-doi/hang/<str:code>/", buyer.goods, name="goods"),
    path("theo-doi/hang/<str:code>/<slug:kind>/", buyer.alert, name="alert"),
]
