"""etiology: cause of liver disease from simulated CT radiomics and laboratory values."""

from ..simulated import simulation_arguments


def arguments(parser):
    simulation_arguments(parser)
    parser.add_argument("--patients", type=int, default=400, help="simulated patients")
    parser.add_argument("--held", type=int, default=120, help="of them to report on, the last")


def run(options):
    from .. import etiology

    etiology.run(options)
