"""The category tree and its questions, loaded from data."""

import csv
from pathlib import Path

from django.db import transaction

from chophien.catalog.models import Attribute, Category
from chophien.catalog.search.reference import forget_reference
from chophien.catalog.selectors import forget_categories

DATA = Path(__file__).resolve().parents[1] / "data"


@transaction.atomic
def load_categories(folder: Path = DATA) -> int:
    """Bring the tree and its attributes to what `categories.csv` and `attributes.csv` say; return how many branches.

    Loading the same files again changes nothing. Branches that the files no longer name stay: goods may hang there.
    """
    rows = _rows(folder / "categories.csv")
    paths: dict[str, str] = {}
    for row in rows:
        parent = row["parent_slug"]
        paths[row["slug"]] = f"{paths[parent]}/{row['slug']}" if parent else row["slug"]
    known = {category.slug: category for category in Category.objects.all()}
    for row in rows:
        category = known.get(row["slug"]) or Category(slug=row["slug"])
        category.parent = known[row["parent_slug"]] if row["parent_slug"] else None
        category.path = paths[row["slug"]]
        category.name_vi, category.name_en = row["name_vi"], row["name_en"]
        category.ocop_group, category.sort = int(row["ocop_group"]), int(row["sort"])
        category.drawing = row["drawing"] or "other"
        category.save()
        known[category.slug] = category
    _load_attributes(_rows(folder / "attributes.csv"), known)
    forget_categories()
    forget_reference()
    return len(rows)


def _load_attributes(rows: list[dict[str, str]], categories: dict[str, Category]) -> None:
    for row in rows:
        Attribute.objects.update_or_create(
            category=categories[row["category_slug"]],
            key=row["key"],
            defaults={
                "label_vi": row["label_vi"],
                "label_en": row["label_en"],
                "kind": row["kind"],
                "choices": [choice.strip() for choice in row["choices"].split("|") if choice.strip()],
                "is_facet": row["facet"] == "1",
                "is_required": row["required"] == "1",
                "sort": int(row["sort"]),
            },
        )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))
