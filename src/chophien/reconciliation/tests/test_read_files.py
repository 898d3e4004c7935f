"""MT940 and CAMT.053: read whole or not at all."""

from datetime import date

import pytest

from chophien.reconciliation.errors import LayoutUnknown, OtherCurrency, RowFaulty, StatementUnreadable
from chophien.reconciliation.reading.files import read_file

MT940 = """:20:STMT1
:25:BFTVVNVX/0000000000VND
:28C:1/1
:60F:C261121VND1000000,
:61:2611211121C250000,NTRFNONREF//FT26325001
SUNG A PAO
:86:MBVCB.4525077405.GD7K3M92
CW.CT tu 0351000646393
:61:2611211121D26000,00NCHGFEE//FT26325002
:86:PHI DICH VU
:61:2611211121RC5000,NTRFX//FT26325003
:86:thu lai
:62F:C261121VND1219000,
"""
CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>
<Acct><Id><Othr><Id>0000000000</Id></Othr></Id><Ccy>VND</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="VND">1000000</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="VND">1524000</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>
<Ntry><Amt Ccy="VND">250000</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
 <BookgDt><Dt>2026-11-21</Dt></BookgDt><AcctSvcrRef>FT26325001</AcctSvcrRef>
 <NtryDtls><TxDtls><RltdPties><Dbtr><Pty><Nm>SUNG A PAO</Nm></Pty></Dbtr>
 <DbtrAcct><Id><Othr><Id>0351000646393</Id></Othr></Id></DbtrAcct></RltdPties>
 <RmtInf><Ustrd>GD7K3M</Ustrd><Ustrd>92CW</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="VND">26000</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><DtTm>2026-11-21T09:00:00+07:00</DtTm></BookgDt></Ntry>
<Ntry><Amt Ccy="VND">300000</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-11-21</Dt></BookgDt>
 <AcctSvcrRef>LO1</AcctSvcrRef><NtryDtls>
 <TxDtls><Refs><AcctSvcrRef>LO1-1</AcctSvcrRef></Refs><Amt Ccy="VND">100000</Amt><RmtInf><Ustrd>mot</Ustrd></RmtInf></TxDtls>
 <TxDtls><Refs><AcctSvcrRef>LO1-2</AcctSvcrRef></Refs><Amt Ccy="VND">200000</Amt><RmtInf><Ustrd>hai</Ustrd></RmtInf></TxDtls>
 </NtryDtls></Ntry>
<Ntry><Amt Ccy="VND">9000</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>PDNG</Sts><BookgDt><Dt>2026-11-21</Dt></BookgDt></Ntry>
</Stmt></BkToCstmrStmt></Document>
"""
DAY = date(2026, 11, 21)


def told(read):
    return [(one.incoming, one.booked_on, one.amount_vnd, one.reference) for one in read.lines]


def test_mt940_is_read_with_what_was_taken_back_as_money_that_went():
    found = read_file(MT940.encode())

    assert (found.kind, found.read.account) == ("mt940", "0000000000")
    assert told(found.read) == [
        (True, DAY, 250_000, "FT26325001"),
        (False, DAY, 26_000, "FT26325002"),
        (False, DAY, 5_000, "FT26325003"),
    ]
    assert (found.read.lines[0].text, found.read.lines[0].payer_name) == (
        "MBVCB.4525077405.GD7K3M92 CW.CT tu 0351000646393",
        "SUNG A PAO",
    )


def test_camt_is_read_by_transfer_and_what_is_only_announced_is_passed_over():
    found = read_file(CAMT.encode())

    assert (found.kind, found.read.account) == ("camt", "0000000000")
    assert told(found.read) == [
        (True, DAY, 250_000, "FT26325001"),
        (False, DAY, 26_000, ""),
        (True, DAY, 100_000, "LO1-1"),
        (True, DAY, 200_000, "LO1-2"),
    ]
    first = found.read.lines[0]
    assert (first.text, first.payer_name, first.payer_account) == ("GD7K3M 92CW", "SUNG A PAO", "0351000646393")


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        (MT940.replace("1219000", "1219001"), StatementUnreadable),
        (MT940.replace(":61:2611211121C250000,", ":61:2613991121C250000,"), StatementUnreadable),
        (MT940.replace("C250000,", "C250000,50"), RowFaulty),
        (MT940.replace("VND", "EUR"), OtherCurrency),
        (MT940.replace(":60F:", ":60X:"), StatementUnreadable),
        (CAMT.replace("1524000", "1524001"), StatementUnreadable),
        (CAMT.replace('Ccy="VND">26000', 'Ccy="EUR">26000'), OtherCurrency),
        (CAMT.replace('"VND">26000', '"VND">26000.5'), RowFaulty),
        (CAMT.replace('"VND">100000', '"VND">100001'), RowFaulty),
        (CAMT.replace("2026-11-21T09", "gestern"), RowFaulty),
        (CAMT.replace("<CdtDbtInd>DBIT</CdtDbtInd><Sts>", "<Sts>"), RowFaulty),
        (CAMT[:-40], StatementUnreadable),
        ("<html></html>", StatementUnreadable),
    ],
)
def test_what_does_not_add_up_or_cannot_be_read_is_refused_whole(text, refusal):
    with pytest.raises(refusal):
        read_file(text.encode())


@pytest.mark.parametrize(
    "evil",
    [
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">',
    ],
)
def test_definitions_in_xml_are_refused(evil):
    head, _end, rest = CAMT.partition("?>\n")

    with pytest.raises(StatementUnreadable):
        read_file(f"{head}?>{evil}{rest}".replace("SUNG", "&x;").encode())


def test_a_file_that_is_the_name_of_a_file_opens_none(tmp_path):
    there = tmp_path / "there.sta"
    there.write_text(MT940)

    with pytest.raises(LayoutUnknown):
        read_file(str(there).encode())
