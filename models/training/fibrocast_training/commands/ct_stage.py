"""ct-stage: fibrosis stage from simulated portal venous CT, with an activation map."""

from ..simulated import simulation_arguments


def arguments(parser):
    simulation_arguments(parser)
    parser.add_argument("--patients", type=int, default=660, help="simulated patients in all")
    parser.add_argument("--calibrate", type=int, default=80, help="of them to calibrate")
    parser.add_argument("--held", type=int, default=180, help="of them to report on, the last")
    parser.add_argument("--epochs", type=int, default=24)


def run(options):
    from .. import ct_stage

    ct_stage.run(options)
