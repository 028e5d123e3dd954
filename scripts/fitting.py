"""Finding weights, and the probabilities and thresholds that answers on texts left out bear out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from amana.language.heads import Floats

ROUNDS = 40


def lost(logits: Floats, right: Floats, heavy: Floats, *, one_of: bool) -> tuple[Floats, float]:
    """How far off each answer is, by its weight, and what that costs together."""
    if one_of:
        sure = shares(logits)
        return (sure - right) * heavy, float(-(heavy * right * np.log(sure + 1e-12)).sum())
    cost = float((heavy * (np.logaddexp(0, logits) - right * logits)).sum())
    return (sigmoid(logits) - right) * heavy, cost


def lbfgs(loss: Any, at: Floats) -> Floats:
    """Minimise `loss`, which gives its value and slope, from `at` (Nocedal, Updating quasi-Newton matrices, 1980)."""
    steps: list[tuple[Floats, Floats, float]] = []
    value, slope = loss(at)
    for _round in range(ROUNDS):
        way = slope.copy()
        factors = []
        for moved, turned, curve in reversed(steps):
            factor = float((moved * way).sum()) / curve
            factors.append(factor)
            way -= factor * turned
        way *= (
            steps[-1][2] / float((steps[-1][1] ** 2).sum())
            if steps
            else 1 / max(1.0, float(np.abs(slope).sum()) ** 0.5)
        )
        for (moved, turned, curve), factor in zip(steps, reversed(factors), strict=True):
            way += (factor - float((turned * way).sum()) / curve) * moved
        size, downhill = 1.0, float((slope * way).sum())
        while True:
            new_value, new_slope = loss(at - size * way)
            if new_value <= value - 1e-4 * size * downhill or size < 1e-6:
                break
            size /= 2
        moved, turned = -size * way, new_slope - slope
        at, gain = at + moved, value - new_value
        value, slope = new_value, new_slope
        if (curve := float((moved * turned).sum())) > 1e-10:
            steps = [*steps[-7:], (moved, turned, curve)]
        if gain < 2e-4 * abs(value):
            break
    return at


def calibrate(logits: Floats, truth: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """For each label the slope and offset that make its probability true on examples left out (Platt, 1999)."""
    slope: Floats = np.ones(truth.shape[1], dtype=np.float32)
    offset: Floats = np.zeros(truth.shape[1], dtype=np.float32)
    for _round in range(400):
        wrong = (sigmoid(logits * slope + offset) - truth) * weights
        sure = sigmoid(logits * slope + offset)
        curve = np.maximum((sure * (1 - sure) * weights).sum(axis=0), 1e-3)
        offset = np.asarray(offset - 0.5 * wrong.sum(axis=0) / curve, dtype=np.float32)
        curve = np.maximum((sure * (1 - sure) * weights * logits**2).sum(axis=0), 1e-3)
        slope = np.asarray(np.clip(slope - 0.5 * (wrong * logits).sum(axis=0) / curve, 0.2, 5), dtype=np.float32)
    return slope, offset


def best_thresholds(sure: Floats, truth: Floats, weights: Floats, *, alarm: float) -> Floats:
    """For each label the probability from which saying it gives the best F1, kept within sense."""
    chosen = np.full(truth.shape[1], 0.5, dtype=np.float32)
    clean = truth.sum(axis=1) == 0
    for label in range(truth.shape[1]):
        best = -1.0
        for threshold in np.linspace(0.3, 0.8, 26):
            said, right = sure[:, label] >= threshold, truth[:, label] > 0
            hit = weights[said & right, label].sum()
            alarms = (weights[:, label] * np.where(clean, alarm, 1))[said & ~right].sum()
            f1 = 2 * hit / max(hit * 2 + alarms + weights[~said & right, label].sum(), 1e-9)
            if f1 > best + 1e-3:
                best, chosen[label] = f1, threshold
    return chosen


def sharpened(logits: Floats, truth: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """The one slope that makes shares true on examples left out (Guo et al., On calibration, 2017), and no offset."""
    right = truth / truth.sum(axis=1, keepdims=True)
    slopes = np.geomspace(0.4, 2.5, 40)
    lost = [lost(logits * slope, right, weights, one_of=True)[1] for slope in slopes]
    width = truth.shape[1]
    return np.full(width, slopes[int(np.argmin(lost))], np.float32), np.zeros(width, np.float32)


def thresholds_of_one(sure: Floats, truth: Floats, *, clean: float) -> Floats:
    """For each label the share from which saying it gives the best mean F1 while so many of the clean are left clean.

    False findings on clean texts are made dearer until that holds; where it never does, the dearest is taken. Nothing
    reaches the threshold of the last column, which is that of plain service.
    """
    labels, is_clean = truth.shape[1] - 1, truth[:, -1] > 0
    chosen = np.full(labels + 1, 2.0, np.float32)
    for alarm in np.geomspace(1, 60, 24):
        for label in range(labels):
            chosen[label] = _best_threshold(sure[:, label], truth[:, label] > 0, is_clean, float(alarm))
        if (sure[is_clean] < chosen).all(axis=1).mean() >= clean:
            break
    return chosen


def _best_threshold(sure: Floats, right: npt.NDArray[np.bool_], clean: npt.NDArray[np.bool_], alarm: float) -> float:
    best, chosen = -1.0, 0.5
    cost = np.where(clean, alarm, 1)
    for threshold in np.linspace(0.2, 0.8, 31):
        said = sure >= threshold
        f1 = 2 * (said & right).sum() / max(1e-9, (said & right).sum() + right.sum() + (said * ~right * cost).sum())
        if f1 > best + 1e-3:
            best, chosen = f1, float(threshold)
    return chosen


def shares(logits: Floats) -> Floats:
    """What each column has of the whole."""
    found = np.exp(logits - logits.max(axis=1, keepdims=True))
    whole: Floats = found / found.sum(axis=1, keepdims=True)
    return whole


def sigmoid(logits: Floats) -> Floats:
    """The logistic function, without overflow."""
    found: Floats = np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))), dtype=np.float32)
    return found
