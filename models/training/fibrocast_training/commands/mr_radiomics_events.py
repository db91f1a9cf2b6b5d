"""mr-radiomics-events: liver-related events from radiomics of simulated MR."""

from ..simulated import simulation_arguments


def arguments(parser):
    simulation_arguments(parser)
    parser.add_argument("--patients", type=int, default=300, help="simulated patients with pictures")
    parser.add_argument("--held", type=int, default=100, help="of them to report on, the last")


def run(options):
    from .. import mr_events

    mr_events.run(options)
