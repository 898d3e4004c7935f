from django.apps import AppConfig


class GatewaysConfig(AppConfig):
    name = "chophien.gateways"
