from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "chophien.reports"
