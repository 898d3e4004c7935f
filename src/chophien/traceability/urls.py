from django.urls import path, re_path

from chophien.traceability.views import chains, epcis, lots, numbers

app_name = "traceability"
EPCIS = "epcis/v2"
urlpatterns = [
    path("truy-xuat/lo/<str:code>/", chains.chain, name="chain"),
    path("truy-xuat/lo/<str:code>/cac-lo/", chains.lots, name="chain-lots"),
    path("truy-xuat/lo/<str:code>/tung-viec/", chains.entries, name="chain-entries"),
    path("truy-xuat/lo/<str:code>/thu-hoi/", lots.recall, name="recall"),
    path("truy-xuat/lo/<str:code>/thu-hoi/xong/", lots.end, name="end-recall"),
    path("thu-hoi-lo/<str:code>/", lots.notice, name="notice"),
    path("truy-xuat/ma-so/<str:code>/", numbers.numbers, name="numbers"),
    path("truy-xuat/ma-so/<str:code>/<str:file_code>/<slug:step>/", numbers.step, name="number-step"),
    path(f"{EPCIS}/", epcis.root, name="epcis"),
    path(f"{EPCIS}/capture", epcis.captures, name="captures"),
    path(f"{EPCIS}/capture/<str:code>", epcis.capture_job, name="capture"),
    path(f"{EPCIS}/events", epcis.events, name="events"),
    re_path(rf"^{EPCIS}/events/(?P<event_id>.+)$", epcis.event, name="event"),
    path(f"{EPCIS}/eventTypes", epcis.event_types, name="event-types"),
    re_path(
        rf"^{EPCIS}/(?P<resource>eventTypes|epcs|bizSteps|bizLocations|readPoints|dispositions)/(?P<value>.+)/events$",
        epcis.events_of,
        name="events-of",
    ),
]
