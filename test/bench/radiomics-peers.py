"""What PyRadiomics and MIRP take for the cases of radiomics-case.ts: python radiomics-peers.py pyradiomics|mirp CASE all|merged RUNS FOLDER

FOLDER holds the images. Prints a line of JSON: median seconds (wall and user) of the computation without start-up and imports, peak
memory of the process, number of features and version. PyRadiomics is given images in memory; MIRP reads its files itself.
"""
import json
import logging
import resource
import statistics
import sys
import time
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")
peer, case, mode, runs, folder = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), Path(sys.argv[5])

if case == "phantom":
    image, mask, label = [folder / "ibsi_1_ct_radiomics_phantom/nifti" / name for name in ("image/phantom.nii.gz", "mask/mask.nii.gz")] + [1]
    spacing, limits = 2.0, [-1000.0, 400.0]
else:
    image, mask, label = [folder / "totalsegmentator" / name for name in ("example_ct_sm.nii.gz", "example_seg.nii.gz")] + [5]
    spacing, limits = (None if case == "liver-3" else float(case.split("-")[1])), [-100.0, 300.0]


def with_pyradiomics():
    import radiomics
    import SimpleITK as sitk
    from radiomics import featureextractor

    radiomics.logger.setLevel(logging.ERROR)
    extractor = featureextractor.RadiomicsFeatureExtractor(
        binWidth=25, resampledPixelSpacing=[spacing] * 3 if spacing else None, interpolator="sitkLinear", resegmentRange=limits, label=label
    )
    volume, region = sitk.ReadImage(str(image)), sitk.Cast(sitk.ReadImage(str(mask)), sitk.sitkUInt8)
    # The headers of this pair of files differ in their last digits.
    region.CopyInformation(volume)
    return radiomics.__version__, lambda: sum(not key.startswith("diagnostics") for key in extractor.execute(volume, region))


def with_mirp():
    import mirp
    from importlib.metadata import version

    logging.disable(logging.CRITICAL)
    # MIRP takes a label apart from a mask of many itself.
    everything = (
        {}
        if mode == "merged"
        else {
            "glcm_spatial_method": ["2d_average", "2d_slice_merge", "2.5d_direction_merge", "2.5d_volume_merge", "3d_average", "3d_volume_merge"],
            "glrlm_spatial_method": ["2d_average", "2d_slice_merge", "2.5d_direction_merge", "2.5d_volume_merge", "3d_average", "3d_volume_merge"],
            "glszm_spatial_method": ["2d", "2.5d", "3d"],
            "gldzm_spatial_method": ["2d", "2.5d", "3d"],
            "ngtdm_spatial_method": ["2d", "2.5d", "3d"],
            "ngldm_spatial_method": ["2d", "2.5d", "3d"],
        }
    )

    def run():
        tables = mirp.extract_features(
            image=str(image),
            mask=str(mask),
            image_modality="ct",
            roi_name=str(label),
            new_spacing=spacing,
            spline_order=1,
            roi_spline_order=1,
            resegmentation_intensity_range=limits,
            base_discretisation_method="fixed_bin_size",
            base_discretisation_bin_width=25.0,
            base_feature_families="all",
            ivh_discretisation_method="none",
            num_cpus=1,
            **everything,
        )
        return max(table.shape[1] for table in tables)

    return version("mirp"), run


version, run = with_pyradiomics() if peer == "pyradiomics" else with_mirp()
base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
walls, users, count = [], [], 0
for _ in range(runs):
    wall, user = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF).ru_utime
    count = run()
    walls.append(time.perf_counter() - wall)
    users.append(resource.getrusage(resource.RUSAGE_SELF).ru_utime - user)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
print(json.dumps({"version": version, "wallMs": statistics.median(walls) * 1e3, "userMs": statistics.median(users) * 1e3, "features": count, "startMb": base, "peakMb": peak}))
