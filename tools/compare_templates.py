"""CPU of the same 24 cards in Django's template language and in Jinja2: see docs/adr/jinja2-for-pages.md.

python tools/compare_templates.py
"""

import time

import django
from django.conf import settings
from django.template import engines

CARDS = """{% for card in goods %}
<li class="card"><a href="{{ card.href }}"><img src="{{ card.photo }}" alt="" width="160" height="160">
<strong>{{ card.title }}</strong></a><p>{{ card.seller }}, {{ card.commune }}, {{ card.province }}</p>
<p class="price">{{ card.price }}</p>{% if card.stars %}<p>{{ card.stars }} sao</p>{% endif %}</li>
{% endfor %}"""
GOODS = [
    {
        "href": f"/hang/che-shan-tuyet-{number}/",
        "photo": f"/anh/{number}.avif",
        "title": "Chè Shan tuyết cổ thụ",
        "seller": "HTX Chè Phìn Hồ",
        "commune": "Lũng Phìn",
        "province": "Tuyên Quang",
        "price": "185.000 đ",
        "stars": number % 3,
    }
    for number in range(24)
]
ROUNDS = 500
BACKENDS = {"Django": "django.DjangoTemplates", "Jinja2": "jinja2.Jinja2"}


def main() -> None:
    settings.configure(
        TEMPLATES=[
            {"NAME": name, "BACKEND": f"django.template.backends.{backend}"} for name, backend in BACKENDS.items()
        ]
    )
    django.setup()
    for name in BACKENDS:
        template = engines[name].from_string(CARDS)
        template.render({"goods": GOODS})
        began = time.process_time()
        for _round in range(ROUNDS):
            template.render({"goods": GOODS})
        print(f"{name}: {(time.process_time() - began) / ROUNDS * 1000:.2f} ms")


if __name__ == "__main__":
    main()
