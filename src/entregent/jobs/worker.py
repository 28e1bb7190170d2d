"""Running the jobs of the queue."""

import asyncio
import signal
from contextlib import suppress

from procrastinate.contrib.django import app


async def work(concurrency: int) -> None:
    """Run jobs until SIGTERM or SIGINT; those under way get eight seconds to finish, then are taken up by the next start."""
    runner = app.with_connector(app.connector.get_worker_connector())
    async with runner.open_async():
        worker = asyncio.create_task(
            runner.run_worker_async(
                concurrency=concurrency,
                install_signal_handlers=False,
                delete_jobs="successful",
                shutdown_graceful_timeout=8,
                fetch_job_polling_interval=2,
            )
        )
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, worker.cancel)
        with suppress(asyncio.CancelledError):
            await worker
