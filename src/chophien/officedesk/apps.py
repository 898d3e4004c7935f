from django.apps import AppConfig


class OfficeDeskConfig(AppConfig):
    name = "chophien.officedesk"
