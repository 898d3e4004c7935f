from django.urls import path, re_path

from chophien.lib.gs1.digital_link import WORDS
from chophien.scans.views import resolver, telling

WORD = "|".join(WORDS)

app_name = "scans"
urlpatterns = [
    path("truy-xuat/", telling.look, name="look"),
    path("truy-xuat/noi-quet/", telling.place, name="place"),
    path("truy-xuat/da-mo/", telling.opened, name="opened"),
    path(".well-known/gs1resolver", resolver.description, name="resolver"),
    re_path(rf"^(?P<key>[0-9]{{2,4}}|{WORD})/(?P<rest>.+)$", resolver.resolve, name="link"),
]
