from django.urls import path

from chophien.helperdesk.views import cash, home, opening, pairs, visits

app_name = "helperdesk"
urlpatterns = [
    path("giup/", home.home, name="home"),
    path("giup/ho/<str:code>/", home.household, name="household"),
    path("giup/ho/<str:code>/tham/", visits.note, name="note-visit"),
    path("giup/viec/<str:code>/", home.task, name="task"),
    path("giup/viec/<str:code>/<slug:step>/", home.step, name="task-step"),
    path("giup/tien-mat/", cash.cash, name="cash"),
    path("giup/tien-mat/giao/", cash.give, name="give-cash"),
    path("giup/tien-mat/thu/<str:code>/", cash.take, name="take-cash"),
    path("giup/tien-mat/<str:code>/", cash.receipt, name="cash-receipt"),
    path("giup/tien-mat/<str:code>/rut/", cash.take_back, name="take-back-cash"),
    path("giup/tham/", visits.visits, name="visits"),
    path("giup/ket-qua/", home.results, name="results"),
    path("giup/mo/", opening.who, name="open"),
    path("giup/mo/<str:code>/dong-y/", opening.consent, name="consent"),
    path("giup/mo/<str:code>/hang/", opening.first_goods, name="first-goods"),
    path("kem-cap/", pairs.pairs, name="pairs"),
    path("kem-cap/<str:code>/<slug:step>/", pairs.step, name="pair-step"),
]
