"""Softmax regression on Fisher's iris data by gradient descent, with nothing but the standard library.

Writes to the folder --out: params.json (what it was told), history.csv (a row an epoch), model.json (what it learned).
"""

import argparse
import csv
import json
import math
import os
import random
import time

MOMENTUM = 0.0
HELD_OUT = 30  # rows for validation, of 150


def read_rows(path):
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    species = sorted({row["species"] for row in rows})
    names = [name for name in rows[0] if name != "species"]
    return names, species, [([float(row[name]) for name in names], species.index(row["species"])) for row in rows]


def standardise(train, rows):
    """Each feature to mean 0 and deviation 1 over the training rows; a 1 behind them for the bias."""
    columns = list(zip(*(features for features, _ in train)))
    means = [sum(column) / len(column) for column in columns]
    deviations = [math.sqrt(sum((x - mean) ** 2 for x in column) / len(column)) for column, mean in zip(columns, means)]
    return [([(x - m) / d for x, m, d in zip(features, means, deviations)] + [1.0], label) for features, label in rows]


def probabilities(weights, features):
    scores = [sum(w * x for w, x in zip(row, features)) for row in weights]
    most = max(scores)
    exps = [math.exp(score - most) for score in scores]
    total = sum(exps)
    return [e / total for e in exps]


def evaluate(weights, rows):
    """Mean cross-entropy, and the part that is classified rightly."""
    guesses = [(probabilities(weights, features), label) for features, label in rows]
    loss = -sum(math.log(max(p[label], 1e-300)) for p, label in guesses) / len(rows)
    return loss, sum(p.index(max(p)) == label for p, label in guesses) / len(rows)


def gradient(weights, rows):
    sums = [[0.0] * len(row) for row in weights]
    for features, label in rows:
        for k, p in enumerate(probabilities(weights, features)):
            error = p - (k == label)
            for i, x in enumerate(features):
                sums[k][i] += error * x / len(rows)
    return sums


def train(weights, rows, held_out, lr, epochs):
    start = time.monotonic()
    velocity = [[0.0] * len(row) for row in weights]
    for epoch in range(epochs + 1):
        loss, train_acc = evaluate(weights, rows)
        val_loss, val_acc = evaluate(weights, held_out)
        yield epoch, round(time.monotonic() - start, 6), loss, train_acc, val_loss, val_acc
        for k, row in enumerate(gradient(weights, rows)):
            for i, slope in enumerate(row):
                velocity[k][i] = MOMENTUM * velocity[k][i] - lr * slope
                weights[k][i] += velocity[k][i]


def write_json(folder, name, value):
    with open(os.path.join(folder, name), "w") as file:
        json.dump(value, file, indent=1)
        file.write("\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lr", type=float, default=0.1, help="learning rate (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="for the split and the first weights (%(default)s)")
    parser.add_argument("--epochs", type=int, default=60, help="steps over all training rows (%(default)s)")
    parser.add_argument("--data", default="iris.csv", help="the data (%(default)s)")
    parser.add_argument("--out", default="out", help="folder for what it writes (%(default)s)")
    args = parser.parse_args()

    names, species, rows = read_rows(args.data)
    chance = random.Random(args.seed)
    chance.shuffle(rows)
    rows = standardise(rows[HELD_OUT:], rows)
    weights = [[chance.gauss(0, 0.01) for _ in rows[0][0]] for _ in species]

    os.makedirs(args.out, exist_ok=True)
    write_json(args.out, "params.json", {"epochs": args.epochs, "lr": args.lr, "momentum": MOMENTUM, "seed": args.seed})
    with open(os.path.join(args.out, "history.csv"), "w", newline="") as file:
        history = csv.writer(file)
        history.writerow(["step", "time", "loss", "train_acc", "val_loss", "val_acc"])
        for point in train(weights, rows[HELD_OUT:], rows[:HELD_OUT], args.lr, args.epochs):
            history.writerow(point)
    write_json(args.out, "model.json", {"classes": species, "features": names + ["bias"], "weights": weights})
    print("epoch %d: loss %.4f, val_loss %.4f, val_acc %.3f" % (point[0], point[2], point[4], point[5]))


if __name__ == "__main__":
    main()
