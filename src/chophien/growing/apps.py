from django.apps import AppConfig


class GrowingConfig(AppConfig):
    name = "chophien.growing"
