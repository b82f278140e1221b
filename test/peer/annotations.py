"""Reads annotation files with nothing but Python's own library, by what the formats' own descriptions say.

Usage: annotations.py FOLDER. FOLDER holds coco.json, voc/*.xml, yolo/data.yaml and yolo/*.txt with sizes.json, and
the image sets of VOC and the classes of COCO under labels/. Answers one JSON record on standard output.
"""

import glob
import json
import os
import sys
import xml.etree.ElementTree as ET


def coco_boxes(path):
    with open(path, encoding="utf-8") as file:
        whole = json.load(file)
    images = {image["id"]: image for image in whole["images"]}
    categories = {category["id"]: category["name"] for category in whole["categories"]}
    found = {image["file_name"]: [] for image in whole["images"]}
    for annotation in whole["annotations"]:
        x, y, width, height = annotation["bbox"]
        assert annotation["area"] == width * height
        name = images[annotation["image_id"]]["file_name"]
        found[name].append([categories[annotation["category_id"]], x, y, x + width, y + height])
    return found


def voc_boxes(folder):
    found = {}
    for path in glob.glob(os.path.join(glob.escape(folder), "*.xml")):
        root = ET.parse(path).getroot()
        boxes = []
        for entry in root.iter("object"):
            edges = [float(entry.find("bndbox").find(edge).text) for edge in ("xmin", "ymin", "xmax", "ymax")]
            # Pixels count from 1, and the last one is included.
            boxes.append([entry.find("name").text, edges[0] - 1, edges[1] - 1, edges[2], edges[3]])
        found[root.find("filename").text] = boxes
    return found


def yolo_boxes(folder):
    with open(os.path.join(folder, "sizes.json"), encoding="utf-8") as file:
        sizes = json.load(file)
    with open(os.path.join(folder, "names.json"), encoding="utf-8") as file:
        names = json.load(file)
    found = {}
    for name, size in sizes.items():
        found[name] = []
        path = os.path.join(folder, size["labels"])
        if not os.path.exists(path):
            continue
        with open(path, encoding="utf-8") as file:
            for line in file:
                label, *numbers = line.split()
                x, y, width, height = (float(number) for number in numbers)
                left, top = (x - width / 2) * size["width"], (y - height / 2) * size["height"]
                right, bottom = (x + width / 2) * size["width"], (y + height / 2) * size["height"]
                found[name].append([names[int(label)], left, top, right, bottom])
    return found


def voc_sets(folder):
    found = {}
    for path in glob.glob(os.path.join(glob.escape(folder), "*_trainval.txt")):
        name = os.path.basename(path)[: -len("_trainval.txt")]
        with open(path, encoding="utf-8", newline="\n") as file:
            for line in file.read().split("\n"):
                if line == "":
                    continue
                photo, said = line.rsplit(None, 1)
                assert said in ("1", "-1"), line
                found.setdefault(photo, [])
                if said == "1":
                    found[photo].append(name)
    return found


def coco_labels(path):
    with open(path, encoding="utf-8") as file:
        whole = json.load(file)
    categories = {category["id"]: category["name"] for category in whole["categories"]}
    found = {image["id"]: (image["file_name"], []) for image in whole["images"]}
    for annotation in whole["annotations"]:
        assert "bbox" not in annotation
        found[annotation["image_id"]][1].append(categories[annotation["category_id"]])
    return dict(found.values())


def cvat_tags(path):
    root = ET.parse(path).getroot()
    assert root.find("version").text == "1.1"
    return {image.get("name"): [tag.get("label") for tag in image.iter("tag")] for image in root.iter("image")}


def main(folder):
    labels = os.path.join(folder, "labels")
    print(
        json.dumps(
            {
                "coco": coco_boxes(os.path.join(folder, "coco.json")),
                "voc": voc_boxes(os.path.join(folder, "voc")),
                "yolo": yolo_boxes(os.path.join(folder, "yolo")),
                "vocLabels": voc_sets(os.path.join(labels, "ImageSets", "Main")),
                "cocoLabels": coco_labels(os.path.join(labels, "annotations", "labels_default.json")),
                "cvatLabels": cvat_tags(os.path.join(labels, "annotations.xml")),
            }
        )
    )


main(sys.argv[1])
