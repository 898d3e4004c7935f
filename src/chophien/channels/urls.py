from django.urls import path, re_path

from chophien.channels.views import feeds

app_name = "channels"
AREA = r"(?P<kind>gian|xa|tinh)/(?P<code>[A-Za-z0-9-]{1,60})"
urlpatterns = [
    re_path(rf"^nguon/{AREA}\.(?P<ending>json|csv|rss|xml)$", feeds.feed, name="feed"),
    re_path(rf"^nhung/{AREA}/$", feeds.widget, name="widget"),
    re_path(rf"^nhung/{AREA}/ve-cho/$", feeds.to_market, name="to-market"),
    path("nhung/", feeds.embed, name="embed"),
]
