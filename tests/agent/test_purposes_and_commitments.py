"""Why a figure is wanted changes nothing in it, and a name beside "reservation" is that of the reservation."""

import pytest

from finops_agent.agent import OfflineEngine
from finops_agent.costs import load_files

HEADER = (
    "ChargePeriodStart,ChargePeriodEnd,BilledCost,EffectiveCost,ListCost,BillingCurrency,ChargeCategory,ProviderName,"
    "ServiceName,SubAccountName,ResourceId,CommitmentDiscountId,CommitmentDiscountType,CommitmentDiscountStatus"
)
ROWS = (
    "2026-01-05T00:00:00Z,2026-01-06T00:00:00Z,0,60,100,EUR,Usage,Azure,Machines,management,vm-scada-1,rsv-mill,Reservation,Used",
    "2026-01-06T00:00:00Z,2026-01-07T00:00:00Z,0,20,0,EUR,Usage,Azure,Machines,management,,rsv-mill,Reservation,Unused",
    "2026-01-07T00:00:00Z,2026-01-08T00:00:00Z,30,30,50,EUR,Usage,Azure,Machines,shop,vm-web-1,,,",
    "2026-02-01T00:00:00Z,2026-02-02T00:00:00Z,10,10,10,EUR,Usage,Azure,Storage,shop,disk-1,,,",
    "2026-02-02T00:00:00Z,2026-02-03T00:00:00Z,5,5,5,EUR,Tax,Azure,Tax,shop,,,,",
)


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    path = tmp_path_factory.mktemp("bill") / "focus.csv"
    path.write_text("\n".join([HEADER, *ROWS]) + "\n", encoding="utf-8")
    dataset = load_files([path])
    engine = OfflineEngine(dataset)

    def asked(question):
        engine.reset()
        return engine.ask(question).to_json()

    yield asked
    dataset.close()


@pytest.mark.parametrize(
    "question",
    [
        "For the management report I need the billed cost of February",
        "for our board deck: what was the billed cost of February?",
        "I'm preparing our chargeback: billed cost of February?",
        "billed cost of February for the management report",
    ],
)
def test_what_a_figure_is_wanted_for_is_said_in_passing(ask, question):
    assert ask(question)["value"] == 15


def test_the_cost_of_what_is_called_management_is_still_its_own(ask):
    assert ask("effective cost of management")["value"] == 80


def test_the_time_of_a_report_is_never_dropped(ask):
    assert ask("For the February report I need the billed cost")["value"] in {15, None}


@pytest.mark.parametrize("question", ["utilisation of the scada reservation", "utilisation of the reservation scada"])
def test_a_name_that_no_commitment_has_is_not_read_as_a_resource(ask, question):
    assert "No commitment" in ask(question)["answer"]


def test_a_name_beside_reservation_is_that_of_the_commitment(ask):
    assert ask("utilisation of the mill reservation")["value"] == 75


def test_the_share_covered_by_reservations_is_the_coverage(ask):
    assert ask("what share of machines cost is covered by reservations?")["value"] == pytest.approx(100 / 150 * 100)


def test_leave_out_may_have_the_name_within(ask):
    assert ask("billed cost in February but leave tax out")["value"] == 10


def test_gst_is_tax(ask):
    assert ask("how much GST did we pay?")["value"] == 5


def test_either_of_two_names_said_before_the_comparison(ask):
    assert ask("Machines or Storage, which was more expensive?")["value"] == [["Machines", 30]]
