"""scikit-learn's side of run.ts: answers one JSON line per line read.

    peer.py FOLDER

    {"make": {"count": N, "width": F, "classes": C, "seed": S}}   writes FOLDER/features.bin and classes.bin
    {"known": the same}                                           tells of what an earlier process made
    {"solve": "svm" | "softmax", "c": c}                          trains on them
    {"judge": "svm" | "softmax", "c": c, "head": FILE}            objective of a head [C, F + 1] in 64 bits
"""

import json
import os
import resource
import sys
import time
import warnings

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

FOLDER = sys.argv[1]
made = {}


def make(count, width, classes, seed):
    """Features as a network's last pooling gives them: 0 or more, correlated, with classes that overlap."""
    rng = np.random.default_rng(seed)
    latent, noise = 96, 0.35
    mixing = rng.standard_normal((latent, width), dtype=np.float32) * np.geomspace(1, 0.05, latent, dtype=np.float32)[:, None] / 3
    means = rng.standard_normal((classes, latent), dtype=np.float32) * 0.5
    truth = rng.integers(0, classes, count).astype(np.int32)
    with open(os.path.join(FOLDER, "features.bin"), "wb") as file:
        for rows in np.array_split(np.arange(count), max(1, count // 5000)):
            inner = means[truth[rows]] + 1.6 * rng.standard_normal((len(rows), latent), dtype=np.float32)
            x = inner @ mixing + noise * rng.standard_normal((len(rows), width), dtype=np.float32)
            (np.maximum(x, 0, out=x) / 6).tofile(file)
    truth.tofile(os.path.join(FOLDER, "classes.bin"))
    made.update(count=count, width=width, classes=classes)
    return {}


def read():
    x = np.fromfile(os.path.join(FOLDER, "features.bin"), np.float32).reshape(made["count"], made["width"])
    return x, np.fromfile(os.path.join(FOLDER, "classes.bin"), np.int32)


def objective(kind, weight, bias, x, y, c):
    """Of a head [C, F], [C], in 64 bits."""
    scores = np.concatenate([part.astype(np.float64) @ weight.T + bias for part in np.array_split(x, max(1, len(x) // 4000))])
    right = float((scores.argmax(1) == y).mean())
    if kind == "softmax":
        top = scores.max(1)
        losses = top + np.log(np.exp(scores - top[:, None]).sum(1)) - scores[np.arange(len(y)), y]
        return 0.5 * (weight**2).sum() + c * losses.sum(), right
    signs = np.where(np.arange(len(weight))[None] == y[:, None], 1, -1)
    losses = np.maximum(0, 1 - signs * scores) ** 2
    return 0.5 * (weight**2).sum() + 0.5 * (bias**2).sum() + c * losses.sum(), right


def solve(kind, c):
    x, y = read()
    model = LogisticRegression(C=c) if kind == "softmax" else LinearSVC(C=c)
    before = peak_mb()
    start = time.perf_counter()
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        model.fit(x, y)
    seconds = time.perf_counter() - start
    value, right = objective(kind, model.coef_.astype(np.float64), model.intercept_.astype(np.float64), x, y, c)
    iterations = int(np.max(model.n_iter_))
    return {"seconds": seconds, "objective": value, "right": right, "iterations": iterations,
            "readMb": before, "peakMb": peak_mb(), "said": [str(w.message).split("\n")[0] for w in said]}


def judge(kind, c, head):
    x, y = read()
    rows = np.fromfile(head, np.float32).reshape(made["classes"], made["width"] + 1).astype(np.float64)
    value, right = objective(kind, rows[:, :-1], rows[:, -1], x, y, c)
    return {"objective": value, "right": right}


def peak_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


for line in sys.stdin:
    ask = json.loads(line)
    if "make" in ask:
        answer = make(**ask["make"])
    elif "known" in ask:
        made.update(ask["known"])
        answer = {}
    elif "solve" in ask:
        answer = solve(ask["solve"], ask["c"])
    else:
        answer = judge(ask["judge"], ask["c"], ask["head"])
    print(json.dumps(answer), flush=True)
