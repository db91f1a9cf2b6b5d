"""PyRadiomics' voxel mode on one crop: python voxelwise.py FOLDER RADIUS BIN_WIDTH

FOLDER holds crop.json (size, spacing), image.raw (float64) and mask.raw (uint8), x fastest. Writes contrast.raw (float64, x fastest,
0 where PyRadiomics gives none) and prints the seconds of the extraction as JSON.
"""
import json
import logging
import sys
import time
from pathlib import Path

import numpy as np
import radiomics
import SimpleITK as sitk
from radiomics import featureextractor

folder, radius, width = Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
radiomics.logger.setLevel(logging.ERROR)
crop = json.loads((folder / "crop.json").read_text())
shape = crop["size"][::-1]


def volume(name, kind):
    data = sitk.GetImageFromArray(np.fromfile(folder / name, kind).reshape(shape))
    data.SetSpacing([float(step) for step in crop["spacing"]])
    return data


image, mask = volume("image.raw", "<f8"), volume("mask.raw", "u1")
extractor = featureextractor.RadiomicsFeatureExtractor(
    binWidth=width, kernelRadius=radius, maskedKernel=True, voxelBatch=10000, weightingNorm="no_weighting"
)
extractor.disableAllFeatures()
extractor.enableFeaturesByName(glcm=["Contrast"])
started = time.perf_counter()
result = extractor.execute(image, mask, voxelBased=True)
seconds = time.perf_counter() - started

whole = np.zeros(shape)
found = result["original_glcm_Contrast"]
# the map comes back cropped: its origin says where it lies
start = [round((a - b) / step) for a, b, step in zip(found.GetOrigin(), image.GetOrigin(), image.GetSpacing())][::-1]
values = np.nan_to_num(sitk.GetArrayFromImage(found))
whole[tuple(slice(s, s + n) for s, n in zip(start, values.shape))] = values
(whole * (sitk.GetArrayFromImage(mask) > 0)).astype("<f8").tofile(folder / "contrast.raw")
print(json.dumps({"seconds": seconds, "version": radiomics.__version__}))
