"""Volumes as the service feeds them to a network: the same cut, intensities, resizing and padding as src/core/inference-grid, in NumPy. Arrays are [z, y, x]."""

import numpy as np


def linear_weights(n, to):
    """Positions (o + 0.5) * n / to - 0.5, held at the ends."""
    at = np.clip((np.arange(to) + 0.5) * n / to - 0.5, 0, n - 1)
    low = np.minimum(at.astype(int), max(n - 2, 0))
    return low, np.minimum(low + 1, n - 1), (at - low).astype(np.float32)


def resize(volume, to):
    out = np.asarray(volume, np.float32)
    for axis, n in reversed(list(enumerate(to))):
        if out.shape[axis] == n:
            continue
        low, high, share = linear_weights(out.shape[axis], n)
        share = share.reshape([-1 if a == axis else 1 for a in range(out.ndim)])
        out = out.take(low, axis) * (1 - share) + out.take(high, axis) * share
    return out


def resized_shape(shape, spacing, wanted):
    """All [z, y, x]; ties go to the even neighbour, as Python rounds."""
    return tuple(max(1, round(n * s / w)) for n, s, w in zip(shape, spacing, wanted))


def box_of(mask, spacing, margin):
    slices = []
    for axis, step in enumerate(spacing):
        there = np.flatnonzero(mask.any(axis=tuple(a for a in range(mask.ndim) if a != axis)))
        wide = int(np.ceil(margin / step - 1e-9))
        slices.append(slice(max(0, there[0] - wide), min(mask.shape[axis], there[-1] + 1 + wide)))
    return tuple(slices)


def fit(volume, size, padding):
    """Centred cut or padding to a fixed size."""
    out = np.full(size, padding, np.float32)
    source, target = [], []
    for n, room in zip(volume.shape, size):
        offset = (room - n) // 2 if room >= n else -((n - room) // 2)
        source.append(slice(max(0, -offset), min(n, room - offset)))
        target.append(slice(max(0, offset), max(0, offset) + min(n, room - offset) - max(0, -offset)))
    out[tuple(target)] = volume[tuple(source)]
    return out


def clip_z_score(volume, rule):
    return (np.clip(volume, rule["low"], rule["high"]) - rule["mean"]) / rule["sd"]


def window(volume, rule):
    low, high, (start, end) = rule["low"], rule["high"], rule["to"]
    return start + (np.clip(volume, low, high) - low) * (end - start) / (high - low)


def dice(a, b):
    total = a.sum() + b.sum()
    return float(2 * (a & b).sum() / total) if total else float("nan")
