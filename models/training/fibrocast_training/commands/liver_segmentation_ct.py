"""liver-segmentation-ct: liver and spleen on portal venous CT; simulated, refined on what real CT with labels is given."""

from ..simulated import simulation_arguments


def arguments(parser):
    simulation_arguments(parser)
    parser.add_argument("--patients", type=int, default=140, help="simulated patients, the first of the cohort of ct-stage")
    parser.add_argument("--use", type=int, default=120, help="how many of the first to learn from")
    parser.add_argument("--held", type=int, default=20, help="how many of the last to report on")
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--refine", type=int, default=80)
    parser.add_argument("--real", help="folder of the TotalSegmentator examples, to refine on one and report on another")


def run(options):
    from .. import segmentation

    segmentation.run(options)
