"""Survival curves and effects of intakes, compared with lifelines and diff-diff.

    uv run --no-project --with 'lifelines==0.30.3,diff-diff==3.13.0' --with-editable . \
        python benchmarks/oracles.py

lifelines needs an older pandas than the one in the lock file, and Matplotlib, so these packages are
installed for this comparison only (MIT).
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import lifelines
import numpy as np
import pandas as pd
from diff_diff import CallawaySantAnna

from graphmodel.analysis.effect.staggered import NEVER, Matrix, Years, _estimated, group_times
from graphmodel.analysis.pipeline.survival import survival_curve

TABLES = 200
FIRST, LAST = 2015, 2025


def durations() -> None:
    """Compare shares, intervals and medians of random tables with ties and censored durations."""
    draw = np.random.default_rng(1)
    shares = intervals = 0.0
    medians = compared = 0
    for _ in range(TABLES):
        size = int(draw.integers(2, 60))
        lengths = draw.integers(1, 25, size).astype(float)
        ended = draw.random(size) < draw.uniform(0.3, 1.0)
        curve = survival_curve(lengths.tolist(), ended.tolist())
        theirs = lifelines.KaplanMeierFitter().fit(lengths, ended)
        bounds = theirs.confidence_interval_survival_function_
        for time, share in theirs.survival_function_["KM_estimate"].items():
            own = curve.share_beyond(float(time))
            shares = max(shares, abs(own - share))
            if 0 < own < 1:
                low, high = curve.interval_beyond(float(time))
                row = bounds.loc[time]
                intervals = max(intervals, abs(low - row.iloc[0]), abs(high - row.iloc[1]))
                compared += 1
        median = theirs.median_survival_time_
        medians += (curve.median if curve.median is not None else np.inf) == median
    print(f"{TABLES} tables: largest difference of a share {shares:.1e}, of a bound of "
          f"{compared:,} intervals {intervals:.1e}; {medians} medians equal")  # fmt: skip


def intakes() -> Iterator[tuple[str, Matrix, Years]]:
    """Two random offices: one whose effect grows with the years since intake, one with none."""
    for name, effect, seed in (("an effect that grows", 0.4, 2), ("no effect", 0.0, 3)):
        draw = np.random.default_rng(seed)
        groups = draw.choice([2018, 2020, 2023, NEVER], 160, p=[0.2, 0.2, 0.2, 0.4])
        years = np.arange(FIRST, LAST + 1)
        since = years - groups[:, None] + 1
        pace = draw.gamma(2.0, 0.5, 160)[:, None] + 0.05 * (years - FIRST)
        outcomes = draw.poisson(pace + effect * np.clip(since, 0, 4)).astype(float)
        yield name, outcomes, groups


def differences() -> None:
    """Compare the effect on each intake in each year, and the mean effect."""
    for name, outcomes, groups in intakes():
        own = {
            (cell.intake, cell.year): cell.effect for cell in group_times(outcomes, groups, FIRST)
        }
        people, years = outcomes.shape
        table = pd.DataFrame({
            "who": np.repeat(np.arange(people), years),
            "year": np.tile(np.arange(FIRST, LAST + 1), people),
            "intake": np.repeat(np.where(groups == NEVER, 0, groups), years),
            "outcome": outcomes.ravel(),
        })  # fmt: skip
        fitted = CallawaySantAnna(control_group="not_yet_treated").fit(
            table, outcome="outcome", unit="who", time="year", first_treat="intake"
        )
        theirs = {
            (int(g), int(t)): float(cell["effect"])
            for (g, t), cell in fitted.group_time_effects.items()
            if t >= g
        }
        assert own.keys() == theirs.keys()
        most = max(abs(own[cell] - theirs[cell]) for cell in own)
        mean = _estimated(outcomes, groups, FIRST, (0, LAST - FIRST), 0)
        assert mean is not None
        print(f"{name}: {len(own)} intakes and years, largest difference {most:.1e}; mean effect "
              f"{mean.effect:+.3f} and {fitted.overall_att:+.3f}, p {mean.p:.3f} by drawing again "
              f"and {fitted.overall_p_value:.3f} by theirs")  # fmt: skip


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    durations()
    differences()
