from django.urls import path

from chophien.uploads.views import public

app_name = "uploads"
urlpatterns = [
    path("anh/<path:name>", public.picture, name="picture"),
    path("tieng/<path:name>", public.picture, name="sound"),
]
