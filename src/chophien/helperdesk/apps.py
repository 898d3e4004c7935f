from django.apps import AppConfig


class HelperdeskConfig(AppConfig):
    name = "chophien.helperdesk"
