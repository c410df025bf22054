"""Remaining stock is the sum of its moves; what was used costs its share."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sesh_tui.domain.dose import Lot
from sesh_tui.domain.entry import Amount
from sesh_tui.domain.stock import Quantity, cost_of_use, count_delta, negated, remaining, scaled_count, used
from sesh_tui.domain.units import CustomUnit

JAR = Lot("20", "pct", start_mg=3_500, cost_minor=4_500, currency="USD")
PACK = Lot(
    "18", "pct", start_mg=2_500, start_milli=5_000, count_unit="joint", cost_minor=2_000, currency="USD"
)
BOTTLE = Lot("25", "mg_ml", start_ul=30_000, cost_minor=6_000, currency="USD")


def test_remaining_is_the_sum_of_the_moves() -> None:
    # 3.5 g bought, 0.3 g and 0.25 g used, 0.1 g given away: 2.85 g
    assert remaining([(3_500, None, None), (-300, None, None), (-250, None, None), (-100, None, None)]) == (
        2_850,
        None,
        None,
    )


def test_a_lot_without_moves_has_no_amount_rather_than_zero() -> None:
    assert remaining([]) == Quantity(None, None, None)


def test_stock_below_zero_is_shown() -> None:
    assert remaining([(500, None, 1_000), (-700, None, -2_000)]) == (-200, None, -1_000)


def test_a_count_records_the_difference_to_the_scale() -> None:
    left = remaining([(3_500, None, None), (-1_300, None, None)])  # 2.2 g by the log
    delta = count_delta(left, Quantity(mg=2_100))  # the scale says 2.1 g
    assert delta == (-100, None, None)
    assert remaining([left, delta]) == (2_100, None, None)


def test_a_count_of_pieces_also_moves_their_mass() -> None:
    # 2 of 5 joints of 2.5 g left: 1 g
    left = remaining([(2_500, None, 5_000), (-500, None, -1_000)])
    assert scaled_count(left, Quantity(milli=2_000), PACK) == (1_000, None, 2_000)
    # a lot that is only kept by mass is not given a count
    assert scaled_count(Quantity(mg=3_500), Quantity(mg=2_000), PACK) == (2_000, None, None)
    assert scaled_count(Quantity(mg=3_500), Quantity(mg=2_000), Lot()) == (2_000, None, None)


@pytest.mark.parametrize(
    ("amount", "lot", "expected"),
    [
        (Amount("mass", 300, "0.3", "g"), JAR, (300, None, None)),
        # one joint of the pack: 0.5 g and one piece
        (Amount("count", 1_000, "1", "joint"), PACK, (500, None, 1_000)),
        (Amount("mass", 250, "0.25", "g"), PACK, (250, None, 500)),
        (Amount("volume", 500, "0.5", "ml"), BOTTLE, (None, 500, None)),
        # 10 mg THC at 25 mg/ml: 0.4 ml; at 20 %: 50 mg
        (Amount("thc", 10_000, "10", "thc"), BOTTLE, (None, 400, None)),
        (Amount("thc", 10_000, "10", "thc"), JAR, (50, None, None)),
        # 10 mg THC of 100 mg in the package: a tenth of 50 g, of 20 pieces
        (
            Amount("thc", 10_000, "10", "thc"),
            Lot("100", "mg_pkg", start_mg=50_000, start_milli=20_000),
            (5_000, None, 2_000),
        ),
        (Amount("thc", 10_000, "10", "thc"), Lot("180", "mg_g", start_mg=1_000), (56, None, None)),
        (
            Amount("thc", 5_000, "5", "mg"),
            Lot("10", "mg_unit", start_milli=10_000, count_unit="gummy"),
            (None, None, 500),
        ),
        # nothing can be said
        (Amount("count", 3_000, "3", "puff"), JAR, (None, None, None)),
        (Amount("thc", 10_000, "10", "thc"), Lot(start_mg=1_000), (None, None, None)),
        (None, JAR, (None, None, None)),
    ],
)
def test_what_an_amount_takes_from_the_lot(
    amount: Amount | None, lot: Lot, expected: tuple[int | None, ...]
) -> None:
    assert used(amount, lot) == expected


def test_an_own_unit_takes_its_mass() -> None:
    bowl = CustomUnit(name="bowl", plural="bowls", method="pipe", mg=180, sd_pct=25, inventory_id=None)
    assert used(Amount("count", 500, "1/2", "bowl"), JAR, bowl) == (90, None, None)


def test_a_use_moves_stock_down() -> None:
    assert negated(Quantity(500, None, 1_000)) == (-500, None, -1_000)


@pytest.mark.parametrize(
    ("lot", "use", "cost"),
    [
        (JAR, {"mg": 300}, 386),  # 45.00 × 0.3 / 3.5 = 3.857…
        (PACK, {"milli": 1_000}, 400),  # 20.00 / 5
        (BOTTLE, {"ul": 500}, 100),  # 60.00 × 0.5 / 30
        (Lot(start_mg=2, cost_minor=1), {"mg": 1}, 0),  # half a cent goes to the even 0
        (Lot(start_mg=2, cost_minor=3), {"mg": 1}, 2),  # one and a half to the even 2
        (JAR, {"milli": 1_000}, None),
        (JAR, {}, None),
        (Lot(start_mg=3_500), {"mg": 300}, None),  # no price: unknown, not free
        (Lot(start_mg=3_500, cost_minor=0), {"mg": 300}, 0),  # a gift is free
    ],
)
def test_cost_of_use(lot: Lot, use: dict[str, int], cost: int | None) -> None:
    assert cost_of_use(lot, **use) == cost


deltas = st.tuples(*[st.none() | st.integers(-10_000, 10_000)] * 3)


@given(st.lists(deltas), st.randoms())
def test_the_order_of_moves_does_not_matter(moves: list[tuple[int | None, ...]], rng: object) -> None:
    before = remaining(moves)  # type: ignore[arg-type]
    rng.shuffle(moves)  # type: ignore[attr-defined]
    assert remaining(moves) == before  # type: ignore[arg-type]


@given(st.lists(deltas), deltas)
def test_after_a_count_the_sum_is_what_was_counted(
    moves: list[tuple[int | None, ...]], counted: tuple[int | None, ...]
) -> None:
    left = remaining(moves)  # type: ignore[arg-type]
    after = remaining([left, count_delta(left, Quantity(*counted))])
    for was, said, now in zip(left, counted, after, strict=True):
        assert now == (was if said is None else said)


@given(st.integers(0, 100_000), st.integers(1, 100_000), st.lists(st.integers(0, 1_000), max_size=50))
def test_costs_of_uses_stay_within_half_a_unit_each_of_the_exact_share(
    price: int, start: int, uses: list[int]
) -> None:
    lot = Lot(start_mg=start, cost_minor=price)
    total = sum(cost_of_use(lot, mg=mg) or 0 for mg in uses)
    assert abs(total - Fraction(price * sum(uses), start)) <= Fraction(len(uses), 2)
