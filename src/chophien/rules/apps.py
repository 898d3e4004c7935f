from django.apps import AppConfig


class RulesConfig(AppConfig):
    name = "chophien.rules"
