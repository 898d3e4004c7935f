"""The table that search reads, written from the goods, and what it knows of words."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from chophien.catalog.models.goods import Listing


class SearchEntry(models.Model):
    """One listing on sale, as it is searched, filtered, ranked and shown on a list page.

    Narrow on purpose: `words` and `card` lie outside the row, everything else is a number that filters, counts or
    sorts. The rows lie in the order of `rank` as far as possible, so that the first hits met are the best ones.
    `catalog.search.refresh` writes this table, nobody else.
    """

    listing = models.OneToOneField(Listing, primary_key=True, on_delete=models.CASCADE, related_name="search_entry")
    packed = models.BigIntegerField(
        help_text="category, province, kind of seller, stars, certificates, price: a byte each"
    )
    price_vnd = models.BigIntegerField(help_text="the lowest price of what is left")
    published_at = models.DateTimeField()
    rank = models.IntegerField(help_text="points of the listing itself: stock, season, stars, certificates, popularity")
    popularity = models.IntegerField(default=0, help_text="how often it was bought lately")
    rating = models.SmallIntegerField(default=0, help_text="tenths of a mark; 0 while too few buyers have rated it")
    season_from = models.SmallIntegerField(default=0, help_text="month * 100 + day; 0: all year")
    season_to = models.SmallIntegerField(default=0)
    available = models.BooleanField(default=False)
    stale_on = models.DateField(null=True, help_text="the first day on which a certificate counted in `packed` is over")
    until = ArrayField(
        models.SmallIntegerField(), null=True, help_text="last day of each kind of certificate, as days since 2000"
    )
    words = SearchVectorField(help_text="words with the class of text they stand in, and one token for each filter")
    card = models.TextField(help_text="JSON: what a card on a list page and an item of the API show")

    class Meta:
        indexes = [
            GinIndex(fields=["words"], name="catalog_search_words"),
            models.Index(fields=["-rank", "-listing"], name="catalog_search_rank"),
            models.Index(fields=["price_vnd", "listing"], name="catalog_search_price"),
            models.Index(fields=["-published_at", "-listing"], name="catalog_search_newest"),
        ]


class SearchWord(models.Model):
    """A word of the search table, two that stand side by side (`shan_tuyet`), or one with its marks (`=tuyết`).

    With it: in how many listings it stands. The dictionary that mends typing errors is made of these.
    """

    word = models.CharField(max_length=90, unique=True)
    in_titles = models.IntegerField(default=0)
    in_names = models.IntegerField(default=0, help_text="in titles, producers and places")
    anywhere = models.IntegerField(default=0, help_text="in any text, the story too")


class SearchState(models.Model):
    """One row: where the nightly work on the search table stands."""

    words_edition = models.BigIntegerField(default=0, help_text="grows when all words have been counted anew")
    ranked_on = models.DateField(null=True, help_text="the day whose seasons and certificates `rank` counts")
