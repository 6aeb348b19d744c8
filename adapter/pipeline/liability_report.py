"""Payment liability on a desk as FHIR: one stay's MeasureReport, or one for every municipality and month."""

from datetime import datetime

from adapter.mapping import measure_report
from adapter.model.figures import YEAR_END, Figures, Settlement
from adapter.model.liability import Liability
from adapter.pipeline.liability import Answer
from adapter.r4.mappings import Mappings
from adapter.r4.models import Resource


def as_fhir(answer: Answer, *, region: str, at: datetime, mappings: Mappings) -> Resource:
    """The same as the JSON says of days and amounts, counted at an instant."""
    if isinstance(answer, Liability):
        return measure_report.stay(answer, at=at, mappings=mappings)
    months = (
        Figures(
            region,
            one.municipality,
            one.month,
            (),
            Settlement(YEAR_END if one.year_end else one.state, one.billed_days, one.amount),
        )
        for one in answer.settled
    )
    return measure_report.collection(months, at=at, mappings=mappings)
