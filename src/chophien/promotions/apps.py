from django.apps import AppConfig


class PromotionsConfig(AppConfig):
    name = "chophien.promotions"
