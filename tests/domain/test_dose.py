"""Doses against examples worked out by hand, then the laws that hold for all of them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sesh_tui.domain.contents import exact, rounded
from sesh_tui.domain.dose import Dose, Lot, dose, thc_units, with_contents
from sesh_tui.domain.entry import Amount, Content
from sesh_tui.domain.units import CustomUnit


def grams(mg: int, *, estimated: bool = False) -> Amount:
    return Amount("mass", mg, f"{mg / 1000:g}", "g", estimated=estimated)


def ml(ul: int) -> Amount:
    return Amount("volume", ul, f"{ul / 1000:g}", "ml")


def count(milli: int, unit: str) -> Amount:
    return Amount("count", milli, f"{milli / 1000:g}", unit)


def unit(name: str, mg: int, sd_pct: float | None = None, inventory_id: str | None = None) -> CustomUnit:
    return CustomUnit(
        name=name, plural=name + "s", method=None, mg=mg, sd_pct=sd_pct, inventory_id=inventory_id
    )


FLOWER = Lot("22", "pct", "0.4", "pct", start_mg=3500)
GUMMIES = Lot("10", "mg_unit", "5", "mg_unit", start_mg=40_000, start_milli=10_000, count_unit="gummy")

WORKED = [
    # 300 mg × 22 % = 66 mg THC; × 0.4 % = 1.2 mg CBD
    ("flower by percent", grams(300), FLOWER, (66_000, 1_200, 300, "label")),
    # 123 mg × 22.3 % = 27.429 mg, exactly; CBD not stated stays unknown
    ("odd milligrams", grams(123), Lot("22.3", "pct"), (27_429, None, 123, "label")),
    # 1 mg × 0.25 % = 2.5 µg, a half: to the even 2; 1 mg × 0.35 % = 3.5 µg: to the even 4
    ("halves go to the even one", grams(1), Lot("0.25", "pct", "0.35", "pct"), (2, 4, 1, "label")),
    # 250 mg × 180 mg/g = 45 mg
    ("concentrate by mg/g", grams(250), Lot("180", "mg_g"), (45_000, None, 250, "label")),
    # 2½ gummies × 10 mg = 25 mg THC, × 5 mg = 12.5 mg CBD; 40 g ÷ 10 × 2.5 = 10 g of gummy
    ("pieces", count(2_500, "gummy"), GUMMIES, (25_000, 12_500, 10_000, "label")),
    # nameless pieces are the lot's gummies
    ("pieces without a name", count(1_000, "pc"), GUMMIES, (10_000, 5_000, 4_000, "label")),
    # 0.5 ml × 25 mg/ml = 12.5 mg
    ("tincture", ml(500), Lot("25", "mg_ml", start_ul=30_000), (12_500, None, None, "label")),
    # 100 mg in a bar of 50 g; 12.5 g of it = a quarter = 25 mg
    ("part of a bar", grams(12_500), Lot("100", "mg_pkg", start_mg=50_000), (25_000, None, 12_500, "label")),
    # 100 mg in 3 pieces; one = 33,333.3 µg
    ("a third", count(1_000, "pc"), Lot("100", "mg_pkg", start_milli=3_000), (33_333, None, None, "label")),
    # 750 mg in 30 ml; 1 ml = 25 mg
    ("part of a bottle", ml(1_000), Lot("750", "mg_pkg", start_ul=30_000), (25_000, None, None, "label")),
    # 5 pre-rolls in 2.5 g: one is 500 mg × 18 % = 90 mg
    (
        "a pre-roll of a pack",
        count(1_000, "joint"),
        Lot("18", "pct", start_mg=2_500, start_milli=5_000, count_unit="joint"),
        (90_000, None, 500, "label"),
    ),
    # 4.5 g of gummies of 4 g: 1.125 pieces × 10 mg = 11.25 mg; × 5 = 5.625 mg
    ("pieces on a scale", grams(4_500), GUMMIES, (11_250, 5_625, 4_500, "label")),
    # stated zero is a zero: 300 mg × 0 % = 0
    ("stated zero", grams(300), Lot("20", "pct", "0", "pct"), (60_000, 0, 300, "label")),
    ("only weighed", grams(300), None, (None, None, 300, "weighed")),
    ("only counted", count(3_000, "puff"), None, (None, None, None, "unknown")),
    ("nothing known", None, FLOWER, (None, None, None, "unknown")),
    # an estimated amount stays one: 250 mg × 22 % = 55 mg, × 0.4 % = 1 mg
    ("about", grams(250, estimated=True), FLOWER, (55_000, 1_000, 250, "estimate")),
    ("about, no content", grams(250, estimated=True), None, (None, None, 250, "estimate")),
    # mg/ml of something weighed needs a density, and none is assumed
    ("no density", grams(500), Lot("25", "mg_ml"), (None, None, 500, "weighed")),
    ("package of unknown size", grams(500), Lot("100", "mg_pkg"), (None, None, 500, "weighed")),
    # 30 ml weigh 28.2 g: 1 ml = 0.94 g × 2.5 % = 23.5 mg
    (
        "density by the package",
        ml(1_000),
        Lot("2.5", "pct", start_mg=28_200, start_ul=30_000),
        (23_500, None, 940, "label"),
    ),
    ("over 100 %", grams(100), Lot("127", "pct"), (None, None, 100, "weighed")),
    ("a number without unit", grams(100), Lot("20", None), (None, None, 100, "weighed")),
    # a REAL column hands 22.3 back as a float: still 22.3 and not 22.300000000000000710…
    ("float from a column", grams(1_000_000), Lot(22.3, "pct"), (223_000_000, None, 1_000_000, "label")),
    # 100 mg × 21.5 %, read off a certificate and kept as one number
    ("certified number", grams(100), Lot("21.5", "pct", basis="coa"), (21_500, None, 100, "coa")),
    (
        "own guess of the content",
        grams(100),
        Lot("20", "pct", basis="estimate"),
        (20_000, None, 100, "estimate"),
    ),
]


@pytest.mark.parametrize(
    ("amount", "lot", "expected"), [row[1:] for row in WORKED], ids=[row[0] for row in WORKED]
)
def test_worked_examples(amount: Amount | None, lot: Lot | None, expected: tuple[object, ...]) -> None:
    result = dose(amount, "vape", None, lot)
    assert (result.thc_ug, result.cbd_ug, result.amount_mg, result.basis) == expected
    assert result.sd_pct is None
    assert all(result.explanation)


def lab(**analytes: object) -> Lot:
    """``thca=22.3`` in percent, or ``thca="nd"``."""
    return Lot(
        "15",
        "pct",
        "1",
        "pct",
        lab={
            k: {"u": "pct", "q": v} if isinstance(v, str) else {"u": "pct", "v": v}
            for k, v in analytes.items()
        },
    )


CERTIFICATES = [
    # 0.8 + 0.877 × 22.3 = 20.3571 %; 100 mg of it = 20,357.1 µg. CBD 0.05 + 0.877 × 0.1 = 0.1377 %: 137.7 µg
    ("both forms", lab(thc=0.8, thca=22.3, cbd=0.05, cbda=0.1), (20_357, 138, "coa"), "0.877"),
    # not detected adds nothing: 0.877 × 22.3 = 19.5571 %; CBD is not there at all: the label's 1 % = 1 mg
    ("neutral not detected", lab(thc="nd", thca=22.3), (19_557, 1_000, "label"), "THC not detected"),
    # both not detected: that is not 0, so the label's 1 % counts and it is said
    (
        "CBD not detected",
        lab(thc=20.0, thca=0, cbd="nd", cbda="nd"),
        (20_000, 1_000, "label"),
        "gives no number for CBD",
    ),
    ("not tested", lab(thc=20.0, thca="NT", cbd=0, cbda=0), (20_000, 0, "coa"), "THCA was not tested"),
    ("below LOQ", lab(thc="<LOQ", thca=10, cbd=0, cbda="<LOD"), (8_770, 0, "coa"), "limit of quantification"),
    ("a printed total", lab(total_thc=19.5, cbd=0, cbda=0), (19_500, 0, "coa"), "as printed"),
    ("delta 9", lab(**{"delta-9-thc": 10, "thca": 0, "cbd": 1, "cbda": 0}), (10_000, 1_000, "coa"), "0.877"),
    (
        "unreadable",
        lab(thc=True, thca=10, cbd=1, cbda=0),
        (8_770, 1_000, "coa"),
        "THC on the certificate cannot be read",
    ),
    ("over the range", lab(thc=80, thca=0, cbd=0, cbda=0), (80_000, 0, "coa"), "0.877"),
    (
        "more than all of it",
        lab(thc=80, thca=80, cbd=0, cbda=0),
        (15_000, 0, "label"),
        "over the whole product",
    ),
]


@pytest.mark.parametrize(
    ("lot", "expected", "said"), [row[1:] for row in CERTIFICATES], ids=[row[0] for row in CERTIFICATES]
)
def test_certificates(lot: Lot, expected: tuple[object, ...], said: str) -> None:
    result = dose(grams(100), "vape", "inhaled", lot)
    assert (result.thc_ug, result.cbd_ug, result.basis) == expected
    assert said in " · ".join(result.explanation)


def test_nothing_detected_and_no_label_is_unknown_not_zero() -> None:
    lot = Lot(lab={"thc": {"u": "pct", "q": "ND"}, "thca": {"u": "pct", "q": "<LOD"}})
    assert dose(grams(100), "vape", "inhaled", lot)[:4] == (None, None, 100, "weighed")


def test_a_value_with_a_greater_than_mark_says_so() -> None:
    lot = Lot(lab={"thca": {"u": "mg_g", "v": "350", "q": "gt"}})
    result = dose(grams(100), "vape", "inhaled", lot)
    assert result.thc_ug == 30_695  # 100 mg × 350 mg/g × 0.877 = 30.695 mg
    assert "THCA is above the range of the test: the true total is higher" in result.explanation


def test_percent_and_mg_per_gram_on_one_certificate_add_up() -> None:
    # 1 % = 10 mg/g; 10 + 0.877 × 200 = 185.4 mg/g; 100 mg = 18.54 mg
    lot = Lot(lab={"thc": {"u": "pct", "v": 1}, "thca": {"u": "mg_g", "v": 200}})
    assert dose(grams(100), "vape", "inhaled", lot).thc_ug == 18_540


def test_units_that_cannot_be_added_give_no_dose() -> None:
    lot = Lot(lab={"thc": {"u": "mg_unit", "v": 10}, "thca": {"u": "pct", "v": 2}})
    result = dose(grams(100), "edible", "oral", lot)
    assert result.thc_ug is None
    assert "the certificate mixes units for THC" in result.explanation


def test_an_own_unit_makes_an_estimate_with_its_spread() -> None:
    # 1½ bowls of 180 mg = 270 mg × 22 % = 59.4 mg; × 0.4 % = 1.08 mg
    result = dose(count(1_500, "bowl"), "pipe", "inhaled", FLOWER, unit("bowl", 180, 25))
    assert result[:5] == (59_400, 1_080, 270, "estimate", 25)
    assert "1 bowl is taken as 180 mg ± 25 % (own unit)" in result.explanation


def test_an_own_unit_without_spread_gives_none() -> None:
    result = dose(count(2_000, "joint"), "joint", "inhaled", None, unit("joint", 400))
    assert result[:5] == (None, None, 800, "estimate", None)


def test_the_pack_beats_a_general_unit_but_not_one_made_for_the_item() -> None:
    pack = Lot("20", "pct", start_mg=2_500, start_milli=5_000, count_unit="joint")
    # 2.5 g ÷ 5 = 500 mg × 20 % = 100 mg, against own 350 mg × 20 % = 70 mg
    general = dose(count(1_000, "joint"), "joint", "inhaled", pack, unit("joint", 350, 10))
    assert general[:5] == (100_000, None, 500, "label", None)
    special = dose(
        count(1_000, "joint"), "joint", "inhaled", pack, unit("joint", 350, 10, inventory_id="0192")
    )
    assert special[:5] == (70_000, None, 350, "estimate", 10)


def test_mg_per_unit_does_not_become_an_estimate_by_an_own_mass() -> None:
    # the mass of a gummy is a guess, its 10 mg on the label are not
    result = dose(
        count(1_000, "gummy"), "edible", "oral", GUMMIES, unit("gummy", 4_200, 5, inventory_id="0192")
    )
    assert result[:5] == (10_000, 5_000, 4_200, "label", None)


def test_a_count_of_something_else_is_not_a_count_of_the_lot() -> None:
    # 2 bowls out of a lot of 5 joints: only by their own mass. 2 × 100 mg × 20 % = 40 mg
    pack = Lot("20", "pct", start_mg=2_500, start_milli=5_000, count_unit="joint")
    assert dose(count(2_000, "bowl"), "pipe", "inhaled", pack)[:4] == (None, None, None, "unknown")
    assert dose(count(2_000, "bowl"), "pipe", "inhaled", pack, unit("bowl", 100))[:4] == (
        40_000,
        None,
        200,
        "estimate",
    )


def test_typed_mg_of_thc_is_what_the_label_says() -> None:
    result = dose(Amount("thc", 10_000, "5", "mg", times=2), "edible", "oral", None, assumed_thc=True)
    assert result[:4] == (10_000, None, None, "label")
    assert result.explanation[0] == "mg was read as mg of THC because of edible"


def test_typed_mg_of_one_gives_the_other_by_the_ratio_of_the_contents() -> None:
    # 8 mg THC of a 10:5 gummy bring 4 mg CBD; 3 mg CBD bring 6 mg THC
    assert dose(Amount("thc", 8_000, "8", "thc"), "edible", "oral", GUMMIES)[:2] == (8_000, 4_000)
    assert dose(Amount("cbd", 3_000, "3", "cbd"), "edible", "oral", GUMMIES)[:2] == (6_000, 3_000)
    # without THC in it, or in other units, the other one stays unknown
    assert dose(Amount("thc", 8_000, "8", "thc"), "edible", "oral", Lot("0", "pct", "5", "pct"))[:2] == (
        8_000,
        None,
    )
    assert dose(Amount("thc", 8_000, "8", "thc"), "edible", "oral", Lot("9", "pct", "5", "mg_g"))[:2] == (
        8_000,
        None,
    )


@pytest.mark.parametrize(
    ("amount", "route"),
    [(Amount("thc", 10_000, "10", "thc"), "inhaled"), (Amount("thc", 10_000, "10", "thc", 1, True), "oral")],
)
def test_typed_mg_that_no_label_states_is_an_estimate(amount: Amount, route: str) -> None:
    assert dose(amount, None, route, None).basis == "estimate"


def test_contents_typed_on_the_line_come_first() -> None:
    lot = lab(thc=0.8, thca=22.3, cbd=1, cbda=0)
    typed = with_contents(lot, Content("20", "pct"), None)
    assert dose(grams(100), "vape", "inhaled", typed)[:2] == (20_000, 1_000)
    assert with_contents(lot, None, None) is lot
    assert with_contents(None, None, Content("5", "mg_g")) == Lot(cbd_value="5", cbd_unit="mg_g")


@pytest.mark.parametrize(
    ("ug", "text"),
    [
        (0, "0.00"),
        (200, "0.04"),
        (4_999, "1.00"),
        (5_000, "1.0"),
        (12_000, "2.4"),
        (66_000, "13.2"),
        (-5_250, "-1.0"),
        (-5, "0.00"),
    ],
)
def test_thc_units(ug: int, text: str) -> None:
    assert thc_units(ug) == text


@pytest.mark.parametrize(
    "text", ["", "x", "1.", "-1", "1/0", "1/x", "1e99", "1ex", "٣", "1.2.3", "nan", "inf"]
)
def test_what_is_not_a_number_is_refused(text: str) -> None:
    assert exact(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0,3", (3, 10)),
        ("1/2", (1, 2)),
        (1e-05, (1, 100_000)),
        ("2e3", (2000, 1)),
        (7, (7, 1)),
        (".5", (5, 10)),
    ],
)
def test_numbers_are_read_exactly(text: str | float, value: tuple[int, int]) -> None:
    result = exact(text)
    assert result is not None
    assert Fraction(*result) == Fraction(*value)


# Laws

decimals = st.decimals(min_value=0, max_value=100, places=3).map(str)
milligrams = st.integers(0, 1_000_000)
lots = st.builds(
    Lot,
    st.none() | decimals,
    st.sampled_from(["pct", "mg_g", "mg_unit", "mg_ml", "mg_pkg", None]),
    st.none() | decimals,
    st.sampled_from(["pct", "mg_g", "mg_unit", "mg_ml", "mg_pkg", None]),
    st.none() | st.integers(1, 100_000),
    st.none() | st.integers(1, 100_000),
    st.none() | st.integers(1, 100_000),
    st.sampled_from([None, "joint", "gummy"]),
    st.none()
    | st.dictionaries(
        st.sampled_from(["thc", "thca", "cbd", "cbda", "total_thc", "cbn"]),
        st.fixed_dictionaries(
            {"u": st.sampled_from(["pct", "mg_g", "odd"])},
            optional={
                "v": decimals | st.floats() | st.booleans(),
                "q": st.sampled_from(["nd", "NT", "<LOQ", "gt", "?"]),
            },
        ),
    ),
)
amounts = st.builds(
    Amount,
    st.sampled_from(["mass", "volume", "count", "thc", "cbd"]),
    milligrams,
    st.just("1"),
    st.sampled_from(["g", "ml", "joint", "gummy", "pc", "puff"]),
    estimated=st.booleans(),
)
own_units = st.none() | st.builds(
    CustomUnit,
    name=st.just("puff"),
    plural=st.none(),
    method=st.none(),
    mg=st.none() | st.integers(0, 5_000),
    sd_pct=st.none() | st.integers(0, 100),
    inventory_id=st.none() | st.just("0192"),
)


@given(amounts, lots, own_units, st.sampled_from(["inhaled", "oral", None]))
def test_doses_are_integers_or_unknown_and_always_explained(
    amount: Amount, lot: Lot, own: CustomUnit | None, route: str | None
) -> None:
    result = dose(amount, None, route, lot, own)
    for value in result[:3]:
        assert value is None or (type(value) is int and value >= 0)
    assert result.basis in ("coa", "label", "weighed", "estimate", "unknown")
    assert result.explanation
    known = result.thc_ug is not None or result.cbd_ug is not None
    if known:
        assert result.basis in ("coa", "label", "estimate")
    if amount.estimated and (known or result.amount_mg is not None):
        assert result.basis == "estimate"


def scaled(lot: Lot, amount: Amount, own: CustomUnit | None, factor: int) -> Dose:
    return dose(amount._replace(quantity=amount.quantity * factor, times=factor), None, None, lot, own)


@given(amounts, lots, own_units, st.integers(2, 50))
def test_n_times_the_amount_is_n_times_the_dose_but_for_one_rounding(
    amount: Amount, lot: Lot, own: CustomUnit | None, factor: int
) -> None:
    once, often = dose(amount, None, None, lot, own), scaled(lot, amount, own, factor)
    for one, many in zip(once[:3], often[:3], strict=True):
        assert (one is None) == (many is None)
        if one is not None and many is not None:
            # one was off by at most 1/2, many too: |many - n × one| <= n/2 + 1/2
            assert abs(many - factor * one) <= (factor + 1) / 2
    assert once.basis == often.basis


@given(milligrams, milligrams, decimals)
def test_doses_of_parts_add_up_to_the_dose_of_the_whole(one: int, other: int, percent: str) -> None:
    lot = Lot(percent, "pct")
    parts = [dose(grams(mg), None, None, lot).thc_ug or 0 for mg in (one, other)]
    whole = dose(grams(one + other), None, None, lot).thc_ug or 0
    assert abs(whole - sum(parts)) <= 1


@given(milligrams, decimals)
def test_the_dose_is_the_exact_product_rounded_once(mg: int, percent: str) -> None:
    exactly = Fraction(percent) / 100 * mg * 1000
    assert dose(grams(mg), None, None, Lot(percent, "pct")).thc_ug == round(exactly)


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6))
def test_rounding_is_half_even(top: int, bottom: int) -> None:
    assert rounded((top, bottom)) == round(Fraction(top, bottom))
