from django.urls import path, register_converter

from chophien.regulations.converters import DocumentConverter
from chophien.regulations.views import public

register_converter(DocumentConverter, "document")

app_name = "regulations"
urlpatterns = [
    path("quy-che/", public.index, name="index"),
    path("quy-che/con-so/", public.figures, name="figures"),
    path("quy-che/bieu-phi/", public.fees, name="fees"),
    path("quy-che/du-lieu-ca-nhan/", public.document, {"key": "privacy"}, name="privacy"),
    path("quy-che/thu-tu-hien-thi/", public.document, {"key": "ranking"}, name="ranking"),
    path("quy-che/<document:key>/", public.document, name="document"),
    path("quy-che/<document:key>/<str:edition>/", public.version, name="version"),
    path("gioi-thieu/", public.document, {"key": "about"}, name="about"),
]
