"""The evaluator that a config asks for."""

from collections.abc import Callable, Sequence

from speciate.config import Config
from speciate.config.objectives import told
from speciate.environments.native import BuiltInEnvironment
from speciate.errors import ConfigError
from speciate.evaluators.local import LocalEvaluator
from speciate.evaluators.protocol import Evaluator, ReportFault
from speciate.values.environment import Environment
from speciate.values.faults import Policy
from speciate.values.normalization import REFUSED
from speciate.values.views import ends_of


def evaluator(
    config: Config,
    environment: Environment,
    report_fault: ReportFault,
    after_unit: Callable[[], None] = lambda: None,
) -> Evaluator:
    """The evaluator that a config asks for.

    Args:
        config: Its workers, limits and policy, with every field filled in.
        environment: What is played.
        report_fault: Called with every fault that no retry mended.
        after_unit: Called after each call of an environment in this process; may raise.

    Raises:
        ConfigError: There can be no such workers, the environment cannot be sent to them, or it is a built-in
            one and observations are to be normalised.
    """
    spec = environment.spec
    if config.network.normalize_observations and isinstance(environment, BuiltInEnvironment):
        raise ConfigError(REFUSED.format(environment.name))
    names = {
        *(told(config) or spec.results[:1]),
        *config.measures,
        *((spec.solved[0],) if spec.solved else ()),
        *(spec.results[:1] if config.curriculum.staged else ()),
    }
    counted = [column for column, name in enumerate(spec.results) if name in names]
    policy = Policy(config.on_fault, config.retries)
    if not config.workers:
        return LocalEvaluator(environment, counted, policy, report_fault, after_unit)
    return _in_workers(config, environment, counted, policy, report_fault)


def _in_workers(
    config: Config,
    environment: Environment,
    counted: Sequence[int],
    policy: Policy,
    report_fault: ReportFault,
) -> Evaluator:
    # these take time to load, and only runs with workers need them
    from speciate.evaluators.processes import Limits, ProcessEvaluator  # noqa: PLC0415
    from speciate.evaluators.workers.worker import Job  # noqa: PLC0415

    spec = environment.spec
    views = config.views_of(spec.views)
    settings = config.changed(threads=1).settings(*ends_of(views, spec.n_observations, spec.n_actions))
    job = Job(
        environment,
        config.backend,
        settings,
        views,
        tuple(counted),
        config.worker_memory_bytes,
    )
    limits = Limits(config.evaluation_timeout_seconds or float("inf"), config.evaluations or 1)
    return ProcessEvaluator(
        job, n_workers=config.workers, limits=limits, policy=policy, report_fault=report_fault
    )
