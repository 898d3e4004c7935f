from django.urls import path

from chophien.web.views import health, site

app_name = "web"
urlpatterns = [
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
    path("metrics", health.metrics_page, name="metrics"),
    path("ngon-ngu/", site.language, name="language"),
    path("gui-lai/", site.interrupted, name="interrupted"),
    path("favicon.ico", site.favicon, name="favicon"),
    path("manifest.webmanifest", site.manifest, name="manifest"),
]
