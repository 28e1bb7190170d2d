"""Running the jobs of the queue."""

import asyncio
import logging
import signal
from contextlib import suppress

import procrastinate
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Status

log = logging.getLogger(__name__)
BEAT = 5  # seconds between two signs of life of a worker
SILENCE = 20  # seconds without one after which a worker is believed dead


async def work(concurrency: int) -> None:
    """Run jobs until SIGTERM or SIGINT; those under way get eight seconds to finish.

    A job that was under way when its worker died, of whatever death, is taken up again by any worker.
    """
    runner = app.with_connector(app.connector.get_worker_connector())
    async with runner.open_async():
        worker = asyncio.create_task(
            runner.run_worker_async(
                concurrency=concurrency,
                install_signal_handlers=False,
                delete_jobs="successful",
                shutdown_graceful_timeout=8,
                fetch_job_polling_interval=2,
                update_heartbeat_interval=BEAT,
                stalled_worker_timeout=SILENCE,
            )
        )
        heir = asyncio.create_task(_inherit(runner))
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, worker.cancel)
        try:
            with suppress(asyncio.CancelledError):
                await worker
        finally:
            heir.cancel()


async def _inherit(runner: procrastinate.App) -> None:
    while True:
        try:
            for job in await runner.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENCE):
                await _take_up(runner, job)
        except ConnectorException:  # the database is away, or another worker took the job up in the same instant
            log.info("jobs of dead workers are looked for again later", exc_info=True)
        await asyncio.sleep(BEAT)


async def _take_up(runner: procrastinate.App, job: procrastinate.jobs.Job) -> None:
    log.warning("job %s (%s) was under way when its worker died: it runs again", job.id, job.task_name)
    try:
        await runner.job_manager.retry_job(job)
    except UniqueViolation:  # asked for again meanwhile, and only once: the one that waits does its work
        await runner.job_manager.finish_job(job, Status.ABORTED, delete_job=True)
