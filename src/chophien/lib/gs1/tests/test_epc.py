import pytest

from chophien.lib.gs1.digital_link import parse_link
from chophien.lib.gs1.epc import BadEpc, epc_of, link_of, normal_form, prefix_length_of
from chophien.lib.gs1.tests.vectors import vectors

EVERY_KIND = vectors("event_hash/epclist_normalisation.jsonld")["epcisBody"]["eventList"][0]["epcList"]
URNS = [uri for uri in EVERY_KIND if uri.startswith("urn:")]


@pytest.mark.parametrize("urn", URNS)
def test_an_epc_becomes_a_link_and_the_link_the_same_epc(urn):
    prefix = urn.split(":", 4)[4].partition(".")[0]

    link = link_of(urn)

    assert parse_link(str(link)) == link
    assert epc_of(link, prefix_length=len(prefix)) == urn


def test_there_is_an_example_of_almost_every_kind():
    assert len({urn.split(":")[3] for urn in URNS}) == 15


@pytest.mark.parametrize(
    ("urn", "link"),
    [
        ("urn:epc:class:lgtin:4012345.012345.Lot987", "https://id.gs1.org/01/04012345123456/10/Lot987"),
        ("urn:epc:idpat:sgtin:4012345.012345.*", "https://id.gs1.org/01/04012345123456"),
        ("urn:epc:id:sgcn:4012345.00005.123", "https://id.gs1.org/255/4012345000054123"),
        ("urn:epc:id:sgln:4012345.00005.0", "https://id.gs1.org/414/4012345000054"),
        ("urn:epc:idpat:grai:4012345.00022.*", "https://id.gs1.org/8003/04012345000221"),
        ("urn:epc:idpat:gdti:4012345.00009.*", "https://id.gs1.org/253/4012345000092"),
        ("urn:epc:idpat:cpi:0614141.123ABC.*", "https://id.gs1.org/8010/0614141123ABC"),
    ],
)
def test_what_an_epc_means_is_known(urn, link):
    prefix = urn.split(":", 4)[4].partition(".")[0]

    assert str(link_of(urn)) == link
    assert epc_of(parse_link(link), prefix_length=len(prefix)) == urn


@pytest.mark.parametrize(
    "urn",
    [
        "urn:epc:id:sgtin:4012345.012345.*",
        "urn:epc:idpat:sgtin:4012345.012345.1",
        "urn:epc:id:sgtin:4012345.12345.1",
        "urn:epc:id:sgtin:12345.01234567.1",
        "urn:epc:id:sgtin:4012345.012345",
        "urn:epc:id:sscc:4012345.0000000333.1",
        "urn:epc:id:lgtin:4012345.012345.Lot987",
        "urn:epc:id:itip:4012345.011111.1.02.987",
        "urn:epc:id:gid:95100000.12345.400",
        "urn:epc:id:sgtin:4012345.012345.é",
        "urn:epc:id:sgtin:4012345.012345." + "9" * 21,
        "https://id.gs1.org/01/04012345123456",
        "",
    ],
)
def test_what_is_no_epc_is_refused(urn):
    with pytest.raises(BadEpc):
        link_of(urn)


@pytest.mark.parametrize(
    ("uri", "length"), [("https://a/01/09520123456788/21/1", 5), ("https://a/8013/1987654Ad4X4bL5ttr2310c2K", 7)]
)
def test_what_has_no_epc_is_refused(uri, length):
    with pytest.raises(BadEpc):
        epc_of(parse_link(uri), prefix_length=length)


def test_how_long_a_company_prefix_is_says_a_table():
    table = {"893": 8, "8936012345": 10}

    assert prefix_length_of("8936012345670", table) == 10
    assert prefix_length_of("8930000000000", table) == 8
    assert prefix_length_of("2900000000000", table) is None


@pytest.mark.parametrize(
    ("uri", "normal"),
    [
        (
            "https://example.com/x/01/09520123456788/22/V/10/L/21/S?17=261231",
            "https://id.gs1.org/01/09520123456788/21/S",
        ),
        ("http://a.example/lot/7/gtin/9520123456788/lot/L%2f1", "https://id.gs1.org/01/09520123456788/10/L%2F1"),
        ("https://id.gs1.org/8006/095201234567880102/10/L", "https://id.gs1.org/8006/095201234567880102/10/L"),
        ("https://id.gs1.org/01/09520123456788/21/S", "https://id.gs1.org/01/09520123456788/21/S"),
        ("http://transaction.acme.com/po/12345678", None),
        ("https://id.gs1.org/8013/1987654Ad4X4bL5ttr2310c2K", None),
        ("urn:epcglobal:cbv:bt:4012345000009:ASN1099", None),
        ("geo:50.94,6.92", None),
        ("a b", None),
    ],
)
def test_identifiers_are_compared_in_one_form(uri, normal):
    assert normal_form(uri) == normal
