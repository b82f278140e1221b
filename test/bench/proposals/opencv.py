"""Selective search of OpenCV, fast mode, for each line of standard input that names a picture.

    opencv.py THREADS

Answers are lines of JSON: {"seconds": without reading the file, "boxes": [[x, y, width, height], ...] in its order}.
"""

import json
import sys
import time

import cv2

cv2.setUseOptimized(True)
cv2.setNumThreads(int(sys.argv[1]))
for line in sys.stdin:
    picture = cv2.imread(line.strip())
    began = time.perf_counter()
    search = cv2.ximgproc.segmentation.createSelectiveSearchSegmentation()
    search.setBaseImage(picture)
    search.switchToSelectiveSearchFast()
    boxes = search.process()
    print(json.dumps({"seconds": time.perf_counter() - began, "boxes": boxes.tolist()}), flush=True)
