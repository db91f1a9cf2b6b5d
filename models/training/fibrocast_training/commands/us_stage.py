"""us-stage: fibrosis stage from simulated B-mode frames."""

from ..simulated import simulation_arguments


def arguments(parser):
    simulation_arguments(parser)
    parser.add_argument("--patients", type=int, default=420, help="simulated patients in all")
    parser.add_argument("--calibrate", type=int, default=60, help="of them to calibrate")
    parser.add_argument("--held", type=int, default=140, help="of them to report on, the last")


def run(options):
    from .. import us_stage

    us_stage.run(options)
