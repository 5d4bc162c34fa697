"""When: jobs of the schedule by APScheduler, each step of a job a fresh ``diembao …`` process with a time limit.

What a job does stands in ``config/schedule.toml``. What was begun and what is due next is written down by a ``Book``
that is handed in, so is the clock. A missed job is caught up once, for the last moment at which it was due; a run
that was killed with the schedule, or failed, is made again.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.job import Job as TimedJob
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.blocking import BlockingScheduler
from filelock import FileLock, Timeout

from config.schedule import Job, words_for
from due import following, last_due, trigger_of
from processes import GRACE, Ended, Processes
from records import Trouble
from times import HANOI, UTC

LOOK = 30.0  # seconds: so soon a clock that was set, or a computer that slept, is noticed
AGAIN = timedelta(minutes=10)  # after a run that failed
FAILED = ("refused", "killed", "crashed")  # outcomes that are tried again
LOCK = "schedule.lock"
MakeProcesses = Callable[..., Processes]
log = logging.getLogger(__name__)


class Clock(Protocol):
    """The time, and waiting for it."""

    def now(self) -> datetime: ...

    def wait(self, woken: threading.Event, seconds: float, *, busy: bool) -> None:
        """Return after some seconds, or once woken; ``busy`` says whether a job is at work."""


class RealClock:
    """The clock of this machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def wait(self, woken: threading.Event, seconds: float, *, busy: bool) -> None:
        woken.wait(min(seconds, LOOK))


@dataclass(frozen=True, slots=True)
class Next:
    """When a job runs next; ``due`` is set where that makes up for an earlier moment."""

    next_at: datetime
    due: datetime | None = None
    attempt: int = 1


class Run(Protocol):
    """A run that was begun and not ended."""

    @property
    def id(self) -> int: ...
    @property
    def job(self) -> str: ...
    @property
    def due(self) -> datetime: ...
    @property
    def attempt(self) -> int: ...
    @property
    def pid(self) -> int | None: ...


class Book(Protocol):
    """Where the schedule writes down what it does; see storage/schedule.py."""

    def plans(self) -> Mapping[str, Any]: ...
    def plan(self, name: str, plan: Any) -> None: ...
    def last_dues(self) -> Mapping[str, datetime]: ...
    def forget(self, name: str) -> None: ...
    def begin(self, name: str, *, due: datetime, attempt: int, at: datetime, following: Any) -> int: ...
    def is_at(self, run: int, pid: int) -> None: ...
    def end(
        self, run: int, *, outcome: str, detail: str, at: datetime, again: tuple[str, Any] | None = None
    ) -> None: ...
    def unfinished(self) -> Sequence[Run]: ...


@dataclass(frozen=True, slots=True)
class Office:
    """What the schedule works for: a home, its jobs, and how a command is called."""

    home: Path
    jobs: Sequence[Job]
    plan: str  # for {plan} in the steps
    commands: frozenset[str]  # the commands that there are; a step of another is passed over by name
    program: Callable[[datetime], Sequence[str]]  # the words before a step's own, at a moment

    @property
    def reports(self) -> Path:
        return self.home / "reports"


class Timetable(BlockingScheduler):  # type: ignore[misc]
    """The running schedule: looks what is due by the clock that was handed in, and runs it in its lane."""

    def __init__(self, office: Office, book: Book, clock: Clock, processes: Processes) -> None:
        lanes = {lane: ThreadPoolExecutor(1) for lane in ("read", "write")}
        defaults = {"misfire_grace_time": None, "max_instances": 9}  # ``busy`` is what keeps a job from running twice
        super().__init__(
            timezone=HANOI, executors=lanes, jobstores={"default": MemoryJobStore()}, job_defaults=defaults
        )
        self.office, self.book, self.clock = office, book, clock
        self.processes = processes
        self.specs = {job.name: job for job in office.jobs}
        self.plans: dict[str, Next] = {}
        self.ran = dict(book.last_dues())
        self.busy: set[str] = set()
        self._event, self._stopping, self._ending = threading.Event(), threading.Event(), threading.Lock()

    def take_up(self) -> None:
        """Begin where the book ends: runs that were killed are due at once, what was missed is due since then."""
        now = self.clock.now()
        written = {name: Next(one.next_at, one.due, one.attempt) for name, one in self.book.plans().items()}
        for run in self.book.unfinished():
            if run.pid is not None:
                self.processes.end_orphan(run.pid)
            again = None
            if run.job in self.specs:
                written[run.job] = Next(now, run.due, run.attempt)
                again = (run.job, written[run.job])
            self._write(self.book.end, run.id, outcome="lost", detail="", at=now, again=again)
        for name in written.keys() - self.specs.keys():
            self._write(self.book.forget, name)
        for name, job in self.specs.items():
            plan = written.get(name)
            if plan is None or (plan.next_at > now and plan.due is None):  # new, or perhaps of another time now
                plan = Next(following(job, now, self.ran.get(name)))
            self._set(name, plan)
            self.add_job(
                self._nothing, trigger_of(job), id=name, executor=job.lane, next_run_time=self.plans[name].next_at
            )  # fmt: skip

    @staticmethod
    def _nothing() -> None:
        """APScheduler's job; what is done is submitted with its moment by :meth:`_start`."""

    def _set(self, name: str, plan: Next) -> None:
        self.plans[name] = plan
        self._write(self.book.plan, name, plan)

    def _write(self, step: Callable[..., object], *words: object, **more: object) -> None:
        """Write into the book; a full disk is told and the schedule goes on by what it has in mind."""
        try:
            step(*words, **more)
        except Trouble as trouble:
            log.warning("cannot write the schedule step=%s trouble=%s", step.__name__, trouble)

    def _main_loop(self) -> None:
        while not self._stopping.is_set():
            self._event.clear()
            seconds = self._process_jobs()
            if not self._stopping.is_set():
                self.clock.wait(self._event, seconds, busy=bool(self.busy))

    def _process_jobs(self) -> float:
        """Start what is due; how many seconds until the next is."""
        now = self.clock.now()
        for name, job in self.specs.items():
            plan = self.plans[name]
            if plan.next_at > (regular := following(job, now, self.ran.get(name))):
                self._set(name, plan := Next(regular))  # the clock was set back
            with self._ending:
                if plan.next_at <= now and name not in self.busy and not self._stopping.is_set():
                    self._start(job, plan, now)
        coming = min((plan.next_at for name, plan in self.plans.items() if name not in self.busy), default=now)
        return max(0.0, (coming - now).total_seconds()) if len(self.busy) < len(self.plans) else LOOK

    def _start(self, job: Job, plan: Next, now: datetime) -> None:
        due = last_due(job, plan.due or plan.next_at, now)
        coming = Next(following(job, now, due))
        try:
            run = self.book.begin(job.name, due=due, attempt=plan.attempt, at=now, following=coming)
        except Trouble as trouble:  # a full disk: the job itself says so too
            log.warning("cannot write the schedule job=%s trouble=%s", job.name, trouble)
            run = 0
        self.plans[job.name], self.ran[job.name] = coming, due
        self.modify_job(job.name, next_run_time=coming.next_at)
        self.busy.add(job.name)
        timed: TimedJob = self.get_job(job.name)
        timed.func, timed.args = self._work, (job, due, run, plan.attempt)
        self._lookup_executor(job.lane).submit_job(timed, [due])

    def _work(self, job: Job, due: datetime, run: int, attempt: int) -> None:
        """In the lane's thread: the steps of a run, and what came of them."""
        try:
            ended = self._steps(job, due, run)
            again = None
            now = self.clock.now()
            if ended.outcome in FAILED and attempt < job.tries:
                again = Next(min(now + AGAIN, max(now, self.plans[job.name].next_at)), due, attempt + 1)
            elif ended.outcome == "stopped":
                again = Next(now, due, attempt)
            self._end(job.name, run, ended, now, again)
        finally:
            self.busy.discard(job.name)
            self.wakeup()

    def _end(self, name: str, run: int, ended: Ended, now: datetime, again: Next | None) -> None:
        if again:
            self.plans[name] = again
        log.info("ran job=%s outcome=%s", name, ended.outcome)
        self._write(
            self.book.end,
            run,
            outcome=ended.outcome,
            detail=ended.detail,
            at=now,
            again=(name, again) if again else None,
        )

    def _steps(self, job: Job, due: datetime, run: int) -> Ended:
        """One process after the other, all within the job's limit; the worst that came of them."""
        words = words_for(due, plan=self.office.plan, reports=self.office.reports)
        worst = Ended("ok", "")
        until = self.processes.deadline(job.limit_minutes * 60)
        for step in job.steps:
            if step[0] not in self.office.commands:
                worst = worst.or_worse(Ended("missing-command", step[0]))
                continue
            filled = [word.format_map(words) for word in step]
            self._make_folders(filled)
            call = [*self.office.program(self.clock.now()), "--home", str(self.office.home), *filled]
            ended = self.processes.run(
                call, name=job.name, until=until, begun=lambda pid: self._write(self.book.is_at, run, pid)
            )
            worst = worst.or_worse(ended)
            if ended.outcome in (*FAILED, "stopped"):
                break
        return worst

    def _make_folders(self, words: Sequence[str]) -> None:
        """The folders of the reports that a step writes; a full disk is told by the step."""
        for word in words:
            if word.startswith(str(self.office.reports)):
                try:
                    Path(word).parent.mkdir(parents=True, exist_ok=True)
                except OSError as error:
                    log.warning("cannot make folder=%s error=%s", Path(word).parent, error)

    def end(self) -> None:
        """End the running jobs with all that they started, then the schedule; twice is as good as once."""
        self._stopping.set()
        self.processes.stop()
        with self._ending:
            if self.running:
                self.shutdown(wait=True)
        self._event.set()


def serve(
    office: Office,
    book: Book,
    clock: Clock | None = None,
    *,
    grace: float = GRACE,
    processes: MakeProcesses = Processes,
) -> None:
    """Run the schedule in the foreground until SIGTERM or Ctrl-C.

    Trouble("schedule.running") where another one runs for this home.
    """
    try:
        with FileLock(office.home / LOCK, timeout=0):
            timetable = Timetable(office, book, clock or RealClock(), processes(office.home, grace=grace))
            stopped = _stopped_by_signals(timetable)
            try:
                timetable.take_up()
                timetable.start()
            finally:
                timetable.end()
                stopped()
    except Timeout as error:
        raise Trouble("schedule.running", home=str(office.home)) from error


def _stopped_by_signals(timetable: Timetable) -> Callable[[], None]:
    """Let SIGTERM and Ctrl-C end the timetable; the returned function waits for that end and undoes it."""
    ending: list[threading.Thread] = []

    def stop(_number: int, _frame: object) -> None:
        if not ending:  # in a thread of its own: a handler must not wait for the loop that it interrupts
            ending.append(threading.Thread(target=timetable.end))
            ending[0].start()

    names = [name for name in ("SIGTERM", "SIGINT", "SIGBREAK") if hasattr(signal, name)]
    before = {name: signal.signal(getattr(signal, name), stop) for name in names}

    def wait() -> None:
        for thread in ending:
            thread.join()
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)

    return wait
