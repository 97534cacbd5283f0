"""Jobs are claimed once, can be stopped, and survive their worker."""

import threading

import pytest

from hanhtrinh.app.jobs import Worker
from hanhtrinh.errors import InputError
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.jobs import Job
from hanhtrinh.store.accounts import SqlAccounts
from hanhtrinh.store.jobs import SqlJobs
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables import METADATA


@pytest.fixture
def jobs(tmp_path):
    """Jobs in a fresh database with one workspace."""
    database = Database.at(tmp_path)
    METADATA.create_all(database.engine)
    SqlAccounts(database).add_space(Space(id="w", slug="w", name="W", folder="."), 1)
    yield SqlJobs(database)
    database.close()


def job(name, at=1, **given):
    """Return a queued job."""
    return Job(id=name, workspace="w", kind="k", asked={"n": 1}, by="lan", created_at=at, changed_at=at, **given)


def worker(jobs, work):
    """Return a worker of one kind; what it could not foresee is collected."""
    met = []
    made = Worker(jobs, {"k": work}, lambda: 9, lambda _, error: met.append(error))
    made.met = met
    return made


def test_the_oldest_job_is_claimed_once(jobs):
    """Two claims get two jobs, the older first, and a third gets none."""
    jobs.add(job("b", at=2))
    jobs.add(job("a", at=1))
    jobs.add(job("c", at=0, state="draft"))
    assert [found and found.id for found in (jobs.claim(["k"], 3), jobs.claim(["k"], 3), jobs.claim(["k"], 3))] == [
        "a", "b", None,
    ]  # fmt: skip
    assert jobs.claim(["other"], 3) is None


def test_many_workers_share_the_jobs(jobs):
    """However many claim at once, every job has one worker."""
    for i in range(20):
        jobs.add(job(f"j{i}"))
    got = []

    def claim():
        while (found := jobs.claim(["k"], 2)) is not None:
            got.append(found.id)

    threads = [threading.Thread(target=claim) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == sorted(f"j{i}" for i in range(20))


def test_a_job_that_works_is_done_with_its_result(jobs):
    """The result of the work and its progress are kept."""
    jobs.add(job("a"))

    def work(one, tell):
        tell({"done": 1})
        return {"got": one.asked["n"]}

    assert worker(jobs, work).run_one()
    found = jobs.get("w", "a")
    assert (found.state, found.progress, found.result) == ("done", {"done": 1}, {"got": 1})


def test_asking_to_stop_reaches_the_work_at_its_next_word(jobs):
    """A running job is told to stop when it tells how far it is; a waiting one never begins."""
    jobs.add(job("a"))
    jobs.add(job("b", at=2))
    after = []

    def work(one, tell):
        assert jobs.ask_to_stop("w", one.id, 5)
        tell({})
        after.append("went on")

    assert jobs.ask_to_stop("w", "b", 4)
    made = worker(jobs, work)
    assert made.run_one()
    assert not made.run_one()
    assert [jobs.get("w", name).state for name in "ab"] == ["cancelled", "cancelled"]
    assert not after
    assert not jobs.ask_to_stop("w", "a", 6)


def test_errors_are_kept_in_both_languages_and_the_next_job_runs(jobs):
    """An explained error becomes the job's result, an unforeseen one is reported; neither stops the worker."""
    for name in "ab":
        jobs.add(job(name))
    errors = [InputError("imports.no_files"), ZeroDivisionError()]

    def work(one, tell):
        raise errors.pop(0)

    made = worker(jobs, work)
    assert made.run_one()
    assert made.run_one()
    first, second = jobs.get("w", "a"), jobs.get("w", "b")
    assert first.state == second.state == "failed"
    assert "No file" in first.result["error"]["en"]
    assert "Chưa có tệp" in first.result["error"]["vi"]
    assert [type(error) for error in made.met] == [ZeroDivisionError]


def test_what_a_dead_worker_left_is_done_again_and_what_was_to_stop_is_not(jobs):
    """After a restart running jobs are queued again; those asked to stop are stopped."""
    for name in "ab":
        jobs.add(job(name))
        jobs.claim(["k"], 2)
    jobs.ask_to_stop("w", "b", 3)
    assert jobs.put_back(["k"], 4) == 1
    assert [jobs.get("w", name).state for name in "ab"] == ["queued", "cancelled"]


def test_a_job_of_another_workspace_is_not_found(jobs):
    """A job is looked up with its workspace."""
    jobs.add(job("a"))
    assert jobs.get("other", "a") is None
    assert not jobs.ask_to_stop("other", "a", 2)
