"""The Olist map by plain polars, straight from the published tables: none of our code is used here.

Times of the tables are local to Brazil and carry no zone; instants are compared in whole seconds since 1970 (UTC).
"""

import math
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl

ZONE = ZoneInfo("America/Sao_Paulo")
DAY = 86_400
STEPS = ["order", "payment", "carrier", "delivery", "review"]
OUTCOME = 3
# In order of equal times: the events' names in alphabetical order.
NAMES = {"handed_to_carrier": 2, "order_placed": 0, "parcel_delivered": 3, "payment_approved": 1, "review_answered": 4}
Z = 1.959963984540054


def read(folder, name):
    """Return one published table, every column as text, empty as null."""
    return pl.read_csv(folder / f"{name}.csv.gz", infer_schema=False)


def second(text):
    """Return the whole second since 1970 (UTC) of a local time or date."""
    return None if text is None else int(datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp())


def end_of_day(instant):
    """Return the first second after the local day of an instant."""
    day = datetime.fromtimestamp(instant, ZONE).date() + timedelta(days=1)
    return int(datetime(day.year, day.month, day.day, tzinfo=ZONE).astimezone(UTC).timestamp())


def seconds(column):
    """Return an expression for the whole seconds of a column of local times."""
    return pl.col(column).map_elements(second, return_dtype=pl.Int64)


class Orders:
    """Every order as of an instant: its visits in order of time, its state, its promise and its answers."""

    def __init__(self, folder, as_of, window=60 * DAY):
        self.as_of, self.window = as_of, window
        people = read(folder, "customers").select("customer_id", person="customer_unique_id", state="customer_state")
        orders = read(folder, "orders").join(people, on="customer_id", how="left")
        reviews = read(folder, "order_reviews").join(orders.select("order_id", "person", "state"), on="order_id")
        self.voice = reviews.select(
            "order_id", "person", asked=seconds("review_creation_date"), at=seconds("review_answer_timestamp"),
            score=pl.col("review_score").cast(pl.Int64), text="review_comment_message",
        )  # fmt: skip
        parts = [
            orders.select("order_id", name=pl.lit(name), at=seconds(column))
            for name, column in (
                ("order_placed", "order_purchase_timestamp"),
                ("payment_approved", "order_approved_at"),
                ("handed_to_carrier", "order_delivered_carrier_date"),
                ("parcel_delivered", "order_delivered_customer_date"),
            )
        ]
        # The same answer written twice is one event.
        answered = self.voice.unique(["order_id", "at", "score", "text"])
        parts.append(answered.select("order_id", name=pl.lit("review_answered"), at="at"))
        visits = pl.concat(parts).filter(pl.col("at") <= as_of).sort("order_id", "at", "name")
        self.visits = visits.with_columns(step=pl.col("name").replace_strict(NAMES, return_dtype=pl.Int64))
        self.passes = self._passes(orders)

    def _passes(self, orders):
        first = [pl.col("at").filter(pl.col("step") == s).min().alias(f"first_{s}") for s in range(len(STEPS))]
        found = self.visits.group_by("order_id").agg(
            *first, start=pl.col("at").min(), end=pl.col("at").max(), last=pl.col("step").last()
        )
        gone = self.as_of - pl.col("end") > self.window
        state = pl.when(pl.col("first_3").is_not_null()).then(pl.lit("completed"))
        state = state.when(gone).then(pl.lit("left")).otherwise(pl.lit("open"))
        promised = seconds("order_estimated_delivery_date")
        table = found.join(orders.select("order_id", "person", region="state", promised=promised), on="order_id")
        return table.with_columns(pass_state=state)

    def rated(self, step):
        """Return the rated arrivals of a step: their window has passed, and they are not still open right here."""
        arrived = self.passes.filter(pl.col(f"first_{step}") <= self.as_of - self.window)
        return arrived.filter(~((pl.col("pass_state") == "open") & (pl.col("last") == step)))

    def waits(self, start, arrival):
        """Return [(seconds, how)] from one instant column to another, and how many were the other way round."""
        odd, found = 0, []
        for begun, came, end in self.passes.select(start, arrival, "end").iter_rows():
            over = end + self.window  # over strictly after it
            if begun is None:
                continue
            if came is not None and came < begun:
                odd += 1
            elif came is not None:
                found.append((came - begun, "arrived"))
            elif over < self.as_of:
                found.append((over - begun, "left"))
            else:
                found.append((self.as_of - begun, "open"))
        return found, odd

    def edges(self):
        """Return {(source, target): (passes, times)} with the ends by state."""
        follow = self.visits.with_columns(
            before=pl.col("step").shift(1).over("order_id"), after=pl.col("step").shift(-1).over("order_id")
        )
        pairs = follow.filter(pl.col("after").is_not_null()).group_by("step", "after")
        found = {
            (STEPS[a], STEPS[b]): (orders, times)
            for a, b, orders, times in pairs.agg(pl.col("order_id").n_unique(), pl.len()).iter_rows()
        }
        for step, n in follow.filter(pl.col("before").is_null())["step"].value_counts().iter_rows():
            found["(start)", STEPS[step]] = (n, n)
        for step, state, n in self.passes.group_by("last", "pass_state").len().iter_rows():
            found[STEPS[step], f"({state})"] = (n, n)
        return found

    def late(self, step):
        """Return (orders late, orders on time, not due, pending) of the two promises of the map."""
        came = pl.col(f"first_{step}")
        if step == 3:
            due = pl.col("promised").map_elements(end_of_day, return_dtype=pl.Int64) - 1
        else:
            due = pl.col("first_1") + 5 * DAY
        table = self.passes.with_columns(due=due, came=came).filter(pl.col("due").is_not_null())
        # The promised day lasts to its last microsecond, after its last whole second.
        due_later = pl.col("due") >= self.as_of if step == 3 else pl.col("due") > self.as_of
        not_due, known = table.filter(due_later), table.filter(~due_later)
        late = known.filter(pl.col("came") > pl.col("due"))
        on_time = known.filter(pl.col("came") <= pl.col("due"))
        return late, on_time, not_due.height, known.filter(pl.col("came").is_null()).height

    def latest_scores(self, orders):
        """Return each person's latest score by as-of among some orders."""
        said = self.voice.filter(pl.col("at") <= self.as_of).join(orders.select("order_id"), on="order_id")
        last = said.filter(pl.col("at") == pl.col("at").max().over("person"))
        scores = last.group_by("person").agg(pl.col("score").unique())
        assert scores["score"].list.len().max() in (None, 1)  # equal times never disagree in these data
        return scores["score"].list.first().to_list()


def quantiles(waits, shares=(0.25, 0.5, 0.75)):
    """Return quantiles among all who ever arrive, leaving competing (Aalen–Johansen), sums written out."""
    at_risk, waiting, arrived, steps = len(waits), 1.0, 0.0, []
    by_time = {}
    for time, how in waits:
        by_time.setdefault(time, []).append(how)
    for time in sorted(by_time):
        came, left = by_time[time].count("arrived"), by_time[time].count("left")
        arrived += waiting * came / at_risk
        waiting *= (at_risk - came - left) / at_risk
        at_risk -= len(by_time[time])
        if came or left:
            steps.append((time, arrived))
    final = steps[-1][1]
    return [next(time for time, reached in steps if reached / final >= share - 1e-9) for share in shares]


def wilson(k, n):
    """Return Wilson's 95 % interval of a share."""
    p = k / n
    middle, half = p + Z * Z / (2 * n), Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    return (middle - half) / (1 + Z * Z / n), (middle + half) / (1 + Z * Z / n)


def newcombe(k1, n1, k2, n2):
    """Return Newcombe's 95 % interval of the first share minus the second."""
    (l1, u1), (l2, u2), p1, p2 = wilson(k1, n1), wilson(k2, n2), k1 / n1, k2 / n2
    return p1 - p2 - math.hypot(p1 - l1, u2 - p2), p1 - p2 + math.hypot(u1 - p1, p2 - l2)
