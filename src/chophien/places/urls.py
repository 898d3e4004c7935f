from django.urls import path, re_path

from chophien.places.views import buyer, public

app_name = "places"
urlpatterns = [
    path("noi/", public.index, name="index"),
    path("noi/doi-ten/", public.renamed, name="renamed"),
    path("noi/goi-y/", public.suggestions, name="suggestions"),
    path("noi/chon/", buyer.choose, name="choose"),
    re_path(r"^noi/(?P<slug>[a-z0-9-]{1,120})-(?P<code>[0-9]{2})/$", public.province, name="province"),
    re_path(r"^noi/(?P<slug>[a-z0-9-]{1,120})-(?P<code>[0-9]{5})/$", public.commune, name="commune"),
]
