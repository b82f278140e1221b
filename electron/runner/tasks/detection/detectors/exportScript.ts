import type { DetectorExportKind } from '../../../../contract/index.ts';
import type { RegionForm } from '../regions/index.ts';

// Each part is Python as it is written. Together they do what Fovea does: numbers of `detector.json` in the place of ours.

const doc = (usage: string): string => `"""Finds things in a photo: python use.py ${usage}

Needs onnxruntime, numpy and Pillow. Prints one JSON object per thing, the surest first; boxes are left, top, right and
bottom in pixels of the photo, turned as its EXIF says.
"""
`;

const head = `
import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image, ImageOps

here = Path(__file__).parent
use = json.loads((here / "detector.json").read_text(encoding="utf-8"))


def upright(path):
    photo = ImageOps.exif_transpose(Image.open(path)).convert("RGBA")
    grey = Image.new("RGBA", photo.size, (128, 128, 128, 255))
    return Image.alpha_composite(grey, photo).convert("RGB")


def resized(picture, factor):
    size = [max(1, int(side * factor + 0.5)) for side in picture.size]
    return picture.resize(size, Image.Resampling.BILINEAR)


def numbers(picture):
    """[height, width, 3] as the network wants its pixels."""
    look = use["preprocessing"]
    pixels = np.asarray(picture, np.float32)
    if look["colorOrder"] == "BGR":
        pixels = pixels[..., ::-1]
    return (pixels - np.float32(look["mean"])) / np.float32(look["std"])
`;

/** Zeros are the mean color. */
const square = `

def laid(picture, factor):
    """In the upper left corner of the square, zeros beside it."""
    side = use["square"]
    photo = numbers(resized(picture, factor))[:side, :side]
    room = np.zeros((1, side, side, 3), np.float32)
    room[0, : photo.shape[0], : photo.shape[1]] = photo
    if use["preprocessing"]["layout"] == "NCHW":
        room = room.transpose(0, 3, 1, 2)
    return np.ascontiguousarray(room)
`;

const show = `

def show(box, score, own):
    print(json.dumps({"class": use["classNames"][own], "score": float(score), "box": [float(side) for side in box]}))
`;

const open = `

photo = upright(sys.argv[1])
picture = resized(photo, min(1, use["longestSide"] / max(photo.size)))
session = onnxruntime.InferenceSession(str(here / "detector.onnx"), providers=["CPUExecutionProvider"])
`;

/** Things beside the photo are none. */
const alone = `
factor = use["square"] / max(picture.size)
boxes, scores, classes = session.run(None, {use["inputs"][0]: laid(picture, factor)})
scale = np.tile(np.divide(photo.size, picture.size) / factor, 2)
for box, score, own in zip(np.clip(boxes * scale, 0, np.tile(photo.size, 2)), scores, classes):
    if (box[:2] < box[2:]).all():
        show(box, score, own)
`;

const suppressed = `

def overlaps(box, others):
    """Intersection over union."""
    low, high = np.maximum(box[:2], others[:, :2]), np.minimum(box[2:], others[:, 2:])
    shared = np.clip(high - low, 0, None).prod(axis=1)
    area = (others[:, 2:] - others[:, :2]).prod(axis=1)
    return shared / np.maximum(area + (box[2:] - box[:2]).prod() - shared, 1e-12)


def suppressed(boxes, scores):
    """Places of those that stay, the surest first."""
    left, kept = np.argsort(-scores, kind="stable"), []
    while left.size > 0:
        first, left = left[0], left[1:]
        kept.append(first)
        left = left[overlaps(boxes[first], boxes[left]) <= use["mostOverlap"]]
    return kept
`;

/** Any number at once, of one map. */
const answersShared = `

def answers(session, picture, boxes):
    """[n, K] probabilities and [n, K, 4] moved boxes, in pixels of the picture."""
    factor = use["square"] / max(picture.size)
    feeds = dict(zip(use["inputs"], [laid(picture, factor), boxes * np.float32(factor)]))
    probabilities, moved = session.run(use["outputs"], feeds)
    return probabilities, moved / factor
`;

/** As many as the network takes; the last ones are filled up with the first. */
const answersExact = `

def answers(session, picture, boxes):
    """[n, K] probabilities and [n, K, 4] moved boxes, in pixels of the picture."""
    whole = np.ascontiguousarray(numbers(picture).transpose(2, 0, 1)[None])
    parts = []
    for start in range(0, len(boxes), use["regions"]):
        some = np.resize(boxes[start : start + use["regions"]], (use["regions"], 4))
        parts.append(session.run(use["outputs"], dict(zip(use["inputs"], [whole, some]))))
    return [np.concatenate(each)[: len(boxes)] for each in zip(*parts)]
`;

const proposed = `
scale = np.tile(np.divide(photo.size, picture.size), 2)
regions = (np.loadtxt(sys.argv[2], delimiter=",", ndmin=2) / scale).astype(np.float32)
probabilities, moved = answers(session, picture, regions)
moved = np.clip(moved, 0, np.tile(picture.size, 2))
found = []
for own, least in enumerate(use["leastProbabilities"]):
    likely = np.flatnonzero(probabilities[:, own] >= least)
    scores, boxes = probabilities[likely, own], moved[likely, own]
    empty = (boxes[:, :2] >= boxes[:, 2:]).any(axis=1)
    boxes[empty] = regions[likely][empty]
    found += [(scores[at], boxes[at] * scale, own) for at in suppressed(boxes, scores)]
for score, box, own in sorted(found, key=lambda one: -one[0])[: use["mostDetections"]]:
    show(box, score, own)
`;

/**
 * A program that uses an exported detector outside of Fovea, with onnxruntime, numpy and Pillow: `python use.py PHOTO`, or
 * `python use.py PHOTO BOXES`, where a line of the file BOXES is left,top,right,bottom in pixels of the photo.
 */
export function useScript(kind: DetectorExportKind, form: RegionForm): string {
  if (kind === 'photo-alone') return [doc('PHOTO'), head, square, show, open, alone].join('');
  const asked = form === 'shared' ? [square, answersShared] : [answersExact];
  return [doc('PHOTO BOXES'), head, ...asked, suppressed, show, open, proposed].join('');
}
