from django.urls import path, re_path

from chophien.atlas.views import interactive, ogc, plots, public, sites

app_name = "atlas"
NAME = r"(?P<name>[a-z-]{1,40})"
urlpatterns = [
    path("ban-do/", public.atlas, name="map"),
    path("ban-do/lon/", interactive.big_map, name="big-map"),
    path("ban-do/o/<int:z>/<int:x>/<int:y>.json", interactive.tile, name="tile"),
    path("ban-do/ranh-gioi/<slug:province>.json", interactive.borders, name="borders"),
    path("ban-do/eudr/<slug:slug>/", plots.plots, name="plots"),
    path("ban-do/diem/<slug:slug>/", sites.sites, name="sites"),
    path("ban-do/diem/<slug:slug>/<str:code>/bo/", sites.close, name="close-site"),
    re_path(r"^ogc/?$", ogc.landing, name="ogc"),
    re_path(r"^ogc/conformance/?$", ogc.conformance, name="ogc-conformance"),
    re_path(r"^ogc/api/?$", ogc.api, name="ogc-api"),
    re_path(r"^ogc/collections/?$", ogc.collections, name="ogc-collections"),
    re_path(rf"^ogc/collections/{NAME}/?$", ogc.collection, name="ogc-collection"),
    re_path(rf"^ogc/collections/{NAME}/items/?$", ogc.items, name="ogc-items"),
    re_path(rf"^ogc/collections/{NAME}/items/(?P<code>[\w.-]{{1,160}})/?$", ogc.item, name="ogc-item"),
]
