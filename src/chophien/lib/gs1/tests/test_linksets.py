import jsonschema_rs
import pytest

from chophien.lib.gs1.linksets import Link, choose_link, link_header, linkset
from chophien.lib.gs1.tests.vectors import vectors

ANCHOR = "https://chophien.example/01/09506000134352"


def _valid(document, schema="gs1-linkset-schema"):
    return jsonschema_rs.validator_for(vectors(f"linksets/{schema}.json"), offline=True).is_valid(document)


def _links():
    told = vectors("linksets/resolver-links.json")
    links = [
        Link(
            row["linktype"],
            row["href"],
            row["title"],
            row.get("type", ""),
            tuple(row.get("hreflang", ())),
            tuple(row.get("context", ())),
        )
        for row in told["links"]
    ]
    return told, links


def test_the_schemas_tell_gs1s_examples_apart():
    names = ("valid-basic-example", "invalid-basic-example", "invalid-gs1-example")

    basic = [_valid(vectors(f"linksets/{name}.json"), "linkset-schema") for name in names]

    assert basic == [True, False, False]


def test_our_linkset_of_the_resolvers_links_is_what_gs1s_schema_asks_for():
    told, links = _links()

    document = linkset(ANCHOR, told["itemDescription"], links, default=told["defaultLinktype"])

    (item,) = document["linkset"]
    assert _valid(document)
    assert item["anchor"] == ANCHOR
    assert sum(len(value) for name, value in item.items() if isinstance(value, list) and "default" not in name) == 17


def test_the_resolvers_own_linkset_comes_out_alike():
    (known,) = vectors("linksets/resolver-linkset.json")["linkset"]
    links = [
        Link(
            name,
            row["href"],
            row["title"],
            row.get("type", ""),
            tuple(row.get("hreflang", ())),
            tuple(row.get("context", ())),
        )
        for name in ("https://gs1.org/voc/pip", "https://gs1.org/voc/epil")
        for row in known[name]
    ]

    (item,) = linkset(known["anchor"], known["itemDescription"], links, default="gs1:pip")["linkset"]

    for name in ("anchor", "itemDescription", "https://gs1.org/voc/pip", "https://gs1.org/voc/epil"):
        assert item[name] == known[name]
    assert item["https://gs1.org/voc/defaultLink"] == known["https://gs1.org/voc/defaultLink"]


def test_everybody_is_led_to_the_page_in_their_language():
    _told, links = _links()

    chosen = [choose_link(links, link_type=link.link_type, languages=link.languages) for link in links]

    assert chosen == links


@pytest.mark.parametrize(
    ("languages", "media_types", "href"),
    [
        (("vi-VN",), (), "/vi"),
        (("hmn", "vi"), (), "/vi"),
        (("hmn",), (), "/vi"),
        (("en-US", "en"), (), "/en"),
        (("en",), ("application/json",), "/json"),
        ((), ("image/png",), "/vi"),
    ],
)
def test_without_their_language_the_first_page_is_shown(languages, media_types, href):
    links = [
        Link("gs1:traceability", "/vi", "Nguồn gốc", "text/html", ("vi",)),
        Link("gs1:traceability", "/en", "Origin", "text/html", ("en",)),
        Link("gs1:traceability", "/json", "EPCIS", "application/json"),
    ]

    found = choose_link(
        links, link_type="https://gs1.org/voc/traceability", languages=languages, media_types=media_types
    )

    assert found is not None
    assert found.href == href
    assert choose_link(links, link_type="gs1:pip") is None


def test_a_header_says_the_same():
    link = Link("gs1:pip", "https://a.example/x", "X", "text/html", ("vi", "en"))

    assert link_header(ANCHOR, [link]) == (
        '<https://a.example/x>; rel="https://gs1.org/voc/pip"; type="text/html"; hreflang="vi"; hreflang="en"; '
        f'anchor="{ANCHOR}"'
    )


def test_an_address_cannot_end_its_header():
    link = Link("gs1:pip", 'https://a.example/chè>; rel="x"\r\nSet-Cookie: a', "X")

    assert link_header("https://a.example/01/1", [link]) == (
        "<https://a.example/ch%C3%A8%3E;%20rel=%22x%22%0D%0ASet-Cookie:%20a>; "
        'rel="https://gs1.org/voc/pip"; anchor="https://a.example/01/1"'
    )


def test_a_linkset_without_its_default_is_refused():
    with pytest.raises(ValueError, match="gs1:pip"):
        linkset(ANCHOR, "X", [], default="gs1:pip")
