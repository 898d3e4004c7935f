from django.urls import path

from chophien.privacy.views import household, person

app_name = "privacy"
urlpatterns = [
    path("toi/du-lieu/", person.mine, name="mine"),
    path("toi/du-lieu/dong-y/", person.agree, name="agree"),
    path("toi/du-lieu/yeu-cau/", person.ask, name="ask"),
    path("toi/du-lieu/ho/<str:seller_code>/", person.household, name="household"),
    path("toi/du-lieu/ho/<str:seller_code>/dong-y/", household.consent, name="household-consent"),
    path("toi/du-lieu/ho/<str:seller_code>/dong-y/<int:step>/", household.evidence, name="household-evidence"),
    path("toi/du-lieu/<str:code>/rut/", person.withdraw, name="withdraw"),
    path("toi/du-lieu/<str:code>/tep/", person.file, name="file"),
]
