from django.urls import path, re_path

from chophien.messages.views import announcements, developer, gateway, person, wishes

app_name = "messages"
urlpatterns = [
    path("tin-bao/", person.notice_list, name="notices"),
    path("tin-bao/da-doc/", person.read_all, name="read-all"),
    path("tin-bao/<str:code>/mo/", person.open_notice, name="open-notice"),
    path("tin-cua-cho/<str:code>/", announcements.announcement, name="announcement"),
    path("tin-cua-cho/<str:code>/da-doc/", announcements.read, name="read-announcement"),
    path("toi/cach-bao-tin/", wishes.chosen, name="wishes"),
    path("toi/cach-bao-tin/may/", wishes.add_device, name="push-add"),
    path("toi/cach-bao-tin/may/<str:code>/bo/", wishes.remove_device, name="push-remove"),
    path("toi/cach-bao-tin/bao.js", wishes.worker, name="push-worker"),
    path("sms/ket-qua/<str:key>/", gateway.report, name="report"),
    re_path(r"^dev/outbox/?$", developer.outbox, name="outbox"),
]
