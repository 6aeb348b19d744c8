"""The profile of a report of ours: figures of a municipality, never a list of persons."""

from adapter.r4 import systems
from adapter.r4.profile import ALWAYS, NEVER, ONCE, Profile

_MASKED = f"extension('{systems.DATA_ABSENT}').where(value = 'masked').exists()"

REPORT = Profile(
    "svu-measure-report",
    "Follow-up of a municipality and month, or payment liability of one stay",
    "MeasureReport",
    {
        "": {
            "constraint": [
                {
                    "key": "svu-report-1",
                    "severity": "error",
                    "human": "It is of a month or of one stay",
                    "expression": "type = 'summary' or (type = 'individual' and extension"
                    f"('{systems.EXTENSION}/svu-liability').exists())",
                },
                {
                    "key": "svu-report-2",
                    "severity": "error",
                    "human": "What is suppressed is suppressed whole",
                    "expression": f"group.all((population.count | measureScore.value).where({_MASKED}).exists() "
                    "implies (population.count | measureScore.value).where(hasValue()).empty())",
                },
                {
                    "key": "svu-report-3",
                    "severity": "error",
                    "human": "An amount is whole SEK",
                    "expression": f"group.measureScore.where(system = '{systems.CURRENCY}').all(code = 'SEK' "
                    "and value.where(hasValue()).all($this mod 1 = 0))",
                },
            ]
        },
        "contained": NEVER,
        "identifier": ONCE,
        "status": {"fixedCode": "complete"},
        "subject": ONCE,
        "subject.reference": NEVER,
        "date": ONCE,
        "reporter": ONCE,
        "reporter.reference": NEVER,
        "group": ONCE,
        "group.population": ALWAYS,
        "group.population.code": ONCE,
        "group.population.count": ONCE,
        "group.population.subjectResults": NEVER,
        "group.stratifier": NEVER,
        "evaluatedResource": {"max": "1"},
        "evaluatedResource.reference": NEVER,
    },
)
