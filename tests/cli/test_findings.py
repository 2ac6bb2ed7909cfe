"""`finops-agent findings`: its JSON shape, its table, its sentences."""

import json
from pathlib import Path

NORTHWIND = Path(__file__).parents[1] / "data" / "aws-cur2-northwind-2026q3.csv"


def test_json_has_the_documented_shape(cli):
    done = cli("findings", NORTHWIND, "--json")

    assert done.code == 0, done.err
    (found,) = done.json
    for finding in found:
        assert set(finding) == {
            "kind",
            "title",
            "monthly_saving_usd",
            "resources",
            "evidence",
            "sql",
            "action",
            "confidence",
        }
        assert finding["sql"].startswith(("SELECT", "WITH", "("))
    gp2 = next(finding for finding in found if finding["kind"] == "gp2_volumes")
    assert round(gp2["monthly_saving_usd"], 2) == 41.6
    assert gp2["action"].startswith("# Risk: Online")
    assert "aws ec2 modify-volume --volume-id vol-0b0001 --volume-type gp3 --region us-east-1" in gp2["action"]


def test_the_table_has_savings_evidence_and_what_to_verify(cli):
    done = cli("findings", NORTHWIND)

    assert done.code == 0, done.err
    assert "4 gp2 volumes at a lower price as gp3" in done.out
    assert "To verify: " in done.out
    assert "$ aws ec2 release-address --allocation-id eipalloc-01 --region us-east-1" in done.out
    assert "not checked (rightsizing): " in done.err


def test_assumptions_of_ones_own_change_the_saving(cli, tmp_path):
    own = tmp_path / "own.toml"
    own.write_text("gp3_cheaper_percent = 10\n")

    by_option = cli("findings", NORTHWIND, "--json", "--assumptions", own)
    by_setting = cli("findings", NORTHWIND, "--json", FINOPS_AGENT_ASSUMPTIONS=str(own))

    for done in (by_option, by_setting):
        gp2 = next(finding for finding in done.json[0] if finding["kind"] == "gp2_volumes")
        assert round(gp2["monthly_saving_usd"], 2) == 20.8


def test_a_wrong_assumption_is_one_sentence(cli, tmp_path):
    done = cli("findings", NORTHWIND, "--assumptions", tmp_path / "none.toml")

    assert done.code == 1
    assert done.err.startswith("Error: The assumptions ")
    assert done.out == ""


def test_a_table_that_is_no_bill_gives_an_empty_list_and_the_reason(cli, tmp_path):
    table = tmp_path / "table.csv"
    table.write_text("a,b\n1,2\n")

    done = cli("findings", table, "--json")

    assert (done.code, json.loads(done.out)) == (0, [])
    assert "findings need a bill" in done.err


def test_an_escape_sequence_in_a_cell_does_not_reach_the_terminal(cli, tmp_path):
    bill = tmp_path / "bill.csv"
    columns = (
        "BilledCost,EffectiveCost,BillingCurrency,ChargePeriodStart,ChargeCategory,ServiceName,ResourceId,SkuMeter"
    )
    rows = [f"1,1,USD,2026-09-{day:02},Usage,EC2,vol\x1b[2J,EBS:VolumeUsage.gp2" for day in range(1, 31)]
    bill.write_text("\n".join([columns, *rows]) + "\n")

    done = cli("findings", bill)

    assert "1 gp2 volume" in done.out
    assert "\x1b" not in done.out + done.err
