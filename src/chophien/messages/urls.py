from django.urls import path, re_path

from chophien.messages.views import developer, gateway, person

app_name = "messages"
urlpatterns = [
    path("tin-bao/", person.notice_list, name="notices"),
    path("tin-bao/da-doc/", person.read_all, name="read-all"),
    path("tin-bao/<str:code>/mo/", person.open_notice, name="open-notice"),
    path("sms/ket-qua/<str:key>/", gateway.report, name="report"),
    re_path(r"^dev/outbox/?$", developer.outbox, name="outbox"),
]
