from django.urls import re_path

from chophien.uploads.views import public

app_name = "uploads"
urlpatterns = [
    re_path(
        r"^anh/(?P<folder>[a-z2-7]{2})/(?P<code>[a-z2-7]{24})-(?P<width>160|320|640|1280)\.(?P<ending>avif|webp)$",
        public.picture,
        name="picture",
    ),
]
