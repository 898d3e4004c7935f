from django.apps import AppConfig


class PackagingConfig(AppConfig):
    name = "chophien.packaging"
