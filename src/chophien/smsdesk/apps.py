from django.apps import AppConfig


class SmsDeskConfig(AppConfig):
    name = "chophien.smsdesk"
