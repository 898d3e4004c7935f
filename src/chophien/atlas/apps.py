from django.apps import AppConfig


class AtlasConfig(AppConfig):
    name = "chophien.atlas"
