from django.urls import path, re_path

from chophien.smsdesk.views import developer, gateway, helper, person

app_name = "smsdesk"
urlpatterns = [
    path("sms/nhan/", gateway.receive, name="receive"),
    path("toi/pin-tin-nhan/", person.pin, name="pin"),
    path("tin-den/", helper.puzzling, name="puzzling"),
    path("tin-den/<str:code>/da-goi/", helper.cared, name="cared"),
    re_path(r"^dev/sms/?$", developer.try_out, name="try"),
]
